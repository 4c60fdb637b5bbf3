"""Toasts: what I did and what came in, each shown once and dismissed by time or by hand."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.batches import PaymentMade
from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer
from qwallet_desktop.state.audit import NotesFailed
from qwallet_desktop.state.backups import DataReplaced
from qwallet_desktop.state.batches import BatchDecided
from qwallet_desktop.state.copies import CopyMissed
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.exports import Exported, ExportEnded
from qwallet_desktop.state.health import EffectCrashed, EventReceived
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.preferences import PreferencesNotSaved
from qwallet_desktop.state.tokens import TokenAccepted
from qwallet_desktop.state.transfers import TransferCompleted

MOST_TOASTS = 4


@dataclass(frozen=True, slots=True)
class PaymentSent:
    """I paid."""

    identity_id: IdentityId
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class ListPaid:
    """I paid a list: how many payments were made, and how many were refused."""

    identity_id: IdentityId
    request_id: RequestId
    made: int
    refused: int


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """Somebody paid one of my identities."""

    entry: HistoryEntry


@dataclass(frozen=True, slots=True)
class IdentityMade:
    """I made an identity."""

    identity: Identity


@dataclass(frozen=True, slots=True)
class SupplyChanged:
    """I issued, minted or burned."""

    token: Token


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file was exported."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """Something failed that nobody foresaw."""

    effect: str


@dataclass(frozen=True, slots=True)
class BackupRestored:
    """A backup was restored; what was here before lies in this folder."""

    folder: str


@dataclass(frozen=True, slots=True)
class NoCopy:
    """An automatic copy could not be made."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class NotKept:
    """Something that should be on the disk is not."""

    problem: Problem


Notice: TypeAlias = (
    PaymentSent
    | ListPaid
    | PaymentReceived
    | IdentityMade
    | SupplyChanged
    | FileWritten
    | BackupRestored
    | ProgramFault
    | NoCopy
    | NotKept
)


@dataclass(frozen=True, slots=True)
class Toast:
    """A notice on the screen, with a number that is never used again."""

    number: int
    notice: Notice


@dataclass(frozen=True, slots=True)
class Notifications:
    """The toasts on the screen, oldest first, and the highest number given."""

    toasts: tuple[Toast, ...] = ()
    given: int = 0


@dataclass(frozen=True, slots=True)
class DismissToast:
    """A toast has been seen."""

    number: int


Action: TypeAlias = (
    DismissToast
    | TransferCompleted
    | BatchDecided
    | IdentityAccepted
    | TokenAccepted
    | ExportEnded
    | EffectCrashed
    | NotesFailed
    | PreferencesNotSaved
    | CopyMissed
    | DataReplaced
    | EventReceived
)


def reduce(notifications: Notifications, action: Action) -> tuple[Notifications, tuple[Effect, ...]]:
    """Add or take away toasts."""
    match action:
        case DataReplaced(folder):
            return _add(notifications, BackupRestored(folder)), ()
        case CopyMissed(trouble):
            locked = trouble.problem.code is Code.VAULT_LOCKED
            return (notifications if locked else _add(notifications, NoCopy(trouble.problem))), ()
        case EventReceived(event):
            fact = event.fact
            if not isinstance(fact, TransferPosted) or fact.entry.direction is Direction.OUT:
                return notifications, ()
            if fact.entry.counterparty is None or _tells_of(notifications, fact.entry):
                return notifications, ()
            return _show(notifications, PaymentReceived(fact.entry)), ()
        case DismissToast(number):
            left = tuple(toast for toast in notifications.toasts if toast.number != number)
            return replace(notifications, toasts=left), ()
        case TransferCompleted(_, identity_id, receipt):
            return _add(notifications, PaymentSent(identity_id, receipt.transfer)), ()
        case BatchDecided(request_id, identity_id, receipt):
            made = sum(isinstance(outcome, PaymentMade) for outcome in receipt.outcomes)
            refused = len(receipt.outcomes) - made
            return _add(notifications, ListPaid(identity_id, request_id, made, refused)), ()
        case IdentityAccepted(_, identity, created):
            return (_add(notifications, IdentityMade(identity)) if created else notifications), ()
        case TokenAccepted(_, _, token, _):
            return _add(notifications, SupplyChanged(token)), ()
        case ExportEnded(_, Exported(path, written)):
            return _add(notifications, FileWritten(path.name, written)), ()
        case ExportEnded():
            return notifications, ()
        case EffectCrashed(effect, _):
            return _add(notifications, ProgramFault(effect)), ()
        case NotesFailed(problem) | PreferencesNotSaved(problem):
            return _add(notifications, NotKept(problem)), ()
        case _:
            assert_never(action)


def _add(notifications: Notifications, notice: Notice) -> Notifications:
    if any(toast.notice == notice for toast in notifications.toasts):
        return notifications
    return _show(notifications, notice)


def _tells_of(notifications: Notifications, entry: HistoryEntry) -> bool:
    """Tell whether a payment is shown already; with each of thousands a second, so by its id alone."""
    for toast in notifications.toasts:
        notice = toast.notice
        if isinstance(notice, PaymentReceived) and notice.entry.transfer.id == entry.transfer.id:
            return True
    return False


def _show(notifications: Notifications, notice: Notice) -> Notifications:
    number = notifications.given + 1
    kept = (*notifications.toasts, Toast(number, notice))[-MOST_TOASTS:]
    return Notifications(kept, number)
