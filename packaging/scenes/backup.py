"""The sheets of the vault: recovery words and passphrase."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.dialogs import backup, passphrase
from qwallet_desktop.ui.dialogs.backup import BackupSheet
from qwallet_desktop.ui.dialogs.passphrase import PassphraseSheet
from qwallet_desktop.ui.widgets.styling import set_look
from tests.ui.builders import bench

WORDS = Hidden("legal winner thank year wave sausage worth useful " * 3)
KEYRING = Lock(Phase.OPEN, Slot.KEYRING, positions=(4, 11, 19))
BEHIND = Lock(Phase.OPEN, Slot.PASSPHRASE, positions=(4, 11, 19))
Then = Callable[[BackupSheet], None]


def page() -> QWidget:
    """Return an empty page to lie over."""
    widget = QWidget()
    set_look(widget, look="sunken")
    return widget


def backup_sheet(lock: Lock, then: Then = lambda _sheet: None) -> QWidget:
    """Return the sheet with the words over a page; `then` touches it."""
    under = page()
    sheet = BackupSheet(bench(lambda _action: None), under)
    sheet.draw(backup.View(lock))

    def open_it() -> None:
        sheet.open_sheet()
        then(sheet)

    QTimer.singleShot(0, open_it)
    return under


def shown(lock: Lock) -> Then:
    """Return what asks for the words and gets them."""

    def touch(sheet: BackupSheet) -> None:
        sheet.submit()
        sheet.draw(backup.View(replace(lock, words=WORDS, answers=1)))

    return touch


def asked_back(sheet: BackupSheet) -> None:
    """Go on to the check and be wrong."""
    shown(KEYRING)(sheet)
    sheet.submit()
    for edit, word in zip(sheet.form.edits, ("year", "thing", "wave"), strict=True):
        edit.setText(word)
    sheet.submit()
    wrong = Problem(Code.WORDS_DIFFER, {"position": "11"}, "words")
    sheet.draw(backup.View(replace(KEYRING, problem=wrong, answers=2)))


@scene("backup-covered", 960, 600)
def covered() -> QWidget:
    """Before the words are shown."""
    return backup_sheet(KEYRING)


@scene("backup-passphrase", 960, 640)
def behind() -> QWidget:
    """The passphrase comes first, and was wrong."""

    def touch(sheet: BackupSheet) -> None:
        sheet.panel.passphrase.edit.setText("harbour lamp 7")
        sheet.submit()
        sheet.draw(backup.View(replace(BEHIND, problem=Problem(Code.PASSPHRASE_WRONG), answers=1)))

    return backup_sheet(BEHIND, touch)


@scene("backup-words", 960, 600)
def words() -> QWidget:
    """The words."""
    return backup_sheet(KEYRING, shown(KEYRING))


@scene("backup-check", 960, 600)
def check() -> QWidget:
    """Three asked back, one wrong."""
    return backup_sheet(KEYRING, asked_back)


def passphrase_sheet(lock: Lock, answer: Lock | None = None, *, remove: bool = False) -> QWidget:
    """Return the passphrase's sheet over a page, with an answer of the vault to what was typed."""
    under = page()
    sheet = PassphraseSheet(bench(lambda _action: None), under)
    sheet.draw(passphrase.View(remove, lock))

    def open_it() -> None:
        sheet.open_sheet()
        if answer is not None:
            for field in (sheet.old, sheet.form.first, sheet.form.second):
                field.edit.setText("lantern under the old bridge")
            sheet.form.first.changed.emit()
            sheet.submit()
            sheet.draw(passphrase.View(remove, replace(answer, answers=1)))

    QTimer.singleShot(0, open_it)
    return under


@scene("passphrase-set", 960, 600)
def set_one() -> QWidget:
    """No passphrase yet."""
    return passphrase_sheet(KEYRING)


@scene("passphrase-change", 960, 640)
def change() -> QWidget:
    """The old one was wrong."""
    return passphrase_sheet(BEHIND, replace(BEHIND, problem=Problem(Code.PASSPHRASE_WRONG)))


@scene("passphrase-busy", 960, 640)
def busy() -> QWidget:
    """The new one is being made safe."""
    return passphrase_sheet(BEHIND, replace(BEHIND, busy=True))


@scene("passphrase-remove", 960, 600)
def remove() -> QWidget:
    """The keyring can't take over."""
    problem = Problem(Code.KEYRING_UNAVAILABLE, {"reason": "timeout"})
    return passphrase_sheet(BEHIND, replace(BEHIND, problem=problem), remove=True)
