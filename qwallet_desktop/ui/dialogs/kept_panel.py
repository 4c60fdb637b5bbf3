"""What stands in a sheet in place of its form while what it asked for waits: how far that is, and what can be done."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import ShowOperation
from qwallet_desktop.state.operation import Operation, Waiting
from qwallet_desktop.state.operation_line import way_is_open
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.ask_words import side_words
from qwallet_desktop.ui.asked_amount import show_asked_amount
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.operation_buttons import OperationButtons
from qwallet_desktop.ui.operation_words import mark, meaning
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.chips import StatusChip
from qwallet_desktop.ui.widgets.fitted_amount import FittedAmount
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import column, row


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet has asked for, and what is needed to say how far that is.

    Attributes:
        operation: What it is; None where nothing was asked for.
        hold: What it waits for.
        way_is_open: Whether anything can be sent now.
        identities: The identities held here.
        tokens: The tokens that are known.
        hide_amounts: Whether amounts are shown as dots.
    """

    operation: Operation | None = None
    hold: HoldUp | None = None
    way_is_open: bool = True
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hide_amounts: bool = False


def asked_on_sheet(state: State) -> Asked:
    """Return what the open sheet has asked for."""
    request_id = state.navigation.asked
    operation = None if request_id is None else state.operations.known.get(request_id)
    if operation is None:
        return Asked()
    return Asked(
        operation,
        hold_up(state, operation),
        way_is_open(state.operations),
        state.identities,
        state.tokens.known,
        state.preferences.hide_amounts,
    )


class KeptPanel(QWidget):
    """Stage, amount, meaning, who signs, and the verbs; it may be closed, for the operation goes on without it."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._id: RequestId | None = None
        self._chip = StatusChip()
        self._amount = FittedAmount(28, longest=18)
        self._party = Party(size=32, show_id=False)
        self._meaning = Banner()
        self.buttons = OperationButtons(bench)
        self._stays = PlainText(self.tr("This may be closed: it stays under Operations."), "caption", wrap=True)
        self.show_it = LinkButton(self.tr("Show"), self._go)
        stack = column(self, spacing=16)
        for widget in (self._chip, self._amount, self._party, self._meaning, self.buttons):
            stack.addWidget(widget)
        stack.setAlignment(self._chip, Qt.AlignmentFlag.AlignLeft)
        line = row(spacing=8)
        line.addWidget(self._stays, 1)
        line.addWidget(self.show_it)
        stack.addLayout(line)

    def draw(self, asked: Asked) -> None:
        """Draw how far it is."""
        operation = asked.operation
        if operation is None:
            return
        self._id = operation.id
        said = mark(operation, asked.hold)
        self._chip.set_status(*said)
        numbers, hidden = self._bench.numbers, asked.hide_amounts
        show_asked_amount(self._amount, operation.ask, asked.tokens, numbers, hidden=hidden)
        self._party.set_side(side_words(operation.ask)[0])
        show_party(self._party, asked.identities, operation.identity_id)
        self._meaning.set_banner(self._words(operation, asked), said.tone, said.icon)
        self.buttons.set_operation(operation, asked.hold, retried=False, way_is_open=asked.way_is_open)

    def words(self) -> str:
        """Return the stage and what it means, as shown."""
        return f"{self._chip.accessibleName()}: {self._meaning.accessibleName()}"

    def _words(self, operation: Operation, asked: Asked) -> str:
        words = meaning(operation, asked.hold, self._bench.numbers, hidden=asked.hide_amounts)
        kept = isinstance(operation.stage, Waiting) and asked.hold is not HoldUp.CONFIRM
        return f"{self.tr('It is kept on this computer.')} {words}" if kept else words

    def _go(self) -> None:
        if self._id is not None:
            self._bench.dispatch(ShowOperation(self._id))
