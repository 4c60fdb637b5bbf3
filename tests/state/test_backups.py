"""One job with a backup at a time: late answers change nothing, and cancelling leaves it."""

from dataclasses import replace
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state.backups import (
    BackupAdvanced,
    BackupEnded,
    Backups,
    CancelBackup,
    CheckBackup,
    Command,
    DataReplaced,
    ForgetBackup,
    Made,
    MakeBackup,
    NoJob,
    NotDone,
    OpenBackup,
    RestoreBackup,
    Restored,
    RunBackup,
    Stage,
    StopBackup,
    Working,
    reduce,
)
from qwallet_desktop.state.copies import PlanRead
from qwallet_desktop.state.vault_commands import Hidden
from tests.domain.test_backups import MANIFEST

ONE, OTHER = RequestId("one"), RequestId("other")
FILE, PHRASE = Path("/media/a.qbackup"), Hidden("correct horse")
MAKE = MakeBackup(ONE, FILE, PHRASE)
WORKING = Backups(Working(MAKE, Stage.COPYING))
FAILED = NotDone(ONE, Problem(Code.STORAGE_FULL))


@pytest.mark.parametrize(
    ("command", "first"),
    [
        (MAKE, Stage.COPYING),
        (CheckBackup(ONE, FILE, PHRASE), Stage.READING),
        (OpenBackup(ONE, FILE, PHRASE), Stage.READING),
        (RestoreBackup(ONE, FILE, PHRASE, None), Stage.READING),
    ],
)
def test_a_command_is_begun(command: Command, first: Stage) -> None:
    assert reduce(Backups(FAILED), command) == (Backups(Working(command, first)), (RunBackup(command),))


def test_a_second_command_waits_for_nobody() -> None:
    assert reduce(WORKING, CheckBackup(OTHER, FILE, PHRASE)) == (WORKING, ())


def test_progress_is_kept() -> None:
    after, _ = reduce(WORKING, BackupAdvanced(ONE, Stage.SEALING, 3, 9))
    assert after.job == Working(MAKE, Stage.SEALING, 3, 9)


@pytest.mark.parametrize("backups", [WORKING, Backups(), Backups(FAILED)])
def test_what_nobody_awaits_changes_nothing(backups: Backups) -> None:
    assert reduce(backups, BackupAdvanced(OTHER, Stage.SEALING, 1, 2)) == (backups, ())
    assert reduce(backups, BackupEnded(Restored(OTHER))) == (backups, ())


@pytest.mark.parametrize("result", [Made(ONE, FILE, MANIFEST, 5), FAILED, Restored(ONE)])
def test_the_end_is_kept_once(result: Made | NotDone | Restored) -> None:
    after, effects = reduce(WORKING, BackupEnded(result))
    assert (after.job, effects) == (result, ())
    assert reduce(after, BackupEnded(NotDone(ONE, None))) == (after, ())


def test_a_job_is_called_off() -> None:
    assert reduce(WORKING, CancelBackup()) == (Backups(NotDone(ONE, None)), (StopBackup(),))


def test_without_a_job_there_is_nothing_to_call_off() -> None:
    assert reduce(Backups(FAILED), CancelBackup()) == (Backups(FAILED), ())


def test_an_end_is_forgotten_and_a_job_under_way_is_not() -> None:
    assert reduce(Backups(FAILED), ForgetBackup())[0].job == NoJob()
    assert reduce(WORKING, ForgetBackup()) == (WORKING, ())


def test_what_a_restore_replaced_is_told() -> None:
    assert reduce(Backups(), DataReplaced("/data/replaced"))[0].replaced == "/data/replaced"


def test_sample_data_can_not_be_replaced() -> None:
    assert not reduce(Backups(), PlanRead(BackupPlan(), can_restore=False))[0].can_restore


def test_a_job_and_its_stop_take_the_same_place() -> None:
    assert RunBackup(MAKE).exclusive == StopBackup().exclusive


def test_a_passphrase_is_not_shown_with_its_command() -> None:
    assert "horse" not in repr(replace(WORKING, job=Working(MAKE, Stage.SEALING)))


def test_a_backup_of_keys_alone_begins_with_encrypting() -> None:
    working = reduce(Backups(served="https://node.example"), MAKE)[0].job
    assert isinstance(working, Working)
    assert working.stage is Stage.SEALING
