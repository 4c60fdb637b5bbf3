"""The Activity screen: what is asked of the node, how a million rows behave, and what the drawer shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from immutables import Map
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QHeaderView, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.state.audit import CloseEntry, NotProved, Proved, Proving, SelectEntry, Selection, WriteNote
from qwallet_desktop.state.audit import Drawer as DrawerState
from qwallet_desktop.state.exports import CancelExport, Exported, ExportHistory, Exporting, ForgetExport, NotExported
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.history import History, ShowHistory, ShowHistoryRows
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.dialogs.export import ExportStrip
from qwallet_desktop.ui.models.history_model import Column, HistoryRows, HistoryTableModel
from qwallet_desktop.ui.screens.activity import ActivityScreen, View, select
from qwallet_desktop.ui.screens.activity_filters import ActivityFilters, preset_of, with_choice
from qwallet_desktop.ui.screens.activity_table import ActivityTable
from qwallet_desktop.ui.screens.date_range import begin_of, day_of, preset_start
from qwallet_desktop.ui.screens.entry_drawer import EntryDrawer
from qwallet_desktop.ui.screens.proof_panel import ProofPanel
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.filter_bar import FilterChip
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.tables import CellRole
from qwallet_desktop.ui.wording import sentence
from tests.domain.audit_log import PROOF, TRANSFER
from tests.ui.builders import NOW, QTK, REQUEST, bench, identities, identity, state, token
from tests.ui.payments import ME, OURS, THEIRS, entry, history, transfer, units
from tests.ui.screens import Standing, put_up

VIEW = View(
    identity=ME,
    history=history(20_000, 0),
    identities=identities(identity(1), identity(2, "Acme Treasury")),
    tokens=Map({QTK: token()}),
)


class Desk(Standing[ActivityScreen]):
    """The screen in a window, and what it emitted."""

    @property
    def table(self) -> ActivityTable:
        return self.part(ActivityTable)

    @property
    def model(self) -> HistoryTableModel:
        model = self.table.model()
        assert isinstance(model, HistoryTableModel)
        return model

    def asked(self) -> list[HistoryQuery]:
        return [action.query for action in self.actions if isinstance(action, ShowHistory)]

    def seen(self) -> list[ShowHistoryRows]:
        return [action for action in self.actions if isinstance(action, ShowHistoryRows)]

    def text(self, row: int, column: Column) -> object:
        return self.model.index(row, column).data()


MakeDesk = Callable[[View], Desk]


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> MakeDesk:
    apply_theme(qapp, "light", reduced_motion=True)

    def made(view: View) -> Desk:
        actions: list[Action] = []
        screen = ActivityScreen(bench(actions.append))
        screen.draw(view)
        put_up(qtbot, screen)
        return Desk(screen, actions)

    return made


@pytest.fixture
def desk(make: MakeDesk, qtbot: QtBot) -> Desk:
    made = make(VIEW)
    qtbot.waitUntil(lambda: bool(made.seen()))
    made.actions.clear()
    return made


def test_the_screen_asks_for_nothing_by_itself(make: MakeDesk) -> None:
    """What is looked at follows from page and tab."""
    desk = make(replace(VIEW, history=None))
    desk.screen.draw(replace(VIEW, history=None, hide_amounts=True))
    assert desk.actions == []


def test_where_nothing_is_known_and_the_node_is_away_it_says_so(make: MakeDesk) -> None:
    away = Health(Down(NOW, Problem(Code.NODE_UNREACHABLE)))
    desk = make(replace(VIEW, history=None, health=away))
    assert desk.screen._panel.state() == "message"


def test_there_are_as_many_rows_as_the_node_counted(desk: Desk) -> None:
    assert desk.model.rowCount() == 20_000


def test_the_count_is_said_with_separators(desk: Desk) -> None:
    assert [one for one in desk.screen.findChildren(QWidget) if getattr(one, "text", str)() == "20,000 entries"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (HistoryQuery(search="a"), "these are the newest 10,000"),
        (HistoryQuery(search="a", sort=SortKey.AMOUNT, descending=False), "these are the newest 10,000"),
        (HistoryQuery(search="a", descending=False), "these are the oldest 10,000"),
    ],
)
def test_a_search_that_found_too_much_says_what_is_shown(make: MakeDesk, query: HistoryQuery, words: str) -> None:
    desk = make(replace(VIEW, history=replace(history(10_000, 0), query=query, more=True)))
    said = [str(getattr(one, "text", str)()) for one in desk.screen.findChildren(QWidget) if one.isVisible()]
    assert "10,000+ entries" in said
    assert [text for text in said if words in text]


def test_nothing_is_said_where_all_that_was_found_is_shown(desk: Desk) -> None:
    said = [str(getattr(one, "text", str)()) for one in desk.screen.findChildren(QWidget) if one.isVisible()]
    assert not [text for text in said if "Narrow the search" in text]


def test_the_visible_rows_are_asked_for(make: MakeDesk, qtbot: QtBot) -> None:
    desk = make(VIEW)
    qtbot.waitUntil(lambda: bool(desk.seen()))
    assert desk.seen()[0].first == 0
    assert desk.seen()[0].last < 60


def test_end_goes_to_the_last_of_a_million_rows_and_asks_for_its_page(make: MakeDesk, qtbot: QtBot) -> None:
    desk = make(replace(VIEW, history=history(1_000_000, 0)))
    desk.table.setFocus()
    QTest.keyClick(desk.table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: any(seen.last == 999_999 for seen in desk.seen()))
    assert desk.table.currentIndex().row() == 999_999
    assert desk.seen()[-1].first > 999_900


class CountingModel(HistoryTableModel):
    """Counts what the view asks of it."""

    asked = 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.asked += 1
        return super().data(index, role)


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_Z])
def test_no_key_asks_for_more_than_what_is_seen_of_a_million_rows(qtbot: QtBot, key: Qt.Key) -> None:
    model = CountingModel(lambda: NOW, NumberStyle())
    model.set_rows(HistoryRows(history(1_000_000, 0), VIEW.identities, VIEW.tokens))
    table = ActivityTable(model)
    qtbot.addWidget(table)
    table.resize(800, 600)
    with qtbot.waitExposed(table):
        table.show()
    model.asked = 0
    with qtbot.waitSignal(table.rows_seen, raising=False, timeout=200):
        QTest.keyClick(table, key)
    assert model.asked < 5_000


def test_home_and_page_down_move_by_rows(desk: Desk) -> None:
    # Where nobody gives the window the focus, no row is the current one yet.
    desk.table.setCurrentIndex(desk.model.index(0, 0))
    QTest.keyClick(desk.table, Qt.Key.Key_PageDown)
    assert desk.table.currentIndex().row() > 5
    QTest.keyClick(desk.table, Qt.Key.Key_Home)
    assert desk.table.currentIndex().row() == 0


def test_a_row_whose_page_is_missing_is_a_placeholder(desk: Desk) -> None:
    missing = desk.model.index(5_000, Column.WITH)
    assert missing.data() is None
    assert missing.data(CellRole.MISSING) is True
    assert missing.data(Qt.ItemDataRole.AccessibleTextRole) == "Loading"


def test_a_row_tells_when_what_with_memo_and_amount(desk: Desk) -> None:
    told = [desk.text(1, column) for column in Column]
    assert told == ["1 min ago", "Received", "Acme Treasury", "memo 1", "QTK", "+25.00"]


def test_what_went_out_has_a_minus(desk: Desk) -> None:
    assert desk.text(0, Column.AMOUNT) == "\u221225.00"


def test_a_stranger_is_shown_by_did(make: MakeDesk) -> None:
    row = replace(history(1), pages=Map({0: (entry(1, THEIRS),)}))
    desk = make(replace(VIEW, history=row))
    assert str(desk.text(0, Column.WITH)).startswith(THEIRS[:14])


def test_minting_comes_from_issuance(make: MakeDesk) -> None:
    minted = replace(transfer(sender=None, recipient=ME), kind=TransferKind.MINT)
    row = replace(history(1), pages=Map({0: (HistoryEntry(ME, minted, Direction.IN, units(1)),)}))
    desk = make(replace(VIEW, history=row))
    assert (desk.text(0, Column.WHAT), desk.text(0, Column.WITH)) == ("Minted", "Issuance")


def test_issuance_has_a_mark_where_others_have_their_picture(make: MakeDesk) -> None:
    minted = replace(transfer(sender=None, recipient=ME), kind=TransferKind.MINT)
    row = replace(history(1), pages=Map({0: (HistoryEntry(ME, minted, Direction.IN, units(1)),)}))
    desk = make(replace(VIEW, history=row))
    assert desk.model.index(0, Column.WITH).data(CellRole.ICON) == "coin"


def test_hidden_amounts_are_hidden_for_eyes_and_ears(make: MakeDesk) -> None:
    desk = make(replace(VIEW, hide_amounts=True))
    cell = desk.model.index(0, Column.AMOUNT)
    assert cell.data(CellRole.HIDDEN) is True
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "hidden amount"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) is None


def test_an_amount_too_long_for_its_cell_is_cut_in_the_middle(make: MakeDesk) -> None:
    vast = replace(transfer(), amount=units(10**78 - 1))
    row = replace(history(1), pages=Map({0: (HistoryEntry(ME, vast, Direction.OUT, units(1)),)}))
    desk = make(replace(VIEW, history=row))
    assert desk.text(0, Column.AMOUNT) == "\u22129,999,\u202699.99"


def header_click(table: ActivityTable, column: Column) -> None:
    header: QHeaderView = table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)


@pytest.mark.parametrize(
    ("column", "key", "descending"),
    [
        (Column.WHEN, SortKey.AT, False),
        (Column.AMOUNT, SortKey.AMOUNT, True),
        (Column.MEMO, SortKey.MEMO, False),
        (Column.WITH, SortKey.COUNTERPARTY, False),
        (Column.WHAT, SortKey.DIRECTION, False),
        (Column.TOKEN, SortKey.SYMBOL, False),
    ],
)
def test_a_click_on_a_header_has_the_node_sort(desk: Desk, column: Column, key: SortKey, descending: bool) -> None:
    header_click(desk.table, column)
    assert desk.asked() == [HistoryQuery(sort=key, descending=descending)]


def test_what_is_typed_is_searched_once_after_a_pause(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.part(ActivityFilters).search.edit, "boat")
    assert desk.asked() == []
    qtbot.waitUntil(lambda: bool(desk.asked()))
    assert desk.asked() == [HistoryQuery(search="boat")]


def test_a_search_that_is_being_typed_does_not_reach_another_identity(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.part(ActivityFilters).search.edit, "boat")
    desk.screen.draw(replace(VIEW, identity=OURS))
    assert desk.part(ActivityFilters).search.text() == ""
    qtbot.wait(200)
    assert desk.asked() == []


def choose(desk: Desk, key: str, value: str) -> None:
    chips = {chip.key: chip for chip in desk.screen.findChildren(FilterChip)}
    chips[key].chosen.emit(key, value)


@pytest.mark.parametrize(
    ("key", "value", "query"),
    [
        ("token", QTK, HistoryQuery(token_id=QTK)),
        ("direction", "IN", HistoryQuery(direction=Direction.IN)),
        ("kind", "MINT", HistoryQuery(kind=TransferKind.MINT)),
        ("with", OURS, HistoryQuery(counterparty=OURS)),
        ("sort", "AMOUNT up", HistoryQuery(sort=SortKey.AMOUNT, descending=False)),
        ("date", "today", HistoryQuery(since=begin_of(day_of(NOW)))),
    ],
)
def test_a_filter_has_the_node_filter(desk: Desk, key: str, value: str, query: HistoryQuery) -> None:
    choose(desk, key, value)
    assert desk.asked() == [query]


def test_filters_add_up_with_the_search_as_it_is_typed(desk: Desk) -> None:
    QTest.keyClicks(desk.part(ActivityFilters).search.edit, "boat")
    choose(desk, "direction", "IN")
    choose(desk, "token", QTK)
    assert desk.asked()[-1] == HistoryQuery(search="boat", direction=Direction.IN, token_id=QTK)


def test_clearing_keeps_the_order(make: MakeDesk) -> None:
    query = HistoryQuery(search="boat", direction=Direction.IN, sort=SortKey.AMOUNT)
    desk = make(replace(VIEW, history=replace(history(3, 0), query=query)))
    desk.click("Clear filters")
    assert desk.asked() == [HistoryQuery(sort=SortKey.AMOUNT)]


@pytest.mark.parametrize("preset", ["today", "7", "30", "90", "month", "year"])
def test_a_preset_of_days_is_recognised_in_its_query(preset: str) -> None:
    now = datetime(2026, 5, 17, 12, tzinfo=UTC)
    assert preset_of(with_choice(HistoryQuery(), "date", preset, now), now) == preset


def test_the_preset_of_yesterday_is_a_range_today() -> None:
    query = with_choice(HistoryQuery(), "date", "today", NOW)
    assert preset_of(query, NOW + timedelta(days=1)) == "custom"


def test_seven_days_count_today() -> None:
    assert preset_start("7", day_of(NOW)) == day_of(NOW) - timedelta(days=6)


def test_the_old_rows_stay_while_another_query_is_answered(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, history=History(query=HistoryQuery(search="x"), asked=frozenset({0}))))
    assert desk.part(StatePanel).state() == "content"


def test_a_slow_answer_shows_the_skeleton(desk: Desk, qtbot: QtBot) -> None:
    desk.screen.draw(replace(VIEW, history=History(query=HistoryQuery(search="x"), asked=frozenset({0}))))
    qtbot.waitUntil(lambda: desk.part(StatePanel).state() == "loading")


def test_another_identitys_rows_are_gone_at_once(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, identity=OURS, history=None))
    assert desk.model.rowCount() == 0
    assert desk.part(StatePanel).state() == "blank"


def says(desk: Desk, words: str) -> bool:
    return any(words in one.accessibleName() for one in desk.screen.findChildren(QWidget) if one.isVisible())


@pytest.mark.parametrize(
    ("query", "words"), [(HistoryQuery(), "No activity yet"), (HistoryQuery(search="x"), "Nothing matches")]
)
def test_no_entries_and_no_match_are_told_apart(make: MakeDesk, query: HistoryQuery, words: str) -> None:
    assert says(make(replace(VIEW, history=replace(history(0), query=query))), words)


def test_a_failure_can_be_retried_with_the_same_query(make: MakeDesk) -> None:
    query = HistoryQuery(search="x")
    desk = make(replace(VIEW, history=History(query=query, problem=Problem(Code.NODE_UNREACHABLE))))
    desk.click("Retry")
    assert desk.asked() == [query]


def test_a_node_that_is_down_marks_the_rows_stale(make: MakeDesk) -> None:
    desk = make(replace(VIEW, health=Health(Down(NOW, Problem(Code.NODE_UNREACHABLE)))))
    assert desk.part(StatePanel).state() == "stale"


def test_new_entries_wait_until_they_are_asked_for(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, history=replace(history(20_000, 0), fresh=3)))
    assert desk.model.rowCount() == 20_000
    desk.click("Show")
    assert desk.asked() == [HistoryQuery()]


def test_enter_opens_the_current_row(desk: Desk) -> None:
    desk.table.go_to(2)
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert desk.actions == [SelectEntry(entry(2))]


def test_enter_after_a_mouse_sort_opens_the_first_of_the_new_rows(desk: Desk) -> None:
    header = desk.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(Column.AMOUNT) + 30, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    asked = desk.asked()[-1]
    desk.screen.draw(replace(VIEW, history=replace(history(20_000, 0), query=asked)))
    desk.actions.clear()
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert desk.actions == [SelectEntry(entry(0))]


def test_new_rows_do_not_change_what_the_drawer_shows(desk: Desk) -> None:
    shown = replace(VIEW, drawer=DrawerState(Selection(entry(5))))
    desk.table.setFocus()
    desk.screen.draw(shown)
    desk.actions.clear()
    desk.screen.draw(replace(shown, history=replace(history(20_000), query=HistoryQuery(sort=SortKey.MEMO))))
    assert not [action for action in desk.actions if isinstance(action, SelectEntry)]


def test_the_drawer_follows_the_arrows(desk: Desk) -> None:
    desk.table.setFocus()
    desk.table.go_to(2)
    desk.screen.draw(replace(VIEW, drawer=DrawerState(Selection(entry(2)))))
    QTest.keyClick(desk.table, Qt.Key.Key_Down)
    assert desk.actions == [SelectEntry(entry(3))]


def test_the_drawer_follows_to_a_row_once_its_page_has_come(desk: Desk) -> None:
    desk.table.setFocus()
    desk.screen.draw(replace(VIEW, drawer=DrawerState(Selection(entry(0)))))
    desk.table.go_to(150)
    assert [action for action in desk.actions if isinstance(action, SelectEntry)] == []
    desk.screen.draw(replace(VIEW, history=history(20_000, 0, 1), drawer=DrawerState(Selection(entry(0)))))
    assert desk.actions[-1] == SelectEntry(entry(150))


def test_an_entry_selected_elsewhere_is_marked_in_the_table(desk: Desk) -> None:
    desk.part(ActivityFilters).search.edit.setFocus()
    desk.screen.draw(replace(VIEW, drawer=DrawerState(Selection(entry(7)))))
    assert desk.table.currentIndex().row() == 7
    assert desk.actions == []


def test_escape_in_the_table_closes_the_drawer(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, drawer=DrawerState(Selection(entry(2)))))
    QTest.keyClick(desk.table, Qt.Key.Key_Escape)
    assert desk.actions == [CloseEntry()]


def open_on(desk: Desk, one: HistoryEntry, proof: Proving | Proved | NotProved, **more: object) -> None:
    drawer = replace(DrawerState(Selection(one, proof)), **more)  # type: ignore[arg-type]  # names of fields
    desk.screen.draw(replace(VIEW, drawer=drawer))


def test_a_proof_that_holds_says_its_place_in_the_log(desk: Desk) -> None:
    one = HistoryEntry(ME, TRANSFER, Direction.OUT, TRANSFER.amount)
    open_on(desk, one, Proved(PROOF, holds=True))
    place = PROOF.entry.index + 1
    assert f"leaf {place} of" in desk.part(ProofPanel).words()


@pytest.mark.parametrize("holds", [True, False])
def test_a_proof_of_another_transfer_never_shows_green(desk: Desk, holds: bool) -> None:
    other = replace(TRANSFER, memo="another memo")
    open_on(desk, HistoryEntry(ME, other, Direction.OUT, TRANSFER.amount), Proved(PROOF, holds=holds))
    assert "does not hold" in desk.part(ProofPanel).words()


def test_a_proof_that_the_desktop_rejected_is_red_though_it_would_show_the_transfer(desk: Desk) -> None:
    open_on(desk, HistoryEntry(ME, TRANSFER, Direction.OUT, TRANSFER.amount), Proved(PROOF, holds=False))
    assert "does not hold" in desk.part(ProofPanel).words()


def test_a_proof_that_could_not_be_had_can_be_retried(desk: Desk) -> None:
    open_on(desk, entry(2), NotProved(Problem(Code.NODE_TIMEOUT)))
    assert sentence(Problem(Code.NODE_TIMEOUT)) in desk.part(ProofPanel).words()
    desk.click("Retry")
    assert desk.actions == [SelectEntry(entry(2))]


def note_editor(desk: Desk) -> QPlainTextEdit:
    return desk.part(QPlainTextEdit)


def test_coming_to_the_table_leaves_the_drawer_as_it_is(desk: Desk) -> None:
    desk.table.selectionModel().clearCurrentIndex()
    open_on(desk, entry(500), Proving())
    desk.table.focusInEvent(QFocusEvent(QEvent.Type.FocusIn))
    assert desk.table.currentIndex().isValid()
    assert desk.actions == []


def test_a_note_is_kept_when_its_field_is_left(desk: Desk) -> None:
    open_on(desk, entry(2), Proving())
    QTest.keyClicks(note_editor(desk), "for the sail")
    assert desk.actions == []
    QApplication.sendEvent(note_editor(desk), QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert desk.actions == [WriteNote(entry(2).transfer.id, "for the sail")]


def test_a_note_is_kept_for_its_own_entry_when_another_is_opened(desk: Desk) -> None:
    open_on(desk, entry(2), Proving())
    QTest.keyClicks(note_editor(desk), "two")
    open_on(desk, entry(4), Proving(), notes=Map({entry(4).transfer.id: "four"}))
    assert desk.actions == [WriteNote(entry(2).transfer.id, "two")]
    assert note_editor(desk).toPlainText() == "four"


def test_a_note_that_is_being_typed_outlives_the_proof(desk: Desk) -> None:
    open_on(desk, entry(2), Proving())
    QTest.keyClicks(note_editor(desk), "half a wo")
    open_on(desk, entry(2), NotProved(Problem(Code.NODE_TIMEOUT)))
    assert note_editor(desk).toPlainText() == "half a wo"


def test_the_drawer_asks_for_all_entries_with_the_same_side(desk: Desk) -> None:
    open_on(desk, entry(2), Proving())
    desk.click("Show all entries with this identity")
    assert desk.asked() == [HistoryQuery(counterparty=OURS)]


def test_the_drawer_hides_amounts(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, drawer=DrawerState(Selection(entry(2))), hide_amounts=True))
    shown = [getattr(one, "text", str)() for one in desk.part(EntryDrawer).findChildren(QWidget)]
    assert not [text for text in shown if "1,000.02" in str(text)]


def test_an_export_writes_what_is_shown_to_the_chosen_file(desk: Desk, tmp_path: Path) -> None:
    desk.click("Export CSV\u2026")
    dialog = desk.screen.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    dialog.close()
    assert desk.actions == [ExportHistory(REQUEST, ME, HistoryQuery(), tmp_path / "out.csv", 20_000)]


def test_an_export_under_way_can_be_cancelled(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, export=Exporting(REQUEST, Path("out.csv"), 12_500, 20_000)))
    assert desk.part(ExportStrip).words() == "Writing 12,500 of 20,000 entries to out.csv"
    desk.click("Cancel")
    assert desk.actions == [CancelExport()]


def test_an_export_of_what_nobody_counted_says_how_far_it_is(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, export=Exporting(REQUEST, Path("out.csv"), 12_500, None)))
    assert desk.part(ExportStrip).words() == "12,500 entries written to out.csv so far"


def test_an_export_that_outgrew_the_count_never_says_more_than_all(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, export=Exporting(REQUEST, Path("out.csv"), 20_002, 20_000)))
    assert desk.part(ExportStrip).words() == "Writing 20,002 of 20,002 entries to out.csv"


def test_an_export_of_a_search_that_found_too_much_has_no_total(make: MakeDesk, tmp_path: Path) -> None:
    desk = make(replace(VIEW, history=replace(history(10_000, 0), more=True)))
    desk.actions.clear()
    desk.click("Export CSV\u2026")
    dialog = desk.screen.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    dialog.close()
    exports = [action for action in desk.actions if isinstance(action, ExportHistory)]
    assert [export.total for export in exports] == [None]


def test_the_end_of_an_export_is_said_until_it_is_dismissed(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, export=Exported(Path("/tmp/out.csv"), 20_000)))  # noqa: S108 - never opened
    assert desk.part(ExportStrip).words() == "20,000 entries were written to /tmp/out.csv"
    desk.click("Dismiss")
    assert desk.actions == [ForgetExport()]


@pytest.mark.parametrize(
    ("problem", "words"), [(None, "cancelled"), (Problem(Code.FILE_NOT_WRITTEN), "Nothing was exported")]
)
def test_an_export_that_wrote_nothing_says_why(desk: Desk, problem: Problem | None, words: str) -> None:
    desk.screen.draw(replace(VIEW, export=NotExported(problem)))
    assert words in desk.part(ExportStrip).words()


def test_a_narrow_table_writes_the_token_beside_the_amount(desk: Desk) -> None:
    desk.screen.resize(700, 600)
    QApplication.processEvents()
    assert desk.table.isColumnHidden(Column.TOKEN)
    assert desk.model.index(0, Column.AMOUNT).data(CellRole.SUBTITLE) == "QTK"


def test_select_shows_the_active_identity_only() -> None:
    base = state(identity(1), identity(2), active=1, tokens=[token()])
    assert select(replace(base, history=Map({ME: history(3, 0)}))).history is None


def test_an_event_elsewhere_leaves_the_view_as_it_was() -> None:
    base = state(identity(1))
    later = replace(base, health=replace(base.health, head=Sequence(99)))
    assert select(base) == select(later)


def test_no_row_has_children(desk: Desk) -> None:
    assert desk.model.rowCount(desk.model.index(0, 0)) == 0
    assert desk.model.columnCount(QModelIndex()) == len(Column)
