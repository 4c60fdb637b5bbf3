"""Where an operation leads on the other pages."""

from typing import assert_never

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, Receipt, TransferKind
from qwallet_desktop.state.asks import BurnToken, IssueToken, MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, IdentitySheet, OpenSheet, Page, Tab
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.transfers import PaymentDraft


def shown_elsewhere(operation: Operation) -> tuple[Action, ...]:
    """Return the steps that show what became of an operation: its entry, the balances, or the identity."""
    ask = operation.ask
    match ask:
        case PaymentDraft() | Order() | MintToken() | BurnToken():
            return _in_activity(operation)
        case IssueToken():
            return SwitchIdentity(operation.identity_id), GoTo(Page.WALLET, Tab.OVERVIEW)
        case RenameIdentity():
            return _identity(operation.identity_id)
        case SetIdentityStatus(identity_id):
            return _identity(identity_id)
        case _:
            assert_never(ask)


def _identity(identity_id: IdentityId) -> tuple[Action, ...]:
    return (OpenSheet(IdentitySheet(identity_id)),)


def _in_activity(operation: Operation) -> tuple[Action, ...]:
    identity = operation.identity_id
    steps: tuple[Action, ...] = (SwitchIdentity(identity), ShowHistory(identity, HistoryQuery()))
    stage = operation.stage
    if isinstance(stage, Made) and isinstance(stage.receipt, Receipt):
        transfer, balance = stage.receipt.transfer, stage.receipt.balance
        direction = Direction.IN if transfer.kind is TransferKind.MINT else Direction.OUT
        steps += (SelectEntry(HistoryEntry(identity, transfer, direction, balance.settled)),)
    return (*steps, GoTo(Page.WALLET, Tab.ACTIVITY))
