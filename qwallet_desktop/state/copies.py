"""Automatic copies: where they go, the next one, and why the last one could not be made."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lock import Phase, VaultInspected
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused, Submission, awaits
from qwallet_desktop.state.vault_commands import Hidden


@dataclass(frozen=True, slots=True)
class Trouble:
    """An automatic copy could not be made; it is tried again at `next_at`."""

    problem: Problem
    at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Copies:
    """The plan of automatic copies, and what has become of it.

    Attributes:
        plan: Where copies go and when the last backup was made; None before it was read.
        keeping: The next automatic copy is waited for or being made.
        trouble: Why the last automatic copy was not made.
        setting: A change of the plan that was asked for.
    """

    plan: BackupPlan | None = None
    keeping: bool = False
    trouble: Trouble | None = None
    setting: Submission = Idle()


@dataclass(frozen=True, slots=True)
class PlanRead:
    """The plan, as it lies in the data folder."""

    plan: BackupPlan
    can_restore: bool


@dataclass(frozen=True, slots=True)
class BackupNoted:
    """A backup was made, and the plan says so."""

    plan: BackupPlan


@dataclass(frozen=True, slots=True)
class SetCopies:
    """Make a copy each day from now on; `passphrase` None keeps the one that is set."""

    request_id: RequestId
    folder: Path
    keep: int
    passphrase: Hidden | None


@dataclass(frozen=True, slots=True)
class StopCopies:
    """Make no more automatic copies; those that were made stay."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class CopiesSet:
    """The plan holds from now on."""

    request_id: RequestId
    plan: BackupPlan


@dataclass(frozen=True, slots=True)
class CopiesNotSet:
    """The plan is as it was."""

    request_id: RequestId
    problem: Problem


@dataclass(frozen=True, slots=True)
class ForgetCopiesSetting:
    """The person has seen what became of the change."""


@dataclass(frozen=True, slots=True)
class CopyMade:
    """An automatic copy was made."""

    plan: BackupPlan


@dataclass(frozen=True, slots=True)
class CopyMissed:
    """An automatic copy could not be made."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class TryCopy:
    """Make an automatic copy now."""


@dataclass(frozen=True, slots=True)
class ReadPlan(Effect):
    """Read the plan."""


@dataclass(frozen=True, slots=True)
class ChangeCopies(Effect):
    """Keep another plan."""

    command: SetCopies | StopCopies

    @property
    def exclusive(self) -> str:
        """One change at a time."""
        return "backup-plan"


@dataclass(frozen=True, slots=True)
class KeepCopies(Effect):
    """Wait until the next automatic copy is due, make it, and say how it went; never ends while it waits."""

    plan: BackupPlan
    failed_at: datetime | None = None
    at_once: bool = False

    @property
    def exclusive(self) -> str:
        """A new plan takes the place of the old one."""
        return "backup-copies"


@dataclass(frozen=True, slots=True)
class DropCopies(Effect):
    """Wait for no more automatic copies: it supersedes `KeepCopies`."""

    @property
    def exclusive(self) -> str:
        """The same place as the copies."""
        return "backup-copies"


Action: TypeAlias = (
    PlanRead
    | BackupNoted
    | SetCopies
    | StopCopies
    | CopiesSet
    | CopiesNotSet
    | ForgetCopiesSetting
    | CopyMade
    | CopyMissed
    | TryCopy
    | VaultInspected
)
Reduced: TypeAlias = tuple[Copies, tuple[Effect, ...]]


def reduce(copies: Copies, action: Action) -> Reduced:
    """Apply a change of the plan, or what became of a copy."""
    match action:
        case VaultInspected(phase):
            if phase is not Phase.OPEN:
                return copies, ()
            return (copies, (ReadPlan(),)) if copies.plan is None else _kept(copies)
        case PlanRead(plan):
            return _kept(replace(copies, plan=plan))
        case BackupNoted(plan):
            return replace(copies, plan=plan), ()
        case SetCopies() | StopCopies() | CopiesSet() | CopiesNotSet():
            return _planned(copies, action)
        case ForgetCopiesSetting():
            return (copies if isinstance(copies.setting, Pending) else replace(copies, setting=Idle())), ()
        case CopyMade(plan):
            return _kept(replace(copies, plan=plan, keeping=False, trouble=None))
        case CopyMissed(trouble):
            missed = replace(copies, keeping=False, trouble=trouble)
            # Locked, it can't be made; unlocking looks again.
            return (missed, ()) if trouble.problem.code is Code.VAULT_LOCKED else _kept(missed)
        case TryCopy():
            if copies.plan is None or not copies.plan.folder:
                return copies, ()
            return replace(copies, keeping=True), (KeepCopies(copies.plan, at_once=True),)
        case _:
            assert_never(action)


def _planned(copies: Copies, action: SetCopies | StopCopies | CopiesSet | CopiesNotSet) -> Reduced:
    match action:
        case SetCopies() | StopCopies():
            if isinstance(copies.setting, Pending):
                return copies, ()
            return replace(copies, setting=Pending(action.request_id)), (ChangeCopies(action),)
        case CopiesSet(request_id, plan):
            if not awaits(copies.setting, request_id):
                return copies, ()
            setting = Accepted(request_id)
            changed = replace(copies, plan=plan, setting=setting, keeping=False, trouble=None)
            return _kept(changed) if plan.folder else (changed, (DropCopies(),))
        case CopiesNotSet(request_id, problem):
            if not awaits(copies.setting, request_id):
                return copies, ()
            return replace(copies, setting=Refused(request_id, problem)), ()
        case _:
            assert_never(action)


def _kept(copies: Copies) -> Reduced:
    """Wait for the next copy, unless none are made or it is waited for already."""
    if copies.plan is None or not copies.plan.folder or copies.keeping:
        return copies, ()
    failed_at = copies.trouble.at if copies.trouble is not None else None
    return replace(copies, keeping=True), (KeepCopies(copies.plan, failed_at),)
