"""Notifications in the whole window: bell, title, keys, and what is left of them while it is locked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import GoTo, Page
from qwallet_desktop.state.notice import FileWritten, MuchReceived, NoCopy, Noted
from qwallet_desktop.state.notifications import MarkSeen
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.widgets.bell import BellButton
from tests.ui.builders import NOW
from tests.ui.test_main_window import Stand
from tests.ui.test_notification_centre import FULL, box, paid, showing

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def three() -> State:
    """Return two payments and one thing that went wrong, all unread."""
    fault = Noted(2, NoCopy(FULL), NOW, seen=False)
    file = Noted(1, FileWritten("a", 1), NOW - timedelta(hours=3))
    return showing((2, box(2, paid(2), paid(2, 99))), noted=(file, fault))


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    made.put(three())
    yield made
    made.content.centre.close_overlay()
    made.content.close_down()


def bell(stand: Stand) -> BellButton:
    found = stand.content.findChild(BellButton)
    assert isinstance(found, BellButton)
    return found


def test_bell_and_title_count_what_is_unread(stand: Stand) -> None:
    assert bell(stand).count() == 3
    assert stand.shell.windowTitle() == "(3) Mara · Root — Qwallet"


def test_the_title_counts_no_further_than_the_bell(stand: Stand) -> None:
    stand.put(showing((2, box(2, *(paid(2) for _ in range(300))))))
    assert stand.shell.windowTitle() == "(99+) Mara · Root — Qwallet"


def test_a_click_on_the_bell_opens_the_list(stand: Stand) -> None:
    bell(stand).click()
    assert stand.content.centre.isVisible()


def test_the_list_is_opened_and_closed_by_the_same_keys(stand: Stand) -> None:
    stand.press(Qt.Key.Key_B, BOTH)
    assert stand.content.centre.isVisible()
    stand.press(Qt.Key.Key_B, BOTH)
    assert not stand.content.centre.isVisible()


def test_another_page_takes_the_list_away(stand: Stand) -> None:
    stand.content.open_notifications()
    stand.store.update(navigation=replace(stand.store.state.navigation, page=Page.SETTINGS))
    stand.content.binder.flush()
    assert not stand.content.centre.isVisible()


def test_what_comes_in_leaves_page_and_list_where_they_are(stand: Stand) -> None:
    stand.content.open_notifications()
    stand.put(showing((2, box(2, paid(2), paid(2), paid(2)))))
    assert stand.content.centre.isVisible()


def test_while_locked_nothing_but_a_count_is_shown(stand: Stand) -> None:
    stand.content.open_notifications()
    stand.put(replace(three(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE)))
    assert stand.shell.windowTitle() == "(3) Qwallet"
    assert not stand.content.centre.isVisible()
    stand.content.open_notifications()
    stand.press(Qt.Key.Key_B, BOTH)
    assert not stand.content.centre.isVisible()


def test_a_toast_of_many_payments_opens_the_list(stand: Stand) -> None:
    stand.content.toasts._go(MuchReceived(4, None))
    assert stand.content.centre.isVisible()


def press_focused(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_a_line_is_reached_and_opened_without_a_mouse(stand: Stand) -> None:
    stand.press(Qt.Key.Key_B, BOTH)
    for _ in range(6):
        if stand.content.centre.list.hasFocus():
            break
        press_focused(Qt.Key.Key_Tab)
    press_focused(Qt.Key.Key_Return)
    assert not stand.content.centre.isVisible()
    assert stand.actions == [MarkSeen(2), GoTo(Page.SETTINGS)]
