"""The Operations page: what it lists, what it says of each, and what its buttons ask for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.batches import ShowOrder
from qwallet_desktop.state.health import Down, Health, Up
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import CloseOperation, GoTo, Page, ShowOperation, Tab
from qwallet_desktop.state.operation import Made, Operation, Waiting
from qwallet_desktop.state.operation_actions import SeeWay
from qwallet_desktop.state.operation_line import Disk
from qwallet_desktop.state.operations import CancelOperation, ConfirmOperation, RetryOperation
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.models.operations_model import Column, OperationsModel
from qwallet_desktop.ui.operation_rows import Wanted, Which
from qwallet_desktop.ui.screens.operations import OperationsScreen, View, select
from qwallet_desktop.ui.screens.operations_list import PaymentLines
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.buttons import Segmented
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.tables import CellRole
from tests.ui import operations as told
from tests.ui.builders import NOW, REQUEST, bench, identity, state
from tests.ui.operations import ACME, MARA, known, one, pay
from tests.ui.screens import Standing, put_up

ONLINE = Health(node=Up(NodeId("0f" * 16)), live=True)
VIEW = View(known(*told.TOLD), None, MARA, told.EVERYONE, told.TOKENS, health=ONLINE)
OFFLINE = replace(VIEW, operations=known(*told.TOLD, node=False), health=Health(node=Down(NOW, told.DOWN)))


class Desk(Standing[OperationsScreen]):
    """The page in a window, and what it emitted."""

    @property
    def model(self) -> OperationsModel:
        model = self.screen.table.model()
        assert isinstance(model, OperationsModel)
        return model

    def listed(self) -> list[str]:
        return [str(self.cell(row, Column.STAGE)) for row in range(self.model.rowCount())]

    def cell(self, row: int, column: Column, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.model.index(row, column).data(role)

    def said(self) -> list[str]:
        texts = self.screen.findChildren(PlainText)
        return [one.text() for one in texts if one.isVisible()]

    def buttons(self) -> list[str]:
        """Return the verbs that the details offer."""
        found = self.screen.detail.buttons.findChildren(QAbstractButton)
        return [one.accessibleName() for one in found if not one.isHidden()]

    def open(self, operation: Operation, view: View = VIEW) -> None:
        self.screen.draw(replace(view, opened=operation.id))


MakeDesk = Callable[[View], Desk]


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> MakeDesk:
    apply_theme(qapp, "light", reduced_motion=True)

    def made(view: View) -> Desk:
        actions: list[Action] = []
        screen = OperationsScreen(bench(actions.append))
        screen.draw(view)
        put_up(qtbot, screen)
        return Desk(screen, actions)

    return made


@pytest.fixture
def desk(make: MakeDesk) -> Desk:
    return make(VIEW)


def choose(desk: Desk, wanted: Wanted) -> None:
    desk.screen.filters.set_wanted(wanted)
    desk.screen.filters.wanted_changed.emit(wanted)


# ------------------------------------------------------------------------------------ the list


def test_at_first_what_is_open_is_listed_the_newest_first(desk: Desk) -> None:
    assert desk.listed() == ["Sending", "Next in line", "Next in line", "Waiting", "No answer yet", "Asks you again"]


def test_with_nothing_open_all_are_listed(make: MakeDesk) -> None:
    desk = make(replace(VIEW, operations=known(told.MADE, told.REFUSED)))
    assert desk.listed() == ["Made", "Refused"]


@pytest.mark.parametrize(("which", "count"), [(Which.OPEN, 6), (Which.ENDED, 7), (Which.ALL, 13)])
def test_open_and_ended_are_listed_apart_or_together(desk: Desk, which: Which, count: int) -> None:
    desk.part(Segmented).chosen.emit(which.value)
    assert len(desk.listed()) == count


def test_one_identity_can_be_looked_at_alone(desk: Desk) -> None:
    desk.part(FilterChip).chosen.emit("whose", "this")
    assert [desk.cell(row, Column.WHAT, CellRole.FULL) for row in range(desk.model.rowCount())] == [MARA] * 3


def test_the_one_identity_is_the_one_that_is_active(desk: Desk) -> None:
    desk.part(FilterChip).chosen.emit("whose", "this")
    desk.screen.draw(replace(VIEW, active=ACME))
    assert [desk.cell(row, Column.WHAT, CellRole.FULL) for row in range(desk.model.rowCount())] == [ACME]


@pytest.mark.parametrize(
    "words", ["boat", "BOAT acme", "25.00", told.WAITS.id, ACME, "reversed", "1,200.00", "lindqvist rent"]
)
def test_operations_are_found_by_words_amounts_and_ids(desk: Desk, qtbot: QtBot, words: str) -> None:
    QTest.keyClicks(desk.screen.filters.search.edit, words)
    qtbot.waitUntil(lambda: 0 < desk.model.rowCount() < 6)
    assert desk.model.rowCount() < 6


def test_the_words_of_a_list_are_found_too(desk: Desk) -> None:
    choose(desk, Wanted(Which.ALL, search="november lighthouse"))
    assert [desk.cell(row, Column.WHAT) for row in range(desk.model.rowCount())] == ["List of 12 payments"] * 2


def test_a_row_tells_what_whose_how_much_how_far_and_when(desk: Desk) -> None:
    row = [desk.cell(2, column) for column in Column]
    assert row == ["To Acme Treasury", "25.00", "Next in line", "2 min ago"]
    assert desk.cell(2, Column.WHAT, CellRole.SUBTITLE) == "Mara Lindqvist · Boat sail, second half"
    assert desk.cell(2, Column.AMOUNT, CellRole.SUBTITLE) == "QTK"


def test_a_row_is_read_out_as_a_whole(desk: Desk) -> None:
    spoken = str(desk.cell(2, Column.WHAT, Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Payment, To Acme Treasury, 25.00 QTK, Mara Lindqvist · Boat sail, second half, Next in")


def test_hidden_amounts_are_hidden_for_eyes_and_ears(make: MakeDesk) -> None:
    desk = make(replace(VIEW, hide_amounts=True))
    assert desk.cell(2, Column.AMOUNT, CellRole.HIDDEN) is True
    assert "25.00" not in str(desk.cell(2, Column.WHAT, Qt.ItemDataRole.AccessibleTextRole))
    assert desk.cell(2, Column.AMOUNT, Qt.ItemDataRole.AccessibleTextRole) == "hidden amount"


def test_where_room_is_short_the_amount_stands_in_the_second_line(desk: Desk, qtbot: QtBot) -> None:
    desk.screen.resize(420, 500)
    qtbot.waitUntil(lambda: desk.screen.table.isColumnHidden(Column.AMOUNT))
    assert desk.cell(2, Column.WHAT, CellRole.SUBTITLE) == "25.00 QTK · Mara Lindqvist · Boat sail, second half"


def test_where_room_is_short_hidden_amounts_stay_hidden(make: MakeDesk, qtbot: QtBot) -> None:
    desk = make(replace(VIEW, hide_amounts=True))
    desk.screen.resize(420, 500)
    qtbot.waitUntil(lambda: desk.screen.table.isColumnHidden(Column.AMOUNT))
    assert "25.00" not in str(desk.cell(2, Column.WHAT, CellRole.SUBTITLE))


def test_a_list_of_several_tokens_has_no_single_amount(make: MakeDesk) -> None:
    mixed = told.salaries(2)
    other = replace(mixed.payments[1], token_id=told.VAST, amount="3")
    order = replace(mixed, payments=(mixed.payments[0], other))
    desk = make(replace(VIEW, operations=known(replace(told.LIST, ask=order))))
    assert desk.cell(0, Column.AMOUNT) == ""


def test_a_row_that_changes_keeps_its_mark(desk: Desk) -> None:
    desk.open(told.SILENT)
    newer = one(90, Waiting(NOW), pay(ACME, "1.00"), ago=0)
    moved = replace(VIEW, operations=known(*told.TOLD, newer), opened=told.SILENT.id)
    desk.screen.draw(moved)
    assert desk.screen.table.currentIndex().row() == desk.model.row_of(told.SILENT.id) == 5


def test_what_was_opened_stays_in_sight_when_it_ends(desk: Desk) -> None:
    desk.open(told.SENDS)
    ended = replace(told.SENDS, stage=Made(NOW))
    others = [each for each in told.TOLD if each is not told.SENDS]
    desk.screen.draw(replace(VIEW, operations=known(*others, ended), opened=ended.id))
    assert desk.listed()[0] == "Made"


def test_what_was_opened_elsewhere_is_listed_though_it_does_not_match(desk: Desk) -> None:
    desk.open(told.REFUSED)
    assert desk.listed().count("Refused") == 1
    assert desk.screen.table.currentIndex().row() == desk.model.row_of(told.REFUSED.id)


def test_to_choose_others_closes_details_that_do_not_match(desk: Desk) -> None:
    desk.open(told.SENDS)
    desk.part(Segmented).chosen.emit(Which.ENDED.value)
    assert desk.actions == [CloseOperation()]
    assert "Sending" not in desk.listed()


# ------------------------------------------------------------------------------------ keys


def test_enter_opens_the_details_of_the_current_row(desk: Desk) -> None:
    desk.screen.table.go_to(1)
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Return)
    assert desk.actions == [ShowOperation(told.EARLIER.id)]


def test_a_click_opens_the_details(desk: Desk) -> None:
    table = desk.screen.table
    where = table.visualRect(desk.model.index(0, Column.WHAT)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert desk.actions == [ShowOperation(told.SENDS.id)]


def test_open_details_follow_the_arrow_keys(desk: Desk) -> None:
    desk.open(told.SENDS)
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Down)
    assert desk.actions == [ShowOperation(told.EARLIER.id)]


def test_closed_details_stay_closed_while_one_looks_through_the_rows(desk: Desk) -> None:
    desk.screen.table.go_to(0)
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Down)
    assert desk.actions == []


def test_home_and_end_go_to_the_first_and_the_last_row(desk: Desk) -> None:
    QTest.keyClick(desk.screen.table, Qt.Key.Key_End)
    assert desk.screen.table.currentIndex().row() == 5
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Home)
    assert desk.screen.table.currentIndex().row() == 0


def test_the_keyboard_gets_a_row_to_start_from(desk: Desk) -> None:
    desk.screen.table.focusInEvent(QFocusEvent(QFocusEvent.Type.FocusIn))
    assert desk.screen.table.currentIndex().row() == 0
    assert desk.actions == []


def test_once_the_details_are_closed_enter_opens_the_row_at_the_top(desk: Desk) -> None:
    desk.open(told.SENDS)
    desk.screen.draw(VIEW)
    assert not desk.screen.table.currentIndex().isValid()
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Return)
    top = desk.model.operation(0)
    assert top is not None
    assert desk.actions == [ShowOperation(top.id)]


def test_escape_closes_the_details(desk: Desk) -> None:
    desk.open(told.SENDS)
    QTest.keyClick(desk.screen.table, Qt.Key.Key_Escape)
    assert desk.actions == [CloseOperation()]


# ------------------------------------------------------------------------------------ the details


@pytest.mark.parametrize(
    ("operation", "view", "buttons"),
    [
        (told.WAITS, OFFLINE, ["Cancel payment"]),
        (told.LIST, OFFLINE, ["Cancel list"]),
        (told.LIST, VIEW, ["Cancel list"]),
        (told.OLD, VIEW, ["Send it", "Cancel payment"]),
        (told.SENDS, VIEW, []),
        (told.SILENT, VIEW, ["Try now", "Look in activity"]),
        (told.SILENT, OFFLINE, ["Look in activity"]),
        (told.AGAIN, VIEW, ["Retry"]),
        (told.NOT_KEPT, VIEW, ["Retry"]),
        (told.MADE, VIEW, ["Show in activity"]),
        (told.CALLED_OFF, VIEW, ["Pay after all"]),
    ],
)
def test_the_details_offer_what_makes_sense(desk: Desk, operation: Operation, view: View, buttons: list[str]) -> None:
    desk.open(operation, view)
    assert desk.buttons() == buttons


def test_what_was_held_up_with_the_node_there_can_be_tried_now(make: MakeDesk) -> None:
    held = one(1, Waiting(NOW, Problem(Code.OVERLOADED), tries=2), pay(ACME, "25.00"))
    desk = make(replace(VIEW, operations=known(held), opened=held.id))
    assert desk.buttons() == ["Try now", "Cancel payment"]


def test_the_buttons_are_seen_also_where_the_details_were_closed_before(desk: Desk, qtbot: QtBot) -> None:
    for operation in (told.SENDS, told.LIST):
        desk.screen.draw(VIEW)
        desk.open(operation)
        qtbot.wait(1)
    cancel = desk.screen.detail.buttons.cancel
    qtbot.waitUntil(lambda: cancel.visibleRegion().boundingRect().size() == cancel.sizeHint())


@pytest.mark.parametrize(
    ("operation", "text", "action"),
    [
        (told.LIST, "Cancel list", CancelOperation(told.LIST.id)),
        (told.OLD, "Send it", ConfirmOperation(told.OLD.id, NOW)),
        (told.OLD, "Cancel payment", CancelOperation(told.OLD.id)),
        (told.SILENT, "Try now", RetryOperation(told.SILENT.id, REQUEST, NOW)),
        (told.AGAIN, "Retry", RetryOperation(told.AGAIN.id, REQUEST, NOW)),
        (told.NOT_KEPT, "Retry", RetryOperation(told.NOT_KEPT.id, REQUEST, NOW)),
        (told.CALLED_OFF, "Pay after all", RetryOperation(told.CALLED_OFF.id, REQUEST, NOW)),
    ],
)
def test_each_button_asks_for_one_thing(desk: Desk, operation: Operation, text: str, action: Action) -> None:
    desk.open(operation)
    desk.click(text)
    assert desk.actions == [action]


def test_a_list_is_shown_where_its_refused_lines_can_be_mended(desk: Desk) -> None:
    desk.open(told.PARTLY)
    desk.click("Show list")
    assert isinstance(told.PARTLY.ask, Order)
    assert desk.actions == [
        SwitchIdentity(ACME),
        ShowOrder(ACME, told.PARTLY.id, told.PARTLY.ask),
        GoTo(Page.WALLET, Tab.PAY_MANY),
    ]


def test_a_payment_that_was_made_is_shown_among_its_identitys_entries(desk: Desk) -> None:
    desk.open(told.MADE)
    desk.click("Show in activity")
    switch, history, entry, page = desk.actions
    assert (switch, history, page) == (
        SwitchIdentity(MARA),
        ShowHistory(MARA, HistoryQuery()),
        GoTo(Page.WALLET, Tab.ACTIVITY),
    )
    assert isinstance(entry, SelectEntry)
    assert isinstance(told.MADE.stage, Made)
    assert entry.entry.transfer.id.startswith("tr_")


def test_what_has_no_receipt_is_looked_for_among_the_newest_entries(desk: Desk) -> None:
    desk.open(told.SILENT)
    desk.click("Look in activity")
    assert desk.actions[-1] == GoTo(Page.WALLET, Tab.ACTIVITY)
    assert not [action for action in desk.actions if isinstance(action, SelectEntry)]


def test_a_refusal_that_was_repeated_leads_to_the_repetition(desk: Desk) -> None:
    desk.open(told.REFUSED)
    link = next(one for one in desk.screen.detail.findChildren(QAbstractButton) if one.text().startswith("00000008"))
    link.click()
    assert desk.actions == [ShowOperation(told.AGAIN.id)]


def test_a_repetition_leads_to_what_it_repeats(desk: Desk) -> None:
    desk.open(told.AGAIN)
    link = next(one for one in desk.screen.detail.findChildren(QAbstractButton) if one.text().startswith("00000007"))
    link.click()
    assert desk.actions == [ShowOperation(told.REFUSED.id)]


def test_a_refusal_is_not_offered_again_while_its_repetition_is_open(make: MakeDesk) -> None:
    again = one(8, Waiting(NOW), told.REFUSED.ask, retry_of=told.REFUSED.id)
    desk = make(replace(VIEW, operations=known(told.REFUSED, again), opened=told.REFUSED.id))
    assert desk.buttons() == []


def test_what_was_called_off_and_asked_for_again_is_not_offered_twice(make: MakeDesk) -> None:
    again = one(12, Made(NOW), told.CALLED_OFF.ask, retry_of=told.CALLED_OFF.id)
    desk = make(replace(VIEW, operations=known(told.CALLED_OFF, again), opened=told.CALLED_OFF.id))
    assert desk.buttons() == []


def test_a_refusal_is_offered_again_when_its_repetition_was_refused_too(desk: Desk) -> None:
    desk.open(told.REFUSED)
    assert desk.buttons() == ["Retry"]


def test_the_details_of_a_refusal_say_why(desk: Desk) -> None:
    desk.open(told.AGAIN)
    assert "Only 12.00 QTK can be spent now" in desk.screen.detail.words()


def test_the_details_tell_no_balance_while_amounts_are_hidden(desk: Desk) -> None:
    desk.open(told.AGAIN, replace(VIEW, hide_amounts=True))
    assert "12.00" not in desk.screen.detail.words()
    assert not [text for text in desk.said() if "250,000" in text]


def test_the_details_follow_what_becomes_of_the_operation(desk: Desk) -> None:
    desk.open(told.SENDS)
    before = desk.screen.detail.words()
    others = [each for each in told.TOLD if each is not told.SENDS]
    ended = replace(told.SENDS, stage=Made(NOW))
    desk.screen.draw(replace(VIEW, operations=known(*others, ended), opened=ended.id))
    assert before.startswith("Sending")
    assert desk.screen.detail.words().startswith("Made")


def test_the_payments_of_a_list_that_were_refused_come_first_with_the_reason(desk: Desk) -> None:
    desk.open(told.PARTLY)
    said = [text.text() for text in desk.part(PaymentLines).findChildren(PlainText)]
    assert said[2] == said[4] == "More than is left"
    assert said[-1] == "and 7 more"


def test_a_list_says_how_many_payments_were_made(desk: Desk) -> None:
    desk.open(told.PARTLY)
    assert "made 10 of 12 payments and refused 2" in desk.screen.detail.words()


def test_the_times_follow_the_clock(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "light", reduced_motion=True)
    clock = [NOW]
    screen = OperationsScreen(replace(bench(lambda _action: None), now=lambda: clock[0]))
    qtbot.addWidget(screen)
    screen.draw(replace(VIEW, opened=told.MADE.id))
    clock[0] = NOW + timedelta(hours=2)
    screen.touch()
    desk = Desk(screen)
    assert desk.cell(desk.model.row_of(told.MADE.id), Column.WHEN) == "2 h ago"
    assert {text.text() for text in screen.detail.course.findChildren(PlainText)} >= {"2 h ago", "Done by the node"}


def test_a_point_of_the_time_line_is_read_out_with_its_moment(desk: Desk) -> None:
    desk.open(told.MADE)
    steps = [one.accessibleName() for one in desk.screen.detail.course.findChildren(QWidget)]
    assert [name for name in steps if name.startswith("Done by the node, ") and "2026" in name]


# ------------------------------------------------------------------------------------ the drawn states


def test_nothing_yet_says_what_the_page_is_and_leads_to_the_next_step(make: MakeDesk) -> None:
    desk = make(replace(VIEW, operations=known()))
    assert "Nothing was asked for yet" in desk.said()
    desk.click("Send a payment")
    assert desk.actions == [GoTo(Page.WALLET, Tab.SEND)]


def test_before_the_disk_was_read_nothing_is_said_of_what_is_on_it(make: MakeDesk, qtbot: QtBot) -> None:
    desk = make(replace(VIEW, operations=known(disk=Disk(is_reading=True))))
    qtbot.waitUntil(lambda: desk.part(StatePanel).state() == "loading")
    assert "Nothing was asked for yet" not in desk.said()


def test_a_disk_that_can_not_be_read_is_said_and_read_again_on_request(make: MakeDesk) -> None:
    problem = Problem(Code.FILE_NOT_READ, {"file": "operations.sealed", "reason": "Input/output error"})
    desk = make(replace(VIEW, operations=known(disk=Disk(problem=problem))))
    assert "The file operations.sealed could not be read (Input/output error)." in desk.said()
    desk.click("Retry")
    assert desk.actions == [SeeWay(node=True, unlocked=True)]


def test_keys_that_are_not_there_yet_are_no_failure(make: MakeDesk) -> None:
    desk = make(replace(VIEW, operations=known(disk=Disk(problem=Problem(Code.VAULT_LOCKED)))))
    assert desk.part(StatePanel).state() in {"blank", "loading"}


def test_without_the_node_the_list_says_since_when(make: MakeDesk) -> None:
    desk = make(OFFLINE)
    assert desk.part(StatePanel).state() == "stale"
    assert [text for text in desk.said() if "not answered since" in text]


def test_a_node_that_does_not_come_back_by_itself_says_why(make: MakeDesk) -> None:
    desk = make(replace(OFFLINE, health=Health(node=Down(NOW, Problem(Code.DATABASE_DAMAGED)))))
    assert [text for text in desk.said() if "damaged" in text]


def test_a_disk_that_takes_nothing_is_said_above_the_list(make: MakeDesk) -> None:
    desk = make(
        replace(VIEW, operations=known(*told.TOLD, disk=Disk(is_read=True, problem=Problem(Code.STORAGE_FULL))))
    )
    assert [text for text in desk.said() if text.startswith("The disk is full")]


def test_where_nothing_is_open_all_can_be_shown(make: MakeDesk) -> None:
    desk = make(replace(VIEW, operations=known(told.MADE)))
    desk.part(Segmented).chosen.emit(Which.OPEN.value)
    assert "Nothing is open" in desk.said()
    desk.click("Show all")
    assert desk.listed() == ["Made"]


def test_where_nothing_matches_the_search_all_can_be_shown(desk: Desk) -> None:
    choose(desk, Wanted(Which.OPEN, MARA, "no such words"))
    assert "Nothing matches" in desk.said()
    desk.click("Show all")
    assert len(desk.listed()) == 13
    assert desk.screen.filters.search.text() == ""


def test_the_page_shows_the_operations_of_the_state(make: MakeDesk) -> None:
    held = state(identity(3, "Mara"))
    view = select(replace(held, operations=known(told.MADE)))
    assert make(view).listed() == ["Made"]


# ------------------------------------------------------------------------------------ many


def test_of_a_thousand_operations_only_those_in_sight_are_put_into_words(make: MakeDesk) -> None:
    many = tuple(one(number, Waiting(NOW), pay(ACME, "1.00"), ago=number) for number in range(1, 1_001))
    desk = make(replace(VIEW, operations=known(*many)))
    desk.screen.grab()
    assert desk.model.rowCount() == 1_000
    assert 0 < desk.model.worded() < 60


def test_an_unknown_token_is_shown_as_it_was_typed(make: MakeDesk) -> None:
    desk = make(replace(VIEW, tokens=Map()))
    assert desk.cell(2, Column.AMOUNT) == "25.00"
