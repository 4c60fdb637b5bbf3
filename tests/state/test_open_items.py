"""Reading all that waits, slice by slice: what counts of it, what is let go, and for whom each still waits."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.events import Event, ItemChanged
from qwallet_desktop.domain.ids import ItemId, Sequence
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import multisig
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.item_actions import (
    FetchOpenItems,
    ItemLoaded,
    ItemMissed,
    LoadOpenItems,
    OpenItemsFailed,
    OpenItemsLoaded,
    OpenItemsSlice,
)
from qwallet_desktop.state.item_actors import Section, section_of
from qwallet_desktop.state.items_known import NOBODY, MultiSig, waits_for
from qwallet_desktop.state.operation import Made
from qwallet_desktop.state.operation_actions import OperationsRead
from qwallet_desktop.state.operation_line import Operations
from qwallet_desktop.state.operations import reduce as reduce_operations
from qwallet_desktop.state.part import OPEN_ITEMS
from qwallet_desktop.state.part_loads import load
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Loaded, Loading, Stale
from qwallet_desktop.state.root import reduce as reduce_all
from qwallet_desktop.state.transfers import PaymentDraft
from tests.helpers import items as told
from tests.helpers.items import ACME, INES, LEO, MARA, NOW
from tests.ui.builders import QTK, identity
from tests.ui.builders import state as whole
from tests.ui.operations import one

DOWN = Problem(Code.NODE_UNREACHABLE)
FIRST, SECOND, THIRD = told.item(101), told.item(102), told.item(103)


def after(*actions: multisig.Action, begun: MultiSig | None = None) -> MultiSig:
    """Return the slice after these actions."""
    slice_ = begun or MultiSig()
    for action in actions:
        slice_, _ = multisig.reduce(slice_, action)
    return slice_


def ids(*items: Item) -> set[ItemId]:
    return {item.proposal.item_id for item in items}


def test_what_a_slice_says_is_known_before_the_next_has_come() -> None:
    reading = after(LoadOpenItems(1), OpenItemsSlice((FIRST,), 1))
    assert (set(reading.known), reading.open) == (ids(FIRST), Loading())
    whole_of_it = after(OpenItemsLoaded((SECOND,), NOW, 1), begun=reading)
    assert (set(whole_of_it.known), whole_of_it.open) == (ids(FIRST, SECOND), Loaded("", NOW))


def test_each_reading_is_told_from_those_before() -> None:
    state = whole(identity(3, "Mara"))
    first = load(state, OPEN_ITEMS)
    assert first == LoadOpenItems(1)
    _, (effect,) = multisig.reduce(MultiSig(), LoadOpenItems(1))
    assert effect == FetchOpenItems(1)
    state, _ = reduce_all(state, first)
    assert load(state, OPEN_ITEMS) == LoadOpenItems(2)


@pytest.mark.parametrize(
    "late", [OpenItemsSlice((SECOND,), 1), OpenItemsLoaded((SECOND,), NOW, 1), OpenItemsFailed(DOWN, NOW, 1)]
)
def test_what_an_older_reading_says_late_changes_nothing(late: multisig.Action) -> None:
    again = after(LoadOpenItems(1), OpenItemsSlice((FIRST,), 1), LoadOpenItems(2))
    assert after(late, begun=again) is again


def test_an_older_reading_that_ends_late_leaves_the_newer_one_on_its_way() -> None:
    state, _ = reduce_all(whole(identity(3, "Mara")), LoadOpenItems(7))
    for late in (OpenItemsLoaded((), NOW, 6), OpenItemsFailed(DOWN, NOW, 6)):
        state, _ = reduce_all(state, late)
    assert state.lazy.flying[OPEN_ITEMS] == 7
    state, _ = reduce_all(state, OpenItemsLoaded((), NOW, 7))
    assert OPEN_ITEMS in state.lazy.fresh


def test_a_reading_that_can_not_go_on_is_tried_again() -> None:
    state, _ = reduce_all(whole(identity(3, "Mara")), LoadOpenItems(7))
    state, _ = reduce_all(state, OpenItemsFailed(DOWN, NOW, 7))
    assert OPEN_ITEMS in state.lazy.missed


def test_what_a_whole_reading_does_not_name_has_ended_meanwhile() -> None:
    known = after(LoadOpenItems(1), OpenItemsLoaded((FIRST, SECOND), NOW, 1))
    again = after(LoadOpenItems(2), OpenItemsSlice((SECOND,), 2), OpenItemsLoaded((), NOW, 2), begun=known)
    assert set(again.known) == set(again.waits) == ids(SECOND)


def test_what_was_told_while_it_was_read_stays() -> None:
    reading = after(LoadOpenItems(1), OpenItemsSlice((FIRST,), 1))
    event = EventReceived(Event(Sequence(3), Sequence(2), MARA, ItemChanged(THIRD)))
    assert set(after(event, OpenItemsLoaded((), NOW, 1), begun=reading).known) == ids(FIRST, THIRD)


def test_what_is_closed_stays_though_no_reading_of_open_ones_names_it() -> None:
    known = after(ItemLoaded(told.MADE), LoadOpenItems(1), OpenItemsLoaded((), NOW, 1))
    assert set(known.known) == ids(told.MADE)


def test_a_reading_that_was_not_whole_lets_nothing_go() -> None:
    known = after(LoadOpenItems(1), OpenItemsLoaded((FIRST, SECOND), NOW, 1))
    cut = after(LoadOpenItems(2), OpenItemsLoaded((SECOND,), NOW, 2, "12"), begun=known)
    failed = after(LoadOpenItems(2), OpenItemsSlice((SECOND,), 2), OpenItemsFailed(DOWN, NOW, 2), begun=known)
    assert set(cut.known) == set(failed.known) == ids(FIRST, SECOND)
    assert (cut.open, type(failed.open)) == (Loaded("12", NOW), Stale)


def test_without_a_reading_on_its_way_nothing_is_let_go() -> None:
    assert set(after(ItemLoaded(FIRST), OpenItemsLoaded((SECOND,), NOW)).known) == ids(FIRST, SECOND)


def test_another_ledger_has_none_of_it_and_a_reading_of_the_old_one_counts_no_more() -> None:
    dropped = after(LoadOpenItems(4), OpenItemsSlice((FIRST,), 4), LastKnownDropped())
    assert after(OpenItemsSlice((SECOND,), 4), begun=dropped) is dropped
    assert not dropped.known


def test_an_item_that_is_told_is_not_missed_any_more_though_it_is_known() -> None:
    item_id = FIRST.proposal.item_id
    missed = after(ItemLoaded(FIRST), ItemMissed(item_id, DOWN))
    assert item_id not in after(ItemLoaded(FIRST), begun=missed).missed


def test_of_each_open_item_is_known_who_has_still_to_decide() -> None:
    known = told.known(told.MINE, told.OURS, told.MADE)
    assert set(known.waits) == ids(told.MINE, told.OURS)
    assert known.waits[told.MINE.proposal.item_id] == frozenset({ACME})


def test_a_draft_and_what_failed_wait_for_nobodys_decision() -> None:
    draft = replace(told.MINE, votes=())
    assert (waits_for(draft), waits_for(told.STUCK), waits_for(told.MADE)) == (NOBODY, NOBODY, None)


def test_with_a_signature_it_waits_for_others_and_with_its_end_for_nobody() -> None:
    waiting = told.item(7, approvers=(ACME, INES), required=2)
    signed = replace(waiting, votes=(*waiting.votes, told.vote(ACME, Choice.SIGN, 5)))
    known = after(ItemLoaded(waiting), ItemLoaded(signed))
    assert known.waits[waiting.proposal.item_id] == frozenset({INES})
    ended = replace(signed, closing=told.MADE.closing)
    assert not after(ItemLoaded(ended), begun=known).waits


def test_what_has_expired_by_the_clock_is_done_before_the_node_says_so() -> None:
    known = told.known(told.MINE)
    late = told.MINE.proposal.expires_at
    assert section_of(known, told.MINE, frozenset({ACME}), late) is Section.DONE


def test_operations_take_what_a_slice_says_of_the_items_that_they_opened() -> None:
    opening = one(1, Made(NOW, told.MINE), PaymentDraft(LEO, QTK, "25.00", ""))
    operations, _ = reduce_operations(Operations(unlocked=True), OperationsRead((opening,), NOW))
    state = whole(identity(3, "Mara")).having({"operations": operations})
    signed = replace(told.MINE, votes=(*told.MINE.votes, told.vote(ACME, Choice.SIGN, -1)))
    state, _ = reduce_all(state, LoadOpenItems(1))
    state, _ = reduce_all(state, OpenItemsSlice((signed,), 1))
    assert state.operations.known[opening.id].stage == Made(NOW, signed)
