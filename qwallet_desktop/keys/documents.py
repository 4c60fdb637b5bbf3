"""Sealed documents beside the vault: private notes, the last-known snapshot.

    8   magic `QWSEAL1` and a line feed
    12  nonce
        ChaCha20-Poly1305 under the vault's sub-key for documents, bound to vault id and name

A file is named by an HMAC of the document's name, so the folder doesn't tell what it holds. A passing
document, which can be had again, is told from the others by the end of its name: it stays out of backups.
"""

import hmac
from itertools import count
from pathlib import Path

from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.keys.durable import (
    Step,
    make_private_folder,
    no_step,
    storage_problems,
    write_durably,
)
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.keys.vault import DOCUMENTS, open_record, seal_record, sub_key
from qwallet_desktop.keys.vault_format import NONCE_LENGTH, Record

MAGIC = b"QWSEAL1\n"
FOLDER_NAME = "sealed"
NAMED_BY = 16
PASSING = ".passing"


class Documents:
    """Seals and opens documents by name; each is one file that is replaced at once."""

    def __init__(self, folder: Path, random: RandomBytes, *, step: Step = no_step) -> None:
        self._folder = folder / FOLDER_NAME
        self._random = random
        self._step = step

    def seal(self, vault_key: Secret, vault_id: bytes, name: str, data: bytes, *, passing: bool = False) -> None:
        """Write a document; a `passing` one stays out of backups.

        Raises:
            Refused: A problem of the storage.
        """
        with sub_key(vault_key, vault_id, DOCUMENTS) as key:
            path = self._path(key, name, passing=passing)
            record = seal_record(key, vault_id, name, data, self._random)
        with storage_problems(self._folder):
            make_private_folder(self._folder)
            write_durably(path, MAGIC + record.nonce + record.ciphertext, step=self._step)

    def unseal(self, vault_key: Secret, vault_id: bytes, name: str, *, passing: bool = False) -> bytes | None:
        """Read a document; `None` where there is none.

        Raises:
            Refused: VAULT_DAMAGED (fact `document`) or a problem of the storage.
        """
        with sub_key(vault_key, vault_id, DOCUMENTS) as key:
            data = self._read(self._path(key, name, passing=passing))
            if data is None:
                return None
            # Other magic stays in front and is taken for a nonce that opens nothing.
            body = data.removeprefix(MAGIC)
            record = Record(body[:NONCE_LENGTH], body[NONCE_LENGTH:])
            try:
                with open_record(key, vault_id, name, record) as plaintext:
                    return bytes(plaintext.buffer)
            except Refused:
                raise refuse(Code.VAULT_DAMAGED, document=name) from None

    def set_aside(self, vault_key: Secret, vault_id: bytes, name: str) -> None:
        """Give a document, where there is one, a name that nothing overwrites.

        Raises:
            Refused: A problem of the storage.
        """
        with sub_key(vault_key, vault_id, DOCUMENTS) as key:
            path = self._path(key, name, passing=False)
        with storage_problems(self._folder):
            if path.exists():
                names = (path.with_name(f"{path.name}.aside-{number}") for number in count(1))
                path.rename(next(free for free in names if not free.exists()))

    def _path(self, key: Secret, name: str, *, passing: bool) -> Path:
        hidden = hmac.digest(key.buffer, name.encode(), "sha256")[:NAMED_BY].hex()
        return self._folder / (hidden + PASSING if passing else hidden)

    def _read(self, path: Path) -> bytes | None:
        with storage_problems(self._folder):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None
