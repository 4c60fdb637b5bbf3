"""The container of a backup: a header, then sealed chunks that show every change, cut or addition.

    8   magic `QWBACKUP`
    2   version (integers are big-endian)
    12  memory in KiB, iterations, lanes (Argon2id, RFC 9106), 4 each
    16  salt
    32  file id, random
    16  HMAC-SHA-256 over all of the above by the file's check key, cut: tells a wrong passphrase
    32  SHA-256 over all of the above: tells an accident in the header
        chunks: ChaCha20-Poly1305 of 256 KiB each, the last one of 1 byte to 256 KiB, + 16 each

The two keys of a file are HKDF-SHA-256 of the passphrase's key with the file id as salt, so no
two files share a key. A chunk's nonce is its number (11 bytes) and whether it is the last (1
byte), its associated data the header's SHA-256 (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015): chunks can't be changed, moved, left out or added, in bounded memory.
All later versions keep the header's form.
"""

import hashlib
import hmac
import struct
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.keys.secret import Bytes, RandomBytes, Secret
from qwallet_desktop.keys.vault_format import KEY_LENGTH, NONCE_LENGTH, SALT_LENGTH, TAG_LENGTH, PassphraseCost

MAGIC = b"QWBACKUP"
VERSION = 1
PURPOSE = b"qwallet/backup/v1"
FILE_ID_LENGTH = 32
CHUNK = 1 << 18
MOST_MEMORY_KIB = 1 << 18
MOST_WORK_KIB = 1 << 22
"""What a file may ask of this computer before its passphrase is known: 256 MiB, and 20 times the work of our own."""

_COST = ">III"
_PREFIX_LENGTH = len(MAGIC) + 2 + struct.calcsize(_COST) + SALT_LENGTH + FILE_ID_LENGTH
_CHECKSUM_LENGTH = 32
HEADER_LENGTH = _PREFIX_LENGTH + TAG_LENGTH + _CHECKSUM_LENGTH


@dataclass(frozen=True, slots=True)
class BackupKey:
    """A passphrase's key, and with which cost and salt it was made; wipe `key` after use."""

    cost: PassphraseCost
    salt: bytes
    key: Secret

    def to_secret(self) -> Secret:
        """Frame cost, salt and key, to be kept in the vault."""
        framed = Secret(struct.calcsize(_COST) + SALT_LENGTH + KEY_LENGTH)
        public = _cost_bytes(self.cost) + self.salt
        framed.buffer[: len(public)] = public
        framed.buffer[len(public) :] = self.key.buffer
        return framed

    @classmethod
    def from_secret(cls, framed: Secret) -> "BackupKey":
        """Read what `to_secret` framed.

        Raises:
            Refused: VAULT_DAMAGED.
        """
        at = struct.calcsize(_COST)
        if len(framed) != at + SALT_LENGTH + KEY_LENGTH:
            raise refuse(Code.VAULT_DAMAGED)
        cost = PassphraseCost(*struct.unpack_from(_COST, framed.buffer))
        salt = bytes(framed.buffer[at : at + SALT_LENGTH])
        return cls(cost, salt, Secret.copy_of(memoryview(framed.buffer)[at + SALT_LENGTH :]))


def backup_key(passphrase: str, cost: PassphraseCost, salt: bytes) -> BackupKey:
    """Stretch a passphrase (NFC, UTF-8) with Argon2id; takes about 0.2 s of one core or more."""
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    key = Secret(KEY_LENGTH)
    with Secret.taken_from(typed) as text:
        Argon2id(
            salt=salt, length=KEY_LENGTH, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
        ).derive_into(text.buffer, key.buffer)  # type: ignore[arg-type]  # takes any buffer; the stub is narrower
    return BackupKey(cost, salt, key)


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup file says without its passphrase."""

    cost: PassphraseCost
    salt: bytes
    file_id: bytes
    tag: bytes
    prefix: bytes
    checksum: bytes


def read_header(file: BinaryIO) -> Header:
    """Read the header of a backup file.

    Raises:
        Refused: NOT_A_BACKUP, BACKUP_DAMAGED (fact `part` = `header` or `end`) or BACKUP_NEWER.
    """
    data = file.read(HEADER_LENGTH)
    if not data.startswith(MAGIC):
        raise refuse(Code.NOT_A_BACKUP)
    if len(data) < HEADER_LENGTH:
        raise refuse(Code.BACKUP_DAMAGED, part="end")
    covered, checksum = data[:-_CHECKSUM_LENGTH], data[-_CHECKSUM_LENGTH:]
    if not hmac.compare_digest(hashlib.sha256(covered).digest(), checksum):
        raise refuse(Code.BACKUP_DAMAGED, part="header")
    if int.from_bytes(data[len(MAGIC) : len(MAGIC) + 2]) != VERSION:
        raise refuse(Code.BACKUP_NEWER)
    at = len(MAGIC) + 2
    cost = PassphraseCost(*struct.unpack_from(_COST, data, at))
    if not _is_bearable(cost):
        raise refuse(Code.BACKUP_DAMAGED, part="header")
    at += struct.calcsize(_COST)
    salt, file_id = data[at : at + SALT_LENGTH], data[at + SALT_LENGTH : _PREFIX_LENGTH]
    return Header(cost, salt, file_id, covered[_PREFIX_LENGTH:], covered[:_PREFIX_LENGTH], checksum)


def _is_bearable(cost: PassphraseCost) -> bool:
    """Tell whether a file may ask for that much work; its header's checksum keeps nobody from writing one that does."""
    work = cost.memory_kib * cost.iterations
    return cost.is_sane() and cost.memory_kib <= MOST_MEMORY_KIB and work <= MOST_WORK_KIB


class SealedWriter:
    """Seals what is written into chunks; a file without `finish` is one that is noticed as cut."""

    def __init__(self, file: BinaryIO, key: BackupKey, random: RandomBytes) -> None:
        self._file = file
        file_id = random(FILE_ID_LENGTH)
        prefix = MAGIC + VERSION.to_bytes(2) + _cost_bytes(key.cost) + key.salt + file_id
        self._key, tag = _file_keys(key.key, file_id, prefix)
        covered = prefix + tag
        self._bound_to = hashlib.sha256(covered).digest()
        file.write(covered + self._bound_to)
        self._chunk = Secret(CHUNK)
        self._filled = 0
        self._number = 0

    def write(self, data: Bytes) -> None:
        """Seal more bytes.

        Raises:
            OSError: The file can't be written.
        """
        view = memoryview(data)
        while view:
            if self._filled == CHUNK:
                self._seal(last=False)
            taken = min(CHUNK - self._filled, len(view))
            self._chunk.buffer[self._filled : self._filled + taken] = view[:taken]
            self._filled += taken
            view = view[taken:]

    def finish(self) -> None:
        """Seal the last chunk.

        Raises:
            OSError: The file can't be written.
        """
        self._seal(last=True)

    def close(self) -> None:
        """Wipe the keys; without `finish`, the file stays one that was cut."""
        self._key.wipe()
        self._chunk.wipe()

    def _seal(self, *, last: bool) -> None:
        plaintext = memoryview(self._chunk.buffer)[: self._filled]
        cipher = ChaCha20Poly1305(self._key.buffer)
        self._file.write(cipher.encrypt(_nonce(self._number, last=last), plaintext, self._bound_to))
        self._number += 1
        self._filled = 0


class SealedReader:
    """Opens chunk after chunk; nothing is handed out that was not authenticated.

    Raises:
        Refused: From its construction as `read_header`, and PASSPHRASE_WRONG.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        header = read_header(file)
        self._file = file
        key = backup_key(passphrase, header.cost, header.salt)
        with key.key:
            self._key, tag = _file_keys(key.key, header.file_id, header.prefix)
        if not hmac.compare_digest(tag, header.tag):
            self._key.wipe()
            raise refuse(Code.PASSPHRASE_WRONG, at="passphrase")
        self._bound_to = header.checksum
        self._chunk = Secret(CHUNK)
        self._filled = self._at = self._number = 0
        self._next = file.read(CHUNK + TAG_LENGTH)

    def read_into(self, target: bytearray | memoryview) -> None:
        """Fill a buffer with the next bytes.

        Raises:
            Refused: BACKUP_DAMAGED (fact `part`), also where there are not so many.
        """
        view = memoryview(target)
        while view:
            if self._at == self._filled:
                self._open()
            taken = min(self._filled - self._at, len(view))
            view[:taken] = memoryview(self._chunk.buffer)[self._at : self._at + taken]
            self._at += taken
            view = view[taken:]

    def finish(self) -> None:
        """Make sure that all has been read.

        Raises:
            Refused: BACKUP_DAMAGED (fact `part` = `end`).
        """
        if self._next or self._at != self._filled:
            raise refuse(Code.BACKUP_DAMAGED, part="end")

    def close(self) -> None:
        """Wipe keys and plaintext."""
        self._key.wipe()
        self._chunk.wipe()

    def _open(self) -> None:
        sealed = self._next
        length = len(sealed) - TAG_LENGTH
        if length <= 0:
            raise refuse(Code.BACKUP_DAMAGED, part="end")
        self._next = self._file.read(CHUNK + TAG_LENGTH)
        target = memoryview(self._chunk.buffer)[:length]
        last = not self._next
        if not self._opens(sealed, target, last=last):
            # A chunk that opens as one that is not the last says that the rest was cut off.
            cut = last and self._opens(sealed, target, last=False)
            raise self._damaged("end" if cut else "content")
        self._number += 1
        self._filled, self._at = length, 0

    def _opens(self, sealed: bytes, target: memoryview, *, last: bool) -> bool:
        nonce = _nonce(self._number, last=last)
        try:
            ChaCha20Poly1305(self._key.buffer).decrypt_into(nonce, sealed, self._bound_to, target)
        except InvalidTag:
            return False
        return True

    def _damaged(self, part: str) -> Refused:
        return refuse(Code.BACKUP_DAMAGED, part=part, offset=str(HEADER_LENGTH + self._number * (CHUNK + TAG_LENGTH)))


def _cost_bytes(cost: PassphraseCost) -> bytes:
    return struct.pack(_COST, cost.memory_kib, cost.iterations, cost.lanes)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_LENGTH - 1) + bytes([last])


def _file_keys(key: Secret, file_id: bytes, prefix: bytes) -> tuple[Secret, bytes]:
    """Return the key of a file's chunks, and the tag that only the right passphrase gives."""
    with Secret(2 * KEY_LENGTH) as both:
        HKDF(SHA256(), 2 * KEY_LENGTH, file_id, PURPOSE).derive_into(key.buffer, both.buffer)
        sealing = Secret.copy_of(memoryview(both.buffer)[:KEY_LENGTH])
        with Secret.copy_of(memoryview(both.buffer)[KEY_LENGTH:]) as checking:
            return sealing, hmac.digest(checking.buffer, prefix, "sha256")[:TAG_LENGTH]
