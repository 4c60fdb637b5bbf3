"""*What if?*: what the rules that are being written would have done to the payments of the last 30 days."""

from dataclasses import dataclass, field
from typing import Final

from immutables import Map
from PySide6.QtWidgets import QHBoxLayout, QWidget

from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.what_if import RuleCount, WhatIf
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import Failed, Loading, known
from qwallet_desktop.state.what_if import Replay, RetryWhatIf
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.rulings_table import RulingsTable, Terms, case_row, supposed_verdict
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.states import Skeleton
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look
from qwallet_desktop.ui.wording import rule_sentence, sentence

MOST_SHOWN: Final = 5
"""Cases that are seen without scrolling the table."""


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """What the panel draws: None where nothing is supposed."""

    identity_id: IdentityId | None = None
    replay: Replay | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hidden: bool = False


class WhatIfPanel(Card):
    """A sentence, how often which rule would have spoken, and the newest payments concerned."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What if?"), " ", margin=12, parent=parent)
        set_look(self, look="well")
        self._bench = bench
        self._view: WhatIfView | None = None
        self._said = ""
        self._bones = Skeleton("lines", 2)
        self._bones.setAccessibleName(self.tr("Replaying the payments of the last 30 days"))
        self._rules = QWidget()
        self._stack = column(self._rules, spacing=8)
        self.cases = RulingsTable(self.tr("Payments that would have gone otherwise"))
        self.retry = SecondaryButton(self.tr("Retry"), self._again, icon="refresh")
        foot = row()
        foot.addWidget(self.retry)
        foot.addStretch(1)
        for widget in (self._bones, self._rules, self.cases):
            self.add(widget)
        self.add(foot)
        self.draw(WhatIfView())

    def draw(self, view: WhatIfView) -> None:
        """Draw what the node says, or that it is being asked."""
        if view == self._view:
            return
        self._view = view
        answer = view.replay.answer if view.replay is not None else None
        found = known(answer)
        self._bones.setVisible(isinstance(answer, Loading))
        self.retry.setVisible(isinstance(answer, Failed))
        self._rules.setVisible(found is not None and bool(found.rules))
        self.cases.setVisible(found is not None and bool(found.cases))
        if answer is None:
            self._say(self.tr("Change something to see what it would have done to the payments of the last 30 days."))
        elif isinstance(answer, Loading):
            self._say(self.tr("Replaying the payments of the last 30 days…"))
        elif isinstance(answer, Failed):
            self._say(sentence(answer.problem, self._bench.numbers))
        if found is not None:
            self._show(view, found)

    def words(self) -> str:
        """Return the sentence that is said."""
        return self._said

    def _say(self, words: str) -> None:
        self._said = words
        self.header.set_sentence(words)
        self.setAccessibleName(f"{self.tr('What if?')} {words}")

    def _show(self, view: WhatIfView, found: WhatIf) -> None:
        self._say(self._summary(found))
        clear(self._stack)
        for count in found.rules:
            self._stack.addLayout(self._rule_line(count))
        terms = Terms(view.identities, view.tokens, self._bench.numbers)
        rows = tuple(case_row(case, terms) for case in found.cases)
        self.cases.set_rows(rows, self._bench.now(), hidden=view.hidden)
        self.cases.show_at_most(MOST_SHOWN)

    def _summary(self, found: WhatIf) -> str:
        if not found.payments:
            return self.tr("There were no payments in the last 30 days, so there is nothing to compare with.")
        total = self._payments(found.payments)
        if not found.held and not found.refused:
            return self.tr("Over the last 30 days: {payments}; all would have gone as they did.").format(payments=total)
        words = self.tr("Over the last 30 days: {payments}; {held} would have waited, {refused} refused.")
        numbers = self._bench.numbers
        return words.format(payments=total, held=grouped(found.held, numbers), refused=grouped(found.refused, numbers))

    def _payments(self, count: int) -> str:
        one = self.tr("1 payment")
        return one if count == 1 else self.tr("{n} payments").format(n=grouped(count, self._bench.numbers))

    def _rule_line(self, count: RuleCount) -> QHBoxLayout:
        line = row(spacing=8)
        verdict = supposed_verdict(count.outcome)
        number = grouped(count.payments, self._bench.numbers)
        line.addWidget(StatusChip(f"{number} {self._short(count.outcome)}", verdict.tone, verdict.icon))
        line.addWidget(PlainText(rule_sentence(count.rule), "muted", wrap=True), 1)
        return line

    def _short(self, outcome: Outcome) -> str:
        return self.tr("refused") if outcome is Outcome.DENY else self.tr("waited")

    def _again(self) -> None:
        view = self._view
        if view is not None and view.identity_id is not None:
            self._bench.dispatch(RetryWhatIf(view.identity_id))
