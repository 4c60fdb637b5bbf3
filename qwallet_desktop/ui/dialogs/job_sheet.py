"""A sheet that asks for a long job with a backup: busy while it is done, with progress and a way to cancel."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.backups import Backups, CancelBackup, Command, ForgetBackup, NoJob, NotDone, Result, Working
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.ui.backup_parts import JobProgress
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.secret_sheet import SecretSheet


class JobSheet(SecretSheet):
    """Emits one command at a time and shows what becomes of it; forgets what was typed when hidden.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        commands: The kinds of job that belong here: one under way is shown also by a sheet that was made anew.
        width: Pixels at normal font size.
    """

    def __init__(
        self, bench: Bench, parent: QWidget, commands: type[Command] | tuple[type[Command], ...], *, width: int = 520
    ) -> None:
        super().__init__(bench, parent, width=width)
        self._commands = commands
        self._asked: RequestId | None = None
        self._answered: RequestId | None = None
        self.progress = JobProgress()
        self._inside = self.body.parentWidget()
        if self._inside is not None:
            self._inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the size of what came into the sheet, of which its scroll area tells nobody."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))
        return super().eventFilter(watched, event)

    def ask(self, command: Command) -> None:
        """Emit a command and wait for its end."""
        self.problem.set_problem(None)
        self._asked = command.request_id
        self.bench.dispatch(command)

    def show_job(self, backups: Backups) -> None:
        """Draw how far the job is, and hand its end on once."""
        job = backups.job
        if isinstance(job, Working) and isinstance(job.command, self._commands):
            self._asked = job.command.request_id
        working = isinstance(job, Working)
        self.progress.set_job(job if isinstance(job, Working) else None)
        self.set_busy(working)
        if isinstance(job, Working | NoJob) or job.request_id != self._asked or job.request_id == self._answered:
            return
        self._answered = job.request_id
        if isinstance(job, NotDone):
            self._refused(job.problem)
        else:
            self.ended(job)

    def _refused(self, problem: Problem | None) -> None:
        if problem is not None and not self.takes(problem):
            self.problem.set_problem(problem)

    def ended(self, result: Result) -> None:
        """Show what came of the job."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close; a job under way is called off, and leaves everything as it was."""
        self.bench.dispatch(CancelBackup())
        self.bench.dispatch(ForgetBackup())
        self.bench.dispatch(CloseSheet())
