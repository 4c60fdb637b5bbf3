"""A sheet that asks something of the vault: busy while it works, and told apart from what others asked."""

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.lock import ForgetVaultProblem, Lock
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import Action
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.secret_sheet import SecretSheet


class VaultSheet(SecretSheet):
    """Emits one command at a time and hears its answer in the lock's state; forgets what was typed when hidden."""

    def __init__(self, bench: Bench, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(bench, parent, width=width)
        self.lock = Lock()
        self._asked_at: int | None = None

    def ask(self, action: Action) -> None:
        """Emit a command to the vault and wait for its answer."""
        self.problem.set_problem(None)
        self._asked_at = self.lock.answers
        self.bench.dispatch(action)

    def show_lock(self, lock: Lock) -> None:
        """Draw whether the vault works, and hand its answer on once."""
        self.lock = lock
        self.set_busy(lock.busy)
        if self._asked_at is not None and lock.busy:
            # A keyring that is silent.
            self.problem.set_problem(lock.problem)
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

    def done(self) -> None:
        """Go on: the vault did what was asked."""
        self.leave()

    def leave(self) -> None:
        """Close, past what was refused."""
        if self.lock.problem is not None:
            self.bench.dispatch(ForgetVaultProblem())
        self.bench.dispatch(CloseSheet())
