"""What waits for others to agree, and what became of it: every item that is known (seed: multiSigTransactions)."""

from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import ItemChanged
from qwallet_desktop.domain.multisig import ItemPage
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
    OpenItemsSlice,
)
from qwallet_desktop.state.item_records import RecordChecked
from qwallet_desktop.state.items_known import MultiSig, forgotten, is_newer, learned, without
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale, failed, reloading

__all__ = ["Action", "MultiSig", "fault", "is_loading", "is_newer", "next_cursor", "reduce"]

Action: TypeAlias = (
    LoadOpenItems
    | OpenItemsSlice
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
    | RecordChecked
    | EventReceived
    | LastKnownDropped
)


def reduce(multisig: MultiSig, action: Action) -> tuple[MultiSig, tuple[Effect, ...]]:
    """Apply what was asked, read or told of items."""
    match action:
        case EventReceived():
            fact = action.event.fact
            return (learned(multisig, (fact.item,)) if isinstance(fact, ItemChanged) else multisig), ()
        case ItemLearned(item) | ItemLoaded(item):
            return learned(multisig, (item,)), ()
        case RecordChecked(record):
            return learned(multisig, (record.item,)), ()
        case LoadItem(item_id):
            return replace(multisig, missed=without(multisig.missed, item_id)), (FetchItem(item_id),)
        case ItemMissed(item_id, problem):
            return replace(multisig, missed=multisig.missed.set(item_id, problem)), ()
        case LastKnownDropped():
            # A reading that is on its way is none of this.
            return MultiSig(reading=multisig.reading + 1), ()
        case _:
            return _listed(multisig, action)


_Listing: TypeAlias = (
    LoadOpenItems
    | OpenItemsSlice
    | OpenItemsLoaded
    | OpenItemsFailed
    | LoadDoneItems
    | LoadMoreItems
    | DoneItemsLoaded
    | DoneItemsFailed
)


def _listed(multisig: MultiSig, action: _Listing) -> tuple[MultiSig, tuple[Effect, ...]]:
    match action:
        case LoadOpenItems(reading):
            begun = replace(multisig, open=reloading(multisig.open), reading=reading, heard=Map())
            return begun, (FetchOpenItems(reading),)
        case OpenItemsSlice() | OpenItemsLoaded() | OpenItemsFailed() if action.reading != multisig.reading:
            # The list was asked for anew meanwhile.
            return multisig, ()
        case OpenItemsSlice(items):
            return learned(multisig, items), ()
        case OpenItemsLoaded(items, at, rest=rest):
            read = learned(multisig, items)
            return replace(read if rest else forgotten(read), open=Loaded(rest, at), heard=None), ()
        case OpenItemsFailed(problem, at):
            return replace(multisig, open=failed(multisig.open, problem, at), heard=None), ()
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
        return learned(multisig, page.items)
    before = multisig.done
    # What was read beyond the newest stays known.
    keeps = not cursor and isinstance(before, (Loaded, Stale)) and _all_known(multisig, page)
    then = before.value if keeps and isinstance(before, (Loaded, Stale)) else page.next
    return replace(learned(multisig, page.items), done=Loaded(then, at))


def _all_known(multisig: MultiSig, page: ItemPage) -> bool:
    return all(item.proposal.item_id in multisig.known for item in page.items)


def next_cursor(multisig: MultiSig) -> str:
    """Return where older closed items begin; empty where there are none, or that is not known."""
    done = multisig.done
    return done.value if isinstance(done, (Loaded, Stale)) else ""


def is_loading(remote: Remote[str] | None) -> bool:
    """Tell whether a list is read for the first time."""
    return remote is None or isinstance(remote, Loading)


def fault(remote: Remote[str] | None) -> Problem | None:
    """Return why a list could not be read, if it never could."""
    return remote.problem if isinstance(remote, Failed) else None
