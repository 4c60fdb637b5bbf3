"""What is remembered of backups in the data folder: the last one, and where automatic copies go."""

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qwallet_desktop.settings.files import write_atomically

FILE_NAME = "backups.json"
KEPT = range(1, 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """Where copies go and when the last backup was made; nothing in it opens one.

    Attributes:
        folder: Where dated copies go; empty while there are none.
        keep: How many dated copies stay, one of `KEPT`.
        last_copy: When the last automatic copy was made, or was not needed since nothing had changed.
        last_made: When the last backup of either kind was made.
        last_file: The path of that backup.
        copy_file: The path of the last automatic copy.
        copy_content: A digest of what is in that copy, to tell whether anything has changed since.
    """

    folder: str = ""
    keep: int = 7
    last_copy: datetime | None = None
    last_made: datetime | None = None
    last_file: str = ""
    copy_file: str = ""
    copy_content: str = ""


def load_plan(folder: Path) -> BackupPlan:
    """Read the plan of a data folder; a missing or damaged one is the plan of a new wallet.

    Raises:
        OSError: The file is there but can't be read.
    """
    try:
        read = json.loads((folder / FILE_NAME).read_bytes())
        known = {**_ADDED, **read}
        return BackupPlan(**{field.name: _value(field.name, known[field.name]) for field in _FIELDS})
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return BackupPlan()


def save_plan(folder: Path, plan: BackupPlan) -> None:
    """Write the plan of a data folder, whole or not at all.

    Raises:
        OSError: The folder can't be written or the disk is full; the old file is untouched.
    """
    values = {name: _plain(value) for name, value in dataclasses.asdict(plan).items()}
    write_atomically(folder / FILE_NAME, json.dumps(values, indent=2).encode() + b"\n")


_FIELDS = dataclasses.fields(BackupPlan)
_ADDED = {"copy_file": "", "copy_content": ""}
"""What files of the first version don't say."""


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _value(name: str, value: object) -> Any:
    """Give one field the type that it has in `BackupPlan`.

    Raises:
        ValueError: The value can't be one of this field.
    """
    match name, value:
        case ("folder" | "last_file" | "copy_file" | "copy_content", str()) | ("last_copy" | "last_made", None):
            return value
        case (("last_copy" | "last_made"), str()):
            return datetime.fromisoformat(value).astimezone(UTC)
        case "keep", int() if not isinstance(value, bool) and value in KEPT:
            return value
        case _:
            raise ValueError(name)
