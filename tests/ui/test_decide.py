"""The last look at an item: what keeps it from being decided, and what is asked for; one by one and in a row."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.checks import CheckName
from qwallet_desktop.domain.matters import BatchMatter, FreezeMatter
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash, vote_message
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.item_records import Checking, LoadRecord, Reading, Unread
from qwallet_desktop.state.lock import LockNow, Phase, Slot
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, OpenSheet
from qwallet_desktop.state.operation import Made, Refused, Sending
from qwallet_desktop.state.operations import Submit
from qwallet_desktop.state.root import Action, reduce
from qwallet_desktop.state.sheets import DecideSheet, SignManySheet
from qwallet_desktop.ui import sheets
from qwallet_desktop.ui.dialogs import decide, sign_many
from qwallet_desktop.ui.dialogs.decide import DecideItemSheet
from qwallet_desktop.ui.dialogs.decide_words import is_last
from qwallet_desktop.ui.dialogs.kept_panel import Asked
from qwallet_desktop.ui.dialogs.last_look import LookView
from qwallet_desktop.ui.dialogs.sign_many import SignManyDialog
from qwallet_desktop.ui.receipt.receipt import HASH, JSON
from qwallet_desktop.ui.receipt.view import ReceiptView
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.helpers.records import shown
from tests.ui.builders import NODE, NOW, REQUEST, bench, state
from tests.ui.operations import one
from tests.ui.screens import empty_page

DOWN = Problem(Code.NODE_UNREACHABLE)
MINE = told.MINE.proposal.item_id


def looking(item: Item = told.MINE, choice: Choice = Choice.SIGN, **changes: object) -> LookView:
    """Return what is looked at: every check holds, unless it is said otherwise."""
    receipt = ReceiptView(item, shown(item), choice, held=(ACME,), identities=EVERYONE, tokens=TOKENS, node_id=NODE)
    return LookView(replace(receipt, **changes))  # type: ignore[arg-type]  # names of the receipt's fields


@dataclass
class Look:
    """The sheet over a page, and what it emitted."""

    sheet: DecideItemSheet
    actions: list[Action] = field(default_factory=list)

    def draw(
        self, item: Item = told.MINE, choice: Choice = Choice.SIGN, asked: Asked | None = None, **changes: object
    ) -> None:
        self.sheet.draw(decide.View(looking(item, choice, **changes), asked or Asked()))

    def verb(self) -> str:
        return self.sheet.focusable().accessibleName()


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    actions: list[Action] = []
    page = empty_page(qtbot)
    sheet = DecideItemSheet(bench(actions.append), page)
    sheet.draw(decide.View(looking()))
    page.show()
    sheet.open_sheet()
    return Look(sheet, actions)


def decision(choice: Choice, reason: str = "") -> DecideItem:
    hashed = proposal_hash(told.MINE.proposal, NODE)
    return DecideItem(MINE, choice, reason, hashed, "Payment to Leo דוד محمد")


def test_the_last_signature_says_what_it_does(look: Look) -> None:
    assert (look.verb(), look.sheet.words()) == (
        "Sign and pay 25.00 QTK",
        "This is the last signature needed: the payment is made with it.",
    )


def test_a_signature_that_is_not_the_last_says_how_many_are_missing(look: Look) -> None:
    look.draw(told.OURS, held=(told.INES,))
    assert (look.verb(), look.sheet.words()) == ("Sign", "After yours, 1 more must sign.")


def test_what_comes_into_force_is_said(look: Look) -> None:
    look.draw(told.NEW_LIMITS)
    assert look.verb() == "Sign and put in force"


def test_just_what_is_shown_is_signed(look: Look) -> None:
    look.sheet.focusable().click()  # type: ignore[attr-defined]  # a button
    assert look.actions == [AskOnSheet(REQUEST, ACME, decision(Choice.SIGN), NOW)]


def test_the_amount_is_shown_though_amounts_are_hidden(look: Look) -> None:
    look.draw(asked=Asked(hide_amounts=True))
    assert look.verb() == "Sign and pay 25.00 QTK"


@pytest.mark.parametrize(
    ("choice", "held", "verb"), [(Choice.REJECT, ACME, "Reject"), (Choice.CANCEL, MARA, "Withdraw")]
)
def test_saying_no_needs_a_reason(look: Look, choice: Choice, held: object, verb: str) -> None:
    look.draw(choice=choice, held=(held,))
    look.sheet.submit()
    assert (look.verb(), look.actions, bool(look.sheet._fields["reason"].error())) == (verb, [], True)
    look.sheet.look.reason.setPlainText(" too  much ")
    look.sheet.submit()
    assert look.actions == [AskOnSheet(REQUEST, held, decision(choice, "too much"), NOW)]  # type: ignore[arg-type]


def test_who_signs_can_be_chosen_where_several_here_may(look: Look) -> None:
    look.draw(told.OURS, held=(told.INES, told.OMAR))
    look.sheet.look.signer.set_current(told.OMAR)
    look.sheet.submit()
    (asked,) = look.actions
    assert isinstance(asked, AskOnSheet)
    assert asked.identity_id == told.OMAR


def test_what_somebody_else_decided_meanwhile_can_not_be_signed(look: Look) -> None:
    look.draw(told.MADE)
    assert not look.sheet.focusable().isEnabled()
    assert look.sheet.words() == "This can't be decided here any more."


def test_a_refusal_is_said_on_the_sheet(look: Look) -> None:
    refused = one(1, Refused(NOW, Problem(Code.ITEM_DIFFERS)), decision(Choice.SIGN))
    look.draw(asked=Asked(refused))
    assert look.sheet.said().startswith("This is not what you were shown, so it was not signed.")


def test_when_it_is_done_the_sheet_closes(look: Look) -> None:
    done = one(1, Made(NOW, told.MADE), decision(Choice.SIGN))
    look.draw(asked=Asked(done))
    assert CloseSheet() in look.actions


@pytest.mark.parametrize("reading", [Checking(), Unread(DOWN), shown(told.MINE, CheckName.LINKS_SIGNED)])
@pytest.mark.parametrize("choice", list(Choice))
def test_what_is_not_checked_is_not_decided(look: Look, reading: Reading, choice: Choice) -> None:
    look.draw(choice=choice, reading=reading, held=(ACME, MARA))
    look.sheet.look.reason.setPlainText("Because")
    look.sheet.submit()
    assert (look.sheet.focusable().isEnabled(), look.actions) == (False, [])


def test_while_it_is_checked_the_verb_says_so(look: Look) -> None:
    look.draw(reading=Checking())
    assert look.verb() == "Checking…"


def test_what_could_not_be_read_is_read_again_from_the_sheet(look: Look) -> None:
    look.draw(reading=Unread(DOWN))
    look.sheet.look.checks.again.click()
    assert look.actions == [LoadRecord(MINE)]


def test_who_the_node_says_may_not_sign_is_not_among_the_signers(look: Look) -> None:
    from immutables import Map  # noqa: PLC0415 - here alone

    look.draw(told.OURS, held=(told.INES, told.OMAR), unable=Map({told.INES: Problem(Code.SIGNING_OFF)}))
    assert look.sheet.look.who() == told.OMAR


def test_enter_signs_what_is_shown(look: Look) -> None:
    QTest.keyClick(look.sheet, Qt.Key.Key_Return)
    assert look.actions == [AskOnSheet(REQUEST, ACME, decision(Choice.SIGN), NOW)]


def test_the_message_of_a_rejection_is_shown_with_its_reason(look: Look) -> None:
    look.draw(choice=Choice.REJECT)
    look.sheet.look.reason.setPlainText("too  much")
    page = look.sheet.look.receipt
    page.tabs.set_current(JSON)
    page.tabs.chosen.emit(JSON)
    assert '"reason": "too much"' in page.json.text.toPlainText()
    exact = vote_message(told.MINE, ACME, Choice.REJECT, "too  much", NODE).decode()
    assert page.json.copy_button._value == exact


def test_time_that_is_over_while_the_sheet_is_open_ends_it(qtbot: QtBot) -> None:
    now = [NOW]
    page = empty_page(qtbot)
    desk = replace(bench(lambda _action: None), now=lambda: now[0])
    sheet = DecideItemSheet(desk, page)
    ending = told.item(1, hours=50 / 3_600_000)
    sheet.draw(decide.View(looking(ending)))
    page.show()
    sheet.open_sheet()
    before = sheet.focusable().isEnabled()
    now[0] = NOW + timedelta(seconds=1)
    qtbot.waitUntil(lambda: not sheet.focusable().isEnabled())
    assert before
    assert sheet.words() == "This can't be decided here any more."


def test_by_the_nodes_clock_it_is_still_open(look: Look) -> None:
    late = told.item(1, hours=-24)
    look.sheet.draw(decide.View(replace(looking(late), offset=-2 * 86_400)))
    assert look.sheet.focusable().isEnabled()


def test_the_sheet_shows_the_state() -> None:
    known = replace(state(), multisig=told.known(told.MINE))
    opened = replace(known, navigation=replace(known.navigation, sheet=DecideSheet(MINE, Choice.REJECT)))
    view = decide.select(opened)
    assert view.look is not None
    assert (view.look.receipt.item, view.look.receipt.choice) == (told.MINE, Choice.REJECT)


def test_without_the_item_there_is_nothing_to_look_at() -> None:
    opened = replace(state(), navigation=replace(state().navigation, sheet=DecideSheet(MINE, Choice.SIGN)))
    assert (decide.select(opened).look, decide.select(state()).look) == (None, None)


# Who is the last


@pytest.mark.parametrize(
    ("item", "who", "last"),
    [
        (told.MINE, ACME, True),
        (told.OURS, told.INES, False),
        (told.item(1, approvers=(ACME, LEO), required=2, signed=(LEO,)), ACME, True),
        (told.item(1, approvers=(ACME,), joining=(LEO,)), ACME, False),
        (told.item(1, approvers=(ACME,), joining=(LEO,), signed=(ACME,)), LEO, True),
        (told.TWICE, MARA, True),
        (told.MADE, ACME, False),
    ],
)
def test_the_last_signature_is_known_as_such(item: Item, who: object, last: bool) -> None:
    assert is_last(item, who) is last  # type: ignore[arg-type]  # of the parameters


@pytest.mark.parametrize(
    ("matter", "verb", "words"),
    [
        (FreezeMatter(), "Sign and freeze", "This signature is enough: it is frozen with it."),
        (told.THAW, "Sign and unfreeze", "This is the last signature needed: it comes into force with it."),
        (
            BatchMatter((told.payment(LEO, 100), told.payment(ACME, 250))),
            "Sign and make 2 payments",
            "This is the last signature needed: all of the payments are made with it.",
        ),
    ],
)
def test_the_verb_says_what_each_kind_does(look: Look, matter: object, verb: str, words: str) -> None:
    look.draw(told.item(1, matter))  # type: ignore[arg-type]  # of the parameters
    assert (look.verb(), look.sheet.words()) == (verb, words)


# Many in a row

THREE = (told.MINE, told.NEW_LIMITS, told.TWICE)
IDS = tuple(item.proposal.item_id for item in THREE)


@dataclass
class Row:
    """The sheet that steps through items, and what it emitted."""

    sheet: SignManyDialog
    actions: list[Action]
    wait: Callable[[], None]

    def at(self, place: int, reading: Reading | None = None) -> None:
        item = THREE[place]
        look = looking(item, reading=reading or shown(item))
        self.sheet.draw(sign_many.View(SignManySheet(IDS, place, (None,) * place), look, THREE))


@pytest.fixture
def row(qtbot: QtBot) -> Row:
    actions: list[Action] = []
    page = empty_page(qtbot)
    sheet = SignManyDialog(bench(actions.append), page)
    sheet.draw(sign_many.View(SignManySheet(IDS), looking(), THREE))
    page.show()
    sheet.open_sheet()
    return Row(sheet, actions, lambda: qtbot.waitUntil(sheet.focusable().isEnabled, timeout=3_000))


def test_each_is_seen_for_a_moment_before_it_can_be_signed(row: Row) -> None:
    row.sheet.submit()
    assert (row.actions, row.sheet.focusable().isEnabled()) == ([], False)
    row.wait()


def test_signing_one_goes_on_to_the_next(row: Row) -> None:
    row.wait()
    row.sheet.submit()
    signed = Submit(REQUEST, ACME, decision(Choice.SIGN), NOW, node_id=NODE)
    assert row.actions == [signed, OpenSheet(SignManySheet(IDS, 1, (REQUEST,)))]


def test_where_one_is_in_the_row_is_said(row: Row) -> None:
    row.at(1)
    assert row.sheet.accessibleName() == "2 of 3 · New limits"


def test_one_may_be_skipped(row: Row) -> None:
    row.sheet.skip.click()
    assert row.actions == [OpenSheet(SignManySheet(IDS, 1, (None,)))]


def test_one_may_be_rejected_with_a_reason(row: Row) -> None:
    row.sheet.reject.click()
    row.wait()
    row.sheet.submit()
    assert not row.actions
    row.sheet.look.reason.setPlainText("Who is that?")
    row.sheet.submit()
    asked = row.actions[0]
    assert isinstance(asked, Submit)
    assert asked.ask == decision(Choice.REJECT, "Who is that?")


def test_a_rejection_may_be_thought_better_of(row: Row) -> None:
    row.sheet.reject.click()
    row.sheet.reject.click()
    row.wait()
    row.sheet.submit()
    assert isinstance(row.actions[0], Submit)


def test_a_failed_check_stops_the_row_at_that_one(row: Row) -> None:
    row.wait()
    row.at(0, reading=shown(told.MINE, CheckName.VOTES_SIGNED))
    row.sheet.submit()
    assert (row.actions, row.sheet.focusable().isEnabled()) == ([], False)


def test_at_the_end_it_says_what_became_of_all(row: Row) -> None:
    sign = [DecideItem(item_id, Choice.SIGN, "", "0f" * 32) for item_id in IDS]
    made, sending = one(1, Made(NOW, told.MADE), sign[0]), one(2, Sending(NOW, 1), sign[1])
    asked = ((made, None), (sending, None), None)
    row.sheet.draw(sign_many.View(SignManySheet(IDS, 3, (made.id, sending.id, None)), None, THREE, asked, EVERYONE))
    assert row.sheet.list.words() == "1 decided · 1 on their way · 1 skipped"
    row.sheet.submit()
    assert row.actions == [CloseSheet()]


def test_what_is_not_there_any_more_is_passed(row: Row) -> None:
    row.sheet.draw(sign_many.View(SignManySheet(IDS, 1, (None,)), None, (told.MINE, None, told.TWICE)))
    row.sheet.submit()
    assert row.actions == [OpenSheet(SignManySheet(IDS, 2, (None, None)))]


def test_stopping_leaves_the_rest(row: Row) -> None:
    QTest.keyClick(row.sheet, Qt.Key.Key_Escape)
    assert row.actions == [CloseSheet()]


def test_the_row_shows_the_state() -> None:
    known = replace(state(), multisig=told.known(*THREE))
    opened = replace(known, navigation=replace(known.navigation, sheet=SignManySheet(IDS, 1, (None,))))
    view = sign_many.select(opened)
    assert view.look is not None
    assert (view.look.receipt.item, view.items, view.operations) == (told.NEW_LIMITS, THREE, (None,))


def test_the_hash_that_is_compared_by_phone_is_the_proposals(look: Look) -> None:
    page = look.sheet.look.receipt
    page.tabs.set_current(HASH)
    page.tabs.chosen.emit(HASH)
    assert page.hash.hash.value() == proposal_hash(told.MINE.proposal, NODE)


def test_what_was_open_when_the_screen_was_locked_goes_on_after_unlocking() -> None:
    known = replace(state(), multisig=told.known(told.MINE))
    opened = replace(known, navigation=replace(known.navigation, sheet=DecideSheet(MINE, Choice.SIGN)))
    locked = reduce(replace(opened, lock=replace(opened.lock, slot=Slot.PASSPHRASE)), LockNow())[0]
    unlocked = replace(locked, lock=replace(locked.lock, phase=Phase.OPEN))
    shown_then = [sheets.select(each) for each in (opened, locked, unlocked)]
    assert shown_then == [DecideSheet(MINE, Choice.SIGN), None, DecideSheet(MINE, Choice.SIGN)]
