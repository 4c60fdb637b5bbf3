"""Records of items: read when an item is opened, checked, compared with what is shown, and read anew when it moves."""

from dataclasses import replace

import pytest
from immutables import Map

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.events import Event, IdentityChanged, ItemChanged
from qwallet_desktop.domain.ids import IdentityId, ItemId, Sequence
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, Item, SigningCapability
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import capabilities, item_records
from qwallet_desktop.state.capabilities import CapabilityLoaded, CapabilityMissed, FetchCapability, LoadCapability
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.item_actions import ItemLearned, OpenItemsLoaded
from qwallet_desktop.state.item_records import (
    MOST_READ,
    Checked,
    Checking,
    FetchRecord,
    ItemRecords,
    LoadRecord,
    OwnCheck,
    Reading,
    RecordChecked,
    RecordMissed,
    Unread,
    may_sign,
    standing,
)
from qwallet_desktop.state.lazy_books import Lazy
from qwallet_desktop.state.looking import looked_at
from qwallet_desktop.state.navigation import OpenSheet, ShowItem
from qwallet_desktop.state.part import DONE_ITEMS, record_part, signing_part
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.root import State, reduce
from qwallet_desktop.state.sheets import DecideSheet, SignManySheet
from tests.helpers import items as told
from tests.helpers.items import ACME, LEO, MARA, NOW
from tests.helpers.records import checked, checks, records
from tests.ui.builders import identity, state

MINE = told.MINE.proposal.item_id
DOWN = Problem(Code.NODE_UNREACHABLE)
SIGNED = replace(told.MINE, votes=(*told.MINE.votes, told.vote(ACME, Choice.SIGN, 1)))
OTHER = replace(told.MINE, proposal=replace(told.MINE.proposal, reason="Something else"))


def stands(
    record: Item, shown: Item = told.MINE, *, is_fresh: bool = True, altered: tuple[ItemId, ...] = ()
) -> Reading:
    reading = Checked(ItemRecord(record), checks())
    slice_ = ItemRecords(Map({shown.proposal.item_id: reading}), (shown.proposal.item_id,))
    return standing(slice_, shown, altered=altered, is_fresh=is_fresh)


def failing(reading: Reading) -> list[object]:
    assert isinstance(reading, Checked)
    return [each.name for each in reading.failed]


def test_what_was_never_read_is_being_checked() -> None:
    assert standing(ItemRecords(), told.MINE, altered=(), is_fresh=False) == Checking()


def test_what_could_not_be_read_stays_unread() -> None:
    slice_, _ = item_records.reduce(ItemRecords(), RecordMissed(MINE, DOWN))
    assert standing(slice_, told.MINE, altered=(), is_fresh=False) == Unread(DOWN)


def test_an_item_may_be_signed_where_all_holds() -> None:
    assert may_sign(stands(told.MINE))


@pytest.mark.parametrize("name", list(CheckName))
def test_a_check_that_fails_keeps_it_from_being_signed(name: CheckName) -> None:
    made = (*checks(), Check(name, Verdict.FAILS))
    slice_, _ = item_records.reduce(ItemRecords(), RecordChecked(ItemRecord(told.MINE), made))
    reading = standing(slice_, told.MINE, altered=(), is_fresh=True)
    assert (may_sign(reading), failing(reading)) == (False, [name])


def test_the_nodes_word_does_not_keep_it_from_being_signed() -> None:
    made = checks(word=frozenset({CheckName.APPROVERS_BY_CHARTER}))
    slice_, _ = item_records.reduce(ItemRecords(), RecordChecked(ItemRecord(told.MINE), made))
    assert may_sign(standing(slice_, told.MINE, altered=(), is_fresh=True))


def test_without_any_check_nothing_is_signed() -> None:
    slice_, _ = item_records.reduce(ItemRecords(), RecordChecked(ItemRecord(told.MINE), ()))
    assert not may_sign(standing(slice_, told.MINE, altered=(), is_fresh=True))


def test_what_was_not_compared_with_what_is_shown_is_not_signed() -> None:
    assert not may_sign(checked(told.MINE))


@pytest.mark.parametrize("reading", [Checking(), Unread(DOWN)])
def test_what_is_not_checked_is_not_signed(reading: Reading) -> None:
    assert not may_sign(reading)


def test_another_proposal_in_the_record_than_on_the_screen_fails() -> None:
    assert failing(stands(OTHER)) == [OwnCheck.PROPOSAL_UNCHANGED, OwnCheck.RECORD_FITS]


def test_an_item_that_the_node_told_of_in_two_ways_fails() -> None:
    assert failing(stands(told.MINE, altered=(MINE,))) == [OwnCheck.PROPOSAL_UNCHANGED]


def test_a_record_that_lags_behind_is_being_read_anew() -> None:
    assert stands(told.MINE, SIGNED, is_fresh=False) == Checking()


def test_a_record_that_was_read_anew_and_still_says_something_else_fails() -> None:
    assert failing(stands(told.MINE, SIGNED)) == [OwnCheck.RECORD_FITS]


def test_a_record_is_asked_for() -> None:
    slice_, effects = item_records.reduce(ItemRecords(), LoadRecord(MINE))
    assert (slice_.readings[MINE], effects) == (Checking(), (FetchRecord(MINE),))


def test_while_it_is_read_anew_what_was_checked_stays_in_sight() -> None:
    slice_, _ = item_records.reduce(records(told.MINE), LoadRecord(MINE))
    assert slice_.readings[MINE] == checked(told.MINE)


def test_what_could_not_be_read_is_checked_anew() -> None:
    slice_, _ = item_records.reduce(records((told.MINE, Unread(DOWN))), LoadRecord(MINE))
    assert slice_.readings[MINE] == Checking()


def test_another_ledger_knows_none_of_it() -> None:
    assert item_records.reduce(records(told.MINE), LastKnownDropped()) == (ItemRecords(), ())


def test_the_records_that_were_looked_at_last_are_kept() -> None:
    slice_ = ItemRecords()
    many = [ItemId(f"ms_{number:032x}") for number in range(MOST_READ + 2)]
    for item_id in (*many, many[2]):
        slice_, _ = item_records.reduce(slice_, LoadRecord(item_id))
    assert (set(slice_.readings), slice_.order[-1]) == (set(many[2:]), many[2])


# In the whole


def whole(*items: Item, held: tuple[IdentityId, ...] = (ACME,)) -> State:
    """Return a program that has read all that it looks at, before any item is opened."""
    known = state(replace(identity(3, "Mara"), id=MARA))
    there = replace(known, multisig=told.known(*items), lock=replace(known.lock, held=held))
    shown = (*looked_at(there), DONE_ITEMS)
    return replace(there, lazy=Lazy(looked_at(there), fresh=Map(dict.fromkeys(shown, Sequence(1))), granted=True))


def opened(item: Item = told.MINE) -> State:
    return reduce(whole(told.MINE, told.NEW_LIMITS), ShowItem(item.proposal.item_id))[0]


def read(before: State, item: Item = told.MINE) -> State:
    return reduce(before, RecordChecked(ItemRecord(item), checks()))[0]


def test_opening_an_item_reads_its_record_and_whether_it_may_be_signed() -> None:
    _, effects = reduce(whole(told.MINE), ShowItem(MINE))
    assert {FetchRecord(MINE), FetchCapability(ACME)} <= set(effects)


def test_opening_it_again_reads_its_record_again() -> None:
    again, effects = reduce(read(opened()), ShowItem(MINE))
    assert FetchRecord(MINE) in effects
    assert record_part(MINE) not in again.lazy.fresh


def test_a_record_teaches_what_has_become_of_the_item() -> None:
    assert read(opened(), SIGNED).multisig.known[MINE] == SIGNED


def test_another_proposal_under_a_known_id_is_not_taken_and_noted() -> None:
    after = read(opened(), OTHER).multisig
    assert (after.known[MINE], after.altered) == (told.MINE, frozenset({MINE}))


def event(item: Item) -> EventReceived:
    return EventReceived(Event(Sequence(9), Sequence(8), MARA, ItemChanged(item)))


def test_an_item_that_moves_has_its_record_read_anew() -> None:
    _, effects = reduce(read(opened()), event(SIGNED))
    assert FetchRecord(MINE) in effects


def test_the_event_of_what_the_record_says_already_reads_nothing() -> None:
    _, effects = reduce(read(opened(), SIGNED), event(SIGNED))
    assert FetchRecord(MINE) not in effects


def test_an_item_that_nobody_looks_at_reads_nothing() -> None:
    _, effects = reduce(read(opened()), event(replace(told.NEW_LIMITS, votes=())))
    assert not [effect for effect in effects if isinstance(effect, FetchRecord)]


def test_before_anything_was_looked_at_events_read_nothing() -> None:
    _, effects = reduce(whole(told.MINE), event(SIGNED))
    assert not [effect for effect in effects if isinstance(effect, FetchRecord)]


@pytest.mark.parametrize("action", [ItemLearned(SIGNED), OpenItemsLoaded((SIGNED,), NOW)])
def test_what_is_learned_of_an_item_by_an_answer_has_its_record_read_anew(
    action: ItemLearned | OpenItemsLoaded,
) -> None:
    _, effects = reduce(read(opened()), action)
    assert FetchRecord(MINE) in effects


def test_a_record_that_is_let_go_is_read_when_it_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_records, "MOST_READ", 1)
    after = reduce(read(opened()), ShowItem(told.NEW_LIMITS.proposal.item_id))[0]
    assert (MINE in after.item_records.readings, record_part(MINE) in after.lazy.fresh) == (False, False)


@pytest.mark.parametrize("sheet", [DecideSheet(MINE, Choice.SIGN), SignManySheet((MINE, ItemId("ms_other")))])
def test_a_sheet_on_which_it_is_signed_has_the_record_read(sheet: DecideSheet | SignManySheet) -> None:
    assert FetchRecord(MINE) in reduce(whole(told.MINE), OpenSheet(sheet))[1]


def test_a_sheet_of_many_goes_on_to_the_next_and_to_an_end() -> None:
    sheet = SignManySheet((MINE,))
    after = sheet.after(None)
    assert (sheet.item_id, after.item_id, after.asked) == (MINE, None, (None,))


# Whether somebody may sign

ABLE = SigningCapability(ACME, can_sign=True, problem=None, waiting=1)
UNABLE = SigningCapability(LEO, can_sign=False, problem=Problem(Code.SIGNING_OFF), waiting=1)


def test_who_may_not_sign_is_known_with_the_reason() -> None:
    known, _ = capabilities.reduce(Map(), CapabilityLoaded(ABLE))
    known, _ = capabilities.reduce(known, CapabilityLoaded(UNABLE))
    assert capabilities.unable(known) == Map({LEO: Problem(Code.SIGNING_OFF)})


def test_who_may_sign_is_asked() -> None:
    assert capabilities.reduce(Map(), LoadCapability(LEO)) == (Map(), (FetchCapability(LEO),))


def test_an_answer_that_does_not_come_is_no_reason() -> None:
    known, _ = capabilities.reduce(Map({LEO: UNABLE}), CapabilityMissed(LEO, DOWN))
    assert capabilities.reduce(known, CapabilityMissed(LEO, DOWN)) == (Map(), ())


def test_another_ledger_says_it_anew() -> None:
    assert capabilities.reduce(Map({LEO: UNABLE}), LastKnownDropped()) == (Map(), ())


def test_a_freeze_has_it_asked_anew() -> None:
    before = reduce(opened(), CapabilityLoaded(ABLE))[0]
    fact = IdentityChanged(replace(identity(3, "Acme"), id=ACME))
    _, effects = reduce(before, EventReceived(Event(Sequence(9), Sequence(8), ACME, fact)))
    assert signing_part(ACME) in before.lazy.fresh
    assert FetchCapability(ACME) in effects


def test_a_freeze_of_somebody_who_was_not_asked_about_asks_nothing() -> None:
    fact = IdentityChanged(replace(identity(3, "Leo"), id=LEO))
    _, effects = reduce(opened(), EventReceived(Event(Sequence(9), Sequence(8), LEO, fact)))
    assert FetchCapability(LEO) not in effects


def test_what_could_not_be_read_waits_for_a_person_to_ask_again() -> None:
    after = reduce(opened(), RecordMissed(MINE, DOWN))[0]
    assert record_part(MINE) in after.lazy.missed
    assert FetchRecord(MINE) in reduce(after, LoadRecord(MINE))[1]


def test_who_may_sign_and_could_not_be_asked_about_is_not_asked_about_all_the_time() -> None:
    after = reduce(opened(), CapabilityMissed(ACME, DOWN))[0]
    assert signing_part(ACME) in after.lazy.missed
