"""The slice of the lazy loader: takes what the nouns ask, learn and fail to learn into the loader's books."""

from collections.abc import Hashable
from typing import Final, TypeAlias, assert_never

from qwallet_desktop.domain.health import Closed
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state import lazy_books
from qwallet_desktop.state.audit import LoadProof, ProofFailed, ProofLoaded, SelectEntry
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.groups import GroupFailed, GroupLoaded, LoadGroup
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
from qwallet_desktop.state.item_actions import (
    DoneItemsFailed,
    DoneItemsLoaded,
    ItemLoaded,
    ItemMissed,
    LoadDoneItems,
    LoadItem,
    LoadOpenItems,
    OpenItemsFailed,
    OpenItemsLoaded,
)
from qwallet_desktop.state.item_records import LoadRecord, RecordAction, RecordChecked, RecordMissed
from qwallet_desktop.state.lazy_actions import (
    AwaitNextTry,
    AwaitQuiet,
    Glance,
    GrantsLapsed,
    LookAhead,
    NextTryDue,
    Outdate,
    Quieted,
    TryAgain,
)
from qwallet_desktop.state.lazy_books import (
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
from qwallet_desktop.state.navigation import ShowItem
from qwallet_desktop.state.part import (
    IDENTITIES,
    OPEN_ITEMS,
    TOKENS,
    Part,
    group,
    line,
    overview,
    proof,
    record_part,
    table,
)
from qwallet_desktop.state.part_keys import KIND_OF, key_of
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.rule_parts import RuleAction, RuleAsked, RuleFailed
from qwallet_desktop.state.tokens import LoadTokens, TokensFailed, TokensLoaded
from qwallet_desktop.state.wallets import (
    DailyFailed,
    DailyLoaded,
    LoadDaily,
    LoadWallet,
    WalletFailed,
    WalletLoaded,
)

_QUIET = (AwaitQuiet(),)
_BUSY: Final = 429
_UNSIGNED: Final = 401

ItemsAction: TypeAlias = (
    LoadOpenItems
    | OpenItemsLoaded
    | OpenItemsFailed
    | LoadDoneItems
    | DoneItemsLoaded
    | DoneItemsFailed
    | LoadItem
    | ItemLoaded
    | ItemMissed
    | RecordAction
)

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
    | LoadGroup
    | GroupLoaded
    | GroupFailed
    | ItemsAction
    | ShowItem
    | RuleAction
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
        case LoadGroup(group_id):
            return asked(lazy, group(group_id)), ()
        case GroupLoaded(read):
            return _answered(lazy, group(read.id))
        case GroupFailed(group_id, problem):
            return _failed(lazy, group(group_id), problem)
        case LoadOpenItems() | OpenItemsLoaded() | OpenItemsFailed():
            return _of_open_items(lazy, action)
        case LoadDoneItems() | LoadItem() | LoadRecord():
            return asked(lazy, action.part), ()
        case DoneItemsLoaded() | ItemLoaded() | RecordChecked():
            return _answered(lazy, action.part)
        case DoneItemsFailed(problem) | ItemMissed(_, problem) | RecordMissed(_, problem):
            return _failed(lazy, action.part, problem)
        case ShowItem(item_id):
            # Whoever opens an item sees what is true now, and not what was when it was opened last.
            return retried(lazy, record_part(item_id)), ()
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
            return _of_rules(lazy, action)


def _of_open_items(
    lazy: Lazy, action: LoadOpenItems | OpenItemsLoaded | OpenItemsFailed
) -> tuple[Lazy, tuple[Effect, ...]]:
    """Write down a reading of all that waits: it comes in parts, and what an older one says counts no more."""
    match action:
        case LoadOpenItems(reading):
            return asked(lazy, OPEN_ITEMS, reading), ()
        case OpenItemsLoaded(reading=reading):
            return _answered(lazy, OPEN_ITEMS, about=reading)
        case OpenItemsFailed(problem, reading=reading):
            return _failed(lazy, OPEN_ITEMS, problem, about=reading)
        case _:
            assert_never(action)


def _of_rules(lazy: Lazy, action: RuleAction) -> tuple[Lazy, tuple[Effect, ...]]:
    """Write down what was asked for or answered of policies, limits and decisions."""
    if isinstance(action, RuleAsked):
        return asked(lazy, action.part), ()
    if isinstance(action, RuleFailed):
        return _failed(lazy, action.part, action.problem)
    return _answered(lazy, action.part)


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
