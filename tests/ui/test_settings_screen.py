"""The settings page: each change is emitted at once, with everything else as it was."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state import lock
from qwallet_desktop.state.health import Health
from qwallet_desktop.state.lock import Lock, Phase
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import BackupSheet, PassphraseSheet, ShortcutSheet
from qwallet_desktop.ui.screens.settings import SettingsScreen, select
from qwallet_desktop.ui.theme import apply_theme
from tests.ui.builders import NODE, bench, state

CHOSEN = Preferences(hide_amounts=True, pinned_identities=("did:key:z1",), auto_lock_minutes=45, font_points=17)
KEYRING, PASSPHRASE = lock.Slot.KEYRING, lock.Slot.PASSPHRASE


class Page:
    """The page in a folder, and what it emitted."""

    def __init__(self, folder: Path) -> None:
        self.actions: list[Action] = []
        self.screen = SettingsScreen(bench(self.actions.append), folder=folder, version="0.1.0")

    def show(self, preferences: Preferences = CHOSEN, vault: Lock | None = None) -> None:
        shown = replace(state(), preferences=preferences, lock=vault or Lock(Phase.OPEN, KEYRING))
        self.screen.draw(select(shown))


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Page]:
    apply_theme(qapp, "light", reduced_motion=True)
    made = Page(tmp_path)
    qtbot.addWidget(made.screen)
    made.screen.resize(740, 900)
    with qtbot.waitExposed(made.screen):
        made.screen.show()
    made.show()
    yield made
    made.screen.close()


def segment(page: Page, text: str) -> QPushButton:
    return next(button for button in page.screen.findChildren(QPushButton) if button.text() == text)


def test_what_holds_is_shown_and_showing_it_emits_nothing(page: Page) -> None:
    appearance, security = page.screen.appearance, page.screen.security
    assert (appearance.theme.current(), appearance.font_size.current()) == ("system", "17")
    assert appearance.amounts.isChecked()
    assert security.auto_lock.currentText() == "45 minutes"
    assert page.actions == []


def test_a_theme_acts_at_once(page: Page) -> None:
    segment(page, "Dark").click()
    assert page.actions == [ChangePreferences(replace(CHOSEN, theme=Theme.DARK))]


@pytest.mark.parametrize(("text", "wanted"), [("Reduced", True), ("Full", False)])
def test_motion_acts_at_once(page: Page, text: str, wanted: bool) -> None:
    segment(page, text).click()
    assert page.actions == [ChangePreferences(replace(CHOSEN, reduced_motion=wanted))]


def test_the_size_of_text_is_chosen_by_keyboard(page: Page) -> None:
    page.show(replace(CHOSEN, font_points=10))
    sizes = page.screen.appearance.font_size
    sizes.setFocus()
    QTest.keyClick(sizes, Qt.Key.Key_Down)
    assert page.actions == [ChangePreferences(replace(CHOSEN, font_points=11))]


def test_amounts_are_hidden_by_keyboard(page: Page) -> None:
    QTest.keyClick(page.screen.appearance.amounts, Qt.Key.Key_Space)
    assert page.actions == [ChangePreferences(replace(CHOSEN, hide_amounts=False))]


def test_the_time_to_auto_lock_is_chosen(page: Page) -> None:
    QTest.keyClick(page.screen.security.auto_lock, Qt.Key.Key_Down)
    assert page.actions == [ChangePreferences(replace(CHOSEN, auto_lock_minutes=60))]
    assert page.screen.security.auto_lock.currentText() == "1 hour"


def test_a_keyring_is_explained_and_a_passphrase_offered(page: Page) -> None:
    security = page.screen.security
    assert "only hides the screen" in security.protection.words()
    assert security.remove.isHidden()
    security.passphrase.click()
    assert page.actions == [OpenSheet(PassphraseSheet(remove=False))]


def test_a_passphrase_can_be_changed_or_removed(page: Page) -> None:
    page.show(vault=Lock(Phase.OPEN, PASSPHRASE))
    security = page.screen.security
    assert "wipes the keys from memory" in security.protection.words()
    security.passphrase.click()
    security.remove.click()
    assert page.actions == [OpenSheet(PassphraseSheet(remove=False)), OpenSheet(PassphraseSheet(remove=True))]


def test_without_a_keyring_a_passphrase_can_not_be_removed_and_it_says_why(page: Page) -> None:
    page.show(vault=Lock(Phase.OPEN, PASSPHRASE, keyring_usable=False))
    assert page.screen.security.remove.isHidden()
    assert "no keyring" in page.screen.security.protection.words()


@pytest.mark.parametrize("checked", [True, False])
def test_the_words_are_checked_or_not_and_open_their_sheet(page: Page, checked: bool) -> None:
    page.show(vault=Lock(Phase.OPEN, KEYRING, words_checked=checked))
    said = page.screen.security.checked.accessibleName()
    assert said == ("Checked" if checked else "Not checked yet")
    page.screen.security.words.click()
    assert page.actions == [OpenSheet(BackupSheet())]


def test_a_vault_that_is_not_open_offers_nothing_secret(page: Page) -> None:
    page.show(vault=Lock(Phase.DAMAGED))
    security = page.screen.security
    assert not any(button.isEnabled() for button in (security.passphrase, security.words))


def test_the_shortcuts_open(page: Page) -> None:
    page.screen.about.shortcuts.click()
    assert page.actions == [OpenSheet(ShortcutSheet())]


def test_the_folder_is_copied_whole(page: Page, tmp_path: Path) -> None:
    page.screen.data.copy.click()
    assert QGuiApplication.clipboard().text() == str(tmp_path)


class Opener(QObject):
    """Takes addresses in place of the desktop."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url)


def test_the_folder_is_opened_by_the_desktop(page: Page, tmp_path: Path) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[arg-type]  # the stub says bytes, the binding wants str
    try:
        page.screen.data.open_folder.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [url.toLocalFile() for url in opener.urls] == [str(tmp_path)]


def test_the_node_is_named_once_it_is_known(page: Page) -> None:
    assert page.screen.data.node.shown_text().startswith(NODE[:6])
    page.screen.draw(select(replace(state(), health=Health())))
    assert page.screen.data.node.isHidden()
    assert not page.screen.data.no_node.isHidden()
