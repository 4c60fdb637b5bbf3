"""The payments of a list in short: the first few lines, and how many more there are."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batches import AskedPayment, BatchReceipt, PaymentRefused
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.ui.amounts import discreet, grouped
from qwallet_desktop.ui.ask_words import amount_text
from qwallet_desktop.ui.list_words import in_short, mode_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.amount import AmountLabel
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.styling import clear, column, row

MOST_LINES: Final = 5
_LONGEST: Final = 18


class PaymentLines(QWidget):
    """Who is paid how much, line by line; those that were refused come first, with what was said of each."""

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self.setAccessibleName(self.tr("Payments"))
        self._stack = column(self, spacing=4)

    def set_order(
        self,
        order: Order,
        receipt: BatchReceipt | None,
        identities: Identities,
        tokens: Mapping[TokenId, Token],
        *,
        hidden: bool,
    ) -> None:
        """Show the first payments of an order; `receipt` tells what became of each, once that is known."""
        clear(self._stack)
        lines = refused_first(order, receipt)
        self._stack.addWidget(PlainText(self.tr("Payments"), "overline"))
        for payment, problem in lines[:MOST_LINES]:
            self._stack.addWidget(self._line(payment, identities, tokens, hidden=hidden))
            if problem is not None:
                why = PlainText(in_short(discreet(problem, hidden=hidden), self._numbers), "caption", wrap=True)
                why.set_tone("danger")
                self._stack.addWidget(why)
        more = len(lines) - MOST_LINES
        words = [self.tr("and {count} more").format(count=grouped(more, self._numbers))] if more > 0 else []
        words += [mode_words(order.mode)[1]] if receipt is None else []
        for each in words:
            self._stack.addWidget(PlainText(each, "caption", wrap=True))

    def _line(
        self, payment: AskedPayment, identities: Identities, tokens: Mapping[TokenId, Token], *, hidden: bool
    ) -> QWidget:
        alone = PaymentDraft(payment.recipient, payment.token_id, payment.amount, payment.memo)
        text, symbol = amount_text(alone, tokens, self._numbers)
        amount = AmountLabel()
        amount.set_amount(cut_middle(text, 7, 5) if len(text) > _LONGEST else text, symbol)
        amount.set_hidden_amount(hidden)
        holder = QWidget()
        line = row(holder, spacing=12)
        line.addWidget(ElidedText(called(identities, payment.recipient)), 1)
        line.addWidget(amount)
        return holder


def refused_first(order: Order, receipt: BatchReceipt | None) -> list[tuple[AskedPayment, Problem | None]]:
    """Return the payments of an order, each with why it was refused; those that were come first."""
    outcomes = (None,) * len(order.payments) if receipt is None else receipt.outcomes
    lines = [
        (payment, outcome.problem if isinstance(outcome, PaymentRefused) else None)
        for payment, outcome in zip(order.payments, outcomes, strict=False)
    ]
    return sorted(lines, key=lambda line: line[1] is None)
