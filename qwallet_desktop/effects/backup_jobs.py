"""The jobs of backups: make, check, open and restore one; loaded when the first is asked for."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from qwallet_desktop.domain.audit import Checkpoint, opened_note
from qwallet_desktop.domain.backups import Manifest
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.effects.backup_making import (
    OF_THE_NODE,
    Order,
    ServedLedger,
    refuse_unfit,
    served_facts,
    vault_digests,
    write_backup,
)
from qwallet_desktop.effects.backup_plan import note
from qwallet_desktop.effects.backup_reading import check_backup, manifest_of
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.long_work import Oversight, Report, ended, in_thread
from qwallet_desktop.effects.restoring import NODE_NAME, Restore, call_off, stage_restore
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.keys.backup_file import BackupKey
from qwallet_desktop.node.copies import COPY_NAME, remove_copy
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.settings.served_node import ServedNode, load_served
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

    # A job that was called off may still be clearing away.
    async with desk.working:
        try:
            result = await _do(desk, command, report)
        except Refused as refused:
            result = NotDone(command.request_id, refused.problem)
        except Exception:
            dispatch(BackupEnded(NotDone(command.request_id, Problem(Code.INTERNAL))))
            raise
    if isinstance(result, Made):
        made_at = result.manifest.made_at
        await note(desk, dispatch, lambda plan: replace(plan, last_made=made_at, last_file=str(result.path)))
    dispatch(BackupEnded(result))
    if isinstance(result, Restored) and desk.again is not None:
        desk.again()


async def _do(desk: Desk, command: Command, report: Report) -> Result:
    match command:
        case MakeBackup(request_id, path, passphrase, overwrite):
            await asyncio.to_thread(refuse_unfit, path, overwrite=overwrite)
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
            if desk.qlock.aids.held():
                # Qwallet begins anew after it, and their keys are in memory only.
                raise refuse(Code.KEY_IN_MEMORY)
            await _restore(desk, command, report)
            return Restored(command.request_id)
        case _:
            assert_never(command)


async def make(desk: Desk, path: Path, key: BackupKey, report: Report, *, overwrite: bool) -> tuple[Manifest, int]:
    """Let the node copy its ledger, take the vault out, and seal both into a file.

    The ledger of a node that others run stays there.

    Raises:
        Refused: VAULT_LOCKED, NODE_UNREACHABLE, or what hinders the copy or the file.
    """
    served = await _served(desk)
    if served is not None:
        return await _make_of_served(desk, served, path, key, report, overwrite=overwrite)
    async with _copied(desk, report) as ledger:
        vault = await desk.qlock.backups.pack()
        with vault.key:
            order = Order(path, overwrite, key, vault, ledger.parent, ledger, desk.now(), desk.random)
            return await in_thread(lambda oversight: write_backup(order, oversight), report)


async def _make_of_served(  # noqa: PLR0913 - as `make`, and where the ledger is
    desk: Desk, served: ServedNode, path: Path, key: BackupKey, report: Report, *, overwrite: bool
) -> tuple[Manifest, int]:
    ledger = ServedLedger(served, served_facts(served, desk.qlock.held(), await _listed(desk)))
    vault = await desk.qlock.backups.pack()
    with vault.key:
        order = Order(path, overwrite, key, vault, desk.folder, desk.folder, desk.now(), desk.random, ledger)
        return await in_thread(lambda oversight: write_backup(order, oversight), report)


async def _served(desk: Desk) -> ServedNode | None:
    try:
        return await asyncio.to_thread(load_served, desk.folder)
    except OSError:
        raise refuse(Code.STORAGE_READ_ONLY) from None


async def _listed(desk: Desk) -> tuple[Identity, ...]:
    """List the identities here, so that the backup can name them; none where the node does not answer."""
    if desk.connected is None:
        return ()
    try:
        return await desk.connected.identities.list_identities()
    except ServiceError:
        return ()


def content_of(manifest: Manifest) -> str:
    """Return a digest of what changes with what is in a wallet, and with nothing else."""
    ledger = manifest.ledger
    parts = {part.name: part.digest for part in manifest.parts if part.name not in OF_THE_NODE}
    return _content(ledger.node_id, ledger.size, ledger.root, parts)


async def content_here(desk: Desk) -> str:
    """Return what `content_of` would return of a backup made now; empty where the ledger does not answer.

    Raises:
        Refused: VAULT_LOCKED or a problem of the storage.
    """
    served = await _served(desk)
    if served is not None:
        return _content(served.node_id, 0, "", await _vault_parts(desk))
    checkpoint = await _checkpoint(desk)
    services = desk.connected
    if checkpoint is None or services is None:
        return ""
    return _content(services.address.node_id, checkpoint.size, checkpoint.root.hex(), await _vault_parts(desk))


async def _vault_parts(desk: Desk) -> dict[str, str]:
    vault = await desk.qlock.backups.pack()
    with vault.key:
        return await asyncio.to_thread(vault_digests, vault)


def _content(node_id: NodeId, size: int, root: str, parts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps([node_id, size, root, sorted(parts.items())]).encode()).hexdigest()


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
            await ended(asyncio.get_running_loop().run_in_executor(None, remove_copy, node_folder))


async def _newer(desk: Desk, manifest: Manifest) -> int | None:
    """Count what this ledger has more than a backup of it; None if it is another ledger, or does not answer."""
    services = desk.connected
    if not manifest.has_ledger:
        return 0
    if services is None or services.address.node_id != manifest.ledger.node_id:
        return None
    checkpoint = await _checkpoint(desk)
    return None if checkpoint is None else max(checkpoint.size - manifest.ledger.size, 0)


async def _checkpoint(desk: Desk) -> Checkpoint | None:
    """Ask for the ledger's checkpoint; None if it does not answer."""
    if desk.connected is None:
        return None
    try:
        answer = await desk.connected.audit.get_checkpoint()
    except ServiceError:
        return None
    return opened_note(answer.note, answer.node_key)


async def _restore(desk: Desk, command: RestoreBackup, report: Report) -> None:
    if desk.again is None:
        raise refuse(Code.NOT_PERMITTED)
    protection = None if command.protection is None else command.protection.text
    restore = Restore(desk.folder, command.path, command.passphrase.text, protection, desk.now().date())
    placing = desk.qlock.backups.placing

    def work(oversight: Oversight) -> Manifest:
        return stage_restore(restore, placing, oversight)

    try:
        await in_thread(work, report)
    except asyncio.CancelledError:
        # It may have come to its end just then: what was called off must not be done at the next start.
        store = placing(desk.folder, None).store
        await ended(asyncio.get_running_loop().run_in_executor(None, call_off, desk.folder, store))
        raise
