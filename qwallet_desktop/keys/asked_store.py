"""A key store of which one can tell whether it is being asked just now: a keyring may wait for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.secret import Secret


class AskedStore:
    """Hands all on to another store.

    Attributes:
        is_asked: A call has begun and not ended; may be read on any thread.
    """

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self.is_asked = False

    def get(self, key_id: bytes) -> Secret | None:
        """Return a value; see `KeyStore`."""
        with self._asking():
            return self._store.get(key_id)

    def set(self, key_id: bytes, value: Secret) -> None:
        """Keep a value; see `KeyStore`."""
        with self._asking():
            self._store.set(key_id, value)

    def delete(self, key_id: bytes) -> None:
        """Forget a value; see `KeyStore`."""
        with self._asking():
            self._store.delete(key_id)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        self.is_asked = True
        try:
            yield
        finally:
            self.is_asked = False
