"""The node's data folder: made if missing, and used by one process at a time."""

import errno
import os
import sys
from pathlib import Path

from qwallet_desktop.domain.problems import Code, Refused, refuse

LOCK_NAME = "ledger.lock"
_FULL = {errno.ENOSPC, errno.EDQUOT}


def storage_refusal(error: OSError) -> Refused:
    """Name what the operating system says of a folder or file that can't be written."""
    return refuse(Code.STORAGE_FULL if error.errno in _FULL else Code.STORAGE_READ_ONLY)


class FolderLock:
    """Exclusive use of a folder, given up when closed or when the process ends in whatever way."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, folder: Path, name: str = LOCK_NAME) -> "FolderLock":
        """Make the folder (mode 0700) if it is missing, and lock it by a file in it.

        Raises:
            Refused: DATABASE_LOCKED, STORAGE_READ_ONLY or STORAGE_FULL.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise storage_refusal(error) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise refuse(Code.DATABASE_LOCKED) from error
        if not _is_named(descriptor, folder / name):
            # Who held it has removed it meanwhile; the file that others see is another one.
            os.close(descriptor)
            raise refuse(Code.DATABASE_LOCKED)
        return cls(descriptor)

    def close(self) -> None:
        """Give the folder free; twice does no harm."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


def _is_named(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


if sys.platform == "win32":  # pragma: no cover  (Windows)
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
