"""Anonymous identities (AID) of this run: each is followed by a way of its own, and forgotten when it is closed.

Nothing of them is written: keys, labels and all that is known of them end with the program (contract §3).
"""

from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias, TypeVar, assert_never

from immutables import Map

from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.aid_actions import (
    AidGone,
    AidMade,
    AidNewsLost,
    AskToLeave,
    EndProgram,
    ForgetAid,
    Leave,
    RunAidStream,
)
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.identities import Identities, IdentityAccepted
from qwallet_desktop.state.lock import Lock
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.wallets import Wallets

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Aids:
    """The anonymous identities whose keys are here, in the order in which they were made; `made` is all of this run."""

    held: tuple[IdentityId, ...] = ()
    made: frozenset[IdentityId] = frozenset()


Action: TypeAlias = AidMade | AidGone | AidNewsLost | IdentityAccepted | EventReceived | AskToLeave | Leave


def reduce(aids: Aids, action: Action) -> tuple[Aids, tuple[Effect, ...]]:
    """Apply an action to the anonymous identities."""
    match action:
        case EventReceived():
            fact = action.event.fact
            changed = fact.identity if action.anonymous and isinstance(fact, IdentityChanged) else None
            return aids, () if changed is None else _after(aids, changed)
        case IdentityAccepted():
            return aids, _after(aids, action.identity)
        case AidMade(_, identity):
            return Aids((*aids.held, identity.id), aids.made | {identity.id}), (RunAidStream(identity.id),)
        case AidGone(identity_id):
            left = tuple(each for each in aids.held if each != identity_id)
            # Only now: cancelled while it connects, a stream may leave a connection that nobody closes.
            return replace(aids, held=left), (Cancel(RunAidStream(identity_id).exclusive),)
        case Leave():
            return aids, (EndProgram(),)
        case AidNewsLost() | AskToLeave():
            return aids, ()
        case _:
            assert_never(action)


def held_too(lock: Lock, action: AidMade | AidGone) -> tuple[Lock, tuple[Effect, ...]]:
    """Count the keys of anonymous identities among those that are held."""
    match action:
        case AidMade(_, identity):
            return replace(lock, held=(*lock.held, identity.id)), ()
        case AidGone(identity_id):
            return replace(lock, held=tuple(each for each in lock.held if each != identity_id)), ()
        case _:
            assert_never(action)


def without(kept: Map[IdentityId, T], action: AidGone) -> tuple[Map[IdentityId, T], tuple[Effect, ...]]:
    """Let go of what a slice has of an identity that is gone."""
    return (kept.delete(action.identity_id) if action.identity_id in kept else kept), ()


def _after(aids: Aids, identity: Identity) -> tuple[Effect, ...]:
    """Forget an identity that has been closed; it holds nothing any more."""
    if identity.status is not IdentityStatus.CLOSED or identity.id not in aids.held:
        return ()
    return (ForgetAid(identity.id),)


class HasAids(Protocol):
    """The whole state, of which only what anonymous identities hold matters here."""

    @property
    def aids(self) -> Aids:
        """The anonymous identities."""

    @property
    def identities(self) -> Identities:
        """All identities."""

    @property
    def wallets(self) -> Wallets:
        """All wallets."""


@dataclass(frozen=True, slots=True)
class AtStake:
    """What would be lost with an anonymous identity: its balance, None where that could not be read."""

    identity: Identity
    balance: Balance | None


def at_stake(state: HasAids) -> tuple[AtStake, ...]:
    """List the anonymous identities that the end of the program would lose something with."""
    found = (_stake(state, identity_id) for identity_id in state.aids.held)
    return tuple(each for each in found if each is not None)


def _stake(state: HasAids, identity_id: IdentityId) -> AtStake | None:
    identity, wallet = state.identities.known.get(identity_id), state.wallets.get(identity_id)
    if identity is None or identity.status is IdentityStatus.CLOSED:
        return None
    if wallet is None or known(wallet.context) is None:
        return AtStake(identity, None)
    # It takes one token only.
    balance = next((each for each in wallet.balances.values() if each.settled.units), None)
    return None if balance is None else AtStake(identity, balance)


def is_anonymous(identity: Identity | None) -> bool:
    """Tell whether nothing of an identity may be kept over the end of the program."""
    return identity is not None and identity.type is IdentityType.AID
