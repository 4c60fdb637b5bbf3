"""Which of the things that happen here are worth telling, and as what."""

from typing import TypeAlias, assert_never

from qwallet_desktop.domain.batches import PaymentMade, PaymentOpened
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.addressbook import BookExported
from qwallet_desktop.state.audit import NotesFailed
from qwallet_desktop.state.backups import DataReplaced
from qwallet_desktop.state.batches import BatchDecided
from qwallet_desktop.state.copies import CopyMissed
from qwallet_desktop.state.exports import Exported, ExportEnded
from qwallet_desktop.state.health import EffectCrashed
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.notice import (
    BackupRestored,
    FileWritten,
    IdentityMade,
    ListPaid,
    NoCopy,
    NotKept,
    Own,
    PaymentSent,
    ProgramFault,
    SupplyChanged,
)
from qwallet_desktop.state.preferences import PreferencesNotSaved
from qwallet_desktop.state.tokens import TokenAccepted
from qwallet_desktop.state.transfers import TransferCompleted

Happened: TypeAlias = (
    TransferCompleted
    | BatchDecided
    | IdentityAccepted
    | TokenAccepted
    | ExportEnded
    | EffectCrashed
    | NotesFailed
    | PreferencesNotSaved
    | CopyMissed
    | DataReplaced
    | BookExported
)
"""What may give something to tell."""


def own(action: Happened) -> Own | None:
    """Return what an action gives this desktop to tell; None where there is nothing to it."""
    match action:
        case TransferCompleted(_, identity_id, receipt):
            return PaymentSent(identity_id, receipt.transfer)
        case BatchDecided(request_id, identity_id, receipt):
            made = sum(isinstance(outcome, PaymentMade) for outcome in receipt.outcomes)
            asked = sum(isinstance(outcome, PaymentOpened) for outcome in receipt.outcomes)
            return ListPaid(identity_id, request_id, made, len(receipt.outcomes) - made - asked, asked)
        case IdentityAccepted(_, identity, created):
            return IdentityMade(identity) if created else None
        case TokenAccepted(_, _, token, _):
            return SupplyChanged(token)
        case ExportEnded(_, end):
            return FileWritten(end.path.name, end.written) if isinstance(end, Exported) else None
        case EffectCrashed(effect, _):
            return ProgramFault(effect)
        case BookExported(path, count, problem):
            return FileWritten(path.name, count) if problem is None else NotKept(problem)
        case NotesFailed(problem) | PreferencesNotSaved(problem):
            return NotKept(problem)
        case CopyMissed(trouble):
            return None if trouble.problem.code is Code.VAULT_LOCKED else NoCopy(trouble.problem)
        case DataReplaced(folder):
            return BackupRestored(folder)
        case _:
            assert_never(action)
