"""Puts what the person chose about looks in force: theme, size of text, motion."""

from PySide6.QtWidgets import QApplication

from qwallet_desktop.settings import Preferences
from qwallet_desktop.ui.theme import ThemeChoice, apply_theme, theme_hub
from qwallet_desktop.ui.tokens import NORMAL_POINTS

Appearance = tuple[str, float, bool | None]


def appearance(chosen: Preferences) -> Appearance:
    """Return the part of the preferences that looks depend on: theme, factor on sizes, less motion."""
    return chosen.theme.value, chosen.font_points / NORMAL_POINTS, chosen.reduced_motion


def apply_appearance(app: QApplication, wanted: Appearance) -> None:
    """Put looks in force, unless they are already: restyling every widget takes time."""
    name, scale, reduced_motion = wanted
    if app.property("appearance") == (wanted_key := f"{name} {scale} {reduced_motion}") and theme_hub().family:
        return
    app.setProperty("appearance", wanted_key)
    apply_theme(app, _choice(name), scale, reduced_motion=reduced_motion)


def _choice(name: str) -> ThemeChoice:
    match name:
        case "light" | "dark":
            return name
        case _:
            return "system"
