"""The slice of the lazy loader: takes what the nouns ask, learn and fail to learn into the loader's books."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from qwallet_desktop.domain.health import Closed
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state import lazy_books
from qwallet_desktop.state.audit import LoadProof, ProofFailed, ProofLoaded, SelectEntry
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.health import EffectCrashed, NodeReady, Resynced, ServiceChanged, StreamConnected
from qwallet_desktop.state.history import (
    FIRST_PAGE,
    HistoryFailed,
    HistoryLoaded,
    ShowHistory,
)
from qwallet_desktop.state.identities import (
    IdentitiesFailed,
    IdentitiesLoaded,
    IdentityAccepted,
    LoadIdentities,
)
from qwallet_desktop.state.lazy_books import (
    ALWAYS,
    UNKNOWN,
    Lazy,
    answered,
    asked,
    begun_anew,
    connected,
    failed,
    granted,
    lapsed,
    outdated,
    retried,
    tried_again,
    wallet_asked,
)
from qwallet_desktop.state.lock import Phase, VaultInspected
from qwallet_desktop.state.part import IDENTITIES, TOKENS, Part, line, overview, proof, table
from qwallet_desktop.state.part_keys import KIND_OF, key_of
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.tokens import LoadTokens, TokensFailed, TokensLoaded
from qwallet_desktop.state.wallets import (
    DailyFailed,
    DailyLoaded,
    LoadDaily,
    LoadWallet,
    WalletFailed,
    WalletLoaded,
)


@dataclass(frozen=True, slots=True)
class Outdate:
    """Something about a part changed at a position in the ledger, and no event tells all of it."""

    part: Part
    at: Sequence = ALWAYS


@dataclass(frozen=True, slots=True)
class GrantsLapsed:
    """The session's grants ended; what happened to these identities (all, if none is named) was not told."""

    identity_ids: tuple[IdentityId, ...] = ()


@dataclass(frozen=True, slots=True)
class Glance:
    """These identities are listed over the page; none, when the list was closed."""

    identity_ids: tuple[IdentityId, ...]


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Read what may be looked at next."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Quieted:
    """Nothing was looked at anew for a moment."""


@dataclass(frozen=True, slots=True)
class NextTryDue:
    """A while has passed since something could not be read."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Read what is looked at and could not be read, once more."""


@dataclass(frozen=True, slots=True)
class AwaitNextTry(Effect):
    """Wait for a while before what failed is tried again by itself."""

    @property
    def exclusive(self) -> str:
        """What fails together is tried again together."""
        return "next-try"

    @property
    def waits(self) -> bool:
        """Nothing is on its way because of it."""
        return True


@dataclass(frozen=True, slots=True)
class AwaitQuiet(Effect):
    """Wait for a moment in which nobody moves on."""

    @property
    def exclusive(self) -> str:
        """Who moves on lets the moment begin again."""
        return "quiet"

    @property
    def waits(self) -> bool:
        """Nothing is on its way because of it."""
        return True


_QUIET = (AwaitQuiet(),)
_BUSY: Final = 429
_UNSIGNED: Final = 401

Action: TypeAlias = (
    Outdate
    | GrantsLapsed
    | Glance
    | LookAhead
    | Quieted
    | NextTryDue
    | TryAgain
    | LoadIdentities
    | IdentitiesLoaded
    | IdentitiesFailed
    | IdentityAccepted
    | LoadTokens
    | TokensLoaded
    | TokensFailed
    | LoadWallet
    | WalletLoaded
    | WalletFailed
    | LoadDaily
    | DailyLoaded
    | DailyFailed
    | ShowHistory
    | HistoryLoaded
    | HistoryFailed
    | SelectEntry
    | LoadProof
    | ProofLoaded
    | ProofFailed
    | NodeReady
    | Resynced
    | StreamConnected
    | VaultInspected
    | EffectCrashed
    | ServiceChanged
    | LastKnownDropped
)


def reduce(lazy: Lazy, action: Action) -> tuple[Lazy, tuple[Effect, ...]]:
    """Write down what was asked for, answered, or has changed."""
    match action:
        case LoadWallet(identity_id):
            return wallet_asked(lazy, identity_id), ()
        case WalletLoaded(context):
            return _answered(lazy, overview(context.identity_id), context.as_of)
        case WalletFailed(identity_id, problem):
            return _failed(lazy, overview(identity_id), problem)
        case LoadDaily(identity_id, token_id):
            return asked(lazy, line(identity_id, token_id)), ()
        case DailyLoaded(identity_id, token_id):
            return _answered(lazy, line(identity_id, token_id))
        case DailyFailed(identity_id, token_id, problem):
            return _failed(lazy, line(identity_id, token_id), problem)
        case ShowHistory(identity_id, query):
            return asked(lazy, table(identity_id), query), ()
        case HistoryLoaded(identity_id, query, None, _, page):
            return _answered(lazy, table(identity_id), page.as_of, about=query)
        case HistoryFailed(identity_id, query, number, problem) if number == FIRST_PAGE:
            return _failed(lazy, table(identity_id), problem, about=query)
        case HistoryLoaded() | HistoryFailed():
            return lazy, ()
        case LoadTokens():
            return asked(lazy, TOKENS), ()
        case TokensLoaded():
            return _answered(lazy, TOKENS)
        case TokensFailed(problem):
            return _failed(lazy, TOKENS, problem)
        case SelectEntry(entry):
            return retried(lazy, proof(entry.transfer.id)), ()
        case LoadProof(transfer_id):
            return asked(lazy, proof(transfer_id)), ()
        case ProofLoaded(transfer_id):
            return _answered(lazy, proof(transfer_id))
        case ProofFailed(transfer_id, problem):
            return _failed(lazy, proof(transfer_id), problem)
        case LoadIdentities():
            return asked(lazy, IDENTITIES), ()
        case IdentitiesLoaded(identities):
            return _answered(granted(lazy, anything=bool(identities)), IDENTITIES)
        case IdentitiesFailed(problem):
            return _failed(lazy, IDENTITIES, problem)
        case IdentityAccepted(created=created):
            return (lazy._replace(granted=True) if created and not lazy.granted else lazy), ()
        case VaultInspected(phase):
            return (outdated(lazy, (IDENTITIES,)) if phase is Phase.OPEN else lazy), ()
        case NodeReady():
            return _anew(lazy)
        case Resynced(sequence):
            again, given_up = _anew(lazy)
            return again._replace(begun=sequence or None), given_up
        case StreamConnected(head):
            return connected(lazy, head), (AwaitQuiet(),)
        case GrantsLapsed(identity_ids):
            return lapsed(lazy, frozenset(identity_ids)), ()
        case Outdate(part, at):
            return outdated(lazy, (part,), at), ()
        case EffectCrashed(effect):
            kind = KIND_OF.get(effect)
            for part in [part for part in lazy.flying if part.kind is kind]:
                lazy = failed(lazy, part, about=lazy.flying[part])
            return lazy, ()
        case ServiceChanged(state=state):
            return (tried_again(lazy) if isinstance(state, Closed) else lazy), ()
        case TryAgain():
            return tried_again(lazy), ()
        case NextTryDue():
            return lazy, ()
        case LastKnownDropped():
            again, given_up = _anew(lazy)
            return again._replace(granted=False, begun=None), given_up
        case Glance(identity_ids):
            return (lazy if identity_ids == lazy.glanced else lazy._replace(glanced=identity_ids)), ()
        case LookAhead(parts):
            return lazy._replace(ahead=parts), ()
        case Quieted():
            return lazy, ((AwaitQuiet(),) if lazy.flying else ())
        case _:
            assert_never(action)


def _answered(
    lazy: Lazy, part: Part, at: Sequence = UNKNOWN, about: Hashable = None
) -> tuple[Lazy, tuple[Effect, ...]]:
    after = answered(lazy, part, at, about)
    # What was read ahead may name more that can be read ahead.
    return after, ((AwaitQuiet(),) if part in after.ahead and not after.flying else ())


def _failed(lazy: Lazy, part: Part, problem: Problem, about: Hashable = None) -> tuple[Lazy, tuple[Effect, ...]]:
    after = failed(lazy, part, about)
    # A refusal stays one; what stood in the way may go away without anybody telling. So may a clock that was off, once
    # the node has said so; of those who need grants the identities, which give them, are asked for alone.
    status = problem.status
    passes = problem.is_fault or status == _BUSY or (status == _UNSIGNED and part == IDENTITIES)
    return after, ((AwaitNextTry(),) if passes and after is not lazy else ())


def _anew(lazy: Lazy) -> tuple[Lazy, tuple[Effect, ...]]:
    return begun_anew(lazy), tuple(Cancel(key_of(part)) for part in lazy.flying)


def look(lazy: Lazy, parts: tuple[Part, ...], *, live: bool) -> tuple[Lazy, tuple[Effect, ...]]:
    """Look at other parts: what was left is given up; see `lazy_books.look`."""
    after, left = lazy_books.look(lazy, parts, live=live)
    quiet = _QUIET if live else ()
    return after, ((*(Cancel(key_of(part)) for part in left), *quiet) if left else quiet)
