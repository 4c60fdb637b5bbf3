"""Keeps what is known for the next start, a few seconds after it changed, and finds what the last run kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TokenId
from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived, NodeReady
from qwallet_desktop.state.history import Histories, HistoryLoaded
from qwallet_desktop.state.identities import Identities, IdentitiesLoaded, IdentityAccepted, SwitchIdentity
from qwallet_desktop.state.lock import Phase, VaultInspected
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound
from qwallet_desktop.state.tokens import TokensLoaded
from qwallet_desktop.state.wallets import DailyLoaded, WalletLoaded, Wallets

MOST_WALLETS = 20
"""Wallets that are kept, those looked at last."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How keeping stands.

    Attributes:
        node_id: Whose words are known; None before there are any.
        opened: What the last run kept was asked for.
        read: It was read, if there was anything.
        unproved: What is known came from the last run, and the node has not gone on from there yet.
        recent: Whom the window acted under, the latest first.
        due: Something changed and will be kept soon.
        keeping: It is being written.
    """

    node_id: NodeId | None = None
    opened: bool = False
    read: bool = False
    unproved: bool = False
    recent: tuple[IdentityId, ...] = ()
    due: bool = False
    keeping: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known, as it stood at one moment; nothing is copied to make it.

    Attributes:
        node_id: Who said so.
        at: The moment.
        head: The newest event that is in it.
        live: Whether events arrived then.
        recent: Whom the window acted under, the latest first.
        identities: The identities, and which is active.
        tokens: The tokens.
        wallets: The wallets.
        histories: The histories.
    """

    node_id: NodeId
    at: datetime
    head: Sequence
    live: bool
    recent: tuple[IdentityId, ...]
    identities: Identities
    tokens: Map[TokenId, Token]
    wallets: Wallets
    histories: Histories


@dataclass(frozen=True, slots=True)
class LastKnownRead:
    """What the last run kept, or a part of it; of which node, is still to be looked at."""

    known: LastKnown


@dataclass(frozen=True, slots=True)
class LastKnownOpened:
    """All that the last run kept was read, if there was anything."""


@dataclass(frozen=True, slots=True)
class LastKnownDue:
    """It is time to keep what is known."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LastKnownTaken:
    """What is to be kept now."""

    seen: Seen


@dataclass(frozen=True, slots=True)
class LastKnownKept:
    """Writing has ended, well or not: the next time is another chance."""


@dataclass(frozen=True, slots=True)
class OpenLastKnown(Effect):
    """Read what the last run kept."""


@dataclass(frozen=True, slots=True)
class WaitToKeep(Effect):
    """Wait for a few seconds, since more may change."""

    @property
    def waits(self) -> bool:
        """Nothing is on its way because of it."""
        return True


@dataclass(frozen=True, slots=True)
class KeepLastKnown(Effect):
    """Write what is known."""

    seen: Seen


Action: TypeAlias = (
    VaultInspected
    | NodeReady
    | LastKnownRead
    | LastKnownOpened
    | LastKnownFound
    | LastKnownDropped
    | LastKnownDue
    | LastKnownTaken
    | LastKnownKept
    | SwitchIdentity
    | EventReceived
    | IdentitiesLoaded
    | IdentityAccepted
    | TokensLoaded
    | WalletLoaded
    | DailyLoaded
    | HistoryLoaded
)


def reduce(memory: Memory, action: Action) -> tuple[Memory, tuple[Effect, ...]]:
    """Apply an action to the memory."""
    match action:
        case EventReceived(anonymous=True):
            return memory, ()
        case EventReceived():
            if memory.unproved:
                # The node has gone on from where the last run stood.
                memory = replace(memory, unproved=False)
            return (memory, ()) if memory.due else _changed(memory)
        case SwitchIdentity():
            return _changed(_looked_at(memory, action.identity_id))
        case (
            IdentitiesLoaded() | IdentityAccepted() | TokensLoaded() | WalletLoaded() | DailyLoaded() | HistoryLoaded()
        ):
            return _changed(memory)
        case VaultInspected(phase):
            if phase is not Phase.OPEN or memory.opened:
                return memory, ()
            return replace(memory, opened=True), (OpenLastKnown(),)
        case NodeReady(node_id):
            return (memory if node_id == memory.node_id else replace(memory, node_id=node_id)), ()
        case LastKnownFound(known):
            met = (*memory.recent, *(wallet.identity_id for wallet in known.wallets))
            recent = tuple(dict.fromkeys(met))[:MOST_WALLETS]
            return replace(memory, node_id=known.node_id, unproved=True, recent=recent), ()
        case LastKnownDropped():
            return replace(memory, unproved=False, recent=()), ()
        case LastKnownDue():
            # Written slowly: what changed meanwhile has its turn after that.
            return (memory, (WaitToKeep(),)) if memory.keeping else (replace(memory, due=False), ())
        case LastKnownTaken(seen):
            return replace(memory, keeping=True), (KeepLastKnown(seen),)
        case LastKnownKept():
            return replace(memory, keeping=False), ()
        case LastKnownOpened():
            return replace(memory, read=True), ()
        case LastKnownRead():
            return memory, ()
        case _:
            assert_never(action)


def _changed(memory: Memory) -> tuple[Memory, tuple[Effect, ...]]:
    if memory.due or not memory.opened or memory.node_id is None:
        return memory, ()
    return replace(memory, due=True), (WaitToKeep(),)


def _looked_at(memory: Memory, identity_id: IdentityId) -> Memory:
    before = memory.recent
    at = before.index(identity_id) if identity_id in before else MOST_WALLETS - 1
    recent = (identity_id, *before[:at], *before[at + 1 :])
    return Memory(memory.node_id, memory.opened, memory.read, memory.unproved, recent, memory.due, memory.keeping)
