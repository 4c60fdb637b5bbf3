"""*Why?*: one past decision: what came of it, the rule that decided, and what every other rule said."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.decisions import Outcome, Part, Scope
from qwallet_desktop.domain.explanations import PastDecision
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import discreet, symbol_of, with_symbol
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.rulings_table import deed_verdict
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.chips import ChipTone, StatusChip
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.wording import rule_sentence, sentence

_SAID: dict[Outcome, tuple[ChipTone, str]] = {
    Outcome.ALLOW: ("positive", "check"),
    Outcome.NEEDS_APPROVAL: ("caution", "clock"),
    Outcome.DENY: ("danger", "cross"),
}


@dataclass(frozen=True, slots=True)
class WhyView:
    """What the panel draws."""

    told: PastDecision | None = None
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hidden: bool = False


class WhyPanel(QWidget):
    """The verdict in words, both sides, and a line for each rule that spoke."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = WhyView()
        self._chip = StatusChip()
        self._amount = FittedAmount(20, longest=24)
        self._rule = PlainText("", "strong", wrap=True)
        self._why = PlainText("", wrap=True)
        self._sender, self._recipient = Party(self.tr("From"), size=32), Party(self.tr("To"), size=32)
        self._facts = KeyValueGrid()
        self._rules = QWidget()
        self._lines = column(self._rules, spacing=8)
        stack = column(self, spacing=12)
        for widget in (
            self._chip,
            self._amount,
            self._rule,
            self._why,
            Rule(),
            self._sender,
            self._recipient,
            Rule(),
            self._rules,
            Rule(),
            self._facts,
        ):
            stack.addWidget(widget)
        stack.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)

    def draw(self, view: WhyView) -> None:
        """Draw a decision."""
        if view == self._view or view.told is None:
            return
        self._view = view
        told, hidden = view.told, view.hidden
        self._chip.set_status(*deed_verdict(told.deed))
        symbol = symbol_of(view.tokens, TokenId(told.token_id))
        if told.amount is None:
            self._amount.set_amount(HIDDEN_AMOUNT if hidden else plain(told.asked), plain(symbol))
        else:
            figures = with_symbol(told.amount, "", self._bench.numbers).strip()
            self._amount.set_amount(figures, symbol, hidden=hidden)
        self._rule.set_text(rule_sentence(told.rule))
        why = "" if told.problem is None else sentence(discreet(told.problem, hidden=hidden), self._bench.numbers)
        self._why.set_text(why if why != self._rule.text() else "")
        self._why.setVisible(bool(self._why.text()))
        show_party(self._sender, view.identities, told.identity_id)
        show_party(self._recipient, view.identities, IdentityId(told.recipient))
        self._show_rules(view, told)
        self._show_facts(view, told)

    def words(self) -> str:
        """Return the verdict as it is said."""
        said = (self._chip.accessibleName(), self._rule.text(), self._why.text())
        return " ".join(each for each in said if each)

    def rules(self) -> tuple[str, ...]:
        """Return what each rule said."""
        return tuple(line.accessibleName() for line in self._rules.findChildren(_PartLine))

    def _show_rules(self, view: WhyView, told: PastDecision) -> None:
        clear(self._lines)
        self._lines.addWidget(PlainText(self.tr("What each rule said"), "heading"))
        if not told.parts:
            words = (
                self.tr("No rule had anything to say about it.")
                if told.recorded
                else self.tr("This was before there were rules, so only what is in the ledger is known.")
            )
            self._lines.addWidget(PlainText(words, "muted", wrap=True))
        for part in told.parts:
            self._lines.addWidget(_PartLine(*self._said(view, part)))

    def _said(self, view: WhyView, part: Part) -> tuple[str, Outcome, str]:
        words = rule_sentence(part.rule)
        if part.scope is Scope.FAMILY:
            words = self.tr("{rule} It is shared by the family.").format(rule=words)
        numbers = self._bench.numbers
        more = "" if part.problem is None else sentence(discreet(part.problem, hidden=view.hidden), numbers)
        if part.left is not None:
            symbol = symbol_of(view.tokens, part.left.token_id)
            left = with_symbol(part.left, symbol, numbers, hidden=view.hidden)
            after = (
                self.tr("{amount} was left.") if part.outcome is Outcome.DENY else self.tr("{amount} left after it.")
            )
            more = " ".join(each for each in (more, after.format(amount=left)) if each)
        return words, part.outcome, "" if more == words else more

    def _show_facts(self, view: WhyView, told: PastDecision) -> None:
        self._facts.clear()
        self._facts.add_row(self.tr("Decided"), absolute_time(told.at))
        if told.by != told.identity_id:
            self._facts.add_row(self.tr("Asked for by"), called(view.identities, told.by))
        if told.memo:
            self._facts.add_row(self.tr("Memo"), told.memo, kind="quote")
        if told.recorded:
            self._facts.add_row(self.tr("Permissions"), self._version(told.policy_version))
            self._facts.add_row(self.tr("Limits"), self._version(told.limits_version))
        if told.transfer_id is not None:
            self._facts.add_row(self.tr("Transfer id"), told.transfer_id, kind="id", copyable=True)

    def _version(self, version: int) -> str:
        return self.tr("Version {n}").format(n=version) if version else self.tr("As the identity was made")


class _PartLine(QWidget):
    """What one rule said: its verdict, its sentence, and what is to add to that."""

    def __init__(self, words: str, outcome: Outcome, more: str) -> None:
        super().__init__()
        verdict = {
            Outcome.ALLOW: self.tr("Allows"),
            Outcome.NEEDS_APPROVAL: self.tr("Asks for approval"),
            Outcome.DENY: self.tr("Refuses"),
        }[outcome]
        line, texts = row(self, spacing=12), column(spacing=4)
        chip = StatusChip(verdict, *_SAID[outcome])
        line.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        texts.addWidget(PlainText(words, wrap=True))
        if more:
            texts.addWidget(PlainText(more, "muted", wrap=True))
        line.addLayout(texts, 1)
        self.setAccessibleName(" ".join(each for each in (f"{verdict}:", words, more) if each))
