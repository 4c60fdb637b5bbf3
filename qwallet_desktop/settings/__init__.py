"""Where the program keeps its things and how its user wants it; quick to import, without pydantic."""

from qwallet_desktop.settings.files import write_atomically
from qwallet_desktop.settings.places import data_folder, resource_path
from qwallet_desktop.settings.preferences import (
    LoadedPreferences,
    Preferences,
    Theme,
    load_preferences,
    save_preferences,
)

__all__ = [
    "LoadedPreferences",
    "Preferences",
    "Theme",
    "data_folder",
    "load_preferences",
    "resource_path",
    "save_preferences",
    "write_atomically",
]
