"""Where a notice leads: the identity, and the entry, operation or page that it is about."""

from typing import Final, assert_never

from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowItem, ShowOperation, Tab
from qwallet_desktop.state.notice import (
    ApprovalAsked,
    BackupRestored,
    FileWritten,
    IdentityMade,
    ItemDecided,
    ItemTold,
    ListPaid,
    MuchReceived,
    NoCopy,
    Notice,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    PaymentReceived,
    PaymentSent,
    ProgramFault,
    StatusTold,
    SupplyChanged,
)
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import IdentitySheet
from qwallet_desktop.ui.notice_words import owner

_ACTIVITY: Final = GoTo(Page.WALLET, Tab.ACTIVITY)


def way(notice: Notice) -> tuple[Action, ...]:
    """Return what to do to show what a notice is about; nothing where there is nothing to show."""
    about, steps = owner(notice), _steps(notice)
    return (SwitchIdentity(about), *steps) if steps and about is not None else steps


def _steps(notice: Notice) -> tuple[Action, ...]:
    steps: tuple[Action, ...]
    match notice:
        case PaymentReceived(entry):
            steps = (SelectEntry(entry), _ACTIVITY)
        case PaymentSent() | ListPaid():
            steps = (_ACTIVITY,)
        case MuchReceived(_, identity_id):
            steps = () if identity_id is None else (_ACTIVITY,)
        case StatusTold(identity_id):
            steps = (OpenSheet(IdentitySheet(identity_id)),)
        case ItemTold() | ApprovalAsked() | ItemDecided():
            steps = (ShowItem(_item(notice)),)
        case IdentityMade() | SupplyChanged():
            steps = (GoTo(Page.WALLET, Tab.OVERVIEW),)
        case OperationRefused() | OperationCancelled() | OperationAged():
            steps = (ShowOperation(notice.request_id),)
        case NoCopy():
            steps = (GoTo(Page.SETTINGS),)
        case FileWritten() | BackupRestored() | ProgramFault() | NotKept():
            steps = ()
        case _:
            assert_never(notice)
    return steps


def _item(notice: ItemTold | ApprovalAsked | ItemDecided) -> ItemId:
    return notice.fact.proposal.item_id if isinstance(notice, ItemTold) else notice.proposal.item_id
