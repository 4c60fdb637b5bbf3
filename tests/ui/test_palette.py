"""The palette: what it offers in which state, and what each line does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qwallet_desktop.settings import Theme
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.lock import LockNow, Slot
from qwallet_desktop.state.navigation import CloseSheet, GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IssueSheet, MakeBackupSheet
from qwallet_desktop.ui.palette import MOST_IDENTITIES, Command, PaletteSheet, commands, select
from tests.ui.builders import bench, did, identity, state
from tests.ui.screens import empty_page


def three(*, can_issue: bool = False) -> State:
    return state(identity(1, "Mara", can_issue=can_issue), identity(2, "Savings"), identity(3, "Studio"))


def offered(shown: State, query: str = "") -> dict[str, Command]:
    return {command.item.key: command for command in commands(select(shown), query)}


def test_every_line_has_a_key_of_its_own() -> None:
    keys = [command.item.key for command in commands(select(three(can_issue=True)))]
    assert len(set(keys)) == len(keys)


def test_the_other_identities_are_offered_with_their_shortcut() -> None:
    found = [command.item for command in commands(select(three())) if command.item.did]
    assert [(item.title, item.shortcut) for item in found] == [("Savings", "Ctrl+2"), ("Studio", "Ctrl+3")]


def test_of_very_many_identities_those_that_are_typed_are_offered() -> None:
    many = state(*(identity(number, f"Identity {number}") for number in range(1, 400)))
    assert sum(bool(command.item.did) for command in commands(select(many))) == MOST_IDENTITIES
    assert f"identity {did(377)}" in offered(many, "377")


def test_only_an_issuer_is_offered_to_issue() -> None:
    assert offered(three(can_issue=True))["issue"].action == OpenSheet(IssueSheet())
    assert "issue" not in offered(three())


def test_a_backup_is_offered() -> None:
    assert offered(three())["make-backup"].action == OpenSheet(MakeBackupSheet())


def test_before_anything_is_known_nothing_of_an_identity_is_offered() -> None:
    assert not {"send", "export", "about"} & offered(State()).keys()


def test_the_theme_in_force_is_not_offered() -> None:
    dark = replace(three(), preferences=replace(three().preferences, theme=Theme.DARK))
    themes = {key for key in offered(dark) if key.startswith("theme")}
    assert themes == {"theme light", "theme system"}


def test_a_theme_changes_that_preference_alone() -> None:
    shown = three()
    expected = ChangePreferences(replace(shown.preferences, theme=Theme.DARK))
    assert offered(shown)["theme dark"].action == expected


@pytest.mark.parametrize(("slot", "title"), [(Slot.PASSPHRASE, "Lock"), (Slot.KEYRING, "Hide the screen")])
def test_the_lock_is_called_what_it_does(slot: Slot, title: str) -> None:
    base = three()
    lock = offered(replace(base, lock=replace(base.lock, slot=slot)))["lock"]
    assert (lock.item.title, lock.action) == (title, LockNow())


class Stand:
    """An open palette."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.page = empty_page(qtbot)
        self.sheet = PaletteSheet(bench(self.actions.append), self.page)
        self.sheet.draw(select(three()))
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()
        self.sheet.open_overlay()

    def type(self, text: str) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)
        QTest.keyClick(focus, Qt.Key.Key_Return)


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.page.close()


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("stud", SwitchIdentity(did(3))),
        ("receive", GoTo(Page.WALLET, Tab.RECEIVE)),
        ("export", GoTo(Page.WALLET, Tab.ACTIVITY)),
        ("settings", GoTo(Page.SETTINGS)),
    ],
)
def test_typing_and_enter_does_it_and_closes(stand: Stand, text: str, action: Action) -> None:
    stand.type(text)
    assert stand.actions == [CloseSheet(), action]


def test_escape_only_closes(stand: Stand) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert stand.actions == [CloseSheet()]
