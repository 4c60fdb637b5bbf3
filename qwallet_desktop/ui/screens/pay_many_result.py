"""What became of a list of payments: the whole in a sentence, each line in the table, and what can be done next."""

from pathlib import Path
from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batches import BatchReceipt, PaymentMade, PaymentOpened, of_payment
from qwallet_desktop.domain.item_status import is_open
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state import operation as stages
from qwallet_desktop.state.batch import Order, Submitted
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.amounts import discreet, grouped
from qwallet_desktop.ui.item_terms import ItemTerms
from qwallet_desktop.ui.item_words import item_mark, meaning_words
from qwallet_desktop.ui.list_words import payments_word
from qwallet_desktop.ui.operation_words import mark, meaning
from qwallet_desktop.ui.screens.pay_many_rows import rows_of_order
from qwallet_desktop.ui.screens.pay_many_table import ListTable
from qwallet_desktop.ui.screens.pay_many_view import View, item_of, numbered, receipt_of
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.wording import sentence


class PayManyResult(Card):
    """Shows a list that was sent.

    Signals:
        again: Begin another list.
        mended: Begin with the refused lines (of a list), or with the whole list (where all fell).
        retried: Try the same order at once.
        confirmed: What has waited for long is still wanted.
        cancelled: What waits is not wanted any more.
        copied: Copy the refused lines.
        saved: Write the refused lines to a file.
        kept: Write every line with what became of it to a file.
        opened: Look at the receipt of one payment.
        asked: Look at the request that all payments wait as.
    """

    again = Signal()
    mended = Signal()
    retried = Signal()
    confirmed = Signal()
    cancelled = Signal()
    copied = Signal()
    saved = Signal()
    kept = Signal()
    opened = Signal(object)
    asked = Signal(str)

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
        self.look = SecondaryButton(self.tr("Open in the inbox"), self._look, icon="inbox")
        self._item: Item | None = None
        self.want = PrimaryButton(self.tr("Send it"), self.confirmed.emit)
        self.retry = SecondaryButton(self.tr("Try now"), self.retried.emit, icon="refresh")
        self.cancel = SecondaryButton(self.tr("Cancel list"), self.cancelled.emit)
        self.mend = SecondaryButton("", self.mended.emit)
        self.copy = GhostButton(self.tr("Copy refused lines"), self.copied.emit, icon="copy")
        self.save = GhostButton(self.tr("Save refused lines\u2026"), self.saved.emit, icon="export")
        self.keep = GhostButton(self.tr("Save result\u2026"), self.kept.emit, icon="export")
        head = row(spacing=12)
        head.addWidget(self._title, 1)
        head.addWidget(self._chip)
        buttons = FlowRow(spacing=8)
        self._buttons = (
            self.want,
            self.look,
            self.new,
            self.retry,
            self.cancel,
            self.mend,
            self.copy,
            self.save,
            self.keep,
        )
        for button in self._buttons:
            buttons.add(button)
        self.add(head)
        self.add(self._why)
        self.add(self.table, 1)
        self.add(self._file)
        self.add(buttons)

    def set_result(self, view: View, batch: Submitted) -> None:
        """Show how far an order is, or how it ended."""
        drawn = (batch, view.operation, view.hold, view.identities, view.tokens, view.hide_amounts)
        if drawn == self._drawn:
            # The events of what was just paid change other things, hundreds of times.
            return
        self._drawn = drawn
        self.table.set_rows(rows_of_order(view, batch.order, self._numbers), hidden=view.hide_amounts)
        for widget in (*self._buttons, self._why, self._file):
            widget.hide()
        # Whatever becomes of this one, another can be begun.
        self.new.show()
        receipt = receipt_of(view.operation)
        self._item = item_of(view.operation)
        if self._item is not None:
            self._show_asked(view, batch.order, self._item)
        elif receipt is not None:
            self._show_paid(batch, receipt)
        elif view.operation is not None:
            self._show_open(view, batch.order, view.operation)

    def words(self) -> str:
        """Return the heading, the sentence under it and what is said of the file."""
        banners = [one.accessibleName() for one in (self._why, self._file) if not one.isHidden()]
        return " ".join([self._title.text(), *banners])

    def first_button(self) -> QWidget | None:
        """Return the button of the next step."""
        return next((one for one in (self.want, self.look, self.mend, self.new) if not one.isHidden()), None)

    def _head(self, template: str, count: int) -> None:
        self._title.set_text(template.format(payments=payments_word(count, grouped(count, self._numbers))))

    def _show_paid(self, batch: Submitted, receipt: BatchReceipt) -> None:
        made = sum(isinstance(outcome, PaymentMade) for outcome in receipt.outcomes)
        opened = sum(isinstance(outcome, PaymentOpened) for outcome in receipt.outcomes)
        refused = len(receipt.outcomes) - made - opened
        self.keep.show()
        self._show_file(batch)
        self._head(self._sent(made, opened, refused), len(receipt.outcomes))
        if not refused:
            if opened:
                self._chip.set_status(self.tr("Approval asked for"), "accent", "clock")
            else:
                self._chip.set_status(self.tr("Sent"), "positive", "check")
            return
        self._chip.set_status(
            self.tr("{count} refused").format(count=grouped(refused, self._numbers)), "caution", "warning"
        )
        one, many = self.tr("Mend the refused line"), self.tr("Mend the {count} refused lines")
        self.mend.set_text(one if refused == 1 else many.format(count=grouped(refused, self._numbers)))
        for button in (self.mend, self.copy, self.save):
            button.show()

    def _show_asked(self, view: View, order: Order, item: Item) -> None:
        """Show a list that waits as one request, or what became of that."""
        now = item.proposal.opened_at
        mark = item_mark(item, now)
        self._chip.set_status(*mark)
        terms = ItemTerms(view.identities, view.tokens, self._numbers, view.hide_amounts)
        waits = is_open(item, now)
        self._head(self.tr("{payments}: approval asked for") if waits else "{payments}", len(order.payments))
        words = meaning_words(item, now, terms)
        if waits:
            words = f"{words} {self.tr('Until then the sums are held, and nothing has moved.')}"
        self._why.show()
        self._why.set_banner(words, "neutral" if mark.tone == "accent" else mark.tone, mark.icon)
        self.look.show()

    def _look(self) -> None:
        if self._item is not None:
            self.asked.emit(self._item.proposal.item_id)

    def _sent(self, made: int, opened: int, refused: int) -> str:
        """Say what was done; what has become since then of what others were asked for stands in the table."""
        if not refused and not opened:
            return self.tr("{payments} sent")
        if opened and not made and not refused:
            return self.tr("{payments}: approval asked for")
        words = self.tr("{made} of {payments} sent").format(made=grouped(made, self._numbers), payments="{payments}")
        if not opened:
            return words
        asked = self.tr("approval asked for {count}").format(count=grouped(opened, self._numbers))
        return self.tr("{sent}, {asked}").format(sent=words, asked=asked)

    def _show_file(self, batch: Submitted) -> None:
        match batch.saved:
            case Path() as path:
                words = self.tr("Written to {path}").format(path=path)
                self._file.set_banner(words, "positive", "check")
            case Problem() as problem:
                self._file.set_banner(sentence(problem, self._numbers), "danger", "warning")
            case None:
                return
            case _:
                assert_never(batch.saved)
        self._file.show()

    def _show_open(self, view: View, order: Order, operation: Operation) -> None:
        """Show a list of which no payment was made, or of which that is not known."""
        stage, count = operation.stage, len(order.payments)
        said = mark(operation, view.hold)
        self._chip.set_status(said.words, said.tone, said.icon)
        if isinstance(stage, (stages.Keeping, stages.Sending)):
            self._head(self.tr("Sending {payments}\u2026"), count)
            return
        self._why.show()
        why = self._refusal(stage.problem, order, view) if isinstance(stage, stages.Refused) else ""
        why = why or meaning(operation, view.hold, self._numbers, hidden=view.hide_amounts)
        self._why.set_banner(why, said.tone, said.icon)
        match stage:
            case stages.Refused() | stages.NotKept() | stages.Cancelling() | stages.Cancelled():
                self._head(self.tr("Nothing was sent"), 0)
                self.mend.set_text(self.tr("Back to the list"))
                self.mend.show()
            case stages.Waiting():
                self._head(self.tr("Not sent yet: {payments}"), count)
                self.cancel.show()
                self.want.setVisible(view.hold is HoldUp.CONFIRM)
                self.retry.setVisible(view.hold in {HoldUp.NODE, None} and stage.problem is not None)
            case stages.Unanswered():
                self._head(self.tr("Not known yet"), 0)
                self.retry.show()
            case _:
                return

    def _refusal(self, problem: Problem, order: Order, view: View) -> str:
        place = of_payment(problem)
        why = sentence(discreet(problem if place is None else place[1], hidden=view.hide_amounts), self._numbers)
        if place is None:
            return self.tr("The node refused this list; nothing was moved. {why}").format(why=why)
        line = numbered(order)[place[0]] if place[0] < len(order.payments) else 0
        template = self.tr("The node refused line {line}, so nothing was moved. {why}")
        return template.format(line=line, why=why)
