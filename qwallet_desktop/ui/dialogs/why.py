"""The sheet that explains one decision about a payment: from the list of decisions, or from an entry's drawer."""

from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.explanations import PastDecision
from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.state.explanations import LoadDecision
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.remote import Failed, Loading, Remote, known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import WhySheet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.why_panel import WhyPanel, WhyView
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.wording import sentence


@dataclass(frozen=True, slots=True)
class View:
    """What the sheet draws: the decision, or how far it is to know it."""

    why: WhyView = field(default_factory=WhyView)
    asked: Remote[PastDecision] | None = None
    transfer_id: TransferId | None = None


def select(state: State) -> View:
    """Return what the sheet draws; without it open, nothing."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, WhySheet):
        return View()
    asked = None if sheet.transfer_id is None else state.explanations.transfers.get(sheet.transfer_id)
    told = sheet.told or known(asked)
    why = WhyView(told, state.identities, state.tokens.known, state.preferences.hide_amounts)
    return View(why, asked, sheet.transfer_id)


class WhyDialog(Sheet):
    """Shows the panel, or that the node is asked."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent, "", "", width=560)
        self._bench = bench
        self._view = View()
        self.set_title(self.tr("Why?"))
        self.set_verb(self.tr("Done"))
        self.set_cancel("")
        self.why = WhyPanel(bench)
        self.panel = StatePanel(self.why, shape="lines", count=6)
        self.add(self.panel)
        self.accepted.connect(self._leave)
        self.rejected.connect(self._leave)

    def draw(self, view: View) -> None:
        """Draw the decision, or how far it is to know it."""
        self._view = view
        if view.why.told is not None:
            self.why.draw(view.why)
            self.panel.show_content()
        elif view.asked is None or isinstance(view.asked, Loading):
            self.panel.show_loading()
        elif isinstance(view.asked, Failed):
            problem = view.asked.problem
            why = sentence(problem, self._bench.numbers)
            self.panel.show_failed(self.tr("The node did not say"), why, problem.code.value, self._retry)

    def _retry(self) -> None:
        if self._view.transfer_id is not None:
            self._bench.dispatch(LoadDecision(self._view.transfer_id))

    def _leave(self) -> None:
        self._bench.dispatch(CloseSheet())
