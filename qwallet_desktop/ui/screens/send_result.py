"""What became of a payment: that it waits, the receipt, the refusal, or that it is not known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from immutables import Map
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.item_status import is_open
from qwallet_desktop.domain.money import PLAIN, NumberStyle, format_amount, parse_amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state import operation as stages
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.amounts import decimals_at, discreet, symbol_of, with_symbol
from qwallet_desktop.ui.item_words import ItemTerms, count_words, failure_of, item_mark, meaning_words
from qwallet_desktop.ui.operation_words import mark, meaning
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

    operation: Operation
    hold: HoldUp | None
    identities: Identities
    tokens: Map[TokenId, Token]
    hide_amounts: bool


class SendResult(Card):
    """A card in place of the form.

    Signals:
        again: An empty form is wanted.
        edited: The same form is wanted back.
        retried: The same request shall be tried at once.
        confirmed: What has waited for long is still wanted.
        cancelled: What waits is not wanted any more.
        looked: The payment, or the latest ones, shall be shown in the activity; in the inbox, if it waits for others.
    """

    again = Signal()
    edited = Signal()
    retried = Signal()
    confirmed = Signal()
    cancelled = Signal()
    looked = Signal()

    def __init__(self, numbers: NumberStyle, now: Callable[[], datetime], *, parent: QWidget | None = None) -> None:
        super().__init__(margin=24, parent=parent)
        self._numbers, self._now = numbers, now
        self._chip = StatusChip()
        self._amount = FittedAmount(28, longest=18)
        self._recipient = Party(self.tr("To"))
        self._memo = PlainText("", "quote", wrap=True)
        self._why = Banner()
        self._facts = KeyValueGrid()
        self._want = PrimaryButton(self.tr("Send it"), self.confirmed.emit)
        self._edit = PrimaryButton(self.tr("Edit"), self.edited.emit)
        self._again = PrimaryButton(self.tr("New payment"), self.again.emit)
        self._other = SecondaryButton(self.tr("New payment"), self.again.emit)
        self._retry = SecondaryButton(self.tr("Try now"), self.retried.emit, icon="refresh")
        self._cancel = SecondaryButton(self.tr("Cancel payment"), self.cancelled.emit)
        self._show = SecondaryButton(self.tr("Show in activity"), self.looked.emit)
        self._inbox = SecondaryButton(self.tr("Open in the inbox"), self.looked.emit, icon="inbox")
        self._look = GhostButton(self.tr("Look in activity"), self.looked.emit)
        for widget in (self._chip, self._amount, self._why, self._recipient, self._memo, Rule(), self._facts):
            self.add(widget)
        self.body.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)
        first = (self._want, self._edit, self._again)
        self._buttons = (*first, self._other, self._retry, self._cancel, self._show, self._inbox, self._look)
        buttons = row(spacing=8)
        for button in self._buttons:
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.add(buttons)

    def set_result(self, view: ResultView) -> None:
        """Show how far a payment is, or how it ended."""
        operation, draft = view.operation, view.operation.ask
        if not isinstance(draft, PaymentDraft):
            return
        self._facts.clear()
        show_party(self._recipient, view.identities, IdentityId(draft.recipient))
        self._memo.set_text(draft.memo)
        self._memo.setVisible(bool(draft.memo))
        self._show_amount(draft, view)
        stage = operation.stage
        wanted = self._next_steps(operation, view.hold)
        # Asked of the window, which remembers it also while another window is active.
        focused = self.window().focusWidget()
        for button in self._buttons:
            button.setVisible(button in wanted)
        if focused in self._buttons and focused not in wanted:
            self.first_button().setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(stage, stages.Made) and isinstance(stage.receipt, Item):
            self._show_item(stage.receipt, view)
            return
        if isinstance(stage, stages.Made):
            self._why.hide()
            self._show_made(stage, view)
            return
        self._why.show()
        said = mark(operation, view.hold)
        self._chip.set_status(said.words, said.tone, said.icon)
        self._why.set_banner(self._meaning(view), said.tone, said.icon)
        self._facts.add_row(self.tr("Request id"), operation.id, kind="id")

    def _next_steps(self, operation: Operation, hold: HoldUp | None) -> tuple[QWidget, ...]:
        """Return the buttons that make sense, the first of them as the next step."""
        match operation.stage:
            case stages.Made(_, receipt):
                return self._again, (self._inbox if isinstance(receipt, Item) else self._show)
            case stages.Refused() | stages.NotKept():
                return (self._edit,)
            case stages.Cancelled():
                return self._edit, self._other
            case stages.Waiting(_, problem):
                first = self._want if hold is HoldUp.CONFIRM else self._again
                return (
                    first,
                    self._cancel,
                    *((self._retry,) if problem is not None and hold in {HoldUp.NODE, None} else ()),
                )
            case stages.Unanswered():
                return self._again, self._retry, self._look
            case stages.Keeping() | stages.Sending() | stages.Cancelling():
                return (self._again,)
            case _:
                assert_never(operation.stage)

    def _meaning(self, view: ResultView) -> str:
        stage = view.operation.stage
        if isinstance(stage, stages.Unanswered) and stage.problem.code in _NOTHING_WRITTEN:
            why = sentence(discreet(stage.problem, hidden=view.hide_amounts), self._numbers)
            words = self.tr("The node could not make this payment yet. {why} It is tried again by itself.")
            return words.format(why=why)
        return meaning(view.operation, view.hold, self._numbers, hidden=view.hide_amounts)

    def words(self) -> str:
        """Return the status and the sentence that are shown."""
        why = "" if self._why.isHidden() else self._why.accessibleName()
        return f"{self._chip.accessibleName()}: {why}".rstrip(": ")

    def first_button(self) -> QWidget:
        """Return the button of the next step."""
        return next(button for button in self._buttons if not button.isHidden())

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
                cut = decimals_at(text, amount)
        self._amount.set_amount(text, symbol, fraction_at=cut, hidden=view.hide_amounts)

    def _show_item(self, item: Item, view: ResultView) -> None:
        """Show for whom a payment waits, or what became of it."""
        now, proposal = self._now(), item.proposal
        mark = item_mark(item, now)
        self._chip.set_status(*mark)
        terms = ItemTerms(view.identities, view.tokens, self._numbers, view.hide_amounts)
        words, failure = meaning_words(item, now, terms), failure_of(item)
        if failure is not None:
            words = f"{words} {sentence(discreet(failure, hidden=view.hide_amounts), self._numbers)}"
        if is_open(item, now):
            words = f"{words} {self.tr('Until then the amount is held, and nothing has moved.')}"
        self._why.show()
        self._why.set_banner(words, "neutral" if mark.tone == "accent" else mark.tone, mark.icon)
        self._facts.add_row(self.tr("Signed"), count_words(item, self._numbers))
        if is_open(item, now):
            self._facts.add_row(self.tr("Expires"), absolute_time(proposal.expires_at))
        self._facts.add_row(self.tr("Item"), proposal.item_id, kind="id")

    def _show_made(self, made: stages.Made, view: ResultView) -> None:
        self._chip.set_status(self.tr("Sent"), "positive", "check")
        if not isinstance(made.receipt, Receipt):
            return
        transfer, balance = made.receipt.transfer, made.receipt.balance
        self._facts.add_row(self.tr("When"), absolute_time(transfer.at))
        symbol = symbol_of(view.tokens, balance.token_id)
        left = with_symbol(balance.available, symbol, self._numbers, hidden=view.hide_amounts)
        self._facts.add_row(self.tr("Left"), left)
        self._facts.add_row(self.tr("Transfer id"), transfer.id, kind="id")
