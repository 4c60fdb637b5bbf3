"""Puts what the person chose about looks in force: theme, size of text, motion."""

from typing import Final

from PySide6.QtWidgets import QApplication

from qwallet_desktop.settings import Preferences
from qwallet_desktop.ui.theme import apply_theme, theme_hub

NORMAL_POINTS: Final = 10
"""The size of text, in points, at which our type scale has its own sizes."""

Appearance = tuple[str, float, bool | None]


def appearance(chosen: Preferences) -> Appearance:
    """Return the part of the preferences that looks depend on: theme, factor on sizes, less motion."""
    return chosen.theme.value, chosen.font_points / NORMAL_POINTS, chosen.reduced_motion


def apply_appearance(app: QApplication, wanted: Appearance) -> None:
    """Put looks in force, unless they are already: restyling every widget takes time."""
    name, scale, reduced_motion = wanted
    hub = theme_hub()
    if app.property("appearance") == (wanted_key := f"{name} {scale} {reduced_motion}") and hub.family:
        return
    app.setProperty("appearance", wanted_key)
    match name:
        case "light" | "dark" | "system":
            apply_theme(app, name, scale, reduced_motion=reduced_motion)
        case _:
            apply_theme(app, "system", scale, reduced_motion=reduced_motion)
