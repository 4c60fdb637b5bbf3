"""Buffers for secrets that are overwritten after use, so that they don't linger in memory.

CPython doesn't clear what it frees, so a secret stays readable until its memory happens to be
used again. Secrets therefore live in `Secret` buffers of a fixed size that libraries write into;
the few calls that insist on returning `bytes` are followed by `overwrite`.
"""

import ctypes
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self, TypeAlias

Bytes: TypeAlias = bytes | bytearray | memoryview
RandomBytes: TypeAlias = Callable[[int], bytes]
"""Gives that many unpredictable bytes in an object that nobody else holds (`os.urandom`)."""

DATA_OFFSET = bytes.__basicsize__ - 1
"""How far the data lie behind the address of a `bytes` object (the 1 is its final NUL)."""

SHARED_LENGTH = 1
"""CPython keeps one object for each `bytes` of at most this length."""


def overwrite(transient: bytes) -> None:
    """Fill a `bytes` object with zeros in place.

    Only for a result that a library just made for us alone: every holder of the object sees
    the zeros, and one that was hashed before keeps its old hash.
    """
    if len(transient) > SHARED_LENGTH:
        ctypes.memset(id(transient) + DATA_OFFSET, 0, len(transient))


class Secret:
    """A buffer of a fixed number of bytes, overwritten on `wipe` and at the end of `with`.

    It shows nothing of its content when printed, and can't be pickled or copied by accident.
    """

    __slots__ = ("_buffer", "_wiped")

    def __init__(self, length: int) -> None:
        self._buffer = bytearray(length)
        self._wiped = False

    @classmethod
    def copy_of(cls, data: Bytes) -> Self:
        """Copy bytes into a new buffer; the original stays as it is."""
        secret = cls(len(data))
        secret._buffer[:] = data
        return secret

    @classmethod
    def taken_from(cls, transient: bytes) -> Self:
        """Copy the result of a library into a new buffer and overwrite the original."""
        secret = cls.copy_of(transient)
        overwrite(transient)
        return secret

    @property
    def buffer(self) -> bytearray:
        """The bytes themselves, to be read or filled in place and never resized.

        Raises:
            ValueError: The secret was wiped; zeros must not be used as a key.
        """
        if self._wiped:
            message = "this secret was wiped"
            raise ValueError(message)
        return self._buffer

    def wipe(self) -> None:
        """Overwrite the content for good."""
        self._buffer[:] = bytes(len(self._buffer))
        self._wiped = True

    def __len__(self) -> int:
        return len(self._buffer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return f"<Secret of {len(self._buffer)} bytes>"

    def __reduce__(self) -> NoReturn:
        message = "a secret can't be pickled or copied"
        raise TypeError(message)
