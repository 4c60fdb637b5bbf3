"""A key store that forgets everything with the process: for sample data and the self-test."""

from qwallet_desktop.keys.secret import Secret


class MemoryKeyStore:
    """Keeps values in wipeable buffers in this process."""

    def __init__(self) -> None:
        self._values: dict[bytes, Secret] = {}

    def get(self, key_id: bytes) -> Secret | None:
        """Return a copy of a value, or `None`."""
        kept = self._values.get(key_id)
        return None if kept is None else Secret.copy_of(kept.buffer)

    def set(self, key_id: bytes, value: Secret) -> None:
        """Keep a copy of a value."""
        self._values[key_id] = Secret.copy_of(value.buffer)

    def delete(self, key_id: bytes) -> None:
        """Wipe and forget a value."""
        kept = self._values.pop(key_id, None)
        if kept is not None:
            kept.wipe()
