"""What a person can do with an operation, wherever it is shown: the click becomes an action."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import SignalInstance

from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import CancelOperation, ConfirmOperation, RetryOperation
from qwallet_desktop.ui.bench import Bench


class Buttons(Protocol):
    """What shows an operation, with buttons for what can be done with it."""

    @property
    def retried(self) -> SignalInstance:
        """It shall be tried at once."""

    @property
    def confirmed(self) -> SignalInstance:
        """It is still wanted."""

    @property
    def cancelled(self) -> SignalInstance:
        """It is not wanted any more."""


class OperationHand:
    """Emits the actions for the operation that is shown when something is clicked.

    Args:
        bench: Where actions go.
        shown: Returns the operation; None where none is shown any more.
    """

    def __init__(self, bench: Bench, shown: Callable[[], Operation | None]) -> None:
        self._bench, self._shown = bench, shown

    def take(self, buttons: Buttons) -> None:
        """Do what these buttons ask for."""
        buttons.retried.connect(self.retry)
        buttons.confirmed.connect(self.confirm)
        buttons.cancelled.connect(self.cancel)

    def retry(self) -> None:
        """Try at once what waits or got no answer; ask anew for what was refused, called off or not kept."""
        if (operation := self._shown()) is not None:
            self._bench.dispatch(RetryOperation(operation.id, self._bench.new_request_id(), self._bench.now()))

    def confirm(self) -> None:
        """Say that what has waited for long is still wanted."""
        if (operation := self._shown()) is not None:
            self._bench.dispatch(ConfirmOperation(operation.id, self._bench.now()))

    def cancel(self) -> None:
        """Call off what has not been sent."""
        if (operation := self._shown()) is not None:
            self._bench.dispatch(CancelOperation(operation.id))
