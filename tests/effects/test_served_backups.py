"""Backups where others run the node: the vault and where its ledger is, and nothing of that ledger."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import NodeId, RequestId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects import backup_jobs
from qwallet_desktop.effects.backup_jobs import content_here, content_of
from qwallet_desktop.effects.backup_making import SERVED, served_facts
from qwallet_desktop.effects.restoring import VAULT_NAME, recover
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.settings.served_node import ServedNode, load_served, save_served
from qwallet_desktop.state.backups import (
    CheckBackup,
    Checked,
    Made,
    MakeBackup,
    OpenBackup,
    Opened,
    RestoreBackup,
    Restored,
)
from qwallet_desktop.state.vault_commands import Hidden
from tests.effects.desks import node_in, place_at
from tests.effects.test_backups import BACKUP_PHRASE, Wallet
from tests.keys.builders import PHRASE, make_lock

pytestmark = pytest.mark.asyncio

ONE = RequestId("one")


@pytest_asyncio.fixture
async def wallet(tmp_path: Path) -> AsyncIterator[Wallet]:
    """A wallet whose node is somewhere else."""
    folder, store = tmp_path / "desk", MemoryKeyStore()
    async with (
        node_in(tmp_path / "elsewhere") as (address, transport),
        place_at(folder, address, transport, store) as place,
    ):
        place.desk.again = lambda: None
        await place.desk.qlock.create(None)
        save_served(folder, ServedNode("https://node.example", address.node_id, address.node_key))
        await place.person("Mara")
        await place.person("Ben")
        await place.desk.qlock.seal("notes", b"{}")
        yield Wallet(place, store, tmp_path / "a.qbackup", [])


async def test_the_ledger_stays_with_its_node(wallet: Wallet) -> None:
    made = await wallet.make()
    assert isinstance(made, Made)
    assert [part.name for part in made.manifest.parts][-1] == SERVED
    assert (made.manifest.has_ledger, made.manifest.ledger.transfers) == (False, 0)
    assert [(each.name, each.held) for each in made.manifest.ledger.members] == [("Mara", True), ("Ben", True)]


async def test_keys_are_backed_up_also_while_the_node_does_not_answer(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet.place.line.is_cut = True
    made = await wallet.make()
    assert isinstance(made, Made)
    assert [each.id for each in made.manifest.ledger.members] == list(wallet.place.desk.qlock.held())
    wallet.place.desk._services = None
    assert isinstance(await wallet.make(overwrite=True), Made)


async def test_it_is_checked_and_nothing_here_is_newer(wallet: Wallet) -> None:
    made = await wallet.make()
    assert isinstance(made, Made)
    assert await wallet.ask(CheckBackup(ONE, wallet.file, BACKUP_PHRASE)) == Checked(
        ONE, wallet.file, made.manifest, made.size
    )
    assert await wallet.ask(OpenBackup(ONE, wallet.file, BACKUP_PHRASE)) == Opened(ONE, wallet.file, made.manifest, 0)


async def test_restored_it_opens_and_belongs_to_the_same_node(wallet: Wallet) -> None:
    held = wallet.place.desk.qlock.held()
    await wallet.make()
    assert await wallet.ask(RestoreBackup(ONE, wallet.file, BACKUP_PHRASE, Hidden(PHRASE))) == Restored(ONE)
    elsewhere = wallet.folder.with_name("restored")
    shutil.copytree(wallet.folder, elsewhere)
    shutil.rmtree(elsewhere / "node")
    recover(elsewhere, wallet.store)
    with closing(make_lock(elsewhere / VAULT_NAME, wallet.store, random=os.urandom)) as lock:
        await lock.unlock(PHRASE)
        assert (lock.held(), await lock.unseal("notes")) == (held, b"{}")
    await asyncio.to_thread(lock._worker.shutdown)
    assert load_served(elsewhere) == load_served(wallet.folder)


async def test_what_others_do_at_the_node_makes_no_new_copy(wallet: Wallet) -> None:
    made = await wallet.make()
    assert isinstance(made, Made)
    before = content_of(made.manifest)
    assert await content_here(wallet.place.desk) == before
    await wallet.place.desk.qlock.seal("notes", b'{"t1": "boat"}')
    assert await content_here(wallet.place.desk) != before


async def test_a_backup_that_names_another_node_than_it_brings_is_damaged(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*arguments: object) -> object:
        return replace(served_facts(*arguments), node_id=NodeId("0e" * 16))  # type: ignore[arg-type]

    monkeypatch.setattr(backup_jobs, "served_facts", wrong)
    await wallet.make()
    problem = await wallet.refused(CheckBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert (problem.code, problem.facts) == (Code.BACKUP_DAMAGED, {"part": "content"})


async def test_a_memory_of_the_node_that_can_not_be_read_is_told_of(
    wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(backup_jobs, "load_served", fail)
    problem = await wallet.refused(MakeBackup(ONE, wallet.file, BACKUP_PHRASE))
    assert problem.code is Code.STORAGE_READ_ONLY
