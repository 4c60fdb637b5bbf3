"""What became of a list of payments: the whole in a sentence, each line in the table, and what can be done next."""

from pathlib import Path
from typing import Final, assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batches import PaymentMade, of_payment
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.batch import NotPaid, Paid, Paying
from qwallet_desktop.ui.amounts import discreet, grouped
from qwallet_desktop.ui.list_words import payments_word
from qwallet_desktop.ui.screens.pay_many_rows import rows_of_order
from qwallet_desktop.ui.screens.pay_many_table import ListTable
from qwallet_desktop.ui.screens.pay_many_view import View, numbered
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.wording import sentence

_NOTHING_WRITTEN: Final = frozenset({Code.STORAGE_FULL, Code.STORAGE_READ_ONLY, Code.OVERLOADED, Code.VAULT_LOCKED})


class PayManyResult(Card):
    """Shows a list that was sent.

    Signals:
        again: Begin another list.
        mended: Begin with the refused lines (of a list), or with the whole list (where all fell).
        retried: Send the same order again.
        copied: Copy the refused lines.
        saved: Write the refused lines to a file.
        opened: Look at the receipt of one payment.
    """

    again = Signal()
    mended = Signal()
    retried = Signal()
    copied = Signal()
    saved = Signal()
    opened = Signal(object)

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._numbers = numbers
        self._drawn: tuple[object, ...] = ()
        self._chip = StatusChip()
        self._title = PlainText("", "heading", wrap=True)
        self._why = Banner()
        self._file = Banner()
        self.table = ListTable(self.tr("Result"))
        self.table.opened.connect(self.opened)
        self.new = PrimaryButton(self.tr("New list"), self.again.emit)
        self.retry = PrimaryButton(self.tr("Retry"), self.retried.emit, icon="refresh")
        self.mend = SecondaryButton("", self.mended.emit)
        self.copy = GhostButton(self.tr("Copy refused lines"), self.copied.emit, icon="copy")
        self.save = GhostButton(self.tr("Save refused lines\u2026"), self.saved.emit, icon="export")
        head = row(spacing=12)
        head.addWidget(self._title, 1)
        head.addWidget(self._chip)
        buttons = row(spacing=8)
        for button in (self.retry, self.new, self.mend, self.copy, self.save):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.add(head)
        self.add(self._why)
        self.add(self.table, 1)
        self.add(self._file)
        self.add(buttons)

    def set_result(self, view: View, batch: Paying | Paid | NotPaid) -> None:
        """Show how far an order is, or how it ended."""
        drawn = (batch, view.identities, view.tokens, view.hide_amounts)
        if drawn == self._drawn:
            # The events of what was just paid change other things, hundreds of times.
            return
        self._drawn = drawn
        self.table.set_rows(rows_of_order(view, batch, self._numbers), hidden=view.hide_amounts)
        for widget in (self.new, self.retry, self.mend, self.copy, self.save, self._why, self._file):
            widget.hide()
        match batch:
            case Paying():
                self._head(self.tr("Sending {payments}\u2026"), len(batch.order.payments))
                self._chip.set_status(self.tr("Sending"), "neutral", "clock")
            case Paid():
                self._show_paid(batch)
            case NotPaid():
                self._show_not_paid(view, batch)
            case _:
                assert_never(batch)

    def words(self) -> str:
        """Return the heading, the sentence under it and what is said of the file."""
        banners = [one.accessibleName() for one in (self._why, self._file) if not one.isHidden()]
        return " ".join([self._title.text(), *banners])

    def first_button(self) -> QWidget | None:
        """Return the button of the next step, None while there is nothing to do but wait."""
        return next((one for one in (self.retry, self.mend, self.new) if not one.isHidden()), None)

    def _head(self, template: str, count: int) -> None:
        self._title.set_text(template.format(payments=payments_word(count, grouped(count, self._numbers))))

    def _show_paid(self, batch: Paid) -> None:
        made = sum(isinstance(outcome, PaymentMade) for outcome in batch.receipt.outcomes)
        refused = len(batch.receipt.outcomes) - made
        self.new.show()
        if not refused:
            self._head(self.tr("{payments} sent"), made)
            self._chip.set_status(self.tr("Sent"), "positive", "check")
            return
        words = self.tr("{made} of {payments} sent").format(made=grouped(made, self._numbers), payments="{payments}")
        self._head(words, len(batch.receipt.outcomes))
        self._chip.set_status(
            self.tr("{count} refused").format(count=grouped(refused, self._numbers)), "caution", "warning"
        )
        one, many = self.tr("Mend the refused line"), self.tr("Mend the {count} refused lines")
        self.mend.set_text(one if refused == 1 else many.format(count=grouped(refused, self._numbers)))
        for button in (self.mend, self.copy, self.save):
            button.show()
        self._show_file(batch)

    def _show_file(self, batch: Paid) -> None:
        match batch.saved:
            case Path() as path:
                words = self.tr("The refused lines were written to {path}").format(path=path)
                self._file.set_banner(words, "positive", "check")
            case Problem() as problem:
                self._file.set_banner(sentence(problem, self._numbers), "danger", "warning")
            case None:
                return
            case _:
                assert_never(batch.saved)
        self._file.show()

    def _show_not_paid(self, view: View, batch: NotPaid) -> None:
        place = of_payment(batch.problem)
        problem = batch.problem if place is None else place[1]
        why = sentence(discreet(problem, hidden=view.hide_amounts), self._numbers)
        self._why.show()
        if not batch.unanswered:
            self._head(self.tr("Nothing was sent"), 0)
            self._chip.set_status(self.tr("Not sent"), "danger", "cross")
            template = self.tr("The node refused this list; nothing was moved. {why}")
            if place is not None:
                template = self.tr("The node refused line {line}, so nothing was moved. {why}")
            line = numbered(batch.order)[place[0]] if place is not None and place[0] < len(batch.order.payments) else 0
            self._why.set_banner(template.format(line=line, why=why), "danger", "warning")
            self.mend.set_text(self.tr("Back to the list"))
            self.mend.show()
            self.new.show()
            return
        nothing = problem.code in _NOTHING_WRITTEN
        self._head(self.tr("Not sent yet") if nothing else self.tr("Not known yet"), 0)
        self._chip.set_status(self.tr("Waiting"), "caution", "clock")
        if nothing:
            template = self.tr(
                "The node could not make these payments. {why} Retry sends the same request, so it can't pay twice."
            )
        else:
            template = self.tr(
                "It is not known whether these payments were made. {why} "
                "Retry sends the same request, so it can't pay twice."
            )
        self._why.set_banner(template.format(why=why), "caution", "warning")
        self.retry.show()
