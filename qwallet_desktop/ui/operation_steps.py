"""Where an operation leads on the other pages."""

from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, Receipt
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.root import Action


def shown_in_activity(operation: Operation) -> tuple[Action, ...]:
    """Return the steps that show what became of an operation among its identity's newest entries."""
    identity = operation.identity_id
    steps: tuple[Action, ...] = (SwitchIdentity(identity), ShowHistory(identity, HistoryQuery()))
    stage = operation.stage
    if isinstance(stage, Made) and isinstance(stage.receipt, Receipt):
        receipt = stage.receipt
        entry = HistoryEntry(identity, receipt.transfer, Direction.OUT, receipt.balance.settled)
        steps += (SelectEntry(entry),)
    return (*steps, GoTo(Page.WALLET, Tab.ACTIVITY))
