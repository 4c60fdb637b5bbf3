"""What the window shows when a restore that was cut short can't be completed, before anything else is there."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import sentence


class UnfinishedScreen(QWidget):
    """Why the program can't go on, and a button to try again."""

    def __init__(self, again: Callable[[], None], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._again = again
        self._panel = StatePanel(QWidget(), shape="cards", count=3)
        stack = column(self)
        stack.setContentsMargins(24, 24, 24, 24)
        stack.addWidget(self._panel)

    def draw(self, problem: Problem) -> None:
        """Say what hinders it."""
        self._panel.show_failed(
            self.tr("A restore was begun here and can't be completed yet"),
            sentence(problem)
            + " "
            + self.tr("Nothing is lost: what was here and what was restored both lie on the disk."),
            f"{problem.code} {dict(problem.facts)}",
            self._again,
        )
