"""The bell: its count, in a picture and in words."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.theme import apply_theme, dress
from qwallet_desktop.ui.widgets.bell import BellButton, count_text


@pytest.mark.parametrize(("count", "text"), [(1, "1"), (99, "99"), (100, "99+"), (5_000, "99+")])
def test_a_count_fits_its_badge(count: int, text: str) -> None:
    assert count_text(count) == text


@pytest.fixture
def bell(qtbot: QtBot, qapp: QApplication) -> BellButton:
    apply_theme(qapp, "light", reduced_motion=True)
    made = BellButton(lambda _bell: None, shortcut="Ctrl+B")
    qtbot.addWidget(made)
    made.resize(32, 32)
    return made


def test_a_screen_reader_hears_how_much_is_unread(bell: BellButton) -> None:
    assert bell.accessibleName() == "Notifications"
    bell.set_count(120)
    assert bell.accessibleName() == "Notifications, 99+ unread"


def test_the_count_is_drawn(bell: BellButton) -> None:
    before = bell.grab().toImage()
    bell.set_count(3)
    assert (bell.count(), bell.grab().toImage() != before) == (3, True)


def test_a_click_hands_the_bell_on_to_hang_something_from(qtbot: QtBot) -> None:
    given: list[QWidget] = []
    made = BellButton(given.append)
    qtbot.addWidget(made)
    made.click()
    assert given == [made]


def test_a_large_count_leaves_the_bell_in_sight(bell: BellButton) -> None:
    dress(bell)
    bell.adjustSize()
    alone = bell.grab().toImage()
    bell.set_count(240)
    bell.adjustSize()
    beside = QRect(0, 0, alone.width() // 3, alone.height())
    assert bell.grab().toImage().copy(beside) == alone.copy(beside)
