"""Backups as the window asks for them: made beside a node at work, checked, opened, restored, and called off."""

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.backups import part_name
from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.problems import Code, Problem, refuse
from qwallet_desktop.effects import backup_making
from qwallet_desktop.effects.backup_reading import manifest_of
from qwallet_desktop.effects.long_work import Stopped
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.effects.restoring import NODE_NAME, VAULT_NAME, recover
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.copies import COPY_NAME, copy_ledger
from qwallet_desktop.node.core import Node
from qwallet_desktop.settings.backups import load_plan
from qwallet_desktop.settings.unfinished import JOURNAL_NAME, is_unfinished
from qwallet_desktop.state.backups import (
    BackupAdvanced,
    BackupEnded,
    CheckBackup,
    Checked,
    Command,
    Made,
    MakeBackup,
    NotDone,
    OpenBackup,
    Opened,
    RestoreBackup,
    Restored,
    Result,
    RunBackup,
    Stage,
    StopBackup,
)
from qwallet_desktop.state.copies import BackupNoted
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.vault_commands import Hidden
from tests.effects.desks import Place, node_in, place_at
from tests.keys.builders import PHRASE, make_lock, refused

pytestmark = [pytest.mark.asyncio, pytest.mark.sqlite_only("the embedded node's file is what is copied")]

ONE = RequestId("one")
BACKUP_PHRASE = Hidden("harbour lamp and oar")


class NodeCopier:
    """Copies a ledger as the node's process does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def copy_ledger(self, report: Callable[[int, int], None]) -> None:
        await asyncio.to_thread(copy_ledger, self.folder)
        report(1, 1)


@dataclass
class Wallet:
    """A desk with a wallet in it, and a file for its backup."""

    place: Place
    store: MemoryKeyStore
    file: Path
    begun_anew: list[bool]

    async def ask(self, command: Command) -> Result:
        told = await self.place.answer(RunBackup(command))
        ended = told[-1]
        assert isinstance(ended, BackupEnded)
        return ended.result

    async def refused(self, command: Command) -> Problem:
        result = await self.ask(command)
        assert isinstance(result, NotDone)
        assert result.problem is not None
        return result.problem

    async def make(self, *, overwrite: bool = False) -> Result:
        return await self.ask(MakeBackup(ONE, self.file, BACKUP_PHRASE, overwrite))

    @property
    def folder(self) -> Path:
        return self.place.desk.folder


@pytest_asyncio.fixture
async def wallet(tmp_path: Path) -> AsyncIterator[Wallet]:
    folder, store = tmp_path / "desk", MemoryKeyStore()
    anew: list[bool] = []
    async with (
        node_in(folder / NODE_NAME) as (address, transport),
        place_at(folder, address, transport, store) as place,
    ):
        place.desk.copier = NodeCopier(folder / NODE_NAME)
        place.desk.again = lambda: anew.append(True)
        await place.desk.qlock.create(None)
        mara, ben = await place.person("Mara"), await place.person("Ben")
        token = await place.token(mara.id)
        await place.payment(mara.id, ben.id, token)
        await place.desk.qlock.seal("notes", b"{}")
        yield Wallet(place, store, tmp_path / "a.qbackup", anew)


async def test_a_backup_is_made_beside_a_node_at_work_and_noted(wallet: Wallet) -> None:
    told = await wallet.place.answer(RunBackup(MakeBackup(ONE, wallet.file, BACKUP_PHRASE)))
    stages = [action.stage for action in told if isinstance(action, BackupAdvanced)]
    assert (stages[0], stages[-1]) == (Stage.COPYING, Stage.SEALING)
    noted, ended = told[-2:]
    assert isinstance(ended, BackupEnded)
    assert isinstance(ended.result, Made)
    manifest = ended.result.manifest
    assert ended.result.size == wallet.file.stat().st_size
    assert [(each.name, each.held) for each in manifest.ledger.members] == [("Mara", True), ("Ben", True)]
    assert isinstance(noted, BackupNoted)
    assert load_plan(wallet.folder) == noted.plan
    assert (noted.plan.last_made, noted.plan.last_file) == (manifest.made_at, str(wallet.file))
    assert not (wallet.folder / NODE_NAME / COPY_NAME).exists()


async def test_a_backup_that_was_made_is_checked(wallet: Wallet) -> None:
    made = await wallet.make()
    checked = await wallet.ask(CheckBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert isinstance(made, Made)
    assert checked == Checked(ONE, wallet.file, made.manifest, made.size)
    assert not is_unfinished(wallet.folder)


async def test_a_file_that_is_there_is_overwritten_only_if_it_was_chosen(wallet: Wallet) -> None:
    wallet.file.write_bytes(b"holiday")
    problem = await wallet.refused(MakeBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert problem.code is Code.FILE_EXISTS
    assert wallet.file.read_bytes() == b"holiday"
    assert isinstance(await wallet.make(overwrite=True), Made)
    manifest_of(wallet.file, BACKUP_PHRASE.text)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (MakeBackup(ONE, Path("/nowhere/at/all/a.qbackup"), BACKUP_PHRASE), Code.FOLDER_MISSING),
        (MakeBackup(ONE, Path("/proc/a.qbackup"), BACKUP_PHRASE), Code.FOLDER_MISSING),
        (CheckBackup(ONE, Path("/nowhere.qbackup"), BACKUP_PHRASE), Code.FILE_NOT_READ),
        (OpenBackup(ONE, Path(__file__), BACKUP_PHRASE), Code.NOT_A_BACKUP),
    ],
)
async def test_what_is_wrong_with_a_file_is_named(wallet: Wallet, command: Command, code: Code) -> None:
    assert (await wallet.refused(command)).code is code


async def test_a_short_passphrase_writes_nothing(wallet: Wallet) -> None:
    problem = await wallet.refused(MakeBackup(ONE, wallet.file, Hidden("short")))
    assert problem.code is Code.PASSPHRASE_TOO_SHORT
    assert not wallet.file.exists()


async def test_a_locked_vault_is_not_backed_up(wallet: Wallet) -> None:
    wallet.place.desk.qlock.lock()
    assert (await wallet.refused(MakeBackup(ONE, wallet.file, BACKUP_PHRASE))).code is Code.VAULT_LOCKED
    assert not wallet.file.exists()


async def test_without_a_node_nothing_is_backed_up(wallet: Wallet) -> None:
    wallet.place.desk.copier = None
    assert (await wallet.refused(MakeBackup(ONE, wallet.file, BACKUP_PHRASE))).code is Code.NODE_UNREACHABLE


class FullDisk(NodeCopier):
    """Has no room for a copy."""

    async def copy_ledger(self, report: Callable[[int, int], None]) -> None:
        raise refuse(Code.STORAGE_FULL)


async def test_a_full_disk_is_named(wallet: Wallet) -> None:
    wallet.place.desk.copier = FullDisk(wallet.folder)
    assert (await wallet.refused(MakeBackup(ONE, wallet.file, BACKUP_PHRASE))).code is Code.STORAGE_FULL


async def test_a_backup_is_opened_and_what_is_newer_here_is_counted(wallet: Wallet) -> None:
    await wallet.make()
    opened = await wallet.ask(OpenBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert isinstance(opened, Opened)
    assert opened.newer == 0
    await wallet.place.person("Cem")
    opened = await wallet.ask(OpenBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert isinstance(opened, Opened)
    assert opened.newer == 1


async def test_what_is_newer_is_unknown_while_the_node_does_not_answer(wallet: Wallet) -> None:
    await wallet.make()
    wallet.place.line.is_cut = True
    opened = await wallet.ask(OpenBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert isinstance(opened, Opened)
    assert opened.newer is None


async def test_a_wrong_passphrase_opens_nothing(wallet: Wallet) -> None:
    await wallet.make()
    for command in (OpenBackup, CheckBackup):
        assert (await wallet.refused(command(ONE, wallet.file, Hidden("not that one")))).code is Code.PASSPHRASE_WRONG


async def test_a_damaged_backup_is_not_restored_and_changes_nothing(wallet: Wallet) -> None:
    await wallet.make()
    data = bytearray(wallet.file.read_bytes())
    data[len(data) // 2] ^= 1
    wallet.file.write_bytes(data)
    problem = await wallet.refused(RestoreBackup(ONE, wallet.file, BACKUP_PHRASE, None))
    assert problem.code is Code.BACKUP_DAMAGED
    assert not is_unfinished(wallet.folder)
    assert not wallet.begun_anew


async def test_a_restore_begins_the_program_anew_with_all_that_was_backed_up(wallet: Wallet) -> None:
    held = wallet.place.desk.qlock.held()
    made = await wallet.make()
    assert isinstance(made, Made)
    await wallet.place.person("Later")
    result = await wallet.ask(RestoreBackup(ONE, wallet.file, BACKUP_PHRASE, Hidden(PHRASE)))
    assert (result, wallet.begun_anew) == (Restored(ONE), [True])
    # Nothing is moved under a program that still runs.
    assert (wallet.folder / JOURNAL_NAME).exists()
    assert len(wallet.place.desk.qlock.held()) == 3
    with refused(Code.DATABASE_LOCKED):
        recover(wallet.folder, wallet.store)
    elsewhere = wallet.folder.with_name("elsewhere")
    shutil.copytree(wallet.folder, elsewhere)
    aside = recover(elsewhere, wallet.store)
    assert aside is not None
    assert sorted(path.name for path in aside.iterdir()) == ["backups.json", NODE_NAME, VAULT_NAME]
    lock = make_lock(elsewhere / VAULT_NAME, wallet.store, random=os.urandom)
    await lock.unlock(PHRASE)
    assert (lock.held(), await lock.unseal("notes")) == (held, b"{}")
    lock.close()
    await asyncio.to_thread(lock._worker.shutdown)
    node = Node.open(elsewhere / NODE_NAME)
    assert node.node_id == made.manifest.ledger.node_id
    node.close()


async def test_sample_data_is_not_replaced(wallet: Wallet) -> None:
    await wallet.make()
    wallet.place.desk.again = None
    problem = await wallet.refused(RestoreBackup(ONE, wallet.file, BACKUP_PHRASE, None))
    assert problem.code is Code.NOT_PERMITTED
    assert not is_unfinished(wallet.folder)


async def test_a_keyring_that_fails_leaves_nothing_of_a_restore(wallet: Wallet) -> None:
    await wallet.make()
    problem = await wallet.refused(RestoreBackup(ONE, wallet.file, BACKUP_PHRASE, Hidden("short")))
    assert problem.code is Code.PASSPHRASE_TOO_SHORT
    assert not is_unfinished(wallet.folder)


@pytest.mark.parametrize("stage", [Stage.COPYING, Stage.SEALING])
async def test_a_backup_that_is_called_off_leaves_nothing_half(wallet: Wallet, stage: Stage) -> None:
    files = set(wallet.file.parent.iterdir())

    def cancel(action: Action) -> None:
        if isinstance(action, BackupAdvanced) and action.stage is stage:
            job.cancel()

    effect = RunBackup(MakeBackup(ONE, wallet.file, BACKUP_PHRASE))
    async with asyncio.TaskGroup() as group:
        job = group.create_task(as_task(performer(wallet.place.desk)(effect, cancel)))
    assert set(wallet.file.parent.iterdir()) <= {*files, wallet.file}
    assert not (wallet.folder / NODE_NAME / COPY_NAME).exists()
    assert not list(wallet.file.parent.glob("*.part"))


async def call_off_at(wallet: Wallet, command: Command, stage: Stage, done: int, *, times: int = 1) -> None:
    """Ask for a job and cancel it when it reports that much of a stage."""

    def cancel(action: Action) -> None:
        if isinstance(action, BackupAdvanced) and (action.stage, action.done) == (stage, done):
            for _ in range(times):
                asyncio.get_running_loop().call_soon(job.cancel)

    async with asyncio.TaskGroup() as group:
        job = group.create_task(as_task(performer(wallet.place.desk)(RunBackup(command), cancel)))


@pytest.mark.parametrize("done", [0, 1])
@pytest.mark.parametrize("times", [1, 2])
async def test_a_restore_that_is_called_off_at_the_last_moment_is_not_done_later(
    wallet: Wallet, done: int, times: int
) -> None:
    await wallet.make()
    command = RestoreBackup(ONE, wallet.file, BACKUP_PHRASE, Hidden(PHRASE))
    await call_off_at(wallet, command, Stage.PLACING, done, times=times)
    # The next start would complete what has a journal.
    assert not is_unfinished(wallet.folder)
    assert not wallet.begun_anew


async def test_a_job_waits_until_one_that_was_called_off_has_cleared_away(wallet: Wallet) -> None:
    command = MakeBackup(ONE, wallet.file, BACKUP_PHRASE, overwrite=True)
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            job = group.create_task(as_task(performer(wallet.place.desk)(RunBackup(command), lambda _action: None)))
            await asyncio.sleep(0)
            job.cancel()
        assert isinstance(await wallet.make(overwrite=True), Made)
    manifest_of(wallet.file, BACKUP_PHRASE.text)


class Astray(NodeCopier):
    """Fails as nobody foresaw."""

    async def copy_ledger(self, report: Callable[[int, int], None]) -> None:
        raise MemoryError


async def test_a_job_that_fails_as_nobody_foresaw_comes_to_an_end(wallet: Wallet) -> None:
    wallet.place.desk.copier = Astray(wallet.folder)
    told: list[Action] = []
    with pytest.raises(MemoryError):
        await performer(wallet.place.desk)(RunBackup(MakeBackup(ONE, wallet.file, BACKUP_PHRASE)), told.append)
    assert told[-1] == BackupEnded(NotDone(ONE, Problem(Code.INTERNAL)))


async def test_a_pipe_is_no_backup_and_is_not_waited_for(wallet: Wallet) -> None:
    os.mkfifo(wallet.file)
    assert (await wallet.refused(OpenBackup(ONE, wallet.file, BACKUP_PHRASE))).code is Code.NOT_A_BACKUP


async def test_a_folder_that_can_not_be_synced_has_its_backup_all_the_same(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_sync(_folder: Path) -> None:
        raise OSError(errno.EINVAL, "no")

    monkeypatch.setattr(backup_making, "sync_folder", no_such_sync)
    assert isinstance(await wallet.make(), Made)
    manifest_of(wallet.file, BACKUP_PHRASE.text)


async def test_a_link_in_the_place_of_the_unfinished_file_leads_nowhere(wallet: Wallet, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    wallet.file.with_name(part_name(wallet.file.name)).symlink_to(victim)
    assert isinstance(await wallet.make(), Made)
    assert victim.read_bytes() == b"mine"
    assert not wallet.file.is_symlink()


async def as_task(work: object) -> None:
    assert asyncio.iscoroutine(work)
    await work


async def test_stopping_needs_nothing_more(wallet: Wallet) -> None:
    assert await wallet.place.answer(StopBackup()) == []


async def test_what_is_stopped_is_no_problem_that_is_told() -> None:
    assert not issubclass(Stopped, ValueError | OSError)


async def test_the_clock_comes_from_outside(wallet: Wallet) -> None:
    moment = datetime(2031, 2, 3, 4, 5, 6, 7000, UTC)
    wallet.place.desk.now = lambda: moment
    made = await wallet.make()
    assert isinstance(made, Made)
    assert made.manifest == replace(made.manifest, made_at=moment)
