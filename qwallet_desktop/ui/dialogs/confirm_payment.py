"""The last look before a payment: both identities, the amount, the memo, the rule, and the verb with the amount."""

from dataclasses import dataclass
from typing import assert_never

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.decisions import Decision, Outcome
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import Amount, NumberStyle, format_amount
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.amounts import decimals_at, discreet
from qwallet_desktop.ui.decision_words import approval_sentence, rule_words
from qwallet_desktop.ui.enter import took_held_enter
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import rule_sentence, sentence

_LONGEST_VERB = 26


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """What the sheet draws: the draft as it will be sent, and what the node would decide about just that.

    `waits` says that the node can't decide now, so that the payment is kept until it can. `actor` signs it where
    that is another than the sender, and its signature doesn't count where it is `aside`. `why` says why so many must.
    """

    draft: PaymentDraft
    amount: Amount
    symbol: str
    sender: IdentityId
    recipient: IdentityId
    identities: Identities
    decision: Remote[Decision] | None
    warning: str = ""
    hide_amounts: bool = False
    waits: bool = False
    actor: IdentityId | None = None
    aside: IdentityId | None = None
    why: str = ""

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that is shown; None where the node has not said one, or can't now."""
        remote = self.decision
        return remote.value.outcome if isinstance(remote, (Loaded, Stale)) and not self.waits else None


class ConfirmPaymentSheet(Sheet):
    """Says the payment in full. The amount is shown though amounts are hidden: nobody shall send unseen."""

    def __init__(self, parent: QWidget, numbers: NumberStyle) -> None:
        super().__init__(parent, self.tr("Send this payment?"), self.tr("Send"), width=460)
        self._numbers = numbers
        self._view: ConfirmView | None = None
        self._amount = FittedAmount(28, longest=16)
        self._sender, self._recipient = Party(self.tr("From")), Party(self.tr("To"))
        self._memo_label = PlainText(self.tr("Memo"), "caption")
        self._memo = PlainText("", "quote", wrap=True)
        self._warning = Banner("", "caution", "warning")
        self._signed = PlainText("", "caption")
        self._rule = Banner()
        for widget in (
            self._amount,
            self._sender,
            self._signed,
            self._recipient,
            self._warning,
        ):
            self.add(widget)
        memo = column(spacing=4)
        memo.addWidget(self._memo_label)
        memo.addWidget(self._memo)
        self.body.addLayout(memo)
        self.add(self._rule)

    def first_focus(self) -> QWidget:
        """Begin on the verb: there is nothing to fill in here."""
        return self.focusable()

    def view(self) -> ConfirmView | None:
        """Return what the sheet shows, so that just that is sent."""
        return self._view

    def draw(self, view: ConfirmView) -> None:
        """Draw the payment and the decision about it."""
        self._view = view
        figures = format_amount(view.amount, self._numbers)
        self._amount.set_amount(figures, view.symbol, fraction_at=decimals_at(figures, view.amount))
        short = cut_middle(figures, 12, 8) if len(figures) > _LONGEST_VERB else figures
        verb = self.tr("Send {amount} later") if view.waits else self.tr("Send {amount}")
        asks = view.outcome is Outcome.NEEDS_APPROVAL
        self.set_title(self.tr("Ask for approval of this payment?") if asks else self.tr("Send this payment?"))
        self.set_verb(self.tr("Ask for approval") if asks else verb.format(amount=f"{short} {view.symbol}"))
        self._signed.setVisible(view.actor is not None)
        if view.actor is not None:
            self._signed.set_text(self.tr("Signed by {name}").format(name=called(view.identities, view.actor)))
        show_party(self._sender, view.identities, view.sender)
        show_party(self._recipient, view.identities, view.recipient)
        self._memo.set_text(view.draft.memo)
        self._memo.setVisible(bool(view.draft.memo))
        self._memo_label.setVisible(bool(view.draft.memo))
        self._warning.set_banner(view.warning, "caution", "warning")
        self._warning.setVisible(bool(view.warning))
        self._show_decision(view)

    def words(self) -> str:
        """Return what is said about the decision."""
        return self._rule.accessibleName()

    def _show_decision(self, view: ConfirmView) -> None:
        remote = view.decision
        if view.waits:
            self.set_verb_enabled(True)
            words = self.tr(
                "The node can't be reached. This payment is saved on this computer and goes out by itself when the "
                "node is back; the node decides then. Until it is sent, you can cancel it."
            )
            self._rule.set_banner(words, "caution", "clock")
            return
        match remote:
            case None | Loading():
                self.set_verb_enabled(False)
                self._rule.set_banner(self.tr("Asking the node what it would decide\u2026"), "neutral", "clock")
            case Failed(problem):
                self.set_verb_enabled(False)
                why = sentence(discreet(problem, hidden=view.hide_amounts), self._numbers)
                self._rule.set_banner(why, "caution", "warning")
            case Loaded(decision, _) | Stale(decision, _, _):
                self._show_outcome(view, decision)
            case _:
                assert_never(remote)

    def _show_outcome(self, view: ConfirmView, decision: Decision) -> None:
        self.set_verb_enabled(decision.outcome is not Outcome.DENY)
        match decision.outcome:
            case Outcome.ALLOW:
                self._rule.set_banner(rule_sentence(decision.rule), "positive", "check")
            case Outcome.NEEDS_APPROVAL:
                self._rule.set_banner(self._asking(view, decision), "caution", "clock")
            case Outcome.DENY:
                problem = decision.problem
                why = (
                    sentence(discreet(problem, hidden=view.hide_amounts), self._numbers) if problem is not None else ""
                )
                self._rule.set_banner(why or rule_sentence(decision.rule), "danger", "cross")
            case _:
                assert_never(decision.outcome)

    def _asking(self, view: ConfirmView, decision: Decision) -> str:
        """Say who must agree, and what happens until they have."""
        held = self.tr("Until then the amount is held, and you can withdraw it.")
        words = rule_words(decision, view.sender)
        if decision.approval is None:
            return f"{words} {held}"
        who = approval_sentence(decision.approval, view.identities, self._numbers, view.aside, view.why)
        return f"{words} {who} {held}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no Enter that is merely still held down from the form."""
        if not took_held_enter(event):
            super().keyPressEvent(event)
