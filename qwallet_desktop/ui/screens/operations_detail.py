"""The details of one operation: how far it is, what can be done about it, between whom, and its time line."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batches import BatchReceipt
from qwallet_desktop.domain.ids import RequestId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.ask_words import head_words, memo_of, other_side, side_words
from qwallet_desktop.ui.asked_amount import show_asked_amount
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.operation_buttons import OperationButtons
from qwallet_desktop.ui.operation_words import mark, meaning
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.screens.operations_course import points_of
from qwallet_desktop.ui.screens.operations_list import PaymentLines
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.drawer import Drawer
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.widgets.time_line import TimeLine


@dataclass(frozen=True, slots=True)
class DetailView:
    """What the details draw.

    Attributes:
        operation: Whose details these are.
        hold: What it waits for.
        repeated_by: The newest operation that repeats it.
        retried: Whether one that repeats it was not refused.
        way_is_open: Whether anything can be sent now.
        identities: The identities held here.
        tokens: The tokens that are known.
        hide_amounts: Whether amounts are shown as dots.
        in_memory: Whether nothing of it is written, since an anonymous identity asked for it.
    """

    operation: Operation
    hold: HoldUp | None = None
    repeated_by: RequestId | None = None
    retried: bool = False
    way_is_open: bool = True
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hide_amounts: bool = False
    in_memory: bool = False


class OperationDetail(Drawer):
    """Shows one operation; `wanted` asks for the details of another one."""

    wanted = Signal(str)

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__("", width=372, parent=parent)
        self._bench = bench
        self._drawn: DetailView | None = None
        self._chip = StatusChip()
        self._amount = FittedAmount(28, longest=15)
        self._meaning = Banner()
        self.buttons = OperationButtons(bench)
        self._sender, self._recipient = Party(self.tr("From")), Party(self.tr("To"))
        self._memo = PlainText("", "quote", wrap=True, selectable=True)
        self._memo.setAccessibleName(self.tr("Memo"))
        self._lines = PaymentLines(bench.numbers)
        self.course = TimeLine(self.tr("Time line"))
        self._facts = KeyValueGrid()
        for widget in self._in_order():
            self.add(widget)
        self.body.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def _in_order(self) -> tuple[QWidget, ...]:
        now = (self._chip, self._amount, self._meaning, self.buttons, Rule())
        what = (self._sender, self._recipient, self._lines, self._memo, Rule())
        return (*now, *what, self.course, Rule(), self._facts)

    def draw(self, view: DetailView | None) -> None:
        """Show an operation, or hide for None."""
        if view is None:
            self._drawn = None
            self.hide()
            return
        if view != self._drawn:
            self._drawn = view
            self._show(view)
        self.open_drawer()

    def touch(self) -> None:
        """Say anew how long ago everything was."""
        self.course.set_now(self._bench.now())

    def words(self) -> str:
        """Return the stage and what it means, as shown."""
        return f"{self._chip.accessibleName()}: {self._meaning.accessibleName()}"

    def _show(self, view: DetailView) -> None:
        operation, hold, numbers = view.operation, view.hold, self._bench.numbers
        self.set_title(head_words(operation.ask, view.identities, numbers))
        said = mark(operation, hold)
        self._chip.set_status(*said)
        show_asked_amount(self._amount, operation.ask, view.tokens, numbers, hidden=view.hide_amounts)
        words = meaning(operation, hold, numbers, hidden=view.hide_amounts)
        self._meaning.set_banner(words, said.tone, said.icon)
        self.buttons.set_operation(operation, hold, retried=view.retried, way_is_open=view.way_is_open)
        self._show_sides(view)
        self._memo.set_text(memo_of(operation.ask))
        self._memo.setVisible(bool(memo_of(operation.ask)))
        self.course.set_points(points_of(operation, hold, numbers, in_memory=view.in_memory), self._bench.now())
        self._show_facts(view)

    def _show_sides(self, view: DetailView) -> None:
        ask, other = view.operation.ask, other_side(view.operation.ask)
        for party, side in zip((self._sender, self._recipient), side_words(ask), strict=True):
            party.set_side(side)
        show_party(self._sender, view.identities, view.operation.identity_id)
        self._recipient.setVisible(other not in {None, view.operation.identity_id})
        self._lines.setVisible(isinstance(ask, Order))
        if other is not None:
            show_party(self._recipient, view.identities, other)
        if isinstance(ask, Order):
            stage = view.operation.stage
            receipt = stage.receipt if isinstance(stage, Made) else None
            of_list = receipt if isinstance(receipt, BatchReceipt) else None
            self._lines.set_order(ask, of_list, view.identities, view.tokens, hidden=view.hide_amounts)

    def _show_facts(self, view: DetailView) -> None:
        operation = view.operation
        self._facts.clear()
        self._facts.add_widget(self.tr("Request id"), IdLabel(operation.id, head=9, tail=6))
        stage = operation.stage
        if isinstance(stage, Made) and isinstance(stage.receipt, Receipt):
            self._facts.add_widget(self.tr("Transfer id"), IdLabel(stage.receipt.transfer.id, head=9, tail=6))
        if operation.retry_of is not None:
            self._link(self.tr("Repeats"), operation.retry_of)
        if view.repeated_by is not None:
            self._link(self.tr("Repeated by"), view.repeated_by)

    def _link(self, label: str, request_id: RequestId) -> None:
        link = LinkButton(cut_middle(request_id, 9, 6), lambda: self.wanted.emit(request_id))
        holder = QWidget()
        line = row(holder, spacing=0)
        line.addWidget(link)
        line.addStretch(1)
        self._facts.add_widget(label, holder)
