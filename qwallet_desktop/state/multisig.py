"""What waits for others to agree, and what became of it: every item that is known (seed: multiSigTransactions)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import ItemChanged
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.multisig import ExecutionFailed, Item, ItemPage
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.item_actions import (
    DoneItemsFailed,
    DoneItemsLoaded,
    FetchDoneItems,
    FetchItem,
    FetchOpenItems,
    ItemLearned,
    ItemLoaded,
    ItemMissed,
    LoadDoneItems,
    LoadItem,
    LoadMoreItems,
    LoadOpenItems,
    OpenItemsFailed,
    OpenItemsLoaded,
)
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale, failed, reloading

MOST_KNOWN: Final = 2_000
"""Items that are remembered; of more, the oldest closed ones are let go."""


@dataclass(frozen=True, slots=True)
class MultiSig:
    """All items that are known.

    Attributes:
        known: The newest that is known of each.
        open: How the list of those that wait for somebody was read; its value is the cursor of what is not read yet.
        done: The same of those that are closed.
        missed: Why an item that was asked for by itself could not be read.
    """

    known: Map[ItemId, Item] = Map()
    open: Remote[str] | None = None
    done: Remote[str] | None = None
    missed: Map[ItemId, Problem] = Map()


Action: TypeAlias = (
    LoadOpenItems
    | OpenItemsLoaded
    | OpenItemsFailed
    | LoadDoneItems
    | LoadMoreItems
    | DoneItemsLoaded
    | DoneItemsFailed
    | LoadItem
    | ItemLoaded
    | ItemMissed
    | ItemLearned
    | EventReceived
    | LastKnownDropped
)


def reduce(multisig: MultiSig, action: Action) -> tuple[MultiSig, tuple[Effect, ...]]:
    """Apply what was asked, read or told of items."""
    match action:
        case EventReceived():
            fact = action.event.fact
            return (_learned(multisig, (fact.item,)) if isinstance(fact, ItemChanged) else multisig), ()
        case ItemLearned(item) | ItemLoaded(item):
            return _learned(multisig, (item,)), ()
        case LoadItem(item_id):
            return replace(multisig, missed=_without(multisig.missed, item_id)), (FetchItem(item_id),)
        case ItemMissed(item_id, problem):
            return replace(multisig, missed=multisig.missed.set(item_id, problem)), ()
        case LastKnownDropped():
            return MultiSig(), ()
        case _:
            return _listed(multisig, action)


_Listing: TypeAlias = (
    LoadOpenItems
    | OpenItemsLoaded
    | OpenItemsFailed
    | LoadDoneItems
    | LoadMoreItems
    | DoneItemsLoaded
    | DoneItemsFailed
)


def _listed(multisig: MultiSig, action: _Listing) -> tuple[MultiSig, tuple[Effect, ...]]:
    match action:
        case LoadOpenItems():
            return replace(multisig, open=reloading(multisig.open)), (FetchOpenItems(),)
        case OpenItemsLoaded(items, at):
            return replace(_learned(multisig, items), open=Loaded("", at)), ()
        case OpenItemsFailed(problem, at):
            return replace(multisig, open=failed(multisig.open, problem, at)), ()
        case LoadDoneItems():
            return replace(multisig, done=reloading(multisig.done)), (FetchDoneItems(),)
        case LoadMoreItems():
            cursor = next_cursor(multisig)
            return multisig, ((FetchDoneItems(cursor),) if cursor else ())
        case DoneItemsLoaded(page, cursor, at):
            return _done(multisig, page, cursor, at), ()
        case DoneItemsFailed(problem, _, at):
            return replace(multisig, done=failed(multisig.done, problem, at)), ()
        case _:
            assert_never(action)


def _done(multisig: MultiSig, page: ItemPage, cursor: str, at: datetime) -> MultiSig:
    if cursor and cursor != next_cursor(multisig):
        # The newest were read again meanwhile.
        return _learned(multisig, page.items)
    before = multisig.done
    # What was read beyond the newest stays known.
    keeps = not cursor and isinstance(before, (Loaded, Stale)) and _all_known(multisig, page)
    then = before.value if keeps and isinstance(before, (Loaded, Stale)) else page.next
    return replace(_learned(multisig, page.items), done=Loaded(then, at))


def _all_known(multisig: MultiSig, page: ItemPage) -> bool:
    return all(item.proposal.item_id in multisig.known for item in page.items)


def next_cursor(multisig: MultiSig) -> str:
    """Return where older closed items begin; empty where there are none, or that is not known."""
    done = multisig.done
    return done.value if isinstance(done, (Loaded, Stale)) else ""


def _learned(multisig: MultiSig, items: tuple[Item, ...]) -> MultiSig:
    """Keep what is newer than what is known of each; twice or late changes nothing."""
    changed = multisig.known.mutate()
    for item in items:
        item_id = item.proposal.item_id
        before = multisig.known.get(item_id)
        if before is None or is_newer(item, before):
            changed[item_id] = item
    known = changed.finish()
    if known == multisig.known:
        return multisig
    missed = multisig.missed
    for item in items:
        missed = _without(missed, item.proposal.item_id)
    return replace(multisig, known=_trimmed(known) if len(known) > MOST_KNOWN else known, missed=missed)


def is_newer(item: Item, than: Item) -> bool:
    """Tell whether an item is a later state of the same one: votes are only added, and an end is an end."""
    return _age(item) > _age(than)


def _age(item: Item) -> tuple[int, int, datetime]:
    closing = item.closing
    # A failed execution may be followed by one that succeeds, or by the end of its time.
    end = 0 if closing is None else 1 if isinstance(closing, ExecutionFailed) else 2
    return len(item.votes), end, item.proposal.opened_at if closing is None else closing.at


def _trimmed(known: Map[ItemId, Item]) -> Map[ItemId, Item]:
    closed = sorted(
        (item for item in known.values() if item.closing is not None), key=lambda item: item.proposal.opened_at
    )
    kept = known.mutate()
    for item in closed[: len(known) - MOST_KNOWN + MOST_KNOWN // 10]:
        del kept[item.proposal.item_id]
    return kept.finish()


def _without(missed: Map[ItemId, Problem], item_id: ItemId) -> Map[ItemId, Problem]:
    return missed.delete(item_id) if item_id in missed else missed


def is_loading(remote: Remote[str] | None) -> bool:
    """Tell whether a list is read for the first time."""
    return remote is None or isinstance(remote, Loading)


def fault(remote: Remote[str] | None) -> Problem | None:
    """Return why a list could not be read, if it never could."""
    return remote.problem if isinstance(remote, Failed) else None
