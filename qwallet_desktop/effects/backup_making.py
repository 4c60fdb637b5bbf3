"""Writes a backup into one sealed file, whole or not at all: vault, node key and a copy of the ledger.

Where others run the node its ledger stays there, and the backup says where that is.
"""

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeAlias

from qwallet_desktop import __version__
from qwallet_desktop.domain.backups import LEDGER_PART, LedgerFacts, Manifest, Member, Part, part_name
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.effects.long_work import Oversight
from qwallet_desktop.keys.backup_file import BackupKey, SealedWriter
from qwallet_desktop.keys.backup_vault import PackedVault
from qwallet_desktop.keys.durable import FILE_MODE, FULL, NOT_WRITABLE, sync_folder
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.node.copies import read_facts
from qwallet_desktop.node.node_key import KEY_NAME
from qwallet_desktop.settings.served_node import FILE_NAME, ServedNode, served_bytes
from qwallet_desktop.state.backups import Stage

PIECE = 1 << 20
VAULT, VAULT_KEY, DOCUMENT, LEDGER = "vault", "vault.key", "sealed/", LEDGER_PART
SERVED = FILE_NAME
OF_THE_NODE = frozenset({VAULT_KEY, KEY_NAME, LEDGER, SERVED})
"""Parts that are the same for ever, or that the audit log's root speaks for."""

NO_SUCH_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM}
"""What some network drives and sticks say of a folder that is to be written to the disk."""

Content: TypeAlias = bytes | Secret | Path


@dataclass(frozen=True, slots=True)
class ServedLedger:
    """A node that others run, and what a backup says of its ledger: whose it is, and who of it has keys here."""

    node: ServedNode
    facts: LedgerFacts


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written, and where to.

    Attributes:
        target: The file.
        overwrite: The person chose a file that is there.
        key: The backup's key.
        vault: The vault, taken out.
        node_folder: Where the node's key lies.
        ledger: The copy of the ledger.
        made_at: The time, UTC.
        random: Source of randomness.
        served: The node that others run, where the ledger is; then there is no copy of it.
    """

    target: Path
    overwrite: bool
    key: BackupKey
    vault: PackedVault
    node_folder: Path
    ledger: Path
    made_at: datetime
    random: RandomBytes
    served: ServedLedger | None = None


def served_facts(node: ServedNode, held: Sequence[IdentityId], listed: Sequence[Identity] = ()) -> LedgerFacts:
    """Say of a ledger that stays with its node whose it is, and which identities have their keys here.

    Args:
        node: The node.
        held: The identities whose keys are in the vault.
        listed: What is known of them; one that is not has no name.
    """
    known = {each.id: each for each in listed}
    named = [(each, known.get(each)) for each in held]
    members = tuple(Member(each, it.name if it else "", it.type if it else "", held=True) for each, it in named)
    return LedgerFacts(node.node_id, node.node_key, 0, "", "", 0, 0, members)


def write_backup(order: Order, oversight: Oversight) -> tuple[Manifest, int]:
    """Write a backup; until it is whole and on the disk, there is no file of its name.

    Returns:
        What the backup says of itself, and its size in bytes.

    Raises:
        Refused: FILE_EXISTS, FOLDER_MISSING, STORAGE_FULL, STORAGE_READ_ONLY, FILE_NOT_WRITTEN,
            DATABASE_DAMAGED.
        Stopped: Nobody waits for it any more.
    """
    target = order.target
    refuse_unfit(target, overwrite=order.overwrite)
    facts = read_facts(order.ledger) if order.served is None else order.served.facts
    with _of_the_node(order) as of_the_node, _writing(target) as (part, file):
        contents = _contents(order, of_the_node)
        made_at = order.made_at.replace(microsecond=order.made_at.microsecond // 1000 * 1000)
        manifest = Manifest(made_at, __version__, _with_held(facts, order.vault), _parts(contents, oversight))
        oversight.step("the file is begun")
        _seal(file, order, manifest, contents, oversight)
        oversight.step("the file is sealed")
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
        file.close()
        oversight.step("the file is on the disk")
        _put_in_place(part, target, overwrite=order.overwrite)
        oversight.step("the file has its name")
        _sync(target.parent)
    return manifest, size


def refuse_unfit(target: Path, *, overwrite: bool) -> None:
    """Say at once what would only show after the work was done.

    Raises:
        Refused: FOLDER_MISSING, FILE_EXISTS, or what hinders looking.
    """
    with named_errors(target):
        if not target.parent.is_dir():
            raise refuse(Code.FOLDER_MISSING, folder=str(target.parent))
        if target.is_dir() or (not overwrite and target.exists()):
            raise refuse(Code.FILE_EXISTS, file=target.name)


def _sync(folder: Path) -> None:
    try:
        sync_folder(folder)
    except OSError as error:
        # The file itself is on the disk: to say that it was not written would be wrong.
        if error.errno not in NO_SUCH_SYNC:
            raise


@contextmanager
def _of_the_node(order: Order) -> Iterator[dict[str, Content]]:
    """Give the node's part: its key and its ledger, or where it is if others run it."""
    if order.served is not None:
        yield {SERVED: served_bytes(order.served.node)}
        return
    with _node_key(order.node_folder) as node_key:
        yield {KEY_NAME: node_key, LEDGER: order.ledger}


@contextmanager
def _node_key(folder: Path) -> Iterator[Secret]:
    try:
        key = Secret.taken_from((folder / KEY_NAME).read_bytes())
    except OSError:
        raise refuse(Code.DATABASE_DAMAGED, file=KEY_NAME) from None
    with key:
        yield key


def _contents(order: Order, of_the_node: dict[str, Content]) -> dict[str, Content]:
    documents = {DOCUMENT + each.name: each.sealed for each in order.vault.documents}
    return {
        VAULT: order.vault.vault,
        VAULT_KEY: order.vault.key,
        **documents,
        **of_the_node,
    }


def _with_held(facts: LedgerFacts, vault: PackedVault) -> LedgerFacts:
    held = frozenset(vault.held)
    return replace(facts, members=tuple(replace(each, held=each.id in held) for each in facts.members))


def _parts(contents: dict[str, Content], oversight: Oversight) -> tuple[Part, ...]:
    parts = []
    for name, content in contents.items():
        digest, length = hashlib.sha256(), 0
        for piece in _pieces(content):
            digest.update(piece)
            length += len(piece)
            oversight.report(Stage.COPYING, 1, 1)
        parts.append(Part(name, length, digest.hexdigest()))
    return tuple(parts)


def _seal(file: BinaryIO, order: Order, manifest: Manifest, contents: dict[str, Content], oversight: Oversight) -> None:
    tick = oversight.tick(Stage.SEALING)
    done, total = 0, sum(part.length for part in manifest.parts)
    tick(done, total)
    head = manifest.to_bytes()
    with closing(SealedWriter(file, order.key, order.random)) as sealed:
        sealed.write(len(head).to_bytes(4) + head)
        for part, content in zip(manifest.parts, contents.values(), strict=True):
            digest = hashlib.sha256()
            for piece in _pieces(content):
                sealed.write(piece)
                digest.update(piece)
                done += len(piece)
                tick(done, total)
            if digest.hexdigest() != part.digest:
                # It is not what was read the first time: a failing disk, or somebody at the copy.
                raise refuse(Code.DATABASE_DAMAGED)
        oversight.step("the last chunk is due")
        sealed.finish()


def _pieces(content: Content) -> Iterator[bytes | bytearray]:
    match content:
        case bytes():
            yield content
        case Secret():
            yield content.buffer
        case _:
            with content.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece


def vault_digests(vault: PackedVault) -> dict[str, str]:
    """Return the digests that the manifest gives for the vault and its documents, by the names of their parts."""
    contents = {VAULT: vault.vault, **{DOCUMENT + each.name: each.sealed for each in vault.documents}}
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


@contextmanager
def _writing(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new file beside the target, gone at the end unless it took the target's name."""
    part = target.with_name(part_name(target.name))
    try:
        with named_errors(target):
            part.unlink(missing_ok=True)
            # Opened once, by a name that nothing had: whoever may write in the folder can't lead it elsewhere.
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
            with os.fdopen(descriptor, "wb") as file:
                yield part, file
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _put_in_place(part: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        part.replace(target)
        return
    try:
        # Fails where there is a file by now, which a renaming would silently take away.
        os.link(part, target)
        part.unlink()
    except FileExistsError:
        raise refuse(Code.FILE_EXISTS, file=target.name) from None
    except OSError:
        # A file system without links, as on most USB sticks.
        refuse_unfit(target, overwrite=False)
        part.rename(target)


@contextmanager
def named_errors(target: Path) -> Iterator[None]:
    """Name what the operating system says of a file to be written.

    Raises:
        Refused: STORAGE_FULL, STORAGE_READ_ONLY, FOLDER_MISSING or FILE_NOT_WRITTEN.
    """
    try:
        yield
    except OSError as error:
        raise _named(error, target) from None


def _named(error: OSError, target: Path) -> Refused:
    folder = str(target.parent)
    match error.errno:
        case number if number in FULL:
            return refuse(Code.STORAGE_FULL, folder=folder)
        case number if number in NOT_WRITABLE:
            return refuse(Code.STORAGE_READ_ONLY, folder=folder)
        case errno.ENOENT:
            return refuse(Code.FOLDER_MISSING, folder=folder)
        case _:
            return refuse(Code.FILE_NOT_WRITTEN, file=target.name, reason=error.strerror or "")
