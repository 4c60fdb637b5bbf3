"""The past decisions about an identity's payments: a table by outcome, whose rows say why."""

from dataclasses import dataclass, field
from typing import Final

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.explanations import Deed, PastDecision
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.explanations import Decisions, LoadDecisions, LoadOlderDecisions
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.remote import Failed, Loading, Stale, known
from qwallet_desktop.state.sheets import WhySheet
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.rulings_table import RulingsTable, Terms, past_row
from qwallet_desktop.ui.widgets.buttons import SecondaryButton, Segmented
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import sentence

_ALL: Final = ""


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """What the list draws."""

    identity_id: IdentityId | None = None
    decisions: Decisions | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hidden: bool = False


class DecisionsPanel(QWidget):
    """A choice of outcomes over the table, and *Show older* under it."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = DecisionsView()
        self._shown: tuple[PastDecision, ...] = ()
        self.choice = Segmented(
            self.tr("Which decisions"),
            (
                (_ALL, self.tr("All")),
                (Deed.MADE.value, self.tr("Allowed")),
                (Deed.OPENED.value, self.tr("Others asked")),
                (Deed.REFUSED.value, self.tr("Refused")),
            ),
        )
        self.choice.set_chosen(_ALL)
        self.choice.chosen.connect(lambda _key: self._show())
        self.table = RulingsTable(self.tr("Decisions"))
        self.table.opened.connect(self._open)
        self._none = PlainText(self.tr("None of those that are shown. Older ones may be."), "muted", wrap=True)
        self.older = SecondaryButton(self.tr("Show older"), self._older)
        self._fault = PlainText("", "muted", wrap=True)
        self._fault.set_tone("danger")
        content = QWidget()
        inner = column(content, spacing=12)
        inner.addWidget(self.choice)
        inner.addWidget(self._none)
        inner.addWidget(self.table, 1)
        foot = row(spacing=12)
        foot.addWidget(self.older)
        foot.addWidget(self._fault, 1)
        inner.addLayout(foot)
        self.panel = StatePanel(content, shape="rows", count=8)
        column(self).addWidget(self.panel)

    def touch(self) -> None:
        """Say anew how long ago everything was."""
        self.table.set_now(self._bench.now())

    def draw(self, view: DecisionsView) -> None:
        """Draw the decisions as far as they are known."""
        if view == self._view:
            return
        self._view = view
        decisions = view.decisions
        if decisions is None or isinstance(decisions.newest, Loading):
            self.panel.show_loading()
            return
        if isinstance(decisions.newest, Failed):
            problem = decisions.newest.problem
            why = sentence(problem, self._bench.numbers)
            title = self.tr("The decisions could not be read")
            self.panel.show_failed(title, why, problem.code.value, self._retry)
            return
        if not known(decisions.newest):
            self.panel.show_empty(
                "info",
                self.tr("Nothing was decided yet"),
                self.tr("Every payment that this identity asks for stands here, with the rule that let it go or not."),
            )
            return
        self._show()
        if isinstance(decisions.newest, Stale):
            time = moment_words(decisions.newest.since, self._bench.now())
            why = sentence(decisions.newest.problem, self._bench.numbers)
            self.panel.show_stale(self.tr("As of {time}. {why}").format(time=time, why=why), self._retry)
        else:
            self.panel.show_content()

    def _show(self) -> None:
        decisions = self._view.decisions
        if decisions is None:
            return
        chosen = self.choice.current()
        every = (*(known(decisions.newest) or ()), *decisions.older)
        self._shown = tuple(each for each in every if chosen in {_ALL, each.deed.value})
        terms = Terms(self._view.identities, self._view.tokens, self._bench.numbers)
        rows = tuple(past_row(each, terms) for each in self._shown)
        self.table.set_rows(rows, self._bench.now(), hidden=self._view.hidden)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        self.older.setVisible(bool(decisions.next))
        self.older.setEnabled(not decisions.asking)
        fault = "" if decisions.problem is None else sentence(decisions.problem, self._bench.numbers)
        self._fault.set_text(fault)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self._bench.dispatch(OpenSheet(WhySheet(self._shown[row].transfer_id, self._shown[row])))

    def _older(self) -> None:
        if self._view.identity_id is not None:
            self._bench.dispatch(LoadOlderDecisions(self._view.identity_id))

    def _retry(self) -> None:
        if self._view.identity_id is not None:
            self._bench.dispatch(LoadDecisions(self._view.identity_id))
