"""A sheet that asks something of the vault: busy while it works, and told apart from what others asked."""

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.lock import ForgetVaultProblem, Lock
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.widgets.sheet import Sheet


class VaultSheet(Sheet):
    """Emits one command at a time and hears its answer in the lock's state; forgets what was typed when hidden."""

    _opened = False

    def __init__(self, bench: Bench, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(parent, "", "", width=width)
        self.bench = bench
        self.lock = Lock()
        self._asked_at: int | None = None
        self.problem = ProblemBanner()
        self.accepted.connect(self.submit)
        self.rejected.connect(self.leave)

    def ask(self, action: Action) -> None:
        """Emit a command to the vault and wait for its answer."""
        self.problem.set_problem(None)
        self._asked_at = self.lock.answers
        self.bench.dispatch(action)

    def show_lock(self, lock: Lock) -> None:
        """Draw whether the vault works, and hand its answer on once."""
        self.lock = lock
        self.set_busy(lock.busy)
        if self._asked_at is None or lock.busy or lock.answers == self._asked_at:
            return
        self._asked_at = None
        if lock.problem is None:
            self.done()
        elif not self.takes(lock.problem):
            self.problem.set_problem(lock.problem)
            self._begin_again()

    def _begin_again(self) -> None:
        """Take the focus that was lost when the form was greyed."""
        first = self.first_focus()
        if first is not None:
            first.setFocus()

    def submit(self) -> None:
        """Do what the verb says."""
        raise NotImplementedError

    def done(self) -> None:
        """Go on: the vault did what was asked."""
        self.leave()

    def takes(self, problem: Problem) -> bool:
        """Show a problem at the field it belongs to; tell whether there is one."""
        raise NotImplementedError

    def forget(self) -> None:
        """Remove everything secret from the sheet."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close, past what was refused."""
        if self.lock.problem is not None:
            self.bench.dispatch(ForgetVaultProblem())
        self.bench.dispatch(CloseSheet())

    def showEvent(self, event: QShowEvent) -> None:
        """Remember that there may be something to forget."""
        super().showEvent(event)
        self._opened = True

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing secret in a sheet that is not shown, unless the window was only minimised."""
        super().hideEvent(event)
        # An overlay hides itself while it is being made.
        if self._opened and not event.spontaneous():
            self.forget()
