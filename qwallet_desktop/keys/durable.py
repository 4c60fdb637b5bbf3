"""Writing files so that a crash at any moment leaves the old one or the new one, whole.

New file → fsync → rename → fsync of the folder; files are for their owner only (0600 in 0700).
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from qwallet_desktop.domain.problems import Code, refuse

FILE_MODE = 0o600
FOLDER_MODE = 0o700
NOT_WRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Step: TypeAlias = Callable[[str], None]
"""Called with a name after each step that a crash could follow; tests crash there."""


def no_step(_name: str) -> None:
    """Do nothing between two steps: the way of every day."""


@contextmanager
def storage_problems(folder: Path) -> Iterator[None]:
    """Turn the errors of the file system into named problems (fact `folder`).

    Raises:
        Refused: STORAGE_READ_ONLY, STORAGE_FULL, or INTERNAL with the error's name.
    """
    try:
        yield
    except OSError as error:
        number = error.errno or 0
        if number in NOT_WRITABLE:
            raise refuse(Code.STORAGE_READ_ONLY, folder=str(folder)) from None
        if number in FULL:
            raise refuse(Code.STORAGE_FULL, folder=str(folder)) from None
        name = errno.errorcode.get(number, type(error).__name__)
        raise refuse(Code.INTERNAL, folder=str(folder), error=name) from None


def make_private_folder(folder: Path) -> None:
    """Make the folder, or close an existing one to others."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o777 != FOLDER_MODE:
        # A folder that belongs to somebody else can't be closed; its files are 0600 all the same.
        with suppress(PermissionError):
            folder.chmod(FOLDER_MODE)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a loss of power (Windows has no such call)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_new(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_durably(path: Path, data: bytes, *, also: Path | None = None, step: Step = no_step) -> None:
    """Replace a file's content at once, and return when it will survive a loss of power.

    Args:
        path: The file.
        data: Its new content.
        also: A second file in the same folder that gets the same content after the first; both
            are on the disk before either is replaced, so that a full disk replaces none.
        step: Called after each step.

    Raises:
        OSError: Nothing was replaced, or the disk failed so badly that a rename didn't work.
    """
    targets = [path] if also is None else [path, also]
    try:
        for target in targets:
            _write_new(_new(target), data)
            step(f"{target.name} is ready")
        for target in targets:
            _new(target).replace(target)
            step(f"{target.name} is replaced")
    except OSError:
        for target in targets:
            with suppress(OSError):
                _new(target).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    step(f"{path.name} is durable")


def _new(path: Path) -> Path:
    return path.with_name(path.name + ".new")
