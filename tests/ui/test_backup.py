"""The sheet with the recovery words: shown on request, asked back, and gone when it is closed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import HideWords, Lock, Phase, Slot
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.vault_commands import CheckWords, Hidden, ShowWords
from qwallet_desktop.ui.dialogs.backup import BackupSheet, Part, View, select
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.wording import sentence
from tests.ui.builders import bench

WORDS = ("legal winner thank year wave sausage worth useful " * 3).split()
KEYRING = Lock(Phase.OPEN, Slot.KEYRING)
BEHIND = Lock(Phase.OPEN, Slot.PASSPHRASE)


class Opened:
    """A sheet over a page, what it emitted, and a vault that answers."""

    def __init__(self, page: QWidget) -> None:
        self.actions: list[Action] = []
        self.sheet = BackupSheet(bench(self.actions.append), page)

    def last(self) -> Action:
        return self.actions[-1]

    def begin(self, lock: Lock) -> None:
        self.lock = lock
        self.sheet.draw(View(lock))
        self.sheet.open_sheet()

    def answer(self, **changes: object) -> None:
        answered = replace(self.lock, problem=None, answers=self.lock.answers + 1)
        self.lock = replace(answered, **changes)  # type: ignore[arg-type]  # names of fields
        self.sheet.draw(View(self.lock))

    def show_words(self) -> None:
        self.answer(words=Hidden(" ".join(WORDS)), positions=(4, 11, 19))

    def hide_words(self) -> None:
        self.lock = replace(self.lock, words=None)
        self.sheet.draw(View(self.lock))


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication) -> Iterator[Opened]:
    apply_theme(qapp, "light", reduced_motion=True)
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(960, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield Opened(page)
    page.close()


def press(key: Qt.Key = Qt.Key.Key_Return, text: str = "") -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)
    QTest.keyClick(focused, key)


def texts(root: QWidget) -> str:
    return " ".join(label.text() for label in root.findChildren(QLabel))


def test_the_view_is_the_lock() -> None:
    assert select(State(lock=BEHIND)) == View(BEHIND)


def test_words_are_shown_written_down_and_checked_by_keyboard(opened: Opened) -> None:
    opened.begin(KEYRING)
    press()
    assert opened.actions == [ShowWords(None)]
    opened.show_words()
    assert "sausage" in texts(opened.sheet)
    press()
    assert opened.last() == HideWords()
    opened.hide_words()
    for word in (WORDS[3], WORDS[10], WORDS[18]):
        press(text=word)
    assert opened.last() == CheckWords((Hidden(WORDS[3]), Hidden(WORDS[10]), Hidden(WORDS[18])))
    opened.answer(words_checked=True)
    assert opened.last() == CloseSheet()


def test_the_passphrase_comes_before_the_words(opened: Opened) -> None:
    opened.begin(BEHIND)
    press()
    assert opened.actions == []
    press(text="not this one")
    assert opened.actions == [ShowWords(Hidden("not this one"))]
    problem = Problem(Code.PASSPHRASE_WRONG)
    opened.answer(problem=problem)
    assert opened.sheet.panel.passphrase.error() == sentence(problem)
    press(text="the right one")
    assert opened.last() == ShowWords(Hidden("the right one"))
    opened.show_words()
    assert opened.sheet.part() is Part.WORDS
    assert opened.sheet.panel.passphrase.text() == ""


def test_a_wrong_word_is_said_at_its_place(opened: Opened) -> None:
    opened.begin(KEYRING)
    press()
    opened.show_words()
    press()
    opened.hide_words()
    for word in ("year", "wrong", "wave"):
        press(text=word)
    problem = Problem(Code.WORDS_DIFFER, {"position": "11"}, "words")
    opened.answer(problem=problem)
    assert opened.sheet.form.errors() == ("", sentence(problem), "")
    assert opened.sheet.isVisible()


def test_another_refusal_is_said_above_the_buttons(opened: Opened) -> None:
    opened.begin(KEYRING)
    press()
    problem = Problem(Code.VAULT_LOCKED)
    opened.answer(problem=problem)
    assert opened.sheet.problem.accessibleName() == sentence(problem)


def test_the_words_can_be_shown_again_from_the_check(opened: Opened) -> None:
    opened.begin(KEYRING)
    press()
    opened.show_words()
    press()
    opened.hide_words()
    opened.sheet.again.click()
    assert opened.last() == ShowWords(None)
    opened.show_words()
    assert opened.sheet.part() is Part.WORDS


def test_checked_words_are_only_shown(opened: Opened) -> None:
    opened.begin(replace(KEYRING, words_checked=True))
    press()
    opened.show_words()
    press()
    assert CloseSheet() in opened.actions
    assert opened.sheet.part() is not Part.ASKED_BACK


def test_closing_takes_the_words_from_screen_and_state(opened: Opened, qtbot: QtBot) -> None:
    opened.begin(KEYRING)
    press()
    opened.show_words()
    press(Qt.Key.Key_Escape)
    assert opened.actions[-2:] == [HideWords(), CloseSheet()]
    qtbot.waitUntil(lambda: "sausage" not in texts(opened.sheet))


def test_another_sheet_in_its_place_takes_the_words_away_too(opened: Opened, qtbot: QtBot) -> None:
    opened.begin(KEYRING)
    press()
    opened.show_words()
    opened.sheet.close_overlay()
    assert opened.last() == HideWords()
    qtbot.waitUntil(lambda: "sausage" not in texts(opened.sheet))
