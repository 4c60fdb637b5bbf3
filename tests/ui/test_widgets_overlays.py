"""Sheets, popovers, the palette, toasts and drawers: who has the focus, who is told."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.buttons import LinkButton, SecondaryButton
from qwallet_desktop.ui.widgets.command_palette import CommandPalette, PaletteItem, matching
from qwallet_desktop.ui.widgets.drawer import Drawer
from qwallet_desktop.ui.widgets.fields import TextField
from qwallet_desktop.ui.widgets.overlay import focusable_children
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.toast import ToastHost

ITEMS = (
    PaletteItem("identity:1", "Mara", "Identities"),
    PaletteItem("identity:2", "Acme Treasury", "Identities", "Enterprise"),
    PaletteItem("page:send", "Send", "Pages", "Acme Treasury"),
)


W = TypeVar("W", bound=QWidget)


def child(root: QWidget, kind: type[W]) -> W:
    found = root.findChild(kind)
    assert isinstance(found, kind)
    return found


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[QWidget]:
    apply_theme(qapp, "light", reduced_motion=True)
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.addWidget(SecondaryButton("Under"))
    qtbot.addWidget(widget)
    widget.resize(1000, 700)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    under(widget).setFocus()
    yield widget
    widget.close()


def under(window: QWidget) -> SecondaryButton:
    return child(window, SecondaryButton)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_a_sheet_takes_the_focus_and_gives_it_back(window: QWidget) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.open_sheet()
    assert sheet.isAncestorOf(focused())
    sheet.close_sheet()
    assert QApplication.focusWidget() is under(window)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_never_leaves_a_sheet(window: QWidget, qtbot: QtBot, key: Qt.Key) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.add(TextField())
    sheet.open_sheet()
    visited = []
    for _ in range(len(focusable_children(sheet.frame)) + 1):
        QTest.keyClick(focused(), key)
        visited.append(focused())
    assert all(sheet.isAncestorOf(widget) for widget in visited)
    assert len(set(visited)) == len(focusable_children(sheet.frame))


def test_escape_cancels_a_sheet(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.open_sheet()
    with qtbot.waitSignal(sheet.rejected):
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert sheet.isHidden()


def test_enter_in_a_field_gives_the_verb(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.add(TextField())
    sheet.open_sheet()
    with qtbot.waitSignal(sheet.accepted):
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def test_enter_on_cancel_cancels(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.open_sheet()
    QTest.keyClick(focused(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(sheet.rejected), qtbot.assertNotEmitted(sheet.accepted):
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def test_enter_never_gives_a_dangerous_verb(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Freeze?", "Freeze Acme", dangerous=True)
    sheet.add(TextField())
    sheet.open_sheet()
    with qtbot.assertNotEmitted(sheet.accepted):
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def test_a_dangerous_sheet_begins_on_cancel(window: QWidget) -> None:
    sheet = Sheet(window, "Freeze?", "Freeze Acme", dangerous=True)
    sheet.open_sheet()
    assert QApplication.focusWidget() is not sheet.focusable()


def test_a_busy_sheet_takes_no_second_verb(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.open_sheet()
    sheet.set_busy(True)
    with qtbot.assertNotEmitted(sheet.accepted):
        QTest.keyClick(sheet, Qt.Key.Key_Return)


def test_a_click_beside_a_sheet_loses_nothing(window: QWidget, qtbot: QtBot) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    sheet.open_sheet()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert sheet.isVisible()


def test_a_sheet_stays_within_a_small_window(window: QWidget) -> None:
    sheet = Sheet(window, "Send?", "Send 25.00 QTK")
    for _ in range(40):
        sheet.add(TextField())
    sheet.open_sheet()
    window.resize(500, 400)
    assert window.rect().contains(sheet.frame.geometry())


def test_a_popover_closes_on_escape_and_gives_the_focus_back(window: QWidget, qtbot: QtBot) -> None:
    popover = Popover(window)
    popover.add(TextField())
    popover.open_at(under(window))
    with qtbot.waitSignal(popover.closed):
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is under(window)


def test_a_popover_closes_on_a_click_beside_it(window: QWidget, qtbot: QtBot) -> None:
    popover = Popover(window)
    popover.add(TextField())
    popover.open_at(under(window))
    with qtbot.waitSignal(popover.closed):
        QTest.mouseClick(popover, Qt.MouseButton.LeftButton, pos=QPoint(995, 695))


def test_the_palette_chooses_by_arrows_and_enter(window: QWidget, qtbot: QtBot) -> None:
    palette = CommandPalette(window, "Go to")
    palette.set_items(ITEMS)
    palette.open_palette()
    edit = focused()
    QTest.keyClick(edit, Qt.Key.Key_Down)
    QTest.keyClick(edit, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen, check_params_cb=lambda key: key == "page:send"):
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert palette.isHidden()


def test_the_palette_shows_only_what_matches(window: QWidget) -> None:
    palette = CommandPalette(window, "Go to")
    palette.set_items(ITEMS)
    palette.open_palette()
    palette.set_query("acme")
    assert palette.shown_keys() == ["identity:2", "page:send"]


def test_the_palette_with_no_match_chooses_nothing(window: QWidget, qtbot: QtBot) -> None:
    palette = CommandPalette(window, "Go to")
    palette.set_items(ITEMS)
    palette.open_palette()
    palette.set_query("zzz")
    with qtbot.assertNotEmitted(palette.chosen):
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def test_a_title_that_begins_with_the_words_comes_first() -> None:
    items = [PaletteItem("b", "Resend", "Pages"), PaletteItem("a", "Send", "Pages")]
    assert [item.key for item in matching(items, "send")] == ["a", "b"]


def test_a_toast_goes_by_itself(window: QWidget, qtbot: QtBot) -> None:
    host = ToastHost(window)
    QTest.mouseMove(window, QPoint(5, 5))
    host.show_toast("Sent", shown_ms=1)
    qtbot.waitUntil(lambda: host.count() == 0)
    assert host.isHidden()


def test_a_toasts_action_is_done_once_and_takes_it_away(window: QWidget) -> None:
    host = ToastHost(window)
    done: list[int] = []
    toast = host.show_toast("Sent", action=("Show", lambda: done.append(1)))
    child(toast, LinkButton).click()
    assert (done, host.count()) == ([1], 0)


def test_there_are_never_more_than_four_toasts(window: QWidget) -> None:
    host = ToastHost(window)
    for number in range(6):
        host.show_toast(f"Sent {number}")
    assert host.count() == 4
    host.clear()


def test_toasts_go_by_keyboard_newest_first(window: QWidget) -> None:
    host = ToastHost(window)
    host.show_toast("First")
    host.show_toast("Second")
    assert host.dismiss_last()
    assert host.count() == 1
    host.clear()


def test_a_drawer_closes_on_escape(window: QWidget, qtbot: QtBot) -> None:
    drawer = Drawer("Details", parent=window)
    drawer.open_drawer()
    with qtbot.waitSignal(drawer.closed):
        QTest.keyClick(drawer, Qt.Key.Key_Escape)


def test_clearing_a_drawer_leaves_nothing_of_the_last_one(window: QWidget) -> None:
    drawer = Drawer("Details", parent=window)
    drawer.add(TextField())
    drawer.clear()
    left = [drawer.body.itemAt(place) for place in range(drawer.body.count())]
    assert all(item is not None and item.widget() is None for item in left)
