"""Where an operation leads on the other pages."""

from typing import assert_never

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, Receipt, TransferKind
from qwallet_desktop.state.asks import (
    AppointSuccessor,
    ApproveContact,
    BurnToken,
    ChangeSigners,
    CloseIdentity,
    DecideItem,
    DropContact,
    FoundGroup,
    IssueToken,
    MintToken,
    RenameIdentity,
    RetryItem,
    RuleAsk,
    SetIdentityStatus,
    ShareContact,
    UpdateLimits,
    UpdatePolicy,
)
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowItem, Tab
from qwallet_desktop.state.operation import Made, Operation
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import IdentitySheet
from qwallet_desktop.state.transfers import PaymentDraft


def shown_elsewhere(operation: Operation) -> tuple[Action, ...]:
    """Return the steps that show what became of an operation: its item, its entry, the balances, or the identity."""
    ask, stage = operation.ask, operation.stage
    if isinstance(stage, Made) and isinstance(stage.receipt, Item):
        return (ShowItem(stage.receipt.proposal.item_id),)
    if isinstance(ask, RuleAsk):
        return _of_rules(operation.identity_id, ask)
    match ask:
        case PaymentDraft() | Order() | MintToken() | BurnToken():
            steps = _in_activity(operation)
        case IssueToken():
            steps = (SwitchIdentity(operation.identity_id), GoTo(Page.WALLET, Tab.OVERVIEW))
        case RenameIdentity() | CloseIdentity() | AppointSuccessor():
            steps = _identity(operation.identity_id)
        case SetIdentityStatus(identity_id):
            steps = _identity(identity_id)
        case FoundGroup(founding):
            steps = _identity(founding.group_id)
        case ShareContact() | ApproveContact() | DropContact():
            steps = (SwitchIdentity(operation.identity_id), GoTo(Page.ADDRESS_BOOK))
        case _:
            assert_never(ask)
    return steps


def _of_rules(whose: IdentityId, ask: RuleAsk) -> tuple[Action, ...]:
    match ask:
        case UpdatePolicy():
            return SwitchIdentity(whose), GoTo(Page.WALLET, Tab.PERMISSIONS)
        case UpdateLimits():
            return SwitchIdentity(whose), GoTo(Page.WALLET, Tab.LIMITS)
        case ChangeSigners():
            return SwitchIdentity(whose), GoTo(Page.WALLET, Tab.MEMBERS)
        case DecideItem(item_id) | RetryItem(item_id):
            return (ShowItem(item_id),)
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
