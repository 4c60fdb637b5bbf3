"""The policy of each identity, its earlier versions, and the one that a person is writing (seed: Qonsent)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.consent import ConsentPolicy, PolicyVersion
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import Part, policy
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Loaded, Remote, failed, reloading


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy as it is being written.

    Attributes:
        base: The version that it began as.
        policy: All of it but the hours.
        days: The hours of each weekday as they are typed, in local time, from Monday on; None for all hours.
        reason: Why it is to change.
    """

    base: int
    policy: ConsentPolicy = field(default_factory=ConsentPolicy)
    days: tuple[str, ...] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """The policy in force, and all versions that there were, the newest first."""

    version: PolicyVersion
    versions: tuple[PolicyVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """The policy of each identity, with the versions before it, and what is being written."""

    policies: Map[IdentityId, Remote[PolicyBook]] = Map()
    drafts: Map[IdentityId, PolicyDraft] = Map()


@dataclass(frozen=True, slots=True)
class LoadPolicy:
    """Read an identity's policy and its history."""

    identity_id: IdentityId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return policy(self.identity_id)


@dataclass(frozen=True, slots=True)
class PolicyLoaded:
    """The policy in force, and what was before it."""

    identity_id: IdentityId
    book: PolicyBook
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return policy(self.identity_id)


@dataclass(frozen=True, slots=True)
class PolicyFailed:
    """It could not be read."""

    identity_id: IdentityId
    problem: Problem
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return policy(self.identity_id)


@dataclass(frozen=True, slots=True)
class WritePolicy:
    """Keep what is being written; None forgets it."""

    identity_id: IdentityId
    draft: PolicyDraft | None


@dataclass(frozen=True, slots=True)
class FetchPolicy(Effect):
    """Read an identity's policy and its history."""

    identity_id: IdentityId

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The newest reading of an identity is the one that counts."""
        return ("policy", self.identity_id)


Action: TypeAlias = LoadPolicy | PolicyLoaded | PolicyFailed | WritePolicy | LastKnownDropped


def reduce(consent: Consent, action: Action) -> tuple[Consent, tuple[Effect, ...]]:
    """Apply an action to the policy of the identity that it names."""
    match action:
        case LoadPolicy(identity_id):
            before = consent.policies.get(identity_id)
            return _known(consent, identity_id, reloading(before)), (FetchPolicy(identity_id),)
        case PolicyLoaded(identity_id, book, at):
            return _known(consent, identity_id, Loaded(book, at)), ()
        case PolicyFailed(identity_id, problem, at):
            return _known(consent, identity_id, failed(consent.policies.get(identity_id), problem, at)), ()
        case WritePolicy(identity_id, draft):
            return _written(consent, identity_id, draft), ()
        case LastKnownDropped():
            return Consent(), ()
        case _:
            assert_never(action)


def _known(consent: Consent, identity_id: IdentityId, book: Remote[PolicyBook]) -> Consent:
    if consent.policies.get(identity_id) is book:
        return consent
    return replace(consent, policies=consent.policies.set(identity_id, book))


def _written(consent: Consent, identity_id: IdentityId, draft: PolicyDraft | None) -> Consent:
    if consent.drafts.get(identity_id) == draft:
        return consent
    drafts = consent.drafts.delete(identity_id) if draft is None else consent.drafts.set(identity_id, draft)
    return replace(consent, drafts=drafts)
