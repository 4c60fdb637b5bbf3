"""Key stores and randomness for tests: the same Protocols as the real ones."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.secret import Secret


class MemoryKeyStore:
    """A keyring in memory that can be made to fail or to forget."""

    def __init__(self) -> None:
        self.values: dict[bytes, bytes] = {}
        self.is_available = True
        self.keeps_deleted = False
        self.forgets = False

    def _check(self) -> None:
        if not self.is_available:
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="none")

    def get(self, key_id: bytes) -> Secret | None:
        self._check()
        value = self.values.get(key_id)
        return None if value is None else Secret.copy_of(value)

    def set(self, key_id: bytes, value: Secret) -> None:
        self._check()
        if not self.forgets:
            self.values[key_id] = bytes(value.buffer)

    def delete(self, key_id: bytes) -> None:
        self._check()
        if self.keeps_deleted:
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="keeps")
        self.values.pop(key_id, None)


class FolderKeyStore:
    """A keyring in files, which outlives a killed process; tells `step` what it is about to do."""

    def __init__(self, folder: Path, step: Callable[[str], None] = lambda _name: None) -> None:
        self.folder = folder
        self._step = step
        folder.mkdir(exist_ok=True)

    def get(self, key_id: bytes) -> Secret | None:
        path = self.folder / key_id.hex()
        return Secret.copy_of(path.read_bytes()) if path.exists() else None

    def set(self, key_id: bytes, value: Secret) -> None:
        self._step("keyring: before set")
        new = self.folder / "new"
        new.write_bytes(value.buffer)
        new.replace(self.folder / key_id.hex())
        self._step("keyring: after set")

    def delete(self, key_id: bytes) -> None:
        self._step("keyring: before delete")
        (self.folder / key_id.hex()).unlink(missing_ok=True)
        self._step("keyring: after delete")

    def key_ids(self) -> frozenset[str]:
        return frozenset(path.name for path in self.folder.iterdir()) - {"new"}


class CountedRandom:
    """Random-looking bytes that are the same in every run of a test."""

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._calls = 0

    def __call__(self, length: int) -> bytes:
        self._calls += 1
        return hashlib.shake_256(f"{self._seed}/{self._calls}".encode()).digest(length)
