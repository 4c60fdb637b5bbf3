"""What the user chose about the window: a frozen value, kept as JSON in the data folder.

An identity of type AID is never written here: pinning one would leave its trace on the disk.
"""

import base64
import dataclasses
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from qwallet_desktop.settings.files import write_atomically

FILE_NAME = "preferences.json"
DAMAGED_NAME = "preferences.json.damaged"
FONT_POINTS = range(8, 25)
AUTO_LOCK_MINUTES = range(1, 241)

_RANGES = {"font_points": FONT_POINTS, "auto_lock_minutes": AUTO_LOCK_MINUTES}


class Theme(StrEnum):
    """Which of the two looks the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How one user wants the window.

    Attributes:
        theme: Light, dark, or as the desktop environment says.
        font_points: Size of the text in points, one of `FONT_POINTS`.
        auto_lock_minutes: Idle minutes before the lock, one of `AUTO_LOCK_MINUTES`.
        hide_amounts: Amounts are drawn as dots.
        reduced_motion: No animation; None follows the desktop environment.
        pinned_identities: Identity ids in the order of the switcher, never an AID.
        hidden_identities: Identity ids that the switcher leaves out, never an AID.
        active_identity: The identity to open with, None for the first; never an AID.
        window_geometry: What Qt's `saveGeometry` gave, empty before the first close.
        backup_checked: The user has written the words down and answered for them.
        tray_icon: An icon in the tray, where the desktop has one.
        tray_messages: The tray tells what others did while the window is not looked at.
        close_to_tray: Closing the window leaves the program running in the tray.
    """

    theme: Theme = Theme.SYSTEM
    font_points: int = 10
    auto_lock_minutes: int = 10
    hide_amounts: bool = False
    reduced_motion: bool | None = None
    pinned_identities: tuple[str, ...] = ()
    hidden_identities: tuple[str, ...] = ()
    active_identity: str | None = None
    window_geometry: bytes = b""
    backup_checked: bool = False
    tray_icon: bool = True
    tray_messages: bool = True
    close_to_tray: bool = False

    def acting_under(self, identity_id: str) -> "Preferences":
        """Return the same but for the identity to open with; by `replace` it takes longer than all else of a switch."""
        return Preferences(
            theme=self.theme,
            font_points=self.font_points,
            auto_lock_minutes=self.auto_lock_minutes,
            hide_amounts=self.hide_amounts,
            reduced_motion=self.reduced_motion,
            pinned_identities=self.pinned_identities,
            hidden_identities=self.hidden_identities,
            active_identity=identity_id,
            window_geometry=self.window_geometry,
            backup_checked=self.backup_checked,
            tray_icon=self.tray_icon,
            tray_messages=self.tray_messages,
            close_to_tray=self.close_to_tray,
        )


@dataclass(frozen=True, slots=True)
class LoadedPreferences:
    """Preferences and, if their file was damaged, where it was put aside."""

    preferences: Preferences
    damaged: Path | None = None


def load_preferences(folder: Path) -> LoadedPreferences:
    """Read the preferences of a data folder; a damaged file is put aside, never deleted.

    A field that this version doesn't know is passed over, a missing one has its default.

    Args:
        folder: The data folder; it may be missing.

    Returns:
        The preferences, the defaults where there are none or they are damaged.

    Raises:
        OSError: The file is there but can't be read, or can't be put aside.
    """
    path = folder / FILE_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return LoadedPreferences(Preferences())
    try:
        return LoadedPreferences(_decode(content))
    except ValueError:
        return LoadedPreferences(Preferences(), path.replace(folder / DAMAGED_NAME))


def save_preferences(folder: Path, preferences: Preferences) -> None:
    """Write the preferences of a data folder, whole or not at all.

    Raises:
        OSError: The folder can't be written or the disk is full; the old file is untouched.
    """
    write_atomically(folder / FILE_NAME, _encode(preferences))


def _encode(preferences: Preferences) -> bytes:
    values = dataclasses.asdict(preferences)
    values["window_geometry"] = base64.b64encode(preferences.window_geometry).decode("ascii")
    return json.dumps(values, indent=2).encode() + b"\n"


class _DamagedError(ValueError):
    """The file's content isn't what `_encode` writes."""


def _decode(content: bytes) -> Preferences:
    """Read what `_encode` wrote.

    Raises:
        ValueError: It isn't JSON, isn't an object, or a field has a wrong type or value.
    """
    try:
        parsed = json.loads(content)
    except RecursionError as error:
        raise _DamagedError from error
    match parsed:
        case dict():
            known = {field.name for field in dataclasses.fields(Preferences)} & parsed.keys()
            return Preferences(**{name: _read(name, parsed[name]) for name in known})
        case _:
            raise _DamagedError


def _read(name: str, value: object) -> Any:
    """Give one field the type that it has in `Preferences`.

    Raises:
        ValueError: The value can't be one of this field.
    """
    match name, value:
        case (
            (
                "hide_amounts" | "backup_checked" | "reduced_motion" | "tray_icon" | "tray_messages" | "close_to_tray",
                bool(),
            )
            | ("reduced_motion" | "active_identity", None)
            | ("active_identity", str())
        ):
            return value
        # True is an int to Python, and one minute to a range.
        case _, int() if not isinstance(value, bool) and value in _RANGES.get(name, ()):
            return value
        case "theme", str():
            return Theme(value)
        case "window_geometry", str():
            return base64.b64decode(value, validate=True)
        case "pinned_identities" | "hidden_identities", list() if all(isinstance(item, str) for item in value):
            return tuple(value)
        case _:
            raise _DamagedError
