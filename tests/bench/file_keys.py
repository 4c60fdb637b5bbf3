"""A key store in a plain file, for measurements only: its values outlive the process as a keyring's do."""

import json
from pathlib import Path

from qwallet_desktop.keys.secret import Secret


class FileKeyStore:
    """Keeps values, unprotected, in one JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _values(self) -> dict[str, str]:
        values: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return values

    def _keep(self, values: dict[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(values))

    def get(self, key_id: bytes) -> Secret | None:
        kept = self._values().get(key_id.hex())
        return None if kept is None else Secret.copy_of(bytes.fromhex(kept))

    def set(self, key_id: bytes, value: Secret) -> None:
        self._keep(self._values() | {key_id.hex(): bytes(value.buffer).hex()})

    def delete(self, key_id: bytes) -> None:
        self._keep({name: kept for name, kept in self._values().items() if name != key_id.hex()})
