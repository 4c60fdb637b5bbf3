"""Backups on screen: each form asks for what it needs, shows how far the work is, and says how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.backups import Member
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state.backups import (
    Backups,
    CancelBackup,
    CheckBackup,
    Checked,
    ForgetBackup,
    Job,
    Made,
    MakeBackup,
    NotDone,
    OpenBackup,
    Opened,
    RestoreBackup,
    Restored,
    Stage,
    Working,
)
from qwallet_desktop.state.copies import Copies, SetCopies, StopCopies, Trouble, TryCopy
from qwallet_desktop.state.health import Health, Up
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import CloseSheet, OpenSheet
from qwallet_desktop.state.onboarding import GoToStep, Onboarding, Step
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import (
    AutomaticCopiesSheet,
    CheckBackupSheet,
    MakeBackupSheet,
    RestoreBackupSheet,
    Sheet,
)
from qwallet_desktop.state.submission import Accepted, Pending, Refused
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.backup_parts import SHOWN_NAMES, JobProgress, PathField, Wanted
from qwallet_desktop.ui.dialogs import automatic_copies, check_backup, make_backup, restore_backup
from qwallet_desktop.ui.restore_backup_form import Here
from qwallet_desktop.ui.screens import first_run
from qwallet_desktop.ui.screens.first_run_backup import BackupStep
from qwallet_desktop.ui.screens.settings_backup import BackupGroup, BackupView
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.domain.test_backups import MANIFEST
from tests.ui.builders import NODE, NOW, REQUEST, bench, did, state

FILE = Path("/media/stick/a.qbackup")
TYPED = "lantern under the old bridge"
PHRASE = Hidden(TYPED)
OPEN = Lock(Phase.OPEN, Slot.KEYRING)
MADE = Made(REQUEST, FILE, MANIFEST, 68 << 20)
HERE = Here(MANIFEST.ledger.node_id, 5, anything=True)


@dataclass
class Window:
    """A page to lie over, and what was emitted."""

    page: QWidget
    actions: list[Action] = field(default_factory=list[Action])

    def make(self) -> make_backup.MakeBackupSheet:
        sheet = make_backup.MakeBackupSheet(bench(self.actions.append), self.page)
        sheet.draw(Backups())
        sheet.open_sheet()
        return sheet

    def check(self) -> check_backup.CheckBackupSheet:
        sheet = check_backup.CheckBackupSheet(bench(self.actions.append), self.page)
        sheet.draw(Backups())
        sheet.open_sheet()
        return sheet

    def restore(self) -> restore_backup.RestoreBackupSheet:
        sheet = restore_backup.RestoreBackupSheet(bench(self.actions.append), self.page)
        sheet.draw(restore_backup.View(Backups(), OPEN, HERE))
        sheet.open_sheet()
        return sheet

    def copies(self, copies: Copies) -> automatic_copies.AutomaticCopiesSheet:
        sheet = automatic_copies.AutomaticCopiesSheet(bench(self.actions.append), self.page)
        sheet.draw(copies)
        sheet.open_sheet()
        return sheet


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    apply_theme(qapp, "light", reduced_motion=True)
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(960, 760)
    with qtbot.waitExposed(page):
        page.show()
    yield Window(page)
    page.close()


def said(widget: QWidget) -> str:
    """Return everything that is to be read on a widget."""
    return " ".join(label.text() for label in widget.findChildren(PlainText) if label.isVisibleTo(widget))


# ------------------------------------------------------------------------------ make


def filled(window: Window) -> make_backup.MakeBackupSheet:
    sheet = window.make()
    sheet.file.set_path(FILE)
    for secret in (sheet.form.first, sheet.form.second):
        secret.edit.setText(TYPED)
    return sheet


def test_a_backup_is_asked_for_with_file_and_passphrase(window: Window) -> None:
    filled(window).focusable().click()  # type: ignore[attr-defined]  # the verb is a button
    assert window.actions == [MakeBackup(REQUEST, FILE, PHRASE, overwrite=True)]


def test_a_backup_needs_a_file(window: Window) -> None:
    sheet = window.make()
    sheet.submit()
    assert sheet.file.error()
    assert window.actions == []


@pytest.mark.parametrize(("first", "second"), [("short", "short"), (TYPED, "another one here")])
def test_a_backup_needs_a_passphrase_typed_twice(window: Window, first: str, second: str) -> None:
    sheet = window.make()
    sheet.file.set_path(FILE)
    sheet.form.first.edit.setText(first)
    sheet.form.second.edit.setText(second)
    sheet.submit()
    assert sheet.form.first.error() or sheet.form.second.error()
    assert window.actions == []


def test_the_work_is_shown_and_can_be_called_off(window: Window) -> None:
    sheet = filled(window)
    sheet.submit()
    sheet.draw(Backups(Working(MakeBackup(REQUEST, FILE, PHRASE), Stage.SEALING, 30, 100)))
    assert "Encrypting" in sheet.progress.words()
    assert not sheet.focusable().isEnabled()
    sheet.dismiss()
    assert window.actions[1:] == [CancelBackup(), ForgetBackup(), CloseSheet()]


def test_what_was_written_is_said_and_the_passphrase_forgotten(window: Window) -> None:
    sheet = filled(window)
    sheet.submit()
    sheet.draw(Backups(MADE))
    assert str(FILE) in sheet.done.accessibleName()
    assert "68" in said(sheet.contents)
    assert sheet.form.first.text() == ""
    sheet.submit()
    assert window.actions[-1] == CloseSheet()


@pytest.mark.parametrize(
    ("problem", "at"),
    [
        (Problem(Code.FOLDER_MISSING, {"folder": "/media/stick"}), "file"),
        (Problem(Code.FILE_EXISTS, {"file": "a.qbackup"}), "file"),
        (Problem(Code.PASSPHRASE_TOO_SHORT), "passphrase"),
        (Problem(Code.STORAGE_FULL), "banner"),
        (Problem(Code.NODE_UNREACHABLE), "banner"),
    ],
)
def test_what_hindered_a_backup_is_said_where_it_belongs(window: Window, problem: Problem, at: str) -> None:
    sheet = filled(window)
    sheet.submit()
    sheet.draw(Backups(NotDone(REQUEST, problem)))
    banner = "" if sheet.problem.isHidden() else sheet.problem.accessibleName()
    where = {"file": sheet.file.error(), "passphrase": sheet.form.first.error(), "banner": banner}
    assert [name for name, words in where.items() if words] == [at]


def test_a_cancelled_backup_says_nothing(window: Window) -> None:
    sheet = filled(window)
    sheet.submit()
    sheet.draw(Backups(NotDone(REQUEST, None)))
    assert sheet.problem.isHidden()


def test_the_end_of_another_job_is_not_shown(window: Window) -> None:
    sheet = window.make()
    sheet.draw(Backups(MADE))
    assert sheet.done.isHidden()


def test_a_sheet_that_is_made_anew_shows_the_work_under_way(window: Window) -> None:
    sheet = window.make()
    sheet.draw(Backups(Working(MakeBackup(REQUEST, FILE, PHRASE), Stage.COPYING)))
    sheet.draw(Backups(MADE))
    assert not sheet.done.isHidden()


def test_nothing_secret_stays_in_a_sheet_that_is_hidden(window: Window) -> None:
    sheet = filled(window)
    sheet.close_sheet()
    assert sheet.form.first.text() == ""


# ------------------------------------------------------------------------------ check


def test_a_check_is_asked_for(window: Window) -> None:
    sheet = window.check()
    sheet.file.set_path(FILE)
    sheet.passphrase.edit.setText(TYPED)
    QTest.keyClick(sheet.passphrase.edit, Qt.Key.Key_Return)
    assert window.actions == [CheckBackup(REQUEST, FILE, PHRASE)]


def test_a_check_needs_file_and_passphrase(window: Window) -> None:
    sheet = window.check()
    sheet.submit()
    assert sheet.file.error()
    sheet.file.set_path(FILE)
    sheet.submit()
    assert sheet.passphrase.error()
    assert window.actions == []


def checking(window: Window, result: Job) -> check_backup.CheckBackupSheet:
    sheet = window.check()
    sheet.file.set_path(FILE)
    sheet.passphrase.edit.setText(TYPED)
    sheet.submit()
    sheet.draw(Backups(result))
    return sheet


def test_what_a_backup_holds_is_said(window: Window) -> None:
    sheet = checking(window, Checked(REQUEST, FILE, MANIFEST, 5000))
    assert not sheet.done.isHidden()
    assert "Åsa" in said(sheet.contents)
    assert sheet.passphrase.text() == ""
    sheet.submit()
    assert window.actions[-1] == CloseSheet()


def test_a_wrong_passphrase_is_said_at_its_field(window: Window) -> None:
    sheet = checking(window, NotDone(REQUEST, Problem(Code.PASSPHRASE_WRONG)))
    assert sheet.passphrase.error()
    assert sheet.problem.isHidden()


def test_another_file_is_said_at_the_file(window: Window) -> None:
    assert checking(window, NotDone(REQUEST, Problem(Code.NOT_A_BACKUP))).file.error()


@pytest.mark.parametrize("part", ["end", "books", "tree", "vault", "content"])
def test_damage_is_said_with_what_is_damaged(window: Window, part: str) -> None:
    sheet = checking(window, NotDone(REQUEST, Problem(Code.BACKUP_DAMAGED, {"part": part})))
    assert "backup" in sheet.problem.accessibleName()


# ------------------------------------------------------------------------------ restore


def opened(window: Window, newer: int | None = 3, here: Here = HERE) -> restore_backup.RestoreBackupSheet:
    sheet = window.restore()
    sheet.form.file.set_path(FILE)
    sheet.form.passphrase.edit.setText(TYPED)
    sheet.submit()
    assert window.actions == [OpenBackup(REQUEST, FILE, PHRASE)]
    window.actions.clear()
    sheet.draw(restore_backup.View(Backups(Opened(REQUEST, FILE, MANIFEST, newer)), OPEN, here))
    return sheet


@pytest.mark.parametrize("loses", [False, True])
def test_a_restore_says_before_it_begins_where_it_loses_what_an_aid_holds(window: Window, *, loses: bool) -> None:
    sheet = window.restore()
    sheet.draw(restore_backup.View(Backups(), OPEN, HERE, loses))
    assert sheet.losing.isVisible() == loses


def test_a_restore_needs_file_and_passphrase(window: Window) -> None:
    sheet = window.restore()
    sheet.submit()
    assert sheet.form.file.error()
    sheet.form.file.set_path(FILE)
    sheet.submit()
    assert sheet.form.passphrase.error()
    assert window.actions == []


@pytest.mark.parametrize(
    ("newer", "here", "words"),
    [
        (0, HERE, "nothing was entered since"),
        (1, HERE, "One entry made after"),
        (1412, HERE, "1,412 entries made after"),
        (None, HERE, "is gone"),
        (None, Here(NodeId("ff" * 16), 5, anything=True), "another ledger"),
        (None, Here(NodeId("ff" * 16), 1, anything=True), "its one identity"),
        (None, Here(), "come back as they were"),
    ],
)
def test_what_is_replaced_is_said_before(window: Window, newer: int | None, here: Here, words: str) -> None:
    banner = opened(window, newer, here).form.replaces.accessibleName()
    assert words in banner
    assert ("kept in a folder" in banner) is here.anything


def test_a_restore_is_given_by_its_verb_only(window: Window) -> None:
    sheet = opened(window)
    sheet.form.protection.phrase.setChecked(True)
    for secret in (sheet.form.protection.form.first, sheet.form.protection.form.second):
        secret.edit.setText("quite another phrase")
    QTest.keyClick(sheet.form.protection.form.second.edit, Qt.Key.Key_Return)
    assert window.actions == []
    sheet.focusable().click()  # type: ignore[attr-defined]  # the verb is a button
    assert window.actions == [RestoreBackup(REQUEST, FILE, PHRASE, Hidden("quite another phrase"))]


def test_the_keyring_may_protect_what_is_restored(window: Window) -> None:
    opened(window).submit()
    assert window.actions == [RestoreBackup(REQUEST, FILE, PHRASE, None)]


def test_an_unfinished_protection_asks_nothing(window: Window) -> None:
    sheet = opened(window)
    sheet.form.protection.phrase.setChecked(True)
    sheet.submit()
    assert window.actions == []


def test_a_restore_that_is_done_leaves_nothing_to_press(window: Window) -> None:
    sheet = opened(window)
    command = RestoreBackup(REQUEST, FILE, PHRASE, None)
    sheet.submit()
    sheet.draw(restore_backup.View(Backups(Working(command, Stage.PLACING)), OPEN, HERE))
    sheet._answered = None
    sheet.draw(restore_backup.View(Backups(Restored(REQUEST)), OPEN, HERE))
    assert not sheet.done.isHidden()
    assert not sheet.focusable().isEnabled()
    assert sheet.form.passphrase.text() == ""


@pytest.mark.parametrize("code", [Code.PASSPHRASE_WRONG, Code.NOT_A_BACKUP])
def test_a_refusal_goes_back_to_the_file(window: Window, code: Code) -> None:
    sheet = opened(window)
    assert sheet.form.is_open
    assert sheet.takes(Problem(code))
    assert not sheet.form.is_open


def test_a_refusal_of_the_protection_stays_there(window: Window) -> None:
    sheet = opened(window)
    assert sheet.takes(Problem(Code.PASSPHRASE_TOO_SHORT))
    assert sheet.form.is_open
    assert not sheet.takes(Problem(Code.KEYRING_UNAVAILABLE))


def test_the_state_says_what_is_here() -> None:
    assert restore_backup.select(state()).here == Here(NODE, 0, anything=True)
    assert restore_backup.select(State()).here.node_id is None


# ------------------------------------------------------------------------------ automatic copies


def test_copies_are_set_up(window: Window) -> None:
    sheet = window.copies(Copies(BackupPlan()))
    sheet.folder.set_path(Path("/copies"))
    sheet.keep.setCurrentIndex(0)
    for secret in (sheet.form.first, sheet.form.second):
        secret.edit.setText(TYPED)
    sheet.submit()
    assert window.actions == [SetCopies(REQUEST, Path("/copies"), 3, PHRASE)]


def test_copies_need_a_folder_and_a_passphrase(window: Window) -> None:
    sheet = window.copies(Copies(BackupPlan()))
    sheet.submit()
    assert sheet.folder.error()
    sheet.folder.set_path(Path("/copies"))
    sheet.submit()
    assert sheet.form.first.error()
    assert window.actions == []


def test_a_change_keeps_the_passphrase_unless_another_is_wanted(window: Window) -> None:
    sheet = window.copies(Copies(BackupPlan(folder="/copies", keep=12)))
    sheet.submit()
    assert window.actions == [SetCopies(REQUEST, Path("/copies"), 12, None)]
    sheet.change.click()
    sheet.submit()
    assert sheet.form.first.error()
    assert len(window.actions) == 1


def test_copies_are_turned_off(window: Window) -> None:
    window.copies(Copies(BackupPlan(folder="/copies"))).off.click()
    assert window.actions == [StopCopies(REQUEST)]


def test_a_refused_change_is_said_and_an_accepted_one_closes(window: Window) -> None:
    plan = BackupPlan(folder="/copies")
    sheet = window.copies(Copies(plan))
    sheet.submit()
    sheet.draw(Copies(plan, setting=Pending(REQUEST)))
    sheet.draw(Copies(plan, setting=Refused(REQUEST, Problem(Code.FOLDER_MISSING, {"folder": "/copies"}, "folder"))))
    assert "/copies" in sheet.said()
    sheet.submit()
    sheet.draw(Copies(plan, setting=Pending(REQUEST)))
    sheet.draw(Copies(plan, setting=Accepted(REQUEST)))
    assert CloseSheet() in window.actions


# ------------------------------------------------------------------------------ settings


@pytest.fixture
def group(window: Window) -> BackupGroup:
    made = BackupGroup(window.actions.append, lambda: NOW)
    made.draw(BackupView(), opened=True)
    return made


def test_each_button_opens_its_sheet(window: Window, group: BackupGroup) -> None:
    group.draw(BackupView(copies=Copies(BackupPlan())), opened=True)
    for button in (group.make, group.copies, group.check, group.restore):
        button.click()
    sheets: list[Sheet] = [MakeBackupSheet(), AutomaticCopiesSheet(), CheckBackupSheet(), RestoreBackupSheet()]
    assert window.actions == [OpenSheet(sheet) for sheet in sheets]


def test_without_keys_nothing_is_backed_up_but_a_backup_is_checked(group: BackupGroup) -> None:
    group.draw(BackupView(copies=Copies(BackupPlan())), opened=False)
    assert not group.make.isEnabled()
    assert not group.copies.isEnabled()
    assert group.check.isEnabled()


def test_the_last_backup_is_told(group: BackupGroup) -> None:
    assert "No backup yet" in group.last.words()
    plan = BackupPlan(last_made=NOW - timedelta(hours=5), last_file="/media/a.qbackup")
    group.draw(BackupView(copies=Copies(plan)), opened=True)
    assert "5 h ago" in group.last.words()
    assert "/media/a.qbackup" in group.last.words()


def test_copies_that_go_on_are_told_with_the_next_one(group: BackupGroup) -> None:
    plan = BackupPlan(folder="/copies", last_copy=NOW - timedelta(hours=5))
    group.draw(BackupView(copies=Copies(plan)), opened=True)
    assert "/copies" in group.automatic.words()
    assert "in 9 h" in group.automatic.words()
    assert group.state.accessibleName() == "On"


def test_a_missed_copy_is_told_with_its_reason_and_tried_now(window: Window, group: BackupGroup) -> None:
    trouble = Trouble(Problem(Code.FOLDER_MISSING, {"folder": "/copies"}), NOW, NOW + timedelta(minutes=48))
    group.draw(BackupView(copies=Copies(BackupPlan(folder="/copies"), trouble=trouble)), opened=True)
    assert "/copies" in group.trouble.accessibleName()
    assert "in 48 min" in group.trouble.accessibleName()
    assert group.state.accessibleName() == "Missed"
    group.try_now.click()
    assert window.actions == [TryCopy()]


def test_sample_data_offers_no_restore(group: BackupGroup) -> None:
    group.draw(BackupView(Backups(can_restore=False)), opened=True)
    assert not group.restore.isEnabled()
    assert "Sample data" in group.both.words()


def test_what_a_restore_replaced_is_told(group: BackupGroup) -> None:
    group.draw(BackupView(Backups(replaced="/data/replaced-2026-11-20")), opened=True)
    assert "replaced-2026-11-20" in group.replaced.accessibleName()


# ------------------------------------------------------------------------------ the first run


@dataclass
class FirstRun:
    """The first run at its step with a file."""

    screen: first_run.FirstRunScreen
    actions: list[Action]
    lock: Lock = Lock(Phase.MISSING)

    def show(self, job: Job | None = None, step: Step = Step.BACKUP) -> BackupStep:
        backups = Backups() if job is None else Backups(job)
        shown = State(onboarding=Onboarding(step), lock=self.lock, health=Health(Up(NODE)), backups=backups)
        self.screen.draw(first_run.select(shown))
        page = self.screen.page()
        assert isinstance(page, BackupStep)
        return page

    def opened(self) -> BackupStep:
        page = self.show()
        page.form.file.set_path(FILE)
        page.form.passphrase.edit.setText(TYPED)
        page.submit()
        self.actions.clear()
        return self.show(Opened(REQUEST, FILE, MANIFEST, None))


@pytest.fixture
def first(qtbot: QtBot, qapp: QApplication) -> Iterator[FirstRun]:
    apply_theme(qapp, "light", reduced_motion=True)
    actions: list[Action] = []
    screen = first_run.FirstRunScreen(bench(actions.append))
    qtbot.addWidget(screen)
    screen.resize(1000, 800)
    with qtbot.waitExposed(screen):
        screen.show()
    yield FirstRun(screen, actions)
    screen.close()


def test_the_first_run_opens_a_file_and_restores_it(first: FirstRun) -> None:
    page = first.show()
    page.form.file.set_path(FILE)
    page.form.passphrase.edit.setText(TYPED)
    QTest.keyClick(page.form.passphrase.edit, Qt.Key.Key_Return)
    assert first.actions == [OpenBackup(REQUEST, FILE, PHRASE)]
    first.actions.clear()
    page = first.show(Opened(REQUEST, FILE, MANIFEST, None))
    assert "come back as they were" in page.form.replaces.accessibleName()
    page.submit()
    assert first.actions == [RestoreBackup(REQUEST, FILE, PHRASE, None)]


def test_the_first_run_calls_a_restore_off(first: FirstRun) -> None:
    page = first.opened()
    page = first.show(Working(RestoreBackup(REQUEST, FILE, PHRASE, None), Stage.CHECKING, 1, 2))
    assert not page.verb.isEnabled()
    page.go_back()
    assert first.actions == [CancelBackup()]


def test_the_first_run_goes_back_half_by_half(first: FirstRun) -> None:
    page = first.opened()
    page.go_back()
    assert not page.form.is_open
    page.go_back()
    assert first.actions == [ForgetBackup(), ForgetBackup(), GoToStep(Step.WELCOME)]


def test_from_the_lock_screen_one_goes_back_to_it(first: FirstRun) -> None:
    first.lock = Lock(Phase.DAMAGED)
    first.show().go_back()
    assert first.actions[-1] == GoToStep(Step.DONE)


def test_the_first_run_says_what_is_wrong_and_when_all_is_done(first: FirstRun) -> None:
    page = first.show()
    page.form.file.set_path(FILE)
    page.form.passphrase.edit.setText(TYPED)
    page.submit()
    page = first.show(NotDone(REQUEST, Problem(Code.BACKUP_DAMAGED, {"part": "books"})))
    assert "add up" in page.problem.accessibleName()
    page = first.show(Restored(REQUEST))
    assert not page.verb.isEnabled()
    page.submit()
    page.go_back()
    assert len(first.actions) == 1


def test_a_damaged_wallet_is_said_to_be_kept(first: FirstRun) -> None:
    first.lock = Lock(Phase.DAMAGED)
    assert "kept in a folder" in first.opened().form.replaces.accessibleName()


# ------------------------------------------------------------------------------ parts


@pytest.mark.parametrize("wanted", Wanted)
def test_a_path_is_chosen_by_a_dialog_without_a_loop_of_its_own(window: Window, wanted: Wanted) -> None:
    chosen: list[bool] = []
    path_field = PathField("Backup", wanted, name="a.qbackup", on_chosen=lambda: chosen.append(True))
    dialog = path_field.open_dialog()
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/media/a.qbackup")
    assert (path_field.path(), chosen) == (Path("/media/a.qbackup"), [True])
    assert path_field.text.full_text() == "/media/a.qbackup"
    dialog.reject()


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_words(window: Window, stage: Stage) -> None:
    progress = JobProgress()
    progress.set_job(Working(MakeBackup(REQUEST, FILE, PHRASE), stage, 1, 2))
    assert progress.words().endswith("…")
    progress.set_job(None)
    assert progress.isHidden()


def test_many_names_are_counted_and_none_are_said(window: Window) -> None:
    many = tuple(Member(did(number), f"P{number}", "ROOT") for number in range(1, SHOWN_NAMES + 4))
    for members, words in ((many, "and 3 more"), ((), "None yet")):
        manifest = replace(MANIFEST, ledger=replace(MANIFEST.ledger, members=members))
        sheet = checking(window, Checked(REQUEST, FILE, manifest, 1))
        assert words in said(sheet.contents)
