"""Holds the vault key while the vault is unlocked, and lends copies of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.secret import Secret


class KeyHolder:
    """One vault key at most, shared by the window's thread and the vault's own."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._key: Secret | None = None
        self._turn = 0

    @property
    def is_locked(self) -> bool:
        """Tell whether there is no key."""
        return self._key is None

    @property
    def turn(self) -> int:
        """Count the times that the holder was emptied."""
        return self._turn

    @contextmanager
    def borrow(self) -> Iterator[Secret]:
        """Lend a copy of the key, overwritten at the end of `with`.

        A copy, since `empty` may be called while another thread seals with it.

        Raises:
            Refused: VAULT_LOCKED.
        """
        with self._guard:
            if self._key is None:
                raise refuse(Code.VAULT_LOCKED)
            copy = Secret.copy_of(self._key.buffer)
        with copy:
            yield copy

    def take(self, key: Secret, *, turn: int) -> bool:
        """Keep a copy of a key, unless the holder was emptied since `turn` was read."""
        with self._guard:
            if turn != self._turn:
                return False
            if self._key is not None:
                self._key.wipe()
            self._key = Secret.copy_of(key.buffer)
            return True

    def empty(self) -> None:
        """Overwrite the key."""
        with self._guard:
            self._turn += 1
            if self._key is not None:
                self._key.wipe()
                self._key = None
