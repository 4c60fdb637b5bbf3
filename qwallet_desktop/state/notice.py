"""What is worth telling the person: what they did, what others did to them, and what went wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, assert_never

from qwallet_desktop.domain.events import ItemNews, StatusSet, TransferPosted
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.multisig import Choice, Proposal
from qwallet_desktop.domain.notifications import Notification
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry, Transfer


@dataclass(frozen=True, slots=True)
class PaymentSent:
    """I paid."""

    identity_id: IdentityId
    transfer: Transfer
    kind: Literal["PAYMENT_SENT"] = "PAYMENT_SENT"


@dataclass(frozen=True, slots=True)
class ListPaid:
    """I paid a list: how many payments were made, how many were refused, and of how many others were asked."""

    identity_id: IdentityId
    request_id: RequestId
    made: int
    refused: int
    asked: int = 0
    kind: Literal["LIST_PAID"] = "LIST_PAID"


@dataclass(frozen=True, slots=True)
class IdentityMade:
    """I made an identity."""

    identity: Identity
    kind: Literal["IDENTITY_MADE"] = "IDENTITY_MADE"


@dataclass(frozen=True, slots=True)
class SupplyChanged:
    """I issued, minted or burned."""

    token: Token
    kind: Literal["SUPPLY_CHANGED"] = "SUPPLY_CHANGED"


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file was exported."""

    name: str
    rows: int
    kind: Literal["FILE_WRITTEN"] = "FILE_WRITTEN"


@dataclass(frozen=True, slots=True)
class BackupRestored:
    """A backup was restored; what was here before lies in this folder."""

    folder: str
    kind: Literal["BACKUP_RESTORED"] = "BACKUP_RESTORED"


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """Something failed that nobody foresaw."""

    effect: str
    kind: Literal["PROGRAM_FAULT"] = "PROGRAM_FAULT"


@dataclass(frozen=True, slots=True)
class NoCopy:
    """An automatic copy could not be made."""

    problem: Problem
    kind: Literal["NO_COPY"] = "NO_COPY"


@dataclass(frozen=True, slots=True)
class NotKept:
    """Something that should be on the disk is not."""

    problem: Problem
    kind: Literal["NOT_KEPT"] = "NOT_KEPT"


@dataclass(frozen=True, slots=True)
class OperationRefused:
    """The node refused what I asked for."""

    identity_id: IdentityId
    request_id: RequestId
    problem: Problem
    kind: Literal["OPERATION_REFUSED"] = "OPERATION_REFUSED"


@dataclass(frozen=True, slots=True)
class OperationCancelled:
    """I called off what I had asked for, before it was sent."""

    identity_id: IdentityId
    request_id: RequestId
    kind: Literal["OPERATION_CANCELLED"] = "OPERATION_CANCELLED"


@dataclass(frozen=True, slots=True)
class OperationAged:
    """What I asked for has waited so long that I must say again that I want it."""

    identity_id: IdentityId
    request_id: RequestId
    kind: Literal["OPERATION_AGED"] = "OPERATION_AGED"


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """What I asked for waits for others to agree."""

    identity_id: IdentityId
    proposal: Proposal
    kind: Literal["APPROVAL_ASKED"] = "APPROVAL_ASKED"


@dataclass(frozen=True, slots=True)
class ItemDecided:
    """I signed, rejected or withdrew an item; `executed` where it was carried out with that."""

    identity_id: IdentityId
    proposal: Proposal
    choice: Choice
    executed: bool
    kind: Literal["ITEM_DECIDED"] = "ITEM_DECIDED"


Own: TypeAlias = (
    PaymentSent
    | ApprovalAsked
    | ItemDecided
    | ListPaid
    | IdentityMade
    | SupplyChanged
    | FileWritten
    | BackupRestored
    | ProgramFault
    | NoCopy
    | NotKept
    | OperationRefused
    | OperationCancelled
    | OperationAged
)
"""What this desktop has to tell, besides what came in."""

TROUBLES: tuple[type, ...] = (ProgramFault, NoCopy, NotKept, OperationRefused, OperationAged)
"""What the person may have missed, and therefore counts as unread until it was seen."""


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """Somebody paid one of my identities."""

    entry: HistoryEntry


@dataclass(frozen=True, slots=True)
class MuchReceived:
    """So many payments came in since the first of them was told; to which identity, None if to several."""

    count: int
    identity_id: IdentityId | None


@dataclass(frozen=True, slots=True)
class StatusTold:
    """Somebody froze or unfroze one of my identities."""

    identity_id: IdentityId
    fact: StatusSet


@dataclass(frozen=True, slots=True)
class ItemTold:
    """An item waits for one of my identities, or others (or time) decided about one that it opened."""

    identity_id: IdentityId
    fact: ItemNews


CameIn: TypeAlias = PaymentReceived | MuchReceived | StatusTold | ItemTold
"""What others did."""

Notice: TypeAlias = Own | CameIn


@dataclass(frozen=True, slots=True)
class Noted:
    """Something of our own in the list of notifications.

    Attributes:
        number: Of this run, never used again.
        notice: What it is.
        at: When; None until the clock has been asked.
        seen: The person has seen it.
    """

    number: int
    notice: Own
    at: datetime | None = None
    seen: bool = True


def told(notification: Notification) -> PaymentReceived | StatusTold | ItemTold:
    """Return a notification of the node as a notice."""
    match notification.fact:
        case TransferPosted(entry):
            return PaymentReceived(entry)
        case StatusSet() as fact:
            return StatusTold(notification.identity_id, fact)
        case ItemNews() as fact:
            return ItemTold(notification.identity_id, fact)
        case _:
            assert_never(notification.fact)


def whose(notice: Own) -> IdentityId | None:
    """Return the identity that a notice of our own is about; None where it is about the program."""
    match notice:
        case PaymentSent() | ListPaid() | OperationRefused() | OperationCancelled() | OperationAged():
            return notice.identity_id
        case ApprovalAsked() | ItemDecided():
            return notice.identity_id
        case IdentityMade(identity):
            return identity.id
        case SupplyChanged(token):
            return token.issuer
        case FileWritten() | BackupRestored() | ProgramFault() | NoCopy() | NotKept():
            return None
        case _:
            assert_never(notice)
