"""Backups: the settings' group, the four sheets in each state, and the first run's step with a file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.backups import LedgerFacts, Manifest, Member
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state.backups import (
    Backups,
    Checked,
    Job,
    Made,
    MakeBackup,
    NotDone,
    Opened,
    RestoreBackup,
    Stage,
    Working,
)
from qwallet_desktop.state.copies import Copies, Trouble
from qwallet_desktop.state.health import Health, Up
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.onboarding import Onboarding, Step
from qwallet_desktop.state.root import State
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.dialogs import automatic_copies, check_backup, make_backup, restore_backup
from qwallet_desktop.ui.restore_backup_form import Here
from qwallet_desktop.ui.screens import first_run
from qwallet_desktop.ui.screens.first_run_backup import BackupStep
from qwallet_desktop.ui.screens.settings import SettingsScreen, select
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import dress
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.styling import set_look
from tests.ui.builders import NODE, NOW, REQUEST, bench, did, state

FILE = Path("/media/mara/Backup stick/qwallet-2026-11-20.qbackup")
FOLDER = "/home/mara/Cloud/Qwallet"
PHRASE = Hidden("lantern under the old bridge")
NAMES = ("Mara Lindqvist", "Harbour Bakery", "Night Heron Studio", "Savings", "מרים", "Travel fund", "Old shop")
MANIFEST = Manifest(
    NOW - timedelta(days=3),
    "0.1.0",
    LedgerFacts(
        NODE,
        "00" * 32,
        23_148,
        "00" * 32,
        "",
        3,
        20_412,
        tuple(Member(did(number), name, "ROOT", held=True) for number, name in enumerate(NAMES, start=1)),
    ),
    (),
)
OPEN = Lock(Phase.OPEN, Slot.KEYRING)
S = TypeVar("S", bound=Sheet)


def over_page(make: Callable[[QWidget], S], then: Callable[[S], None]) -> QWidget:
    """Return a page with a sheet over it; `then` touches the sheet once it is open."""
    under = QWidget()
    set_look(under, look="sunken")
    sheet = make(under)

    def open_it() -> None:
        sheet.open_sheet()
        then(sheet)

    QTimer.singleShot(0, open_it)
    return under


def making(job: Job | None = None) -> QWidget:
    """Return the sheet that makes a backup."""

    def then(sheet: make_backup.MakeBackupSheet) -> None:
        sheet.draw(Backups())
        if job is None:
            return
        sheet.file.set_path(FILE)
        for field in (sheet.form.first, sheet.form.second):
            field.edit.setText(PHRASE.text)
        sheet.form.first.changed.emit()
        sheet.submit()
        sheet.draw(Backups(job))

    return over_page(lambda under: make_backup.MakeBackupSheet(bench(lambda _action: None), under), then)


@scene("backups-make", 960, 640)
def make() -> QWidget:
    """Nothing chosen yet."""
    return making()


@scene("backups-make-working", 960, 720)
def make_working() -> QWidget:
    """Encrypting."""
    return making(Working(MakeBackup(REQUEST, FILE, PHRASE), Stage.SEALING, 61, 100))


@scene("backups-make-failed", 960, 720)
def make_failed() -> QWidget:
    """The stick is gone."""
    return making(NotDone(REQUEST, Problem(Code.FOLDER_MISSING, {"folder": str(FILE.parent)})))


@scene("backups-make-full", 960, 720)
def make_full() -> QWidget:
    """The stick is full."""
    return making(NotDone(REQUEST, Problem(Code.STORAGE_FULL, {"folder": str(FILE.parent)})))


@scene("backups-made", 960, 600)
def made() -> QWidget:
    """Written."""
    return making(Made(REQUEST, FILE, MANIFEST, 71_303_168))


def checking(job: Job | None) -> QWidget:
    """Return the sheet that checks a backup."""

    def then(sheet: check_backup.CheckBackupSheet) -> None:
        sheet.draw(Backups())
        if job is not None:
            sheet.file.set_path(FILE)
            sheet.passphrase.edit.setText(PHRASE.text)
            sheet.submit()
            sheet.draw(Backups(job))

    return over_page(lambda under: check_backup.CheckBackupSheet(bench(lambda _action: None), under), then)


@scene("backups-check", 960, 600)
def check() -> QWidget:
    """Nothing chosen yet."""
    return checking(None)


@scene("backups-check-wrong", 960, 600)
def check_wrong() -> QWidget:
    """A wrong passphrase."""
    return checking(NotDone(REQUEST, Problem(Code.PASSPHRASE_WRONG)))


@scene("backups-check-damaged", 960, 600)
def check_damaged() -> QWidget:
    """Cut off."""
    return checking(NotDone(REQUEST, Problem(Code.BACKUP_DAMAGED, {"part": "end"})))


@scene("backups-checked", 960, 600)
def checked() -> QWidget:
    """All is well."""
    return checking(Checked(REQUEST, FILE, MANIFEST, 71_303_168))


def restoring(*jobs: Job, lock: Lock = OPEN, here: Here | None = None) -> QWidget:
    """Return the sheet that restores a backup, after these jobs."""
    shown = here or Here(NODE, 5, anything=True)

    def then(sheet: restore_backup.RestoreBackupSheet) -> None:
        sheet.draw(restore_backup.View(Backups(), lock, shown))
        for job in jobs:
            sheet.form.file.set_path(FILE)
            sheet.form.passphrase.edit.setText(PHRASE.text)
            sheet.submit()
            sheet.draw(restore_backup.View(Backups(job), lock, shown))

    return over_page(lambda under: restore_backup.RestoreBackupSheet(bench(lambda _action: None), under), then)


@scene("backups-restore", 960, 600)
def restore() -> QWidget:
    """Nothing chosen yet."""
    return restoring()


@scene("backups-restore-opened", 1240, 900)
def restore_opened() -> QWidget:
    """An earlier state of this ledger."""
    return restoring(Opened(REQUEST, FILE, MANIFEST, 412))


@scene("backups-restore-other", 960, 600)
def restore_other() -> QWidget:
    """Another ledger, in a small window, without a keyring."""
    lock = replace(OPEN, keyring_usable=False)
    return restoring(Opened(REQUEST, FILE, MANIFEST, None), lock=lock, here=Here(None, 5, anything=True))


@scene("backups-restore-working", 960, 900)
def restore_working() -> QWidget:
    """Recomputing."""
    command = RestoreBackup(REQUEST, FILE, PHRASE, None)
    return restoring(Opened(REQUEST, FILE, MANIFEST, 0), Working(command, Stage.CHECKING, 3, 10))


def copies(shown: Copies) -> QWidget:
    """Return the sheet of automatic copies."""

    def then(sheet: automatic_copies.AutomaticCopiesSheet) -> None:
        sheet.draw(shown)

    return over_page(lambda under: automatic_copies.AutomaticCopiesSheet(bench(lambda _action: None), under), then)


@scene("backups-copies", 960, 760)
def copies_off() -> QWidget:
    """Not set up yet."""
    return copies(Copies(BackupPlan()))


@scene("backups-copies-on", 960, 600)
def copies_on() -> QWidget:
    """Set up."""
    return copies(Copies(BackupPlan(folder=FOLDER)))


def settings(backups: Backups, shown: Copies) -> QWidget:
    """Return the settings page, scrolled to its backups."""
    shell = Shell()
    screen = SettingsScreen(bench(lambda _action: None), folder=Path("/home/mara/.local/share/qwallet"), version="0.1")
    for group in (screen.appearance, screen.security):
        group.hide()
    screen.draw(select(replace(state(), backups=backups, copies=shown, lock=OPEN)))
    dress(screen)
    shell.install(screen)
    return shell


MISSED = Trouble(Problem(Code.FOLDER_MISSING, {"folder": FOLDER}), NOW, NOW + timedelta(minutes=48))
ON = BackupPlan(
    folder=FOLDER,
    last_copy=NOW - timedelta(hours=5),
    last_made=NOW - timedelta(hours=5),
    last_file=f"{FOLDER}/qwallet-2026-11-20.qbackup",
)


@scene("backups-settings", 1020, 730)
def settings_none() -> QWidget:
    """No backup yet."""
    return settings(Backups(), Copies(BackupPlan()))


@scene("backups-settings-on", 1020, 730)
def settings_on() -> QWidget:
    """Copies each day, and a restore just now."""
    return settings(Backups(replaced="/home/mara/.local/share/qwallet/replaced-2026-11-20"), Copies(ON))


@scene("backups-settings-missed", 740, 730)
def settings_missed() -> QWidget:
    """The last copy failed."""
    return settings(Backups(can_restore=False), Copies(ON, trouble=MISSED))


def first(job: Job | None, lock: Lock) -> QWidget:
    """Return the first run's step with a file."""
    shell = Shell()
    screen = first_run.FirstRunScreen(bench(lambda _action: None))
    dress(screen)
    shell.install(screen)
    shown = State(onboarding=Onboarding(Step.BACKUP), lock=lock, health=Health(Up(NODE)))
    screen.draw(first_run.select(shown))
    if job is not None:
        page = screen.page()
        if not isinstance(page, BackupStep):
            raise TypeError(page)
        page.form.file.set_path(FILE)
        page.form.passphrase.edit.setText(PHRASE.text)
        page.submit()
        screen.draw(first_run.select(replace(shown, backups=Backups(job))))
    return shell


@scene("backups-first-run")
def first_file() -> QWidget:
    """Nothing chosen yet."""
    return first(None, Lock(Phase.MISSING))


@scene("backups-first-run-opened")
def first_opened() -> QWidget:
    """What the file holds."""
    return first(Opened(REQUEST, FILE, MANIFEST, None), Lock(Phase.MISSING))


@scene("backups-first-run-damaged")
def first_damaged() -> QWidget:
    """The books don't add up."""
    return first(NotDone(REQUEST, Problem(Code.BACKUP_DAMAGED, {"part": "books"})), Lock(Phase.MISSING))
