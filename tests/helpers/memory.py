"""Finds a folder in memory for what tests write: nothing that they look at depends on when it gets to a disk."""

import os
import shutil
from pathlib import Path

VARIABLE = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest makes the tests' folders, if it is set."""

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (folders of our own are made within)
_LEAST_BYTES = 2**30


def folder() -> Path | None:
    """Return the folder; None where there is none, it is small (containers), or programs can't be run from it."""
    if not os.access(_SHARED_MEMORY, os.W_OK | os.X_OK):
        return None
    if shutil.disk_usage(_SHARED_MEMORY).free < _LEAST_BYTES:
        return None
    return None if os.statvfs(_SHARED_MEMORY).f_flag & os.ST_NOEXEC else _SHARED_MEMORY
