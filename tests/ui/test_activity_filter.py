"""The filter that tells auto-lock that someone is there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.activity_filter import ActivityFilter


class Counter:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.told = 0

    def tell(self) -> None:
        self.told += 1


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QLineEdit:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    with qtbot.waitActive(edit):
        edit.show()
        edit.activateWindow()
    return edit


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def _filter(window: QLineEdit, counter: Counter, qapp: QApplication) -> Iterator[None]:
    made = ActivityFilter(qapp, counter.tell, pause_ms=0)
    yield
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


@pytest.mark.usefixtures("_filter")
def test_a_key_is_activity_and_reaches_its_field(window: QLineEdit, counter: Counter) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert counter.told == 1
    assert window.text() == "a"


@pytest.mark.usefixtures("_filter")
def test_a_click_is_activity(window: QLineEdit, counter: Counter) -> None:
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert counter.told >= 1


@pytest.mark.usefixtures("_filter")
def test_what_the_program_does_by_itself_is_no_activity(window: QLineEdit, counter: Counter) -> None:
    window.setText("by itself")
    window.resize(300, 80)
    QTest.qWait(20)
    assert counter.told == 0


@pytest.mark.usefixtures("_filter")
def test_a_window_that_opens_later_is_listened_to(qtbot: QtBot, counter: Counter) -> None:
    later = QLineEdit()
    qtbot.addWidget(later)
    with qtbot.waitActive(later):
        later.show()
        later.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is later.windowHandle())
    QTest.keyClick(later.windowHandle(), Qt.Key.Key_A)
    assert counter.told == 1


def test_much_activity_is_told_once_in_a_while(window: QLineEdit, counter: Counter, qapp: QApplication) -> None:
    made = ActivityFilter(qapp, counter.tell, pause_ms=60_000)
    for _ in range(6):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
    assert counter.told == 1
