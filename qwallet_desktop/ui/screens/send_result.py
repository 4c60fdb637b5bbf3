"""What became of a payment: the receipt, the refusal, or that it is not known."""

from dataclasses import dataclass
from typing import Final, assert_never

from immutables import Map
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import PLAIN, NumberStyle, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.transfers import NotSent, PaymentDraft, Sent
from qwallet_desktop.ui.amounts import discreet, symbol_of, with_symbol
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.widgets.time_label import absolute_time
from qwallet_desktop.ui.wording import sentence

_NOTHING_WRITTEN: Final = frozenset({Code.STORAGE_FULL, Code.STORAGE_READ_ONLY, Code.DATABASE_LOCKED, Code.OVERLOADED})


@dataclass(frozen=True, slots=True)
class ResultView:
    """What the card draws."""

    payment: Sent | NotSent
    identities: Identities
    tokens: Map[TokenId, Token]
    hide_amounts: bool


class SendResult(Card):
    """A card in place of the form.

    Signals:
        again: An empty form is wanted.
        edited: The same form is wanted back.
        retried: The same request shall be sent again.
        looked: The payment, or the latest ones, shall be shown in the activity.
    """

    again = Signal()
    edited = Signal()
    retried = Signal()
    looked = Signal()

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(margin=24, parent=parent)
        self._numbers = numbers
        self._chip = StatusChip()
        self._amount = FittedAmount(28, longest=18)
        self._recipient = Party(self.tr("To"))
        self._memo = PlainText("", "quote", wrap=True)
        self._why = Banner()
        self._facts = KeyValueGrid()
        self._again = PrimaryButton(self.tr("New payment"), self.again.emit)
        self._edit = PrimaryButton(self.tr("Edit"), self.edited.emit)
        self._retry = PrimaryButton(self.tr("Retry"), self.retried.emit, icon="refresh")
        self._show = SecondaryButton(self.tr("Show in activity"), self.looked.emit)
        self._look = GhostButton(self.tr("Look in activity"), self.looked.emit)
        for widget in (self._chip, self._amount, self._why, self._recipient, self._memo, Rule(), self._facts):
            self.add(widget)
        self.body.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)
        buttons = row(spacing=8)
        for button in (self._again, self._edit, self._retry, self._show, self._look):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.add(buttons)

    def set_result(self, view: ResultView) -> None:
        """Show how a payment ended."""
        payment = view.payment
        self._facts.clear()
        show_party(self._recipient, view.identities, IdentityId(payment.draft.recipient))
        self._memo.set_text(payment.draft.memo)
        self._memo.setVisible(bool(payment.draft.memo))
        self._show_amount(payment.draft, view)
        sent = isinstance(payment, Sent)
        unanswered = isinstance(payment, NotSent) and payment.unanswered
        self._why.setVisible(not sent)
        self._again.setVisible(sent)
        self._show.setVisible(sent)
        self._edit.setVisible(not sent and not unanswered)
        self._retry.setVisible(unanswered)
        self._look.setVisible(unanswered)
        match payment:
            case Sent():
                self._show_sent(payment, view)
            case NotSent():
                self._show_not_sent(payment, hidden=view.hide_amounts)
            case _:
                assert_never(payment)

    def words(self) -> str:
        """Return the status and the sentence that are shown."""
        why = "" if self._why.isHidden() else self._why.accessibleName()
        return f"{self._chip.accessibleName()}: {why}".rstrip(": ")

    def first_button(self) -> QWidget:
        """Return the button of the next step."""
        shown = [button for button in (self._again, self._edit, self._retry) if not button.isHidden()]
        return shown[0]

    def _show_amount(self, draft: PaymentDraft, view: ResultView) -> None:
        token = view.tokens.get(draft.token_id)
        symbol = symbol_of(view.tokens, draft.token_id)
        text, cut = draft.amount, -1
        if token is not None:
            try:
                amount = parse_amount(draft.amount, token.id, token.decimals, PLAIN)
            except Refused:
                pass  # what was typed is shown as it is
            else:
                text = format_amount(amount, self._numbers)
                cut = len(text) - token.decimals - 1 if token.decimals else -1
        self._amount.set_amount(text, symbol, fraction_at=cut, hidden=view.hide_amounts)

    def _show_sent(self, payment: Sent, view: ResultView) -> None:
        transfer, balance = payment.receipt.transfer, payment.receipt.balance
        self._chip.set_status(self.tr("Sent"), "positive", "check")
        self._facts.add_row(self.tr("When"), absolute_time(transfer.at))
        symbol = symbol_of(view.tokens, balance.token_id)
        left = with_symbol(balance.available, symbol, self._numbers, hidden=view.hide_amounts)
        self._facts.add_row(self.tr("Left"), left)
        self._facts.add_row(self.tr("Transfer id"), transfer.id, kind="id")

    def _show_not_sent(self, payment: NotSent, *, hidden: bool) -> None:
        why = sentence(discreet(payment.problem, hidden=hidden), self._numbers)
        if payment.unanswered and payment.problem.code in _NOTHING_WRITTEN:
            self._chip.set_status(self.tr("Not sent yet"), "caution", "clock")
            words = self.tr(
                "The node could not make this payment. {why} Retry sends the same request, so it can't pay twice."
            )
            self._why.set_banner(words.format(why=why), "caution", "warning")
        elif payment.unanswered:
            self._chip.set_status(self.tr("Not known yet"), "caution", "clock")
            words = self.tr(
                "It is not known whether this payment was made. {why} "
                "Retry sends the same request, so it can't pay twice."
            )
            self._why.set_banner(words.format(why=why), "caution", "warning")
        else:
            self._chip.set_status(self.tr("Not sent"), "danger", "cross")
            words = self.tr("The node refused this payment; nothing was moved. {why}")
            self._why.set_banner(words.format(why=why), "danger", "warning")
        self._facts.add_row(self.tr("Request id"), payment.request_id, kind="id")
