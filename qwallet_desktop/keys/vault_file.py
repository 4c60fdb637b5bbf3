"""The vault's file, its previous copy, and copies that were set aside, in one folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
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
from qwallet_desktop.keys.vault_format import Framed, Slot, read_file

NAME = "vault"
PREVIOUS_NAME = "vault.previous"
LARGEST = 1 << 26
"""No vault comes near 64 MiB; a larger file is not read into memory."""


@dataclass(frozen=True, slots=True)
class PreviousCopy:
    """What can be said of the previous copy without a key."""

    slot: Slot
    written_at: datetime


class VaultFile:
    """Reads and replaces the vault; the owner's folder holds nothing else of that name."""

    def __init__(self, folder: Path, *, step: Step = no_step) -> None:
        self.folder = folder
        self._path = folder / NAME
        self._previous = folder / PREVIOUS_NAME
        self._step = step

    def exists(self) -> bool:
        """Tell whether there is a vault, be it whole or damaged."""
        with storage_problems(self.folder):
            return self._path.exists()

    def read(self) -> Framed:
        """Read the vault and check it for accidents.

        Raises:
            Refused: VAULT_MISSING, VAULT_DAMAGED, VAULT_NEWER or a problem of the storage.
        """
        return read_file(self._bytes(self._path))

    def write(self, data: bytes) -> None:
        """Replace the vault, keeping the one that was there as the previous copy.

        Raises:
            Refused: A problem of the storage.
        """
        with storage_problems(self.folder):
            make_private_folder(self.folder)
            current = self._intact(self._path)
            # A damaged vault must never push out the good copy.
            if current is not None:
                write_durably(self._previous, current, step=self._step)
            write_durably(self._path, data, step=self._step)

    def write_anew(self, data: bytes) -> None:
        """Replace the vault and its previous copy by the same content, the vault first.

        For a new vault and for a changed slot: what opened the old copy is about to be deleted.

        Raises:
            Refused: A problem of the storage.
        """
        with storage_problems(self.folder):
            make_private_folder(self.folder)
            write_durably(self._path, data, also=self._previous, step=self._step)

    def has_previous(self) -> bool:
        """Tell whether there is a previous copy that is whole."""
        with storage_problems(self.folder):
            return self._intact(self._previous) is not None

    def inspect_previous(self) -> PreviousCopy:
        """Say what the previous copy is.

        Raises:
            Refused: VAULT_MISSING, VAULT_DAMAGED, VAULT_NEWER or a problem of the storage.
        """
        framed = read_file(self._bytes(self._previous))
        with storage_problems(self.folder):
            seconds = self._previous.stat().st_mtime
        return PreviousCopy(framed.image.slot, datetime.fromtimestamp(seconds, UTC))

    def restore_previous(self) -> None:
        """Put the previous copy in the vault's place; the vault that was there is set aside.

        Raises:
            Refused: As `inspect_previous`.
        """
        data = self._bytes(self._previous)
        read_file(data)
        with storage_problems(self.folder):
            self._set_aside(self._path)
            write_durably(self._path, data, step=self._step)

    def set_aside(self) -> None:
        """Copy vault and previous copy to names that nothing overwrites (`vault.aside-1` …).

        Raises:
            Refused: A problem of the storage.
        """
        with storage_problems(self.folder):
            self._set_aside(self._path)
            self._set_aside(self._previous)

    def _set_aside(self, path: Path) -> None:
        if path.exists():
            names = (path.with_name(f"{path.name}.aside-{number}") for number in count(1))
            free = next(name for name in names if not name.exists())
            write_durably(free, path.read_bytes(), step=self._step)

    def _bytes(self, path: Path) -> bytes:
        with storage_problems(self.folder):
            try:
                if path.stat().st_size > LARGEST:
                    raise refuse(Code.VAULT_DAMAGED)
                return path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                raise refuse(Code.VAULT_MISSING) from None

    def _intact(self, path: Path) -> bytes | None:
        try:
            data = self._bytes(path)
            read_file(data)
        except Refused:
            return None
        return data
