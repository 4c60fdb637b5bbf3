"""A backup that is being made, checked, opened or restored: one job at a time."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.backups import Manifest
from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.copies import PlanRead
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.vault_commands import Hidden


class Stage(StrEnum):
    """What a long piece of work is at."""

    COPYING = "COPYING"
    SEALING = "SEALING"
    READING = "READING"
    CHECKING = "CHECKING"
    PLACING = "PLACING"


@dataclass(frozen=True, slots=True)
class MakeBackup:
    """Write vault and ledger into one file; `overwrite` if the person chose a file that is there."""

    request_id: RequestId
    path: Path
    passphrase: Hidden
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class CheckBackup:
    """Read a backup to its end and recompute all that it says."""

    request_id: RequestId
    path: Path
    passphrase: Hidden


@dataclass(frozen=True, slots=True)
class OpenBackup:
    """Say what a backup holds, before it is restored."""

    request_id: RequestId
    path: Path
    passphrase: Hidden


@dataclass(frozen=True, slots=True)
class RestoreBackup:
    """Check a backup and put it in the place of what is here; `protection` None leaves that to the keyring."""

    request_id: RequestId
    path: Path
    passphrase: Hidden
    protection: Hidden | None


Command: TypeAlias = MakeBackup | CheckBackup | OpenBackup | RestoreBackup


@dataclass(frozen=True, slots=True)
class NoJob:
    """Nothing is under way."""


@dataclass(frozen=True, slots=True)
class Working:
    """A command is being carried out; `done` of `total` of its present stage."""

    command: Command
    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """The backup is whole and on the disk; `size` in bytes."""

    request_id: RequestId
    path: Path
    manifest: Manifest
    size: int


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything in the backup holds."""

    request_id: RequestId
    path: Path
    manifest: Manifest
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The passphrase is right. `newer` counts what this ledger has more than the backup; None if that is unknown."""

    request_id: RequestId
    path: Path
    manifest: Manifest
    newer: int | None


@dataclass(frozen=True, slots=True)
class Restored:
    """All is in place beside the old data; the program begins anew with it."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was changed; `problem` is None after *Cancel*."""

    request_id: RequestId
    problem: Problem | None


Result: TypeAlias = Made | Checked | Opened | Restored | NotDone
Job: TypeAlias = NoJob | Working | Result


@dataclass(frozen=True, slots=True)
class Backups:
    """The job that was asked for last.

    Attributes:
        job: How far it is, or how it ended.
        can_restore: The data folder is one that can be replaced.
        replaced: The folder of the data that a restore replaced just now; empty if none did.
        served: Where the ledger is, and stays, if others run the node; empty if it is in the data folder.
    """

    job: Job = NoJob()
    can_restore: bool = True
    replaced: str = ""
    served: str = ""


@dataclass(frozen=True, slots=True)
class BackupAdvanced:
    """So much of a stage is done."""

    request_id: RequestId
    stage: Stage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BackupEnded:
    """The job came to an end."""

    result: Result


@dataclass(frozen=True, slots=True)
class CancelBackup:
    """Stop the job and leave everything as it was."""


@dataclass(frozen=True, slots=True)
class ForgetBackup:
    """The person has seen how the job ended."""


@dataclass(frozen=True, slots=True)
class DataReplaced:
    """A restore was completed when the program began; what was here lies in `folder`, empty if there was nothing."""

    folder: str


@dataclass(frozen=True, slots=True)
class RunBackup(Effect):
    """Carry a command out."""

    command: Command

    @property
    def exclusive(self) -> str:
        """One at a time."""
        return "backup"


@dataclass(frozen=True, slots=True)
class StopBackup(Effect):
    """End the job under way: it supersedes `RunBackup`."""

    @property
    def exclusive(self) -> str:
        """The same place as the job."""
        return "backup"


Action: TypeAlias = (
    MakeBackup
    | CheckBackup
    | OpenBackup
    | RestoreBackup
    | BackupAdvanced
    | BackupEnded
    | CancelBackup
    | ForgetBackup
    | DataReplaced
    | PlanRead
)
Reduced: TypeAlias = tuple[Backups, tuple[Effect, ...]]


def reduce(backups: Backups, action: Action) -> Reduced:
    """Apply a command, or what became of it."""
    match action:
        case MakeBackup() | CheckBackup() | OpenBackup() | RestoreBackup():
            return _begun(backups, action)
        case BackupAdvanced() | BackupEnded() | CancelBackup() | ForgetBackup():
            return _moved(backups, action)
        case DataReplaced(folder):
            return replace(backups, replaced=folder), ()
        case PlanRead(_, can_restore):
            return replace(backups, can_restore=can_restore), ()
        case _:
            assert_never(action)


def _begun(backups: Backups, command: Command) -> Reduced:
    if isinstance(backups.job, Working):
        return backups, ()
    making = Stage.SEALING if backups.served else Stage.COPYING
    first = making if isinstance(command, MakeBackup) else Stage.READING
    return replace(backups, job=Working(command, first)), (RunBackup(command),)


def _moved(backups: Backups, action: BackupAdvanced | BackupEnded | CancelBackup | ForgetBackup) -> Reduced:
    job = backups.job
    match action:
        case BackupAdvanced(request_id, stage, done, total):
            if not isinstance(job, Working) or job.command.request_id != request_id:
                return backups, ()
            return replace(backups, job=Working(job.command, stage, done, total)), ()
        case BackupEnded(result):
            awaited = isinstance(job, Working) and job.command.request_id == result.request_id
            return (replace(backups, job=result) if awaited else backups), ()
        case CancelBackup():
            if not isinstance(job, Working):
                return backups, ()
            return replace(backups, job=NotDone(job.command.request_id, None)), (StopBackup(),)
        case ForgetBackup():
            return (backups if isinstance(job, Working) else replace(backups, job=NoJob())), ()
        case _:
            assert_never(action)
