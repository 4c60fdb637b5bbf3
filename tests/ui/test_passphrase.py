"""The passphrase's sheet: sets, changes and removes, and says what is wrong at its field."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import ForgetVaultProblem, Lock, Phase, Slot
from qwallet_desktop.state.navigation import CloseSheet, Navigation
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import PassphraseSheet as Asked
from qwallet_desktop.state.vault_commands import Hidden, RemovePassphrase, SetPassphrase
from qwallet_desktop.ui.dialogs.passphrase import PassphraseSheet, View, select
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.wording import sentence
from tests.ui.builders import bench

OLD, NEW = "the old one, long", "lantern under the old bridge"
KEYRING = Lock(Phase.OPEN, Slot.KEYRING)
BEHIND = Lock(Phase.OPEN, Slot.PASSPHRASE)


class Opened:
    """A sheet over a page, and what it emitted."""

    def __init__(self, page: QWidget) -> None:
        self.actions: list[Action] = []
        self.sheet = PassphraseSheet(bench(self.actions.append), page)

    def last(self) -> Action:
        return self.actions[-1]

    def begin(self, lock: Lock, *, remove: bool = False) -> None:
        self.lock, self.remove = lock, remove
        self.sheet.draw(View(remove, lock))
        self.sheet.open_sheet()

    def answer(self, problem: Problem | None = None, slot: Slot | None = None) -> None:
        self.lock = replace(self.lock, slot=slot or self.lock.slot, problem=problem, answers=self.lock.answers + 1)
        self.sheet.draw(View(self.remove, self.lock))


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


def write(*lines: str) -> None:
    """Type lines, each ended by Enter."""
    for text in lines:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, text)
        QTest.keyClick(focused, Qt.Key.Key_Return)


def test_tab_goes_from_one_passphrase_to_the_other(opened: Opened) -> None:
    opened.begin(KEYRING)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, NEW)
    QTest.keyClick(focused, Qt.Key.Key_Tab)
    write(NEW)
    assert opened.actions == [SetPassphrase(Hidden(NEW), None)]


def test_a_first_passphrase_is_set_by_keyboard(opened: Opened) -> None:
    opened.begin(KEYRING)
    write(NEW, NEW)
    assert opened.actions == [SetPassphrase(Hidden(NEW), None)]


def test_a_passphrase_is_changed_by_keyboard(opened: Opened) -> None:
    opened.begin(BEHIND)
    write(OLD, NEW, NEW)
    assert opened.actions == [SetPassphrase(Hidden(NEW), Hidden(OLD))]


def test_a_passphrase_is_removed_by_keyboard(opened: Opened) -> None:
    opened.begin(BEHIND, remove=True)
    write(OLD)
    assert opened.actions == [RemovePassphrase(Hidden(OLD))]


def test_what_the_sheet_is_for_comes_from_the_state() -> None:
    shown = State(navigation=Navigation(sheet=Asked(remove=True)), lock=BEHIND)
    assert select(shown) == View(remove=True, lock=BEHIND)
    assert not select(State(navigation=Navigation(sheet=Asked(remove=False)))).remove


@pytest.mark.parametrize("slot", [Slot.KEYRING, Slot.PASSPHRASE])
def test_the_sheet_closes_once_it_is_done_also_where_nothing_else_changed(opened: Opened, slot: Slot) -> None:
    lock = Lock(Phase.OPEN, slot)
    opened.begin(lock)
    write(*((NEW, NEW) if slot is Slot.KEYRING else (OLD, NEW, NEW)))
    opened.sheet.draw(View(remove=False, lock=replace(lock, busy=True)))
    assert not opened.sheet.focusable().isEnabled()
    opened.answer(slot=Slot.PASSPHRASE)
    assert opened.last() == CloseSheet()


def test_a_wrong_old_passphrase_is_said_at_its_field(opened: Opened) -> None:
    opened.begin(BEHIND)
    write(OLD, NEW, NEW)
    problem = Problem(Code.PASSPHRASE_WRONG)
    opened.answer(problem)
    assert opened.sheet.old.error() == sentence(problem)
    assert QApplication.focusWidget() is opened.sheet.old.edit


def test_a_keyring_that_does_not_work_is_said_above_the_buttons(opened: Opened) -> None:
    opened.begin(BEHIND, remove=True)
    write(OLD)
    problem = Problem(Code.KEYRING_UNAVAILABLE, {"reason": "timeout"})
    opened.answer(problem)
    assert opened.sheet.problem.isVisible()
    assert opened.sheet.problem.accessibleName() == sentence(problem)


@pytest.mark.parametrize(
    ("lines", "code"),
    [(("short", "short"), Code.PASSPHRASE_TOO_SHORT), ((NEW, NEW + "s"), Code.PASSPHRASES_DIFFER)],
)
def test_a_bad_new_passphrase_is_said_and_emits_nothing(opened: Opened, lines: tuple[str, ...], code: Code) -> None:
    opened.begin(KEYRING)
    write(*lines)
    said = (opened.sheet.form.first.error(), opened.sheet.form.second.error())
    assert sentence(Problem(code)) in said
    assert opened.actions == []


def test_an_old_problem_of_the_vault_is_not_this_sheets(opened: Opened) -> None:
    opened.begin(replace(KEYRING, problem=Problem(Code.STORAGE_FULL), answers=7))
    assert opened.sheet.problem.isHidden()


def test_cancelling_closes_and_forgets(opened: Opened) -> None:
    opened.begin(BEHIND)
    write(OLD, NEW, NEW)
    opened.answer(Problem(Code.PASSPHRASE_WRONG))
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert opened.actions[-2:] == [ForgetVaultProblem(), CloseSheet()]
    fields = (opened.sheet.old, opened.sheet.form.first, opened.sheet.form.second)
    assert [field.text() for field in fields] == ["", "", ""]
