"""Data folders with a vault and a ledger in them, and backups of them, for the tests of backups."""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from qwallet_desktop.domain.backups import Manifest
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.effects.backup_making import Order, write_backup
from qwallet_desktop.effects.long_work import Oversight
from qwallet_desktop.effects.restoring import NODE_NAME, VAULT_NAME, Restore, stage_restore
from qwallet_desktop.keys.durable import Step, no_step
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.node.copies import copy_ledger, remove_copy
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.seed import seed_demo
from tests.keys.builders import PHRASE, make_lock

T = TypeVar("T")

BACKUP_PHRASE = "harbour lamp and oar"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOTES = b'{"t1": "for the boat"}'


def run(work: Coroutine[object, object, T]) -> T:
    """Run work on a loop of its own."""
    with asyncio.Runner() as runner:
        return runner.run(work)


def qlock_in(folder: Path, store: KeyStore) -> Qlock:
    return make_lock(folder / VAULT_NAME, store, random=os.urandom)


async def fill(folder: Path, store: KeyStore, *, transactions: int = 40, people: int = 3) -> tuple[IdentityId, ...]:
    """Make a vault with keys and notes, and a ledger in which they have paid each other."""
    with closing(qlock_in(folder, store)) as lock:
        await lock.create(PHRASE)
        held = tuple([await lock.create_identity_key() for _ in range(people)])
        await lock.seal("notes", NOTES)
    with closing(Node.open(folder / NODE_NAME)) as node:
        seed_demo(node, [(did, f"Person {number}") for number, did in enumerate(held)], transactions, 1)
    return held


async def back_up(
    folder: Path, store: KeyStore, target: Path, *, oversight: Oversight | None = None, overwrite: bool = False
) -> Manifest:
    """Write a backup of a folder as the command line does."""
    with closing(qlock_in(folder, store)) as lock:
        await lock.unlock(PHRASE)
        key, vault = await lock.backups.key(BACKUP_PHRASE), await lock.backups.pack()
        ledger = copy_ledger(folder / NODE_NAME)
        with key.key, vault.key:
            order = Order(target, overwrite, key, vault, folder / NODE_NAME, ledger, NOON, os.urandom)
            manifest, _ = write_backup(order, oversight or Oversight())
        remove_copy(folder / NODE_NAME)
    return manifest


def stage(folder: Path, store: KeyStore, path: Path, protection: str | None, *, step: Step = no_step) -> Manifest:
    """Prepare a restore into a folder."""
    with closing(qlock_in(folder, store)) as lock:
        restore = Restore(folder, path, BACKUP_PHRASE, protection, NOON.date())
        return stage_restore(restore, lock.backups.placing, Oversight(step=step))
