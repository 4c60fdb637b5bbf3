"""Automatic copies: made each day, the oldest of our own removed, a failure told with the next attempt."""

import asyncio
import errno
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.backups import RETRY_AFTER, dated_name, part_name
from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects import backup_plan
from qwallet_desktop.effects.backup_reading import manifest_of
from qwallet_desktop.effects.copies import LONGEST_WAIT
from qwallet_desktop.keys.backup_vault import COPIES_KEY
from qwallet_desktop.keys.vault_format import read_file
from qwallet_desktop.settings.backups import BackupPlan, load_plan, save_plan
from qwallet_desktop.state.copies import (
    ChangeCopies,
    CopiesNotSet,
    CopiesSet,
    CopyMade,
    CopyMissed,
    DropCopies,
    KeepCopies,
    PlanRead,
    ReadPlan,
    SetCopies,
    StopCopies,
)
from qwallet_desktop.state.vault_commands import Hidden
from tests.effects.test_backups import BACKUP_PHRASE, Wallet, wallet

__all__ = ["wallet"]

pytestmark = [pytest.mark.asyncio, pytest.mark.sqlite_only("the embedded node's file is what is copied")]

ONE = RequestId("one")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def copies(wallet: Wallet, tmp_path: Path) -> Path:
    """A folder for copies; the clock stands at noon, and pauses turn it."""
    desk = wallet.place.desk
    desk.now = lambda: NOON
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


async def set_up(wallet: Wallet, folder: Path, keep: int = 7) -> BackupPlan:
    command = SetCopies(ONE, folder, keep, BACKUP_PHRASE)
    return (await wallet.place.one(ChangeCopies(command), CopiesSet)).plan


async def make(wallet: Wallet, plan: BackupPlan) -> BackupPlan:
    return (await wallet.place.one(KeepCopies(plan), CopyMade)).plan


async def change(wallet: Wallet) -> None:
    """Make the wallet another one than the last copy."""
    await wallet.place.desk.qlock.seal("notes", os.urandom(8))


async def missed(wallet: Wallet, plan: BackupPlan) -> CopyMissed:
    return await wallet.place.one(KeepCopies(plan), CopyMissed)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_copies_are_set_up_and_the_first_is_made_at_once(wallet: Wallet, copies: Path) -> None:
    plan = await set_up(wallet, copies)
    assert load_plan(wallet.folder) == plan
    plan = await make(wallet, plan)
    assert names(copies) == [dated_name(NOON.date())]
    assert plan == load_plan(wallet.folder)
    assert (plan.last_copy, plan.last_file) == (NOON, str(copies / dated_name(NOON.date())))


async def test_a_copy_opens_with_the_passphrase_that_was_set_once(wallet: Wallet, copies: Path) -> None:
    await make(wallet, await set_up(wallet, copies))
    manifest = manifest_of(copies / dated_name(NOON.date()), BACKUP_PHRASE.text)
    assert [each.name for each in manifest.ledger.members] == ["Mara", "Ben"]


async def test_the_passphrase_lies_nowhere(wallet: Wallet, copies: Path) -> None:
    await make(wallet, await set_up(wallet, copies))
    files = [path for path in wallet.folder.rglob("*") if path.is_file()]
    assert files
    assert not any(BACKUP_PHRASE.text.encode() in path.read_bytes() for path in files)


async def test_the_next_copy_waits_for_the_next_day(wallet: Wallet, copies: Path) -> None:
    desk = wallet.place.desk
    clock, pauses = [NOON], list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        clock[0] += timedelta(seconds=seconds)

    desk.now, desk.pause = (lambda: clock[0]), pause
    plan = await make(wallet, await set_up(wallet, copies))
    assert pauses == []
    await change(wallet)
    await make(wallet, plan)
    assert names(copies) == [dated_name(NOON.date()), dated_name(NOON.date() + timedelta(days=1))]
    assert sum(pauses) == timedelta(hours=12).total_seconds()
    assert max(pauses) <= LONGEST_WAIT.total_seconds()


async def test_a_day_that_was_slept_through_is_noticed_when_the_computer_wakes(wallet: Wallet, copies: Path) -> None:
    clock = [NOON]

    async def sleep_for_days(_seconds: float) -> None:
        clock[0] += timedelta(days=3)

    wallet.place.desk.now, wallet.place.desk.pause = (lambda: clock[0]), sleep_for_days
    plan = await set_up(wallet, copies)
    await make(wallet, replace(plan, last_copy=NOON))
    assert names(copies) == [dated_name(NOON.date() + timedelta(days=3))]


async def test_the_oldest_go_and_nothing_of_anybody_else(wallet: Wallet, copies: Path) -> None:
    plan = await set_up(wallet, copies, keep=2)
    strangers = {"notes.txt": b"x", dated_name(NOON.date() - timedelta(days=900)): b"not one of ours"}
    for name, content in strangers.items():
        (copies / name).write_bytes(content)
    for day in range(4):
        await change(wallet)
        wallet.place.desk.now = lambda day=day: NOON + timedelta(days=day)  # type: ignore[misc]  # a default binds the day
        plan = await make(wallet, plan)
    kept = [dated_name(NOON.date() + timedelta(days=day)) for day in (2, 3)]
    assert names(copies) == sorted([*strangers, *kept])


async def test_a_copy_under_another_passphrase_is_not_removed(wallet: Wallet, copies: Path) -> None:
    await make(wallet, await set_up(wallet, copies, keep=1))
    command = SetCopies(ONE, copies, 1, Hidden("quite another phrase"))
    plan = (await wallet.place.one(ChangeCopies(command), CopiesSet)).plan
    await make(wallet, plan)
    assert names(copies) == sorted([dated_name(NOON.date()), dated_name(NOON.date(), 2)])


async def test_what_a_crash_left_of_a_copy_goes_with_the_next_one(wallet: Wallet, copies: Path) -> None:
    plan = await make(wallet, await set_up(wallet, copies))
    ours = copies / part_name(dated_name(NOON.date() - timedelta(days=1)))
    ours.write_bytes((copies / names(copies)[0]).read_bytes()[:500])
    others = copies / part_name(dated_name(NOON.date() - timedelta(days=2)))
    others.write_bytes(b"of another wallet")
    await wallet.place.one(KeepCopies(plan, at_once=True), CopyMade)
    assert (ours.exists(), others.exists()) == (False, True)


async def test_a_copy_stays_whatever_a_wrong_clock_has_made_before(wallet: Wallet, copies: Path) -> None:
    plan = await set_up(wallet, copies, keep=1)
    wallet.place.desk.now = lambda: NOON + timedelta(days=2000)
    plan = await make(wallet, plan)
    wallet.place.desk.now = lambda: NOON
    await wallet.place.one(KeepCopies(plan, at_once=True), CopyMade)
    assert names(copies) == [dated_name(NOON.date())]


async def test_a_day_without_changes_makes_no_copy_and_keeps_the_date_of_the_last(wallet: Wallet, copies: Path) -> None:
    plan = await make(wallet, await set_up(wallet, copies))
    later = NOON + timedelta(days=1)
    wallet.place.desk.now = lambda: later
    same = await make(wallet, plan)
    assert names(copies) == [dated_name(NOON.date())]
    assert same == replace(plan, last_copy=later)
    assert (same.last_made, load_plan(wallet.folder)) == (NOON, same)


@pytest.mark.parametrize("change", ["the ledger", "a note", "the copy is gone"])
async def test_a_day_on_which_something_changed_makes_a_copy(wallet: Wallet, copies: Path, change: str) -> None:
    plan = await make(wallet, await set_up(wallet, copies))
    match change:
        case "the ledger":
            # The node has its own clock.
            wallet.place.desk.now = lambda: datetime.now(UTC)
            await wallet.place.person("Cleo")
        case "a note":
            await wallet.place.desk.qlock.seal("notes", b"{1}")
        case _:
            remove(Path(plan.copy_file))
    wallet.place.desk.now = lambda: NOON + timedelta(days=1)
    await make(wallet, plan)
    assert dated_name(NOON.date() + timedelta(days=1)) in names(copies)


async def test_a_plan_that_can_not_be_written_does_not_unmake_the_copy(
    wallet: Wallet, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = await set_up(wallet, copies)

    def full(_folder: Path, _plan: BackupPlan) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(backup_plan, "save_plan", full)
    assert (await make(wallet, plan)).last_copy == NOON


def remove(file: Path) -> None:
    file.unlink()


def take_away(folder: Path) -> None:
    folder.rmdir()


async def test_a_folder_that_is_gone_is_told_with_the_next_attempt(wallet: Wallet, copies: Path) -> None:
    plan = await set_up(wallet, copies)
    take_away(copies)
    trouble = (await missed(wallet, plan)).trouble
    assert (trouble.problem.code, trouble.problem.facts["folder"]) == (Code.FOLDER_MISSING, str(copies))
    assert (trouble.at, trouble.next_at) == (NOON, NOON + RETRY_AFTER)


async def test_a_failed_copy_is_tried_again_after_an_hour(wallet: Wallet, copies: Path) -> None:
    clock = [NOON]

    async def pause(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)

    wallet.place.desk.now, wallet.place.desk.pause = (lambda: clock[0]), pause
    plan = await set_up(wallet, copies)
    await wallet.place.one(KeepCopies(plan, failed_at=NOON), CopyMade)
    assert clock == [NOON + RETRY_AFTER]


async def test_a_copy_is_tried_at_once_when_asked_for(wallet: Wallet, copies: Path) -> None:
    plan = replace(await set_up(wallet, copies), last_copy=NOON)
    await wallet.place.one(KeepCopies(plan, at_once=True), CopyMade)
    assert names(copies) == [dated_name(NOON.date())]


async def test_a_locked_vault_makes_no_copy(wallet: Wallet, copies: Path) -> None:
    plan = await set_up(wallet, copies)
    wallet.place.desk.qlock.lock()
    assert (await missed(wallet, plan)).trouble.problem.code is Code.VAULT_LOCKED


async def test_a_vault_without_the_key_says_that_copies_must_be_set_up_again(wallet: Wallet, copies: Path) -> None:
    plan = BackupPlan(folder=str(copies))
    assert (await missed(wallet, plan)).trouble.problem.code is Code.COPIES_NOT_SET_UP
    assert names(copies) == []


async def test_a_folder_can_not_be_chosen_that_is_not_there(wallet: Wallet, copies: Path) -> None:
    command = SetCopies(ONE, copies / "missing", 7, BACKUP_PHRASE)
    refused = await wallet.place.one(ChangeCopies(command), CopiesNotSet)
    assert (refused.problem.code, refused.problem.field) == (Code.FOLDER_MISSING, "folder")
    assert load_plan(wallet.folder) == BackupPlan()


async def test_a_change_of_the_number_keeps_passphrase_and_day(wallet: Wallet, copies: Path) -> None:
    plan = await make(wallet, await set_up(wallet, copies))
    changed = (await wallet.place.one(ChangeCopies(SetCopies(ONE, copies, 3, None)), CopiesSet)).plan
    assert changed == replace(plan, keep=3)
    assert await wallet.place.desk.qlock.backups.copies_key() is not None


async def test_copies_that_are_turned_off_leave_no_key_and_keep_the_files(wallet: Wallet, copies: Path) -> None:
    await make(wallet, await set_up(wallet, copies))
    plan = (await wallet.place.one(ChangeCopies(StopCopies(ONE)), CopiesSet)).plan
    assert plan.folder == ""
    assert names(copies) == [dated_name(NOON.date())]
    assert await wallet.place.desk.qlock.backups.copies_key() is None
    # Turning off what is off changes nothing.
    await wallet.place.one(ChangeCopies(StopCopies(ONE)), CopiesSet)


async def test_the_key_of_copies_stays_out_of_backups(wallet: Wallet, copies: Path) -> None:
    await set_up(wallet, copies)
    packed = await wallet.place.desk.qlock.backups.pack()
    with packed.key:
        assert COPIES_KEY not in read_file(packed.vault).image.records


async def test_the_plan_is_read(wallet: Wallet) -> None:
    save_plan(wallet.folder, BackupPlan(keep=9))
    assert await wallet.place.one(ReadPlan(), PlanRead) == PlanRead(BackupPlan(keep=9), can_restore=True)
    wallet.place.desk.again = None
    assert not (await wallet.place.one(ReadPlan(), PlanRead)).can_restore


async def test_waiting_is_called_off(wallet: Wallet, copies: Path) -> None:
    waiting = asyncio.Event()

    async def pause(_seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    wallet.place.desk.pause = pause
    plan = replace(await set_up(wallet, copies), last_copy=NOON)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(wallet.place.answer(KeepCopies(plan)))
        await waiting.wait()
        task.cancel()
    assert names(copies) == []
    assert await wallet.place.answer(DropCopies()) == []
