"""A banner that says a problem, or is not there."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.wording import sentence


class ProblemBanner(Banner):
    """Shows the sentence of a problem, with one way on if there is one."""

    def __init__(
        self, way_on: str = "", on_click: Callable[[], object] | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "danger", "warning", parent=parent)
        self.way_on = SecondaryButton(way_on, on_click)
        self.way_on.setVisible(bool(way_on))
        if way_on:
            self.add_action(self.way_on)
        else:
            self.way_on.setParent(self)
        self.hide()

    def set_problem(self, problem: Problem | None, *, offer: bool = True) -> None:
        """Say a problem, nothing if None; `offer` tells whether the way on helps here."""
        self.setVisible(problem is not None)
        if problem is not None:
            self.set_banner(sentence(problem), "danger", "warning")
        offered = offer and bool(self.way_on.text())
        self.way_on.setVisible(offered)
        upright = Qt.AlignmentFlag.AlignVCenter if offered else Qt.AlignmentFlag.AlignTop
        self._line.setAlignment(self._icon, upright)
