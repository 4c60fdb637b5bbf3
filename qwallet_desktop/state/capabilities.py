"""Whether somebody here may sign what waits for it, and why not (seed: SigningCapability)."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import SigningCapability
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import Part, signing_part
from qwallet_desktop.state.recalled import LastKnownDropped

Capabilities: TypeAlias = Map[IdentityId, SigningCapability]
"""What the node said of each identity that was asked about."""


@dataclass(frozen=True, slots=True)
class LoadCapability:
    """Ask whether an identity may sign."""

    identity_id: IdentityId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return signing_part(self.identity_id)


@dataclass(frozen=True, slots=True)
class CapabilityLoaded:
    """Whether it may."""

    capability: SigningCapability

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return signing_part(self.capability.identity_id)


@dataclass(frozen=True, slots=True)
class CapabilityMissed:
    """It is not known: whoever tries is told then."""

    identity_id: IdentityId
    problem: Problem

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return signing_part(self.identity_id)


@dataclass(frozen=True, slots=True)
class FetchCapability(Effect):
    """Ask the node whether an identity may sign."""

    identity_id: IdentityId

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The newest answer is the one that counts."""
        return ("signing", self.identity_id)


Action: TypeAlias = LoadCapability | CapabilityLoaded | CapabilityMissed | LastKnownDropped


def reduce(capabilities: Capabilities, action: Action) -> tuple[Capabilities, tuple[Effect, ...]]:
    """Apply what was asked or told."""
    match action:
        case LoadCapability(identity_id):
            return capabilities, (FetchCapability(identity_id),)
        case CapabilityLoaded(capability):
            return capabilities.set(capability.identity_id, capability), ()
        case CapabilityMissed(identity_id):
            known = identity_id in capabilities
            return (capabilities.delete(identity_id) if known else capabilities), ()
        case LastKnownDropped():
            return Map(), ()
        case _:
            assert_never(action)


def unable(capabilities: Capabilities) -> Map[IdentityId, Problem]:
    """Return who may not sign, with the reason."""
    found = ((one.identity_id, one.problem) for one in capabilities.values() if not one.can_sign)
    return Map({identity_id: problem for identity_id, problem in found if problem is not None})
