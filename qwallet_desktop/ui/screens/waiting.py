"""The wallet page before anything is known: grey shapes, or why there is nothing."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.health import Down, StartNode
from qwallet_desktop.state.identities import LoadIdentities
from qwallet_desktop.state.lock import InspectVault, Phase
from qwallet_desktop.state.remote import Failed
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class View:
    """Why there is nothing yet, if something failed, and what tries again."""

    problem: Problem | None = None
    retry: Action | None = None


def select(state: State) -> View:
    """Return the first thing that stands between the program and the identities: vault, node, list."""
    if state.lock.phase is Phase.UNKNOWN and state.lock.problem is not None:
        return View(state.lock.problem, InspectVault())
    if isinstance(state.health.node, Down):
        return View(state.health.node.problem, StartNode())
    if isinstance(state.identities.loading, Failed):
        return View(state.identities.loading.problem, LoadIdentities())
    return View()


class WaitingScreen(QWidget):
    """Nothing is known yet."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._panel = StatePanel(QWidget(), shape="cards", count=3)
        stack = column(self)
        stack.setContentsMargins(24, 52, 24, 0)  # where the Overview has its balances, so that nothing jumps
        stack.addWidget(self._panel)

    def draw(self, view: View) -> None:
        """Show that it loads, or why it does not."""
        problem, retry = view.problem, view.retry
        if problem is None or retry is None:
            self._panel.show_loading(at_once=True)
            return
        details = f"{problem.code} {dict(problem.facts)}"
        self._panel.show_failed(
            self.tr("Your wallet can't be shown yet"),
            sentence(problem),
            details,
            lambda: self._bench.dispatch(retry),
        )
