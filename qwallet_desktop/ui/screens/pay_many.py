"""The screen for lists of payments: the list, its check line by line, the last look, and what became of it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from qwallet_desktop.domain.batch_check import CheckedList
from qwallet_desktop.domain.batches import MOST_PAYMENTS, BatchMode
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state.batch import Listing, Order
from qwallet_desktop.state.batches import (
    CheckRecipients,
    ListNotTaken,
    NewList,
    ReadListFile,
    SubmitBatch,
    WriteList,
)
from qwallet_desktop.state.navigation import GoTo, Page, ShowItem, Tab
from qwallet_desktop.state.wallets import LoadWallet
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.confirm_list import ConfirmListView
from qwallet_desktop.ui.dialogs.list_files import ask_list
from qwallet_desktop.ui.list_words import in_full, payments_word
from qwallet_desktop.ui.operation_hand import OperationHand
from qwallet_desktop.ui.screens import pay_many_view, send_view
from qwallet_desktop.ui.screens.list_last_look import ListLastLook
from qwallet_desktop.ui.screens.pay_many_editor import ListEditor
from qwallet_desktop.ui.screens.pay_many_file import ListFiles
from qwallet_desktop.ui.screens.pay_many_result import PayManyResult
from qwallet_desktop.ui.screens.pay_many_rows import rows_of_list
from qwallet_desktop.ui.screens.pay_many_summary import PayManySummary, SummaryView
from qwallet_desktop.ui.screens.pay_many_table import ListTable
from qwallet_desktop.ui.screens.pay_many_view import View, select
from qwallet_desktop.ui.screens.send_wallet import SendPanel
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.id_label import copy_text
from qwallet_desktop.ui.widgets.labels import SectionHeader
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column, row, set_look

__all__ = ["PayManyScreen", "View", "select"]

_SIDE_BY_SIDE: Final = 820
_SUMMARY_WIDTH: Final = 300
_NOT_CHECKED: Final[tuple[object, ...]] = ()


class PayManyScreen(QWidget):
    """Checks the active identity's list as it is written, and sends what was confirmed."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._list = CheckedList()
        self._checked_for = _NOT_CHECKED
        self._asked: tuple[object, ...] = ()
        self._wants_review = False
        self._files = ListFiles(self, bench, lambda: self._view, self._say)
        self._last_look = ListLastLook(self, bench.numbers, self._send)
        self.editor = ListEditor(lambda: ask_list(self, self._take, self.tr("Import a list of payments")))
        self.table = ListTable(self.tr("Check"))
        self.lines = StatePanel(self.table, shape="rows", count=4)
        self.summary = PayManySummary(bench.numbers, self.review)
        self.result = PayManyResult(bench.numbers)
        self._stopped = Banner("", "caution", "snowflake")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        written = Card()
        written.add(self._stopped)
        written.add(self.editor)
        self._stopped.hide()
        checked = Card(margin=1)
        checked.add(self.lines, 1)
        left = column(spacing=16)
        left.addWidget(written)
        left.addWidget(checked, 1)
        self._listing = QWidget()
        self._both = row(self._listing, spacing=16)
        self._both.addLayout(left, 1)
        self._both.addWidget(self.summary)
        body = QWidget()
        pages = column(body, spacing=0)
        pages.addWidget(self._listing, 1)
        pages.addWidget(self.result, 1)
        self.result.hide()
        receive = GoTo(Page.WALLET, Tab.RECEIVE)
        self._panel = SendPanel(body, self._load, lambda: self._bench.dispatch(receive), shape="list")
        holder = QWidget()
        set_look(holder, look="bare")
        stack = column(holder, margin=24, spacing=16)
        head = SectionHeader(
            self.tr("Pay many"),
            self.tr("A list of payments, checked line by line and sent as one request."),
            role="title",
        )
        single = GoTo(Page.WALLET, Tab.SEND)
        self.back = GhostButton(self.tr("Single payment"), lambda: self._bench.dispatch(single), icon="chevron-left")
        head.add_action(self.back)
        stack.addWidget(head)
        stack.addWidget(self._panel, 1)
        column(self).addWidget(scrolled(holder))
        QWidget.setTabOrder(self.result.keep, self.back)

    def _connect(self) -> None:
        self.editor.written.connect(lambda text: self._write(text=text))
        self.editor.chosen.connect(self._take)
        self.editor.refused.connect(self._too_many)
        self.summary.mode_chosen.connect(lambda mode: self._write(mode=mode))
        self.result.again.connect(lambda: self._begin(""))
        self.result.mended.connect(self._mend)
        self._hand = OperationHand(self._bench, lambda: self._view.operation)
        self._hand.take(self.result)
        self.result.copied.connect(lambda: copy_text(self._files.refused()))
        self.result.saved.connect(self._files.save_refused)
        self.result.kept.connect(self._files.save_result)
        self.result.opened.connect(self._open)
        self.result.asked.connect(lambda item_id: self._bench.dispatch(ShowItem(item_id)))

    def draw(self, view: View) -> None:
        """Draw the active identity's list; another identity's comes back as it was left."""
        before = self._view
        if view.identity != before.identity:
            # What was typed last is still the other identity's.
            self.editor.tell()
            self._wants_review = False
        self._view = view
        self._panel.set_view(pay_many_view.of_sender(view))
        batch = view.batch
        if isinstance(batch, Listing):
            earlier = before.batch if view.identity == before.identity else None
            if not isinstance(earlier, Listing) or batch.taken != earlier.taken:
                self.editor.set_text(batch.text)
            self._show_list(batch)
        else:
            self._panel.show_content()
            self.result.set_result(view, batch)
            self._last_look.close()
        if view.identity != before.identity:
            self._last_look.close()
        ended = not isinstance(batch, Listing)
        if ended == self.result.isHidden():
            self._listing.setVisible(not ended)
            self.result.setVisible(ended)
            button = self.result.first_button() if ended else self.editor.edit
            if button is not None and self.isVisible():
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_list(self, batch: Listing) -> None:
        """Check the list against what is known now, and show all that follows from it."""
        view = self._view
        balances = view.wallet.balances if view.wallet is not None else None
        basis = (view.identity, batch.text, batch.recipients, view.identities, view.tokens, balances)
        if basis != self._checked_for:
            self._checked_for = basis
            self._list = pay_many_view.checked(view)
        list_ = self._list
        problem = send_view.sender_problem(pay_many_view.of_sender(view))
        self._stopped.setVisible(problem is not None)
        if problem is not None:
            self._stopped.set_banner(self._say(problem), "caution", "snowflake")
        overlong = pay_many_view.overlong(view) if len(list_.lines) == MOST_PAYMENTS else None
        wrong = overlong or batch.problem
        self.editor.set_error(self._say(wrong) if wrong is not None else "")
        count = len(list_.lines)
        self.editor.set_count(payments_word(count, grouped(count, self._bench.numbers)) if count else "")
        self.table.set_rows(rows_of_list(view, list_, self._bench.numbers), hidden=view.hide_amounts)
        if count:
            self.lines.show_content()
        else:
            words = self.tr("Write or paste payments above, or import a CSV file. Each line is checked here.")
            self.lines.show_empty("note", self.tr("Nothing on the list yet"), words)
        self.summary.set_summary(
            SummaryView(
                *(list_, batch.mode, view.hide_amounts, problem),
                overlong=overlong is not None,
                asking=pay_many_view.count_asking(view, list_),
                together=pay_many_view.together_words(view, list_, self._bench.numbers),
            )
        )
        self._ask_about_strangers()
        self._last_look.follow(self._confirmable)
        if self._wants_review and self.editor.told() == batch.text:
            self.review()

    def _ask_about_strangers(self) -> None:
        """Have the node say what it knows of recipients that are not ours, once for each set of them."""
        view, payments = self._view, pay_many_view.strangers(self._view, self._list)
        if view.identity is None or not payments or not self.isVisible():
            return
        question = (view.identity, view.actor, tuple(payment.recipient for payment in payments))
        if question != self._asked:
            self._asked = question
            self._bench.dispatch(CheckRecipients(view.identity, payments, view.actor))

    def review(self) -> None:
        """Open the last look at a list that may be sent; nothing is sent from here."""
        self.editor.tell()
        # What was just typed is checked first; the sheet opens once that is drawn.
        batch = self._view.batch
        self._wants_review = isinstance(batch, Listing) and self.editor.told() != batch.text
        shown = None if self._wants_review else self._confirmable()
        if shown is not None:
            self._last_look.open(shown)

    def _confirmable(self) -> ConfirmListView | None:
        view, batch = self._view, self._view.batch
        if view.identity is None or not isinstance(batch, Listing):
            return None
        problem = send_view.sender_problem(pay_many_view.of_sender(view))
        overlong = pay_many_view.overlong(view) is not None
        if not SummaryView(self._list, batch.mode, stopped=problem, overlong=overlong).can_go_on():
            return None
        asking = pay_many_view.count_asking(view, self._list)
        together = pay_many_view.together_words(view, self._list, self._bench.numbers)
        order = Order(self._list.payments(), batch.mode, batch.text)
        parties = (view.identity, view.identities)
        return ConfirmListView(
            order, self._list, *parties, waits=view.away, asking=asking, actor=view.actor, together=together
        )

    def _send(self, sender: IdentityId, order: Order) -> None:
        if sender == self._view.identity:
            # Greyed at once: the state follows within a frame, and a second click must find nothing to press.
            self.summary.review.setEnabled(False)
            self._bench.dispatch(
                SubmitBatch(sender, self._bench.new_request_id(), order, self._bench.now(), self._view.actor)
            )

    def _write(self, *, text: str | None = None, mode: BatchMode | None = None) -> None:
        identity, batch = self._view.identity, self._view.batch
        if identity is not None and isinstance(batch, Listing):
            kept = self.editor.told() if text is None else text
            self._bench.dispatch(WriteList(identity, kept, mode or batch.mode))

    def _take(self, path: Path) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(ReadListFile(self._view.identity, path))

    def _too_many(self, count: int) -> None:
        facts = {"most": str(MOST_PAYMENTS), **({"count": str(count)} if count else {})}
        if self._view.identity is not None:
            problem = Problem(Code.TOO_MANY_PAYMENTS, facts, "payments")
            self._bench.dispatch(ListNotTaken(self._view.identity, problem))

    def _begin(self, text: str) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(NewList(self._view.identity, text))

    def _mend(self) -> None:
        batch = self._view.batch
        if not isinstance(batch, Listing):
            paid = pay_many_view.receipt_of(self._view.operation) is not None
            self._begin(self._files.refused().replace("\r\n", "\n") if paid else batch.order.text)

    def _open(self, receipt: Receipt) -> None:
        identity = self._view.identity
        for action in pay_many_view.shown_in_activity(identity, receipt) if identity is not None else ():
            self._bench.dispatch(action)

    def _load(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(LoadWallet(self._view.identity))

    def _say(self, problem: Problem) -> str:
        return in_full(problem, self._bench.numbers, hidden=self._view.hide_amounts)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the list, and ask about recipients that were on it before the screen was seen."""
        super().showEvent(event)
        if not event.spontaneous() and not self._listing.isHidden():
            self.editor.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask_about_strangers()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the card under the list where there is no room beside it."""
        super().resizeEvent(event)
        theme = current_theme()
        wide = self.width() >= theme.scaled(_SIDE_BY_SIDE)
        self._both.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.summary.setMaximumWidth(theme.scaled(_SUMMARY_WIDTH) if wide else 16_777_215)
        self.summary.setMinimumWidth(theme.scaled(_SUMMARY_WIDTH) if wide else 0)
