"""Reads a backup: what it says of itself, its parts, and whether all of it holds."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from qwallet_desktop.domain.backups import LedgerFacts, Manifest, Part
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.effects.backup_making import DOCUMENT, LEDGER, PIECE, SERVED, VAULT, VAULT_KEY
from qwallet_desktop.effects.long_work import Oversight
from qwallet_desktop.keys.backup_file import SealedReader
from qwallet_desktop.keys.backup_vault import Document, check_vault, is_document
from qwallet_desktop.keys.durable import FILE_MODE, make_private_folder, storage_problems
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault_format import KEY_LENGTH
from qwallet_desktop.node.copies import LEDGER_NAME
from qwallet_desktop.node.ledger_check import check_ledger
from qwallet_desktop.node.node_key import KEY_NAME, load_key
from qwallet_desktop.settings.served_node import read_served
from qwallet_desktop.settings.unfinished import CHECK_NAME
from qwallet_desktop.state.backups import Stage

LONGEST_HEAD: Final = 1 << 26
LONGEST_SMALL_PART: Final = 1 << 26
"""Bytes of all parts that are held in memory; only the ledger is larger, and it goes to the disk."""


@dataclass(frozen=True, slots=True)
class OpenBackup:
    """A backup whose passphrase was right, read as far as its manifest."""

    reader: SealedReader
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of a backup: the vault in memory, the node's folder on the disk; wipe `key` after use."""

    manifest: Manifest
    vault: bytes
    key: Secret
    documents: tuple[Document, ...]
    node_folder: Path


@contextmanager
def opened(path: Path, passphrase: str) -> Iterator[OpenBackup]:
    """Open a backup, as slow as its passphrase was made.

    Raises:
        Refused: FILE_NOT_READ, NOT_A_BACKUP, PASSPHRASE_WRONG, BACKUP_DAMAGED or BACKUP_NEWER; the
            last three also where the rest is read.
    """
    with _readable(path), _ordinary(path).open("rb") as file, closing(SealedReader(file, passphrase)) as reader:
        head = _head(reader)
        yield OpenBackup(reader, Manifest.from_bytes(head))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refuse(Code.FILE_NOT_READ, file=path.name, reason=error.strerror or "") from None


def _ordinary(path: Path) -> Path:
    """Return the path if an ordinary file is there: reading a pipe may never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise refuse(Code.NOT_A_BACKUP)
    return path


def _head(reader: SealedReader) -> bytes:
    length = bytearray(4)
    reader.read_into(length)
    if int.from_bytes(length) > LONGEST_HEAD:
        raise refuse(Code.BACKUP_DAMAGED, part="manifest")
    head = bytearray(int.from_bytes(length))
    reader.read_into(head)
    return bytes(head)


def manifest_of(path: Path, passphrase: str) -> Manifest:
    """Say what a backup holds, after reading its beginning only.

    Raises:
        Refused: As `opened`.
    """
    with opened(path, passphrase) as backup:
        return backup.manifest


@contextmanager
def checked(path: Path, passphrase: str, folder: Path, oversight: Oversight) -> Iterator[Unpacked]:
    """Unpack a backup into a folder and make sure that all in it holds: vault, node key, ledger, audit log.

    Raises:
        Refused: As `opened`, and a problem of the storage.
        Stopped: Nobody waits for it any more.
    """
    with opened(path, passphrase) as backup, Secret(KEY_LENGTH) as key:
        unpacked = _unpack(backup, key, folder, oversight)
        backup.reader.finish()
        oversight.step("the backup is unpacked")
        _check(unpacked, oversight)
        oversight.step("the backup is checked")
        yield unpacked


def check_backup(path: Path, passphrase: str, folder: Path, oversight: Oversight) -> tuple[Manifest, int]:
    """Check a backup and leave nothing of it.

    Args:
        path: The backup.
        passphrase: Its passphrase.
        folder: A private folder with room for the ledger; a folder in it is made and removed.
        oversight: Told how far it is.

    Returns:
        What the backup says of itself, all of which holds, and the file's size in bytes.

    Raises:
        Refused: As `checked`.
        Stopped: Nobody waits for it any more.
    """
    scratch = folder / CHECK_NAME
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with checked(path, passphrase, scratch, oversight) as unpacked:
            return unpacked.manifest, path.stat().st_size
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _unpack(backup: OpenBackup, key: Secret, folder: Path, oversight: Oversight) -> Unpacked:
    reader, parts = backup.reader, backup.manifest.parts
    names = [part.name for part in parts]
    documents = [part for part in parts if part.name.startswith(DOCUMENT)]
    if len(set(names)) != len(names) or sum(part.length for part in parts[:-1]) > LONGEST_SMALL_PART:
        raise refuse(Code.BACKUP_DAMAGED, part="manifest")
    of_the_node = [SERVED] if not backup.manifest.has_ledger else [KEY_NAME, LEDGER]
    if names != [VAULT, VAULT_KEY, *(part.name for part in documents), *of_the_node]:
        raise refuse(Code.BACKUP_DAMAGED, part="manifest")
    vault = _small(reader, parts[0])
    if parts[1].length != KEY_LENGTH:
        raise refuse(Code.BACKUP_DAMAGED, part="manifest")
    reader.read_into(key.buffer)
    _compare(parts[1], hashlib.sha256(key.buffer).hexdigest())
    sealed = tuple(_document(reader, part) for part in documents)
    with storage_problems(folder):
        make_private_folder(folder)
        if backup.manifest.has_ledger:
            _to_file(reader, parts[-2], folder / KEY_NAME, Oversight())
        _to_file(reader, parts[-1], folder / (LEDGER_NAME if backup.manifest.has_ledger else SERVED), oversight)
    return Unpacked(backup.manifest, vault, key, sealed, folder)


def _document(reader: SealedReader, part: Part) -> Document:
    name = part.name.removeprefix(DOCUMENT)
    if not is_document(name):
        raise refuse(Code.BACKUP_DAMAGED, part="manifest")
    return Document(name, _small(reader, part))


def _small(reader: SealedReader, part: Part) -> bytes:
    content = bytearray(part.length)
    reader.read_into(content)
    _compare(part, hashlib.sha256(content).hexdigest())
    return bytes(content)


def _to_file(reader: SealedReader, part: Part, path: Path, oversight: Oversight) -> None:
    digest, left = hashlib.sha256(), part.length
    tick = oversight.tick(Stage.READING)
    with Secret(PIECE) as piece:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            while left > 0:
                taken = memoryview(piece.buffer)[: min(left, PIECE)]
                reader.read_into(taken)
                digest.update(taken)
                file.write(taken)
                left -= len(taken)
                tick(part.length - left, part.length)
            file.flush()
            os.fsync(file.fileno())
    _compare(part, digest.hexdigest())


def _compare(part: Part, digest: str) -> None:
    if part.digest != digest:
        raise refuse(Code.BACKUP_DAMAGED, part="content")


def _check(unpacked: Unpacked, oversight: Oversight) -> None:
    ledger = unpacked.manifest.ledger
    held = frozenset(check_vault(unpacked.vault, unpacked.key).identity_ids())
    if any(each.held != (each.id in held) for each in ledger.members):
        raise refuse(Code.BACKUP_DAMAGED, part="vault")
    if not unpacked.manifest.has_ledger:
        _check_served(unpacked)
        return
    if _key_of(unpacked.node_folder) != ledger.node_key:
        raise refuse(Code.BACKUP_DAMAGED, part="content")
    check_ledger(unpacked.node_folder / LEDGER_NAME, _bare(ledger), oversight.tick(Stage.CHECKING))


def _check_served(unpacked: Unpacked) -> None:
    """Check that the node that others run is the one that the backup says it is of."""
    served, ledger = read_served(unpacked.node_folder), unpacked.manifest.ledger
    if served is None or (served.node_id, served.node_key) != (ledger.node_id, ledger.node_key):
        raise refuse(Code.BACKUP_DAMAGED, part="content")


def _key_of(folder: Path) -> str:
    try:
        return load_key(folder).public_key.hex()
    except Refused:
        return ""


def _bare(ledger: LedgerFacts) -> LedgerFacts:
    """Return what the ledger itself says, which knows nothing of keys."""
    return replace(ledger, members=tuple(replace(each, held=False) for each in ledger.members))
