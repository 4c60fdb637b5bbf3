"""The payments of a receipt that makes many: each in a list, the whole of the current one under it, and the totals."""

from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, held_for
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.ui.item_terms import payments_words
from qwallet_desktop.ui.models.list_model import Column, ListModel, Row
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.receipt.parties import WholeParty
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, IdentityDelegate
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.row_table import RowTable
from qwallet_desktop.ui.widgets.styling import column

_WIDTHS: Final = {Column.LINE: 56, Column.AMOUNT: 124}
_MOST_ROWS: Final = 6
"""Rows that are seen at once; the others are scrolled to."""


class PaymentsTable(RowTable):
    """All payments; `moved` tells which one is looked at."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        self._rows = ListModel("")
        super().__init__(self._rows, self.tr("Payments"), (Column.RECIPIENT,), told=Column.RECIPIENT, parent=parent)
        self.setItemDelegateForColumn(Column.RECIPIENT, IdentityDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        self.horizontalHeader().setSectionsClickable(False)
        self._rows.set_beside(beside=True)
        self.fit()

    def set_payments(self, rows: tuple[Row, ...], *, hidden: bool) -> None:
        """Show payments."""
        self._rows.set_rows(rows, hidden=hidden)
        self.fit()

    def fit(self) -> None:
        """Give the columns their widths, and as many rows as there is room for."""
        for hidden in (Column.MEMO, Column.VERDICT):
            self.setColumnHidden(hidden, True)
        self.set_widths(_WIDTHS)
        rows = min(_MOST_ROWS, max(1, self._rows.rowCount()))
        height = rows * self.verticalHeader().defaultSectionSize() + self.horizontalHeader().sizeHint().height() + 2
        self.setFixedHeight(height)


class PaymentsPart(QWidget):
    """How many payments, what they come to for each token, each of them, and the one that is looked at in full."""

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._view: ReceiptView | None = None
        self._count = PlainText("", "heading")
        self.totals = KeyValueGrid()
        self.table = PaymentsTable()
        self.whole = WholeParty()
        self._memo = PlainText("", "quote", wrap=True, selectable=True)
        self._memo.setAccessibleName(self.tr("Memo"))
        stack = column(self, spacing=12)
        for widget in (self._count, self.totals, self.table, self.whole, self._memo):
            stack.addWidget(widget)
        self.table.moved.connect(self._look_at)
        self.table.opened.connect(self._look_at)

    def draw(self, view: ReceiptView, matter: BatchMatter) -> None:
        """Show all payments, and the first one in full."""
        before, self._view = self._view, view
        self._count.set_text(payments_words(matter, self._numbers))
        self._show_totals(view, matter)
        rows = tuple(self._row(view, at, one) for at, one in enumerate(matter.payments, 1))
        self.table.set_payments(rows, hidden=view.hide_amounts)
        is_other = before is None or before.item.proposal != view.item.proposal
        self._look_at(0 if is_other else max(0, self.table.currentIndex().row()))

    def _show_totals(self, view: ReceiptView, matter: BatchMatter) -> None:
        symbols = {one.amount.token_id: one.symbol for one in matter.payments}
        self.totals.clear()
        for total in held_for(matter):
            words = "•••" if view.hide_amounts else format_amount(total, self._numbers)
            self.totals.add_row(self.tr("In all"), f"{words} {plain(symbols[total.token_id])}")

    def _row(self, view: ReceiptView, number: int, one: BatchPayment) -> Row:
        figures = format_amount(one.amount, self._numbers)
        who = person(view.identities, one.recipient)
        symbol = plain(one.symbol)
        return Row(number, one.recipient, who if who.name else None, figures, symbol, one.memo, "", "text", "")

    def _look_at(self, row: int) -> None:
        view = self._view
        matter = None if view is None else view.item.proposal.matter
        if view is None or not isinstance(matter, BatchMatter) or not 0 <= row < len(matter.payments):
            return
        one = matter.payments[row]
        self.whole.set_side(self.tr("Payment {n} to").format(n=row + 1))
        self.whole.draw(view, one.recipient)
        self._memo.set_text(one.memo)
        self._memo.setVisible(bool(one.memo))
