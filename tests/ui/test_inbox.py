"""The Inbox: its sections, what it says of an item, what its buttons ask for, and the last look before a decision."""

from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.checks import CheckName
from qwallet_desktop.domain.consent import ConsentPolicy, External, PolicyVersion
from qwallet_desktop.domain.multisig import Choice, Item, SigningCapability
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import DecideItem, RetryItem
from qwallet_desktop.state.consent import Consent, PolicyBook
from qwallet_desktop.state.item_actions import LoadDoneItems, LoadMoreItems, LoadOpenItems
from qwallet_desktop.state.item_records import Checking, LoadRecord, Reading, Unread
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.navigation import CloseItem, OpenSheet, ShowItem, ShowOperation
from qwallet_desktop.state.operation import Made, Sending
from qwallet_desktop.state.operations import Submit
from qwallet_desktop.state.remote import Failed, Loaded, Stale
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import DecideSheet, ExportItemSheet, ImportSignatureSheet, SignManySheet
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.models.inbox_model import InboxModel
from qwallet_desktop.ui.screens.inbox import InboxScreen, View, select
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.states import StatePanel
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, LEO, MARA, TOKENS
from tests.helpers.records import checked, records
from tests.ui.builders import NODE, NOW, QTK, REQUEST, bench, identity, state
from tests.ui.operations import known, one
from tests.ui.screens import Standing, put_up

VIEW = View(
    items=told.known(*told.ALL),
    active=MARA,
    held=(MARA, ACME, LEO),
    identities=EVERYONE,
    tokens=TOKENS,
    node_id=NODE,
    records=records(*told.ALL),
    is_fresh=True,
)
DOWN = Problem(Code.NODE_UNREACHABLE)
MINE = told.MINE.proposal.item_id


class Desk(Standing[InboxScreen]):
    """The page in a window, and what it emitted."""

    @property
    def model(self) -> InboxModel:
        model = self.screen.table.model()
        assert isinstance(model, InboxModel)
        return model

    def listed(self) -> list[str]:
        heads = [(row, self.model.item(row)) for row in range(self.model.rowCount())]
        return [
            self.model.data(self.model.index(row, 0)) if item is None else item.proposal.item_id for row, item in heads
        ]

    def open(self, item: Item, **changes: object) -> None:
        view = replace(VIEW, items=told.known(item), opened=item.proposal.item_id)
        self.screen.draw(replace(view, **changes))  # type: ignore[arg-type]  # names of the view's fields

    def offered(self) -> list[str]:
        return [button.accessibleName() for button in self.screen.detail.buttons.all if not button.isHidden()]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    actions: list[Action] = []
    screen = InboxScreen(bench(actions.append))
    screen.draw(VIEW)
    put_up(qtbot, screen)
    return Desk(screen, actions)


def words_on(widget: QWidget) -> str:
    return "\n".join(text.text() for text in widget.findChildren(PlainText) if text.isVisible())


def test_what_needs_me_comes_first_then_what_waits_for_others_then_what_is_done(desk: Desk) -> None:
    heads = [row for row in desk.listed() if not row.startswith("ms_")]
    assert heads == ["Needs my signature", "Waiting for others", "Done"]


def test_a_section_without_items_is_not_there(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MADE)))
    assert desk.listed() == ["Done", told.MADE.proposal.item_id]


def test_only_one_identitys_items_may_be_listed(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE, told.NEW_POLICY)))
    desk.screen.whose.chosen.emit("whose", "this")
    assert [row for row in desk.listed() if row.startswith("ms_")] == [MINE]


def test_a_line_is_read_as_a_whole(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.NEW_LIMITS)))
    spoken = desk.model.data(desk.model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "Change of limits, Waits for approval, "
        "Leo דוד محمد · Waits for Acme Treasury · “More for the harbour”, 2 d 22 h left"
    )


def test_what_is_hidden_is_dots(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE), hide_amounts=True))
    assert "25.00" not in desk.model.data(desk.model.index(1, 0))


def test_from_the_list_to_the_sheet_by_the_keyboard_alone(desk: Desk) -> None:
    desk.screen.table.setFocus()
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Return)
    first = desk.model.item(1)
    assert first is not None
    assert desk.actions == [ShowItem(first.proposal.item_id)]


def test_heads_are_passed_over(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE, told.MADE)))
    table = desk.screen.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert desk.model.item(table.currentIndex().row()) == told.MADE


@pytest.mark.parametrize(
    ("item", "held", "offered"),
    [
        (told.MINE, (ACME,), ["Sign", "Reject…"]),
        (told.MINE, (MARA,), ["Withdraw…"]),
        (told.MINE, (LEO,), []),
        (told.STUCK, (ACME,), ["Try again"]),
        (told.MADE, (MARA, ACME), []),
        (told.LATE, (MARA, ACME), []),
    ],
)
def test_only_what_somebody_here_may_do_is_offered(
    desk: Desk, item: Item, held: tuple[object, ...], offered: list[str]
) -> None:
    desk.open(item, held=held)
    assert [name for name in desk.offered() if name != "Withdraw…" or item is told.MINE] == offered


@pytest.mark.parametrize(("text", "choice"), [("Sign", Choice.SIGN), ("Reject…", Choice.REJECT)])
def test_a_decision_begins_with_a_last_look(desk: Desk, text: str, choice: Choice) -> None:
    desk.open(told.MINE, held=(ACME,))
    desk.click(text)
    assert desk.actions == [OpenSheet(DecideSheet(MINE, choice))]


def test_trying_again_is_asked_once(desk: Desk) -> None:
    desk.open(told.STUCK, held=(ACME,))
    desk.click("Try again")
    assert desk.actions == [
        Submit(REQUEST, ACME, RetryItem(told.STUCK.proposal.item_id, "Payment to Leo דוד محمد"), NOW)
    ]
    assert not desk.screen.detail.buttons.again.isEnabled()


def test_the_operation_that_opened_it_is_one_click_away(desk: Desk) -> None:
    opening = one(4, Made(NOW, told.MINE), PaymentDraft(LEO, QTK, "25.00", ""))
    desk.open(told.MINE, operations=known(opening))
    desk.click("Open operation")
    assert desk.actions == [ShowOperation(opening.id)]


def test_while_a_decision_is_on_its_way_there_is_nothing_to_press(desk: Desk) -> None:
    ask = DecideItem(MINE, Choice.SIGN, "", "")
    desk.open(told.MINE, held=(ACME,), operations=known(one(4, Sending(NOW, 1), ask, who=ACME)))
    assert not desk.screen.detail.buttons.sign.isEnabled()


def test_two_who_sign_on_one_computer_are_warned_of(desk: Desk) -> None:
    desk.open(told.MINE, held=(ACME,))
    alone = desk.screen.detail.warning()
    desk.open(told.MINE, held=(MARA, ACME))
    assert not alone
    assert desk.screen.detail.warning().startswith("The keys of Acme Treasury and Mara Lindqvist are on this computer.")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (told.MINE, "Waits for approval: Waits for Acme Treasury."),
        (told.MADE, "Carried out: Enough have signed, and the payment was made with the last signature."),
        (told.NO, "Rejected: Acme Treasury rejected it, so not enough can sign any more. "),
        (told.BACK, "Withdrawn: Mara Lindqvist withdrew it. What was held is available again."),
        (told.LATE, "Expired: Not enough signed in time. What was held is available again."),
        (told.OVERTAKEN, "Overtaken: The rules that it was opened under have changed since."),
        (told.STUCK, "Failed: Enough have signed, but it could not be carried out. It can be tried again"),
    ],
)
def test_where_it_stands_is_said_with_what_it_means(desk: Desk, item: Item, said: str) -> None:
    desk.open(item)
    assert desk.screen.detail.words().startswith(said)


def test_why_it_was_rejected_is_quoted(desk: Desk) -> None:
    desk.open(told.NO)
    assert "Acme Treasury rejected it: “Who is that?”" in words_on(desk.screen.detail)


def test_a_change_is_shown_against_what_is_in_force(desk: Desk) -> None:
    version = PolicyVersion(LEO, 0, ConsentPolicy(external=External.APPROVAL), NOW)
    desk.open(told.NEW_POLICY, consent=Consent(Map({LEO: Loaded(PolicyBook(version), NOW)})))
    assert "What changes\nIssue tokens: not allowed any more" in words_on(desk.screen.detail)


def test_a_change_of_unknown_rules_is_shown_whole(desk: Desk) -> None:
    desk.open(told.NEW_POLICY)
    assert "The new permissions" in words_on(desk.screen.detail)


def test_closing_the_details_says_so(desk: Desk) -> None:
    desk.open(told.MINE)
    QTest.keyClick(desk.screen.detail, Qt.Key.Key_Escape)
    assert desk.actions == [CloseItem()]


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        (MultiSig(), "blank"),
        (told.known(), "message"),
        (MultiSig(open=Failed(DOWN), done=Failed(DOWN)), "message"),
        (replace(told.known(told.MINE), open=Stale("", NOW, DOWN)), "stale"),
        (told.known(told.MINE), "content"),
    ],
)
def test_each_state_of_the_list_has_its_picture(desk: Desk, items: MultiSig, shown: str) -> None:
    desk.screen.draw(replace(VIEW, items=items))
    state_ = desk.part(StatePanel).state()
    assert state_ == shown or (shown == "blank" and state_ == "loading")


def test_what_could_not_be_read_is_read_again(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=MultiSig(open=Failed(DOWN), done=Failed(DOWN))))
    desk.click("Retry")
    assert desk.actions == [LoadOpenItems(1), LoadDoneItems()]


def test_older_ones_are_read_when_asked_for(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=replace(told.known(*told.ALL), done=Loaded("more", NOW))))
    desk.click("Show older ones")
    assert desk.actions == [LoadMoreItems()]


def test_the_page_shows_the_state() -> None:
    shown = select(state(identity(3, "Mara")))
    assert (shown.held, shown.active) == ((MARA,), MARA)


def test_an_item_where_a_head_was_before_has_its_full_height(desk: Desk) -> None:
    table = desk.screen.table
    desk.screen.draw(replace(VIEW, items=told.known(told.MINE, told.NO)))
    desk.screen.draw(replace(VIEW, items=told.known(told.BACK, told.NO)))
    heights = [table.rowHeight(row) for row in range(desk.model.rowCount())]
    assert heights[1] == heights[2] > heights[0]


# Checks and keys


def open_with(desk: Desk, reading: Reading) -> None:
    desk.open(told.MINE, held=(ACME,), records=records((told.MINE, reading)))


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Checking(), "Checking every signature…"),
        (Unread(DOWN), "This could not be checked, so it can't be signed."),
        (checked(told.MINE, CheckName.TOKEN_DECLARED), "Don't sign this. “The token is what it is called” does not"),
    ],
)
def test_what_is_not_checked_can_not_be_decided(desk: Desk, reading: Reading, said: str) -> None:
    open_with(desk, reading)
    buttons = desk.screen.detail.buttons
    assert desk.screen.detail.checks.words().startswith(said)
    assert not buttons.sign.isEnabled()
    assert not buttons.reject.isEnabled()


def test_while_it_is_checked_the_button_says_so(desk: Desk) -> None:
    open_with(desk, Checking())
    assert desk.screen.detail.buttons.sign.accessibleName() == "Checking…"


def test_where_all_holds_it_can_be_signed(desk: Desk) -> None:
    open_with(desk, checked(told.MINE))
    assert desk.screen.detail.checks.words() == "All 14 checks hold."
    assert desk.screen.detail.buttons.sign.isEnabled()


def test_a_proposal_that_changed_since_it_was_first_seen_is_named(desk: Desk) -> None:
    items = replace(told.known(told.MINE), altered=frozenset({MINE}))
    desk.open(told.MINE, held=(ACME,), items=items)
    assert "“Unchanged since it was first seen” does not hold" in desk.screen.detail.checks.words()
    assert not desk.screen.detail.buttons.sign.isEnabled()


def test_a_failed_check_lists_all_of_them_at_once(desk: Desk) -> None:
    open_with(desk, checked(told.MINE, CheckName.VOTES_SIGNED))
    assert "A signature on it does not fit what it says." in words_on(desk.screen.detail.checks.list)


def test_what_could_not_be_checked_is_read_again(desk: Desk) -> None:
    open_with(desk, Unread(DOWN))
    desk.click("Try again")
    assert desk.actions == [LoadRecord(MINE)]


def test_how_to_check_it_names_the_command(desk: Desk) -> None:
    desk.open(told.MINE)
    desk.click("How to check this")
    command = desk.screen.detail.checks.list.command()
    assert command == f"qwallet verify FILE --group {MARA} --node {NODE}"


@pytest.mark.parametrize(("key", "choice"), [(Qt.Key.Key_S, Choice.SIGN), (Qt.Key.Key_R, Choice.REJECT)])
def test_a_key_does_what_the_button_does(desk: Desk, key: Qt.Key, choice: Choice) -> None:
    desk.open(told.MINE, held=(ACME,))
    desk.screen.table.setFocus()
    QTest.keyClick(desk.screen.table, key)
    assert desk.actions == [OpenSheet(DecideSheet(MINE, choice))]


def test_a_key_does_nothing_where_there_is_no_button(desk: Desk) -> None:
    open_with(desk, checked(told.MINE, CheckName.NODE_ID))
    desk.screen.table.setFocus()
    for key in (Qt.Key.Key_S, Qt.Key.Key_R, Qt.Key.Key_W):
        QTest.keyClick(desk.screen.table, key)
    assert not desk.actions


def test_without_an_open_item_a_key_does_nothing(desk: Desk) -> None:
    desk.screen.table.setFocus()
    QTest.keyClick(desk.screen.table, Qt.Key.Key_R)
    assert not desk.actions


def test_it_is_handed_on_and_signatures_are_taken(desk: Desk) -> None:
    desk.open(told.MINE)
    desk.click("Export…")
    desk.click("Import signature…")
    assert desk.actions == [OpenSheet(ExportItemSheet(MINE)), OpenSheet(ImportSignatureSheet())]


def test_to_what_is_closed_no_signature_is_brought(desk: Desk) -> None:
    desk.open(told.MADE)
    assert desk.screen.detail.bring.isHidden()


def test_why_nobody_here_can_sign_is_said(desk: Desk) -> None:
    refused = SigningCapability(ACME, can_sign=False, problem=Problem(Code.SIGNING_OFF), waiting=1)
    desk.open(told.MINE, held=(ACME,), capabilities=Map({ACME: refused}))
    assert desk.screen.detail.inability().startswith("Acme Treasury can't sign this. The permissions of this identity")
    assert "Sign" not in desk.offered()


def test_where_they_can_nothing_is_said(desk: Desk) -> None:
    able = SigningCapability(ACME, can_sign=True, problem=None, waiting=1)
    desk.open(told.MINE, held=(ACME,), capabilities=Map({ACME: able}))
    assert not desk.screen.detail.inability()


# A clock that is off


def test_what_is_open_by_the_nodes_clock_can_be_signed_though_this_one_is_days_ahead(desk: Desk) -> None:
    late = told.item(1, hours=-24)
    desk.open(late, held=(ACME,), records=records(late))
    expired = desk.offered()
    desk.open(late, held=(ACME,), records=records(late), offset=-2 * 86_400)
    assert ("Sign" in expired, "Sign" in desk.offered()) == (False, True)
    assert "The time left is counted by the node's clock." in words_on(desk.screen.detail)


# Several at once


def choose_all(desk: Desk) -> None:
    desk.screen.table.setFocus()
    QTest.keyClick(desk.screen.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def test_all_that_need_me_are_chosen_by_a_key_and_signed_one_by_one(desk: Desk) -> None:
    choose_all(desk)
    mine = tuple(item.proposal.item_id for item in desk.screen.table.chosen_items())
    desk.click("Sign 3…")
    assert desk.actions == [OpenSheet(SignManySheet(mine))]
    assert MINE in mine


def test_a_key_signs_all_that_are_chosen(desk: Desk) -> None:
    choose_all(desk)
    QTest.keyClick(desk.screen.table, Qt.Key.Key_S)
    assert [type(action) for action in desk.actions] == [OpenSheet]


def test_one_alone_is_not_signed_in_a_row(desk: Desk) -> None:
    assert desk.screen.sign_many.isHidden()


def test_arrows_with_shift_choose_more(desk: Desk) -> None:
    table = desk.screen.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(table.chosen_items()) == 2


def test_escape_goes_back_to_one(desk: Desk) -> None:
    choose_all(desk)
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Escape)
    assert (len(desk.screen.table.chosen_items()), desk.actions) == (1, [])


def test_what_is_chosen_stays_so_when_the_list_moves(desk: Desk) -> None:
    choose_all(desk)
    before = desk.screen.table.chosen_items()
    desk.screen.draw(replace(VIEW, items=told.known(*told.ALL, told.TWICE), hide_amounts=True))
    assert set(before) <= set(desk.screen.table.chosen_items())


def test_with_nothing_that_needs_me_the_key_chooses_nothing(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, items=told.known(told.MADE)))
    choose_all(desk)
    assert len(desk.screen.table.chosen_items()) < 2


def test_what_expires_while_it_is_seen_moves_to_what_is_done(qtbot: QtBot) -> None:
    now = [NOW]
    screen = InboxScreen(replace(bench(lambda _action: None), now=lambda: now[0]))
    ending = told.item(1, hours=50 / 3_600_000)
    ended = replace(VIEW, items=told.known(ending), opened=MINE, held=(ACME,), records=records(ending))
    screen.draw(ended)
    put_up(qtbot, screen)
    now[0] = NOW + timedelta(seconds=1)
    qtbot.waitUntil(lambda: screen.detail.words().startswith("Expired"))
    assert screen.detail.buttons.sign.isHidden()
