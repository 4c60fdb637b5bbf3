"""Widgets of the wallet's screens: lines of a history, long text, and what was added to the kit for them."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.entry_row import EntryRow, EntryText
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.states import Skeleton, StatePanel
from qwallet_desktop.ui.widgets.toggles import Select
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText
from tests.ui.builders import did

TEXT = EntryText(
    icon="receive",
    title="Ben",
    memo="rent",
    at="5 min ago",
    at_long="20 November 2026",
    amount="+25.00",
    symbol="QTK",
    tone="positive",
    movement="Received",
    spoken="+25.00 QTK",
)


def test_a_line_says_everything_to_a_screen_reader(qtbot: QtBot) -> None:
    line = EntryRow()
    qtbot.addWidget(line)
    line.set_entry(TEXT)
    assert line.accessibleName() == "Received, +25.00 QTK, Ben, rent, 20 November 2026"


def test_a_line_shows_foreign_words_harmlessly(qtbot: QtBot) -> None:
    line = EntryRow()
    qtbot.addWidget(line)
    line.set_entry(replace(TEXT, memo="a\u202eb\nc"))
    assert "ab c" in line.accessibleName()


@pytest.mark.parametrize("amount", ["+1.00", "+" + "9" * 30, "+" + "9" * 200])
def test_a_line_is_drawn_with_any_amount(qtbot: QtBot, amount: str) -> None:
    line = EntryRow()
    qtbot.addWidget(line)
    line.resize(320, 44)
    empty = line.grab().toImage()
    line.set_entry(replace(TEXT, amount=amount))
    assert line.grab().toImage() != empty


def test_long_text_is_whole_and_as_high_as_it_needs(qtbot: QtBot) -> None:
    text = WrappedText("DID")
    qtbot.addWidget(text)
    text.set_text(did(1))
    text.resize(600, 40)
    text.show()
    wide = text.sizeHint().height()
    text.resize(160, 40)
    assert text.sizeHint().height() > wide
    assert text.text() == did(1)


def test_very_long_text_scrolls(qtbot: QtBot) -> None:
    text = WrappedText("Link", most_lines=3)
    qtbot.addWidget(text)
    text.resize(200, 40)
    text.show()
    text.set_text("x" * 2_000)
    assert text.sizeHint().height() < 200
    assert text.verticalScrollBar().maximum() > 0


def test_a_selection_stays_while_the_text_does(qtbot: QtBot) -> None:
    text = WrappedText("DID")
    qtbot.addWidget(text)
    text.set_text(did(1))
    text.moveCursor(QTextCursor.MoveOperation.End)
    text.selectAll()
    text.set_text(did(1))
    text.copy()
    assert QGuiApplication.clipboard().text() == did(1)


def test_stale_content_can_be_read_again_only_where_that_is_offered(qtbot: QtBot) -> None:
    panel = StatePanel(QWidget())
    qtbot.addWidget(panel)
    panel.show()
    asked: list[int] = []
    panel.show_stale("As of 14:02.", lambda: asked.append(1))
    button = panel.findChild(SecondaryButton)
    assert isinstance(button, SecondaryButton)
    button.click()
    assert asked == [1]
    panel.show_stale("As of 14:02, reconnecting.")
    assert not button.isVisible()


def test_a_skeleton_at_once_does_not_wait(qtbot: QtBot) -> None:
    panel = StatePanel(QWidget())
    qtbot.addWidget(panel)
    panel.show_loading()
    panel.show_loading(at_once=True)
    assert panel.state() == "loading"


def test_a_skeleton_of_cards_stays_within_its_inset(qtbot: QtBot) -> None:
    skeleton = Skeleton("cards", 3)
    qtbot.addWidget(skeleton)
    skeleton.resize(900, 600)
    skeleton.set_inset(24)
    picture = skeleton.grab().toImage()
    ground = picture.pixel(899, 599)
    drawn = [x for x in range(900) if any(picture.pixel(x, y) != ground for y in range(0, 600, 5))]
    assert max(drawn) == 875


def test_a_sheet_can_become_dangerous_and_harmless_again(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    sheet = Sheet(page, "Freeze?", "Freeze")
    sheet.set_dangerous(True)
    assert sheet.focusable().property("look") == "danger"
    sheet.set_dangerous(False)
    assert sheet.focusable().property("look") == "primary"


def test_a_choice_of_long_names_does_not_widen_its_form(qtbot: QtBot) -> None:
    choice = Select("Owner", [("", "x" * 200)])
    qtbot.addWidget(choice)
    choice.give_way()
    assert choice.minimumSizeHint().width() < 200
