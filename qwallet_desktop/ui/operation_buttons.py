"""What can be done about an operation: send it, try now, cancel, retry, or look at what became of it."""

from typing import assert_never

from PySide6.QtWidgets import QWidget

from qwallet_desktop.state import operation as stages
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.batches import ShowOrder
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.ask_words import verbs_of
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.operation_hand import OperationHand
from qwallet_desktop.ui.operation_steps import shown_elsewhere
from qwallet_desktop.ui.widgets.buttons import PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.flow import FlowRow


class OperationButtons(FlowRow):
    """The verbs that make sense at a stage; takes no room where there are none."""

    def __init__(self, bench: Bench, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._bench = bench
        self._operation: Operation | None = None
        hand = OperationHand(bench, lambda: self._operation)
        self.send = PrimaryButton(self.tr("Send it"), hand.confirm, icon="send")
        self.again = PrimaryButton(self.tr("Retry"), hand.retry, icon="refresh")
        self.anew = SecondaryButton("", hand.retry, icon="refresh")
        self.now = SecondaryButton(self.tr("Try now"), hand.retry, icon="refresh")
        self.look = SecondaryButton("", self._look)
        self.cancel = SecondaryButton("", hand.cancel, icon="cross")
        self.list = SecondaryButton(self.tr("Show list"), self._show_list)
        self._all = (self.send, self.again, self.anew, self.now, self.list, self.look, self.cancel)
        for button in self._all:
            button.hide()
            self.add(button)

    def set_operation(self, operation: Operation, hold: HoldUp | None, *, retried: bool, way_is_open: bool) -> None:
        """Offer what makes sense for an operation.

        Args:
            operation: Whose buttons these are.
            hold: What it waits for.
            retried: Whether another one that was not refused repeats it, so that it is not offered again.
            way_is_open: Whether anything can be sent now.
        """
        self._operation = operation
        is_list = isinstance(operation.ask, Order)
        verbs = verbs_of(operation.ask, made=isinstance(operation.stage, stages.Made))
        for worded, verb in zip((self.cancel, self.anew, self.look), verbs, strict=True):
            worded.set_text(verb)
        wanted = self._offered(operation, hold, retried=retried)
        if is_list and isinstance(operation.stage, (stages.Made, stages.Refused)):
            wanted = (*wanted, self.list)
        if not way_is_open:
            wanted = tuple(button for button in wanted if button is not self.now)
        for button in self._all:
            button.setVisible(button in wanted)
        self.setVisible(bool(wanted))
        self.arrange()

    def _offered(self, operation: Operation, hold: HoldUp | None, *, retried: bool) -> tuple[QWidget, ...]:
        offered: tuple[QWidget, ...] = ()
        match operation.stage:
            case stages.Keeping():
                offered = (self.cancel,)
            case stages.Waiting() if hold is HoldUp.CONFIRM:
                offered = (self.send, self.cancel)
            case stages.Waiting(_, problem):
                held_up = hold is HoldUp.NODE or (hold is None and problem is not None)
                offered = (self.now, self.cancel) if held_up else (self.cancel,)
            case stages.Unanswered():
                offered = (self.look,) if hold is HoldUp.LEDGER else (self.now, self.look)
            case stages.Refused() | stages.NotKept():
                offered = () if retried else (self.again,)
            case stages.Cancelled():
                offered = () if retried else (self.anew,)
            case stages.Made():
                offered = (self.look,)
            case stages.Sending() | stages.Cancelling():
                pass
            case _:
                assert_never(operation.stage)
        return offered

    def _look(self) -> None:
        if self._operation is not None:
            for action in shown_elsewhere(self._operation):
                self._bench.dispatch(action)

    def _show_list(self) -> None:
        """Show what became of each payment, where the list was written."""
        operation = self._operation
        if operation is not None and isinstance(operation.ask, Order):
            self._bench.dispatch(SwitchIdentity(operation.identity_id))
            self._bench.dispatch(ShowOrder(operation.identity_id, operation.id, operation.ask))
            self._bench.dispatch(GoTo(Page.WALLET, Tab.PAY_MANY))
