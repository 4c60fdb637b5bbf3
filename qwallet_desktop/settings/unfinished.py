"""The names by which a data folder says that a restore is to be completed or cleared away; quick to look for."""

from pathlib import Path

NEW_NAME = "restore.new"
"""The folder in which a restore is prepared."""

JOURNAL_NAME = "restore.json"
"""Says that what was prepared is complete, and is to be put in place."""

CHECK_NAME = "backup.check"
"""The folder into which a backup is unpacked to be checked."""

LOCK_NAME = "restore.lock"
"""Held by whoever restores here; gone when they are done."""


def is_unfinished(folder: Path) -> bool:
    """Tell whether a restore or a check was cut short in a data folder, or a restore is to be completed."""
    return any((folder / name).exists() for name in (JOURNAL_NAME, NEW_NAME, CHECK_NAME))
