"""The bytes of the vault file: how its parts are framed, read and checked for damage.

    8   magic `QWVAULT` and a line feed
    2   version (integers are big-endian)
    16  vault id, random
    1   flags: bit 0 = the owner has checked the recovery words
    1   slot kind: 1 = OS keyring, 2 = passphrase
        kind 1: 16 key id, under which the keyring holds the vault key
        kind 2: 4 memory in KiB, 4 iterations, 4 lanes (Argon2id), 16 salt,
                12 nonce, 48 vault key sealed with the passphrase's key
    1   number of retired key ids, then 16 each: keyring entries that are to be deleted
    2   number of records, then each: 1 length of name, name, 4 length, 12 nonce, ciphertext
    32  HMAC-SHA-256 over all of the above, by a sub-key of the vault key
    32  SHA-256 over all of the above

The last part finds accidents without any key, so that a damaged file is told from a wrong
passphrase; the HMAC finds what was changed on purpose. Every later version keeps the first
two fields and the last one. This file knows the framing only; `vault.py` has the keys.
"""

import hashlib
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.problems import Code, refuse

MAGIC = b"QWVAULT\n"
VERSION = 1
ID_LENGTH = 16
SALT_LENGTH = 16
NONCE_LENGTH = 12
TAG_LENGTH = 16
KEY_LENGTH = 32
DIGEST_LENGTH = 32
WORDS_CHECKED = 1
KEYRING_KIND = 1
PASSPHRASE_KIND = 2
MOST_MEMORY_KIB = 1 << 20
MOST_ITERATIONS = 64
MOST_LANES = 64


@dataclass(frozen=True, slots=True)
class PassphraseCost:
    """What trying one passphrase costs (Argon2id, RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4

    def is_sane(self) -> bool:
        """Tell whether a file may ask this computer for that much work."""
        return (
            1 <= self.lanes <= MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB
            and 1 <= self.iterations <= MOST_ITERATIONS
        )


@dataclass(frozen=True, slots=True)
class KeyringSlot:
    """The vault key lies in the OS keyring under this id of 16 bytes."""

    key_id: bytes


@dataclass(frozen=True, slots=True)
class PassphraseSlot:
    """The vault key lies in the file, sealed with a key that Argon2id makes of a passphrase."""

    cost: PassphraseCost
    salt: bytes
    nonce: bytes
    sealed_key: bytes


Slot: TypeAlias = KeyringSlot | PassphraseSlot


@dataclass(frozen=True, slots=True)
class Record:
    """One sealed secret."""

    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class VaultImage:
    """Everything that a vault file says without a key."""

    vault_id: bytes
    slot: Slot
    records: Mapping[str, Record]
    words_checked: bool = False
    retired: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Framed:
    """A file that was read: what it says, the bytes that its HMAC covers, and the HMAC."""

    image: VaultImage
    body: bytes
    mac: bytes


def vault_prefix(vault_id: bytes) -> bytes:
    """Return the fields that no change of the vault ever alters."""
    return MAGIC + VERSION.to_bytes(2) + vault_id


def passphrase_prefix(cost: PassphraseCost, salt: bytes) -> bytes:
    """Return the part of a passphrase slot that is sealed together with the vault key."""
    return struct.pack(">BIII", PASSPHRASE_KIND, cost.memory_kib, cost.iterations, cost.lanes) + salt


def _slot_bytes(slot: Slot) -> bytes:
    match slot:
        case KeyringSlot(key_id):
            return bytes([KEYRING_KIND]) + key_id
        case PassphraseSlot(cost, salt, nonce, sealed_key):
            return passphrase_prefix(cost, salt) + nonce + sealed_key
        case _:
            assert_never(slot)


def body_bytes(image: VaultImage) -> bytes:
    """Frame everything that comes before the HMAC."""
    parts = [
        vault_prefix(image.vault_id),
        bytes([WORDS_CHECKED if image.words_checked else 0]),
        _slot_bytes(image.slot),
        bytes([len(image.retired)]),
        *image.retired,
        len(image.records).to_bytes(2),
    ]
    for name, record in sorted(image.records.items()):
        parts += [
            bytes([len(name)]),
            name.encode("ascii"),
            len(record.ciphertext).to_bytes(4),
            record.nonce,
            record.ciphertext,
        ]
    return b"".join(parts)


def file_bytes(body: bytes, mac: bytes) -> bytes:
    """Close a file: body, HMAC, SHA-256."""
    return body + mac + hashlib.sha256(body + mac).digest()


class _Reader:
    """Takes fields off the front of bytes; running out of them is damage."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        if len(taken) != length:
            raise refuse(Code.VAULT_DAMAGED)
        self._at += length
        return taken

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length))

    def is_at_end(self) -> bool:
        return self._at == len(self._data)


def read_file(data: bytes) -> Framed:
    """Read a vault file and check it for accidents.

    Raises:
        Refused: VAULT_DAMAGED, or VAULT_NEWER for a whole file of a later version.
    """
    covered, digest = data[:-DIGEST_LENGTH], data[-DIGEST_LENGTH:]
    whole = hmac.compare_digest(hashlib.sha256(covered).digest(), digest)
    if not whole or not covered.startswith(MAGIC):
        raise refuse(Code.VAULT_DAMAGED)
    version = int.from_bytes(covered[len(MAGIC) : len(MAGIC) + 2])
    if version > VERSION:
        raise refuse(Code.VAULT_NEWER, version=str(version), known=str(VERSION))
    body, mac = covered[:-DIGEST_LENGTH], covered[-DIGEST_LENGTH:]
    image = _image(_Reader(body))
    if body_bytes(image) != body:
        # Another version, an unknown flag, a record named twice: nothing that we ever write.
        raise refuse(Code.VAULT_DAMAGED)
    return Framed(image, body, mac)


def _image(reader: _Reader) -> VaultImage:
    reader.take(len(MAGIC) + 2)
    vault_id = reader.take(ID_LENGTH)
    flags = reader.number(1)
    slot = _slot(reader)
    retired = tuple(reader.take(ID_LENGTH) for _ in range(reader.number(1)))
    records = dict(_record(reader) for _ in range(reader.number(2)))
    if not reader.is_at_end():
        raise refuse(Code.VAULT_DAMAGED)
    return VaultImage(vault_id, slot, records, flags == WORDS_CHECKED, retired)


def _slot(reader: _Reader) -> Slot:
    kind = reader.number(1)
    if kind == KEYRING_KIND:
        return KeyringSlot(reader.take(ID_LENGTH))
    cost = PassphraseCost(reader.number(4), reader.number(4), reader.number(4))
    if kind != PASSPHRASE_KIND or not cost.is_sane():
        raise refuse(Code.VAULT_DAMAGED)
    return PassphraseSlot(
        cost,
        reader.take(SALT_LENGTH),
        reader.take(NONCE_LENGTH),
        reader.take(KEY_LENGTH + TAG_LENGTH),
    )


def _record(reader: _Reader) -> tuple[str, Record]:
    name = reader.take(reader.number(1)).decode("latin-1")
    if not name.isascii():
        raise refuse(Code.VAULT_DAMAGED)
    length = reader.number(4)
    return name, Record(reader.take(NONCE_LENGTH), reader.take(length))
