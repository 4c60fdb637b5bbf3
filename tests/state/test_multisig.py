"""Items: what is known of each, which waits for whom, and what operations tell of those that they opened."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.batches import BatchReceipt, PaymentOpened, PaymentRefused
from qwallet_desktop.domain.events import BalanceChanged, Event, ItemChanged
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.multisig import Choice, Item, ItemPage
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state import items_known, multisig
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.item_actions import (
    DoneItemsLoaded,
    FetchDoneItems,
    ItemLearned,
    ItemMissed,
    LoadItem,
    LoadMoreItems,
    OpenItemsFailed,
    OpenItemsLoaded,
)
from qwallet_desktop.state.item_actors import (
    Section,
    deciders_here,
    needs_me,
    retriers_here,
    section_of,
    sign_together,
)
from qwallet_desktop.state.looking import looked_at
from qwallet_desktop.state.multisig import MultiSig, is_newer
from qwallet_desktop.state.navigation import GoTo, Navigation, Page, ShowItem
from qwallet_desktop.state.opened import items_in, newest, undecided
from qwallet_desktop.state.operation import Made, Operation, Refused
from qwallet_desktop.state.operation_actions import ItemsMoved, OperationsRead
from qwallet_desktop.state.operation_line import Operations
from qwallet_desktop.state.operations import RetryOperation, reduce
from qwallet_desktop.state.part import DONE_ITEMS, OPEN_ITEMS, Part, item_part, limits, policy, record_part
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.root import reduce as reduce_all
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.screens.inbox import View
from tests.helpers import items as told
from tests.helpers.items import ACME, INES, LEO, MARA, OMAR
from tests.ui.builders import NOW, QTK, identity
from tests.ui.builders import state as whole
from tests.ui.operations import one

DOWN = Problem(Code.NODE_UNREACHABLE)
SIGNED = replace(told.MINE, votes=(*told.MINE.votes, told.vote(ACME, Choice.SIGN, -1)))


def learned(*items: object) -> MultiSig:
    slice_ = MultiSig()
    for item in items:
        slice_, _ = multisig.reduce(slice_, ItemLearned(item))  # type: ignore[arg-type]  # items
    return slice_


def test_what_is_told_later_counts_and_late_news_changes_nothing() -> None:
    assert learned(told.MINE, SIGNED).known == learned(SIGNED, told.MINE).known == learned(SIGNED, SIGNED).known


def test_twice_the_same_is_the_same_slice() -> None:
    slice_ = learned(SIGNED)
    assert multisig.reduce(slice_, ItemLearned(SIGNED))[0] is slice_


@pytest.mark.parametrize(("later", "earlier"), [(told.MADE, told.MINE), (SIGNED, told.MINE), (told.STUCK, told.MINE)])
def test_more_votes_and_an_end_are_later(later: object, earlier: object) -> None:
    assert is_newer(later, earlier)  # type: ignore[arg-type]  # items
    assert not is_newer(earlier, later)  # type: ignore[arg-type]  # items


def test_an_event_tells_an_item() -> None:
    event = Event(Sequence(3), Sequence(2), MARA, ItemChanged(told.MINE))
    slice_, _ = multisig.reduce(MultiSig(), EventReceived(event))
    assert slice_.known[told.MINE.proposal.item_id] == told.MINE


def test_a_list_that_can_not_be_read_anew_stays_with_its_age() -> None:
    loaded, _ = multisig.reduce(MultiSig(), OpenItemsLoaded((told.MINE,), NOW))
    failed, _ = multisig.reduce(loaded, OpenItemsFailed(DOWN, NOW))
    assert isinstance(failed.open, Stale)
    assert failed.known == loaded.known


def test_a_list_that_was_never_read_says_why() -> None:
    failed, _ = multisig.reduce(MultiSig(), OpenItemsFailed(DOWN, NOW))
    assert multisig.fault(failed.open) == DOWN
    assert failed.open == Failed(DOWN)


def test_older_ones_are_read_from_where_the_newer_end() -> None:
    page = ItemPage((told.MADE,), "after", 0)
    slice_, _ = multisig.reduce(MultiSig(), DoneItemsLoaded(page, "", NOW))
    assert multisig.reduce(slice_, LoadMoreItems())[1] == (FetchDoneItems("after"),)
    more, _ = multisig.reduce(slice_, DoneItemsLoaded(ItemPage((told.NO,), "", 0), "after", NOW))
    assert (len(more.known), multisig.next_cursor(more), multisig.reduce(more, LoadMoreItems())[1]) == (2, "", ())


def test_reading_the_newest_again_does_not_forget_how_far_one_has_read() -> None:
    page = ItemPage((told.MADE,), "after", 0)
    slice_, _ = multisig.reduce(MultiSig(), DoneItemsLoaded(page, "", NOW))
    slice_, _ = multisig.reduce(slice_, DoneItemsLoaded(ItemPage((told.NO,), "", 0), "after", NOW))
    again, _ = multisig.reduce(slice_, DoneItemsLoaded(page, "", NOW))
    assert multisig.next_cursor(again) == ""


def test_an_item_that_is_asked_for_again_is_not_missed_any_more() -> None:
    item_id = told.MINE.proposal.item_id
    missed, _ = multisig.reduce(MultiSig(), ItemMissed(item_id, DOWN))
    again, _ = multisig.reduce(missed, LoadItem(item_id))
    assert (missed.missed[item_id], dict(again.missed)) == (DOWN, {})


@pytest.mark.parametrize(
    ("held", "count"),
    [((), 0), ((MARA,), 1), ((ACME,), 2), ((INES,), 2), ((MARA, ACME, INES), 5)],
)
def test_what_needs_me_is_counted_once_whoever_of_mine_it_needs(held: tuple[object, ...], count: int) -> None:
    assert needs_me(told.known(*told.ALL), held) == count  # type: ignore[arg-type]  # identities


def test_a_draft_needs_nobody_yet() -> None:
    assert needs_me(told.known(replace(told.MINE, votes=())), (ACME,)) == 0


@pytest.mark.parametrize(
    ("item", "section"),
    [(told.MINE, Section.MINE), (told.OURS, Section.OTHERS), (told.MADE, Section.DONE), (told.LATE, Section.DONE)],
)
def test_each_item_stands_in_its_section(item: object, section: Section) -> None:
    assert section_of(told.known(item), item, frozenset({ACME}), NOW) is section  # type: ignore[arg-type]  # items


def test_who_asked_may_withdraw_and_who_must_agree_may_sign() -> None:
    here = View(held=(MARA, ACME))
    may = {choice: deciders_here(here, told.MINE, choice, NOW) for choice in Choice}
    assert may == {Choice.SIGN: (ACME,), Choice.REJECT: (ACME,), Choice.CANCEL: (MARA,)}


def test_an_admin_of_the_group_may_withdraw_what_another_member_asked() -> None:
    asked = told.item(20, told.paying(), whose=ACME, initiator=INES, approvers=(OMAR,))
    here = View(held=(LEO,), groups=told.group_of(ACME, *told.ADMINS))
    assert deciders_here(here, asked, Choice.CANCEL, NOW) == (LEO,)


def test_who_asked_comes_first_among_those_who_may_withdraw() -> None:
    asked = told.item(20, told.paying(), whose=ACME, initiator=INES, approvers=(OMAR,))
    here = View(held=(LEO, INES), groups=told.group_of(ACME, *told.ADMINS))
    assert deciders_here(here, asked, Choice.CANCEL, NOW) == (INES, LEO)


def test_a_root_of_its_own_signs_a_second_time() -> None:
    assert deciders_here(View(held=(MARA,)), told.TWICE, Choice.SIGN, NOW) == (MARA,)


def test_what_failed_is_tried_again_by_whoever_had_a_part_in_it() -> None:
    here = View(held=(ACME,))
    assert (retriers_here(here, told.STUCK, NOW), retriers_here(here, told.MADE, NOW)) == ((ACME,), ())


@pytest.mark.parametrize(("held", "together"), [((ACME,), ()), ((MARA, ACME), (ACME, MARA)), ((LEO,), ())])
def test_two_who_sign_on_one_computer_are_named(held: tuple[object, ...], together: tuple[object, ...]) -> None:
    assert sign_together(told.MINE, held) == together  # type: ignore[arg-type]  # identities


def opening(number: int = 1) -> Operation:
    return one(number, Made(NOW, told.MINE), PaymentDraft(LEO, QTK, "25.00", ""))


def knowing(*operations: Operation) -> Operations:
    read, _ = reduce(Operations(unlocked=True), OperationsRead(operations, NOW))
    return read


def test_what_became_of_an_item_is_what_became_of_the_operation() -> None:
    moved, _ = reduce(knowing(opening()), ItemsMoved((SIGNED, told.NO)))
    assert moved.known[opening().id].stage == Made(NOW, SIGNED)


def test_it_is_taken_to_the_disk() -> None:
    _, effects = reduce(knowing(opening()), ItemsMoved((SIGNED,)))
    assert [type(effect).__name__ for effect in effects] == ["WriteOperations"]


def test_an_item_of_a_list_is_found_in_it() -> None:
    listed = replace(opening(), stage=Made(NOW, BatchReceipt((PaymentOpened(told.MINE),))))
    moved, _ = reduce(knowing(listed), ItemsMoved((SIGNED,)))
    assert moved.known[listed.id].stage == Made(NOW, BatchReceipt((PaymentOpened(SIGNED),)))


def test_what_opened_no_item_stays_as_it_was_made() -> None:
    paid = replace(opening(), stage=Made(NOW, None))
    listed = replace(opening(2), stage=Made(NOW, BatchReceipt((PaymentRefused(DOWN),))))
    moved, _ = reduce(knowing(paid, listed), ItemsMoved((SIGNED,)))
    assert (moved.known[paid.id], moved.known[listed.id]) == (paid, listed)


def test_a_decision_is_kept_as_it_was() -> None:
    ask = DecideItem(told.MINE.proposal.item_id, Choice.SIGN, "", "")
    decided = one(1, Made(NOW, told.MINE), ask)
    assert reduce(knowing(decided), ItemsMoved((SIGNED,)))[0].known[decided.id] == decided


def test_what_was_decided_while_the_program_was_away_is_asked_about() -> None:
    operations = knowing(opening())
    unread, read = MultiSig(), MultiSig(open=Loaded("", NOW))
    item_id = told.MINE.proposal.item_id
    assert (undecided(operations, unread), undecided(operations, read)) == ((), (item_id,))
    assert undecided(operations, replace(read, missed=read.missed.set(item_id, DOWN))) == ()


def test_a_payment_repeated_after_the_decision_changed_expects_what_it_is_now() -> None:
    changed = Problem(Code.DECISION_CHANGED, {"outcome": "NEEDS_APPROVAL"})
    refused = one(1, Refused(NOW, changed), PaymentDraft(LEO, QTK, "25.00", "", "ALLOW"))
    again, _ = reduce(knowing(refused), RetryOperation(refused.id, one(2, Made(NOW), refused.ask).id, NOW))
    asks = [each.ask for each in again.known.values() if each.id != refused.id]
    assert asks == [PaymentDraft(LEO, QTK, "25.00", "", "NEEDS_APPROVAL")]


def running() -> State:
    return whole(identity(3, "Mara"), identity(9, "Leo"))


def test_an_event_brings_an_operation_further() -> None:
    state = running().having({"operations": knowing(opening())})
    event = Event(Sequence(3), Sequence(2), MARA, ItemChanged(SIGNED))
    after, _ = reduce_all(state, EventReceived(event))
    assert after.operations.known[opening().id].stage == Made(NOW, SIGNED)


def test_a_hold_changes_the_balance_at_once() -> None:
    amount = told.qtk(10_000)
    balance = Balance(amount, told.qtk(2_500), Sequence(3))
    event = Event(Sequence(3), Sequence(2), MARA, BalanceChanged(balance, told.TOKENS[QTK]))
    after, _ = reduce_all(running(), EventReceived(event))
    assert after.wallets[MARA].balances[QTK].available == told.qtk(7_500)


def test_all_that_waits_is_read_wherever_one_is_and_what_is_done_in_the_inbox() -> None:
    elsewhere, _ = reduce_all(running(), GoTo(Page.SETTINGS))
    there, _ = reduce_all(elsewhere, GoTo(Page.INBOX))
    assert (OPEN_ITEMS in elsewhere.lazy.looked, DONE_ITEMS in elsewhere.lazy.looked) == (True, False)
    assert DONE_ITEMS in there.lazy.looked


def test_an_item_that_is_shown_and_not_known_is_read_and_the_rules_that_it_would_change() -> None:
    after, _ = reduce_all(running(), ShowItem(told.NEW_POLICY.proposal.item_id))
    assert item_part(told.NEW_POLICY.proposal.item_id) in after.lazy.looked
    known, _ = reduce_all(after, ItemLearned(told.NEW_POLICY))
    looked, _ = reduce_all(known, GoTo(Page.INBOX))
    assert policy(LEO) in looked.lazy.looked


def test_an_older_slice_that_comes_after_the_newest_were_read_again_moves_no_cursor() -> None:
    newest = DoneItemsLoaded(ItemPage((told.MADE,), "now", 0), "", NOW)
    slice_, _ = multisig.reduce(MultiSig(), newest)
    late, _ = multisig.reduce(slice_, DoneItemsLoaded(ItemPage((told.LATE,), "far", 0), "then", NOW))
    assert (multisig.next_cursor(late), told.LATE.proposal.item_id in late.known) == ("now", True)


def test_of_too_many_items_the_oldest_closed_ones_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_known, "MOST_CLOSED", 1)
    slice_ = learned(told.OVERTAKEN, told.MADE, told.MINE)
    assert set(slice_.known) == {told.MINE.proposal.item_id, told.MADE.proposal.item_id}


def test_a_list_that_was_never_read_has_a_reason_to_say() -> None:
    never, _ = multisig.reduce(MultiSig(), OpenItemsFailed(DOWN, NOW))
    assert (multisig.fault(never.open), multisig.fault(Loaded("", NOW))) == (DOWN, None)


@pytest.mark.parametrize(("item", "part"), [(told.NEW_POLICY, policy(LEO)), (told.NEW_LIMITS, limits(LEO))])
def test_beside_an_item_the_rules_that_it_would_change_are_looked_at(item: Item, part: Part) -> None:
    shown = replace(
        whole(identity(3, "Leo")), multisig=told.known(item), navigation=Navigation(item=item.proposal.item_id)
    )
    known = replace(shown.identities, known=shown.identities.known.set(LEO, replace(identity(3, "Leo"), id=LEO)))
    assert part in looked_at(replace(shown, identities=known))


def test_of_a_payment_no_rules_are_looked_at() -> None:
    shown = replace(whole(identity(3, "Mara")), multisig=told.known(told.MINE))
    known = replace(shown.identities, known=shown.identities.known.set(MARA, replace(identity(3, "Mara"), id=MARA)))
    seen = replace(shown, identities=known)
    mine = told.MINE.proposal.item_id
    there = replace(seen, navigation=Navigation(item=mine))
    assert set(looked_at(there)) - set(looked_at(seen)) == {record_part(mine)}


def test_a_decision_on_an_item_opened_none() -> None:
    asked = DecideItem(told.MINE.proposal.item_id, Choice.SIGN, "", "00")
    assert items_in(replace(opening(), ask=asked, stage=Made(NOW, told.MINE))) == ()


def test_of_a_list_those_count_that_opened_an_item() -> None:
    listed = BatchReceipt((PaymentOpened(told.MINE), PaymentRefused(DOWN)))
    assert items_in(replace(opening(), stage=Made(NOW, listed))) == (told.MINE,)


def test_the_newest_that_is_known_of_an_item_counts() -> None:
    assert newest(learned(SIGNED), told.MINE) == SIGNED
    assert newest(MultiSig(), told.MINE) == told.MINE


@pytest.mark.parametrize(("read", "loading"), [(None, True), (Loading(), True), (Loaded("", NOW), False)])
def test_a_list_is_loading_until_it_was_read_once(read: Remote[str] | None, loading: bool) -> None:
    assert multisig.is_loading(read) is loading
