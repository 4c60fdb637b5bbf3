"""Panels in their states, charts, QR codes, words and tables."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.theme import apply_theme, current_theme
from qwallet_desktop.ui.widgets import delegates
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.charts import ChartPoint, LineChart, MeterBar, share_percent
from qwallet_desktop.ui.widgets.chips import CountBadge, StatusChip, TypeChip
from qwallet_desktop.ui.widgets.id_label import CopyButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.qr import QrView, qr_matrix
from qwallet_desktop.ui.widgets.states import Shape, Skeleton, StatePanel
from qwallet_desktop.ui.widgets.tables import CellRole, size_columns, style_table
from qwallet_desktop.ui.widgets.word_grid import WordGrid

DID = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"


W = TypeVar("W", bound=QWidget)


def child(root: QWidget, kind: type[W]) -> W:
    found = root.findChild(kind)
    assert isinstance(found, kind)
    return found


@pytest.fixture
def panel(qtbot: QtBot) -> StatePanel:
    made = StatePanel(QWidget(), shape="rows")
    qtbot.addWidget(made)
    made.show()
    return made


def test_loading_draws_nothing_at_first_and_then_a_skeleton(panel: StatePanel, qtbot: QtBot) -> None:
    panel.show_loading()
    assert panel.state() == "blank"
    qtbot.waitUntil(lambda: panel.state() == "loading")


def test_what_is_loaded_quickly_never_shows_a_skeleton(panel: StatePanel) -> None:
    panel.show_loading()
    panel.show_content()
    assert panel.state() == "content"
    assert not panel._timer.isActive()


def test_an_empty_panel_offers_the_next_step(panel: StatePanel) -> None:
    done: list[int] = []
    panel.show_empty("activity", "Nothing yet", "It will be here.", "Receive", lambda: done.append(1))
    child(panel, PrimaryButton).click()
    assert (panel.state(), done) == ("message", [1])


def test_a_failed_panel_can_be_tried_again(panel: StatePanel) -> None:
    tried: list[int] = []
    panel.show_failed("Not read", "The node did not answer.", "code 7", lambda: tried.append(1))
    child(panel, SecondaryButton).click()
    assert tried == [1]


def test_details_of_a_failure_can_be_copied(panel: StatePanel) -> None:
    panel.show_failed("Not read", "The node did not answer.", "code 7")
    child(panel, GhostButton).click()
    assert QGuiApplication.clipboard().text() == "code 7"


def test_a_stale_panel_still_shows_its_content(panel: StatePanel) -> None:
    panel.show_stale("As of 14:02, reconnecting")
    assert panel.state() == "stale"
    assert panel._content.isVisible()


def test_fresh_content_takes_the_banner_away(panel: StatePanel) -> None:
    panel.show_stale("As of 14:02, reconnecting")
    panel.show_content()
    assert panel.state() == "content"


def points(count: int) -> list[ChartPoint]:
    return [ChartPoint(day, f"{day}.00 QTK", f"day {day}") for day in range(count)]


def test_a_chart_goes_from_point_to_point_by_keyboard(qtbot: QtBot) -> None:
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.set_points(points(30), "It grew")
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart._hovered == 28


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_a_chart_draws_any_number_of_points(count: int, qtbot: QtBot) -> None:
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.set_points(points(count), "It grew")
    chart.set_hovered(count - 1)
    assert not chart.grab().isNull()


def test_a_chart_without_a_line_takes_a_line_of_text(qtbot: QtBot) -> None:
    chart = LineChart(72)
    qtbot.addWidget(chart)
    chart.set_empty_text("No history yet")
    chart.set_points(points(1))
    assert chart.sizeHint().height() < 24
    chart.set_points(points(2))
    assert chart.sizeHint().height() == 72


def test_a_chart_that_is_not_known_yet_keeps_the_lines_room(qtbot: QtBot) -> None:
    chart = LineChart(72)
    qtbot.addWidget(chart)
    chart.set_empty_text("")
    assert chart.sizeHint().height() == 72


@pytest.mark.parametrize("shape", ["payment", "list"])
@pytest.mark.parametrize("width", [400, 1000])
def test_a_form_that_loads_has_its_shape(shape: Shape, width: int, qtbot: QtBot) -> None:
    bones, lines = Skeleton(shape), Skeleton("lines")
    for each in (bones, lines):
        qtbot.addWidget(each)
        each.resize(width, 600)
    assert bones.grab().toImage() != lines.grab().toImage()


def test_a_chart_says_in_words_what_it_shows(qtbot: QtBot) -> None:
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.set_points(points(2), "The balance grew")
    assert chart.accessibleDescription() == "The balance grew"


@pytest.mark.parametrize(
    ("used", "total", "percent"), [(0, 10, 0), (1, 3, 33), (10, 10, 100), (11, 10, 100), (1, 0, 0), (-1, 10, 0)]
)
def test_a_share_is_whole_percent_within_bounds(used: int, total: int, percent: int) -> None:
    assert share_percent(used, total) == percent


@pytest.mark.parametrize(("used", "token"), [(10, "accent"), (80, "caution"), (100, "danger")])
def test_a_meter_warns_near_its_end(used: int, token: str, qtbot: QtBot) -> None:
    meter = MeterBar()
    qtbot.addWidget(meter)
    meter.set_share(used, 100, "used")
    assert meter._token() == token


def test_a_code_has_its_three_finder_patterns() -> None:
    matrix = qr_matrix(DID)
    last = len(matrix) - 1
    corners = (matrix[0][0], matrix[0][last], matrix[last][0])
    assert corners == (True, True, True)


def test_a_saved_code_is_the_same_as_the_matrix(qtbot: QtBot) -> None:
    view = QrView()
    qtbot.addWidget(view)
    view.set_text(DID)
    matrix = qr_matrix(DID)
    image = view.image(pixels=(len(matrix) + 8) * 4)
    read = tuple(
        tuple(
            image.pixelColor((place + 4) * 4 + 2, (line + 4) * 4 + 2).lightness() < 128 for place in range(len(matrix))
        )
        for line in range(len(matrix))
    )
    assert read == matrix


def test_a_text_too_long_for_a_code_is_refused(qtbot: QtBot) -> None:
    view = QrView()
    qtbot.addWidget(view)
    with pytest.raises(ValueError, match="too large"):
        view.set_text("x" * 5000)


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def test_words_are_numbered_and_read_downwards(qtbot: QtBot) -> None:
    grid = WordGrid(columns=2)
    qtbot.addWidget(grid)
    grid.set_words(["one", "two", "three", "four"])
    below = grid._grid.itemAtPosition(1, 0)
    cell = below.widget() if below is not None else None
    assert cell is not None
    assert cell.accessibleName() == "2 two"


def test_covered_words_are_nowhere_in_the_widget(qtbot: QtBot) -> None:
    grid = WordGrid()
    qtbot.addWidget(grid)
    grid.set_words(["secret"], covered=True)
    assert "secret" not in texts(grid)


def test_forgotten_words_leave_the_grid(qtbot: QtBot) -> None:
    grid = WordGrid()
    qtbot.addWidget(grid)
    grid.set_words(["secret"])
    grid.forget()
    assert grid._grid.count() == 0


def test_buttons_that_copy_say_what_to_a_screen_reader(qtbot: QtBot) -> None:
    shown = KeyValueGrid()
    qtbot.addWidget(shown)
    shown.add_row("Node", "5f0c" * 8, kind="id")
    shown.add_row("Last fault", "FetchWallet", kind="quote", copyable=True)
    buttons = shown.findChildren(CopyButton)
    assert [each.accessibleName() for each in buttons] == ["Copy: Node", "Copy: Last fault"]


def test_words_of_others_stand_as_a_quote(qtbot: QtBot) -> None:
    grid = KeyValueGrid()
    qtbot.addWidget(grid)
    value = grid.add_row("Memo", "<b>hi</b>\u202e", kind="quote")
    assert (value.property("role"), isinstance(value, QLabel) and value.text()) == ("quote", "<b>hi</b>")


def test_no_badge_is_drawn_for_zero(qtbot: QtBot) -> None:
    badge = CountBadge(3)
    qtbot.addWidget(badge)
    badge.set_count(0)
    assert badge.isHidden()


def test_a_big_count_is_cut_to_two_figures(qtbot: QtBot) -> None:
    badge = CountBadge()
    qtbot.addWidget(badge)
    badge.set_count(128)
    assert badge.accessibleName() == "99+"
    badge.hide()


def test_a_chip_is_read_as_its_text(qtbot: QtBot) -> None:
    chip = StatusChip("Settled", "positive", "check")
    qtbot.addWidget(chip)
    assert chip.accessibleName() == "Settled"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_two_identities_have_different_pictures(theme: str, qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, "dark" if theme == "dark" else "light")
    pictures = []
    for did, colour in ((DID, 0), (DID, 1), (DID + "x", 0)):
        avatar = Avatar()
        qtbot.addWidget(avatar)
        avatar.set_identity(did, colour, "ROOT", "Mara")
        pictures.append(bytes(avatar.grab().toImage().constBits()))
    assert len(set(pictures)) == 3


def test_a_chips_width_grows_with_the_font_size(qtbot: QtBot, qapp: QApplication) -> None:
    chip = TypeChip("ENTERPRISE", 1)
    qtbot.addWidget(chip)
    apply_theme(qapp, "light", 1.0)
    normal = chip.sizeHint().width()
    apply_theme(qapp, "light", 1.5)
    large = chip.sizeHint().width()
    apply_theme(qapp, "light", 1.0)
    assert large > normal


@pytest.fixture
def table(qtbot: QtBot) -> QTableView:
    view = QTableView()
    qtbot.addWidget(view)
    style_table(view, "Activity")
    model = QStandardItemModel(3, 5, view)
    for line in range(3):
        for place, text in enumerate(("Sent", "Acme", DID, "Settled", "25.00")):
            item = QStandardItem(text)
            item.setData("QTK", CellRole.SUBTITLE)
            item.setData(DID, CellRole.FULL)
            item.setData("positive", CellRole.TONE)
            model.setItem(line, place, item)
    view.setModel(model)
    kinds = (
        delegates.DirectionDelegate,
        delegates.IdentityDelegate,
        delegates.IdDelegate,
        delegates.StatusDelegate,
        delegates.AmountDelegate,
    )
    for place, kind in enumerate(kinds):
        view.setItemDelegateForColumn(place, kind(view))
    view.resize(800, 300)
    view.show()
    return view


def test_the_row_under_the_pointer_is_lit_as_a_whole(table: QTableView, qtbot: QtBot) -> None:
    middle = table.visualRect(table.model().index(1, 0)).center()
    QTest.mouseMove(table.viewport(), middle)
    qtbot.waitUntil(lambda: table.property("hover_row") == 1)


@pytest.mark.parametrize(("tone", "ground"), [("accent", "accent_soft"), ("neutral", "hover")])
def test_a_chip_is_seen_on_a_lit_row_of_its_own_colour(
    table: QTableView, qapp: QApplication, tone: str, ground: str
) -> None:
    model = table.model()
    cell = model.index(1, 3)
    model.setData(cell, tone, CellRole.TONE)
    if ground == "accent_soft":
        table.selectRow(1)
    else:
        table.setProperty("hover_row", 1)
    picture = table.viewport().grab().toImage()
    box = table.visualRect(cell)
    chip = picture.pixelColor(box.x() + 20, box.center().y() - 7)
    row = picture.pixelColor(box.x() + 4, box.center().y())
    assert row == current_theme().colour(ground)
    assert chip == current_theme().colour("surface_raised")


def test_hiding_amounts_changes_what_is_drawn(table: QTableView) -> None:
    before = table.grab().toImage()
    model = table.model()
    model.setData(model.index(0, 4), True, CellRole.HIDDEN)
    assert table.grab().toImage() != before


def test_rows_are_chosen_as_a_whole_and_never_edited(table: QTableView) -> None:
    table.selectRow(1)
    assert {index.row() for index in table.selectionModel().selectedIndexes()} == {1}
    assert table.editTriggers() == QTableView.EditTrigger.NoEditTriggers


def test_columns_grow_with_the_font_size(table: QTableView, qapp: QApplication) -> None:
    apply_theme(qapp, "light", 1.0)
    size_columns(table, (100, 0, 100, 100, 100))
    apply_theme(qapp, "light", 1.5)
    width = table.columnWidth(0)
    apply_theme(qapp, "light", 1.0)
    assert width == 150


@pytest.mark.parametrize("width", [20.0, 60.0, 200.0])
def test_an_amount_in_a_cell_is_whole_or_not_there(table: QTableView, width: float) -> None:
    delegate = delegates.AmountDelegate(table)
    font = delegate._fitting("1,204.10", width)
    fits = QFontMetricsF(font).horizontalAdvance("1,204.10") <= width
    assert fits or font.pixelSize() == 9
