"""The first run's way back in with a backup file: everything returns, the ledger too."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.state.backups import (
    CancelBackup,
    ForgetBackup,
    NoJob,
    NotDone,
    Opened,
    Restored,
    Working,
)
from qwallet_desktop.state.lock import Phase
from qwallet_desktop.state.onboarding import Step
from qwallet_desktop.ui.backup_parts import JobProgress
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.restore_backup_form import Here, RestoreBackupForm
from qwallet_desktop.ui.screens.first_run_page import StepPage, View
from qwallet_desktop.ui.widgets.panels import Banner

BACKUP_STEPS = 2


class BackupStep(StepPage):
    """The file and its passphrase, then what it holds and what protects the keys here."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._asked: RequestId | None = None
        self._answered: RequestId | None = None
        self.form = RestoreBackupForm(bench)
        self.form.entered.connect(self.submit)
        self.done = Banner(self.tr("Everything is in place. Qwallet starts anew with it…"), "positive", "check")
        self.done.hide()
        self.progress = JobProgress()
        self.problem = ProblemBanner()
        for widget in (self.form, self.done, self.progress, self.problem):
            self.body.addWidget(widget)

    def draw(self, view: View) -> None:
        """Draw the half one is in, how far the work is, and what was refused."""
        super().draw(view)
        self.form.set_lock(view.lock)
        self._show_job(view)
        job = view.backups.job
        working, restored = isinstance(job, Working), isinstance(job, Restored)
        self.progress.set_job(job if isinstance(job, Working) else None)
        self.form.setVisible(not restored)
        self.form.setEnabled(not working)
        self.done.setVisible(restored)
        self.verb.setEnabled(not working and not restored)
        self.back.setEnabled(not restored)
        self.back.set_text(self.tr("Cancel") if working else self.tr("Back"))
        self._name()

    def _show_job(self, view: View) -> None:
        job = view.backups.job
        if isinstance(job, Working | NoJob) or job.request_id != self._asked or job.request_id == self._answered:
            return
        self._answered = job.request_id
        if isinstance(job, Opened):
            self.form.show_opened(job, Here(anything=view.lock.phase is not Phase.MISSING))
            self.form.first_focus().setFocus()
        elif isinstance(job, NotDone) and job.problem is not None and not self.form.takes(job.problem):
            self.problem.set_problem(job.problem)

    def _name(self) -> None:
        if self.form.is_open:
            self.set_step(2, BACKUP_STEPS, self.tr("Protection"))
            self.set_head(self.tr("Restore this backup?"), "")
            self.verb.set_text(self.tr("Restore"))
            return
        self.set_step(1, BACKUP_STEPS, self.tr("Backup file"))
        self.set_head(
            self.tr("Restore from a backup"),
            self.tr("A backup brings everything back: keys, ledger, names, private notes and history."),
        )
        self.verb.set_text(self.tr("Open the backup"))

    def leave(self) -> None:
        """Forget both passphrases."""
        self.form.forget()
        self.problem.set_problem(None)

    def first_focus(self) -> QWidget:
        """Begin where the form does."""
        return self.form.first_focus()

    def submit(self) -> None:
        """Open the backup; from there, restore it."""
        if not self.verb.isEnabled():
            return
        command = self.form.command()
        if command is not None:
            self.problem.set_problem(None)
            self._asked = command.request_id
            self.bench.dispatch(command)

    def go_back(self) -> None:
        """Call off the work; else go back to the file, and from there to where one came from."""
        if not self.back.isEnabled() or self.view is None:
            return
        if isinstance(self.view.backups.job, Working):
            self.bench.dispatch(CancelBackup())
            return
        self.bench.dispatch(ForgetBackup())
        self.problem.set_problem(None)
        if self.form.is_open:
            self.form.go_back()
            self._name()
            self.form.first_focus().setFocus()
            return
        match self.view.lock.phase:
            case Phase.DAMAGED | Phase.LOCKED:
                self.go_to(Step.DONE)
            case Phase.OPEN:
                self.go_to(Step.NAME)
            case _:
                self.go_to(Step.WELCOME)
