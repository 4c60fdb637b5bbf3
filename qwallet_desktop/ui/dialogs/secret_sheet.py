"""A sheet into which secrets are typed: what was typed is removed when it is hidden."""

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.widgets.sheet import Sheet


class SecretSheet(Sheet):
    """Says problems at their field or above the buttons, and forgets what was typed when hidden.

    Args:
        bench: The screens' tools.
        parent: What the sheet lies over.
        width: Pixels at normal font size.
    """

    _opened = False

    def __init__(self, bench: Bench, parent: QWidget, *, width: int) -> None:
        super().__init__(parent, "", "", width=width)
        self.bench = bench
        self.problem = ProblemBanner()
        self.accepted.connect(self.submit)
        self.rejected.connect(self.leave)

    def submit(self) -> None:
        """Do what the verb says."""
        raise NotImplementedError

    def leave(self) -> None:
        """Close."""
        raise NotImplementedError

    def takes(self, problem: Problem) -> bool:
        """Show a problem at the field it belongs to; tell whether there is one."""
        raise NotImplementedError

    def forget(self) -> None:
        """Remove everything secret from the sheet."""
        raise NotImplementedError

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
