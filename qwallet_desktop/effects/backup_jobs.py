"""The jobs of backups: make, check, open and restore one; loaded when the first is asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from qwallet_desktop.domain.audit import opened_note
from qwallet_desktop.domain.backups import Manifest
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.effects.backup_making import Order, refuse_unfit, write_backup
from qwallet_desktop.effects.backup_plan import note
from qwallet_desktop.effects.backup_reading import check_backup, manifest_of
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.long_work import Oversight, Report, in_thread
from qwallet_desktop.effects.restoring import NODE_NAME, Restore, stage_restore
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.keys.backup_file import BackupKey
from qwallet_desktop.node.copies import COPY_NAME, remove_copy
from qwallet_desktop.services.errors import ServiceError
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
    Stage,
)


async def carry_out(desk: Desk, command: Command, dispatch: Dispatch) -> None:
    """Carry a command out; what hinders it leaves everything as it was."""

    def report(stage: Stage, done: int, total: int) -> None:
        dispatch(BackupAdvanced(command.request_id, stage, done, total))

    try:
        result = await _do(desk, command, report)
    except Refused as refused:
        result = NotDone(command.request_id, refused.problem)
    if isinstance(result, Made):
        made_at = result.manifest.made_at
        await note(desk, dispatch, lambda plan: replace(plan, last_made=made_at, last_file=str(result.path)))
    dispatch(BackupEnded(result))
    if isinstance(result, Restored) and desk.again is not None:
        desk.again()


async def _do(desk: Desk, command: Command, report: Report) -> Result:
    match command:
        case MakeBackup(request_id, path, passphrase, overwrite):
            refuse_unfit(path, overwrite=overwrite)
            key = await desk.qlock.backups.key(passphrase.text)
            with key.key:
                manifest, size = await make(desk, path, key, report, overwrite=overwrite)
            return Made(request_id, path, manifest, size)
        case CheckBackup(request_id, path, passphrase):
            text = passphrase.text
            manifest, size = await in_thread(lambda oversight: check_backup(path, text, desk.folder, oversight), report)
            return Checked(request_id, path, manifest, size)
        case OpenBackup(request_id, path, passphrase):
            manifest = await asyncio.to_thread(manifest_of, path, passphrase.text)
            return Opened(request_id, path, manifest, await _newer(desk, manifest))
        case RestoreBackup():
            await _restore(desk, command, report)
            return Restored(command.request_id)
        case _:
            assert_never(command)


async def make(desk: Desk, path: Path, key: BackupKey, report: Report, *, overwrite: bool) -> tuple[Manifest, int]:
    """Let the node copy its ledger, take the vault out, and seal both into a file.

    Raises:
        Refused: VAULT_LOCKED, NODE_UNREACHABLE, or what hinders the copy or the file.
    """
    async with _copied(desk, report) as ledger:
        vault = await desk.qlock.backups.pack()
        with vault.key:
            order = Order(path, overwrite, key, vault, ledger.parent, ledger, desk.now(), desk.random)
            return await in_thread(lambda oversight: write_backup(order, oversight), report)


@asynccontextmanager
async def _copied(desk: Desk, report: Report) -> AsyncIterator[Path]:
    """Have a copy of the ledger for the time of the block; one at a time."""
    if desk.copier is None:
        raise refuse(Code.NODE_UNREACHABLE)
    node_folder = desk.folder / NODE_NAME
    async with desk.copying:
        try:
            await desk.copier.copy_ledger(lambda done, total: report(Stage.COPYING, done, total))
            yield node_folder / COPY_NAME
        finally:
            await asyncio.to_thread(remove_copy, node_folder)


async def _newer(desk: Desk, manifest: Manifest) -> int | None:
    """Count what this ledger has more than a backup of it; None if it is another ledger, or does not answer."""
    services = desk.connected
    if services is None or services.address.node_id != manifest.ledger.node_id:
        return None
    try:
        answer = await services.audit.get_checkpoint()
    except ServiceError:
        return None
    checkpoint = opened_note(answer.note, answer.node_key)
    return None if checkpoint is None else max(checkpoint.size - manifest.ledger.size, 0)


async def _restore(desk: Desk, command: RestoreBackup, report: Report) -> None:
    if desk.again is None:
        raise refuse(Code.NOT_PERMITTED)
    protection = None if command.protection is None else command.protection.text
    restore = Restore(desk.folder, command.path, command.passphrase.text, protection, desk.now().date())
    placing = desk.qlock.backups.placing

    def work(oversight: Oversight) -> Manifest:
        return stage_restore(restore, placing, oversight)

    await in_thread(work, report)
