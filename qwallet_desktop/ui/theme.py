"""Puts a theme in force: faces, palette and style sheet made from the tokens; switchable while the window runs."""

import sys
from functools import cache
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from qwallet_desktop.settings import resource_path
from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.tokens import (
    Theme,
    ThemeChoice,
    ThemeName,
    current_theme,
    load_theme,
    motion_ms,
    theme_hub,
)

__all__ = [
    "Theme",
    "ThemeChoice",
    "ThemeName",
    "apply_theme",
    "current_theme",
    "dress",
    "load_theme",
    "motion_ms",
    "palette",
    "style_sheet",
    "system_reduces_motion",
    "system_theme_name",
    "theme_hub",
]


def _follow_system(app: QApplication) -> None:
    """Listen, once, to the system's switch between light and dark."""
    hub = theme_hub()
    if not hub.following:
        app.styleHints().colorSchemeChanged.connect(_system_changed)
        hub.following = True


def _system_changed(_scheme: Qt.ColorScheme) -> None:
    app, hub = QApplication.instance(), theme_hub()
    if hub.choice == "system" and isinstance(app, QApplication):
        _install(app, load_theme(system_theme_name(app), hub.theme.font_scale))


def system_theme_name(app: QApplication) -> ThemeName:
    """Return what the system prefers; light where it has no opinion."""
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def system_reduces_motion(app: QApplication) -> bool:
    """Return whether the system asks for less motion; only Windows tells Qt so."""
    return sys.platform == "win32" and not app.isEffectEnabled(Qt.UIEffect.UI_General)


def apply_theme(
    app: QApplication,
    name: ThemeChoice = "system",
    font_scale: float = 1.0,
    *,
    reduced_motion: bool | None = None,
) -> Theme:
    """Put a theme in force for all windows, now and again whenever it is called; return it.

    Args:
        app: the application.
        name: ``"system"`` follows the system from now on.
        font_scale: the user's factor on all type sizes.
        reduced_motion: None asks the system.
    """
    hub = theme_hub()
    hub.choice = name
    hub.reduced_motion = system_reduces_motion(app) if reduced_motion is None else reduced_motion
    _follow_system(app)
    hints = app.styleHints()
    if name == "system":
        hints.unsetColorScheme()
        theme = load_theme(system_theme_name(app), font_scale)
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if name == "dark" else Qt.ColorScheme.Light)
        theme = load_theme(name, font_scale)
    _install(app, theme)
    return theme


def _install(app: QApplication, theme: Theme) -> None:
    hub = theme_hub()
    hub.family = hub.family or fonts.load_faces()
    hub.theme = theme
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    font = fonts.sized(app.font(), theme.scaled(13))
    font.setFamily(hub.family)
    app.setFont(font)
    app.setPalette(palette(theme))
    hub.sheet = style_sheet(theme)
    hub.sheet_changed.emit()
    hub.changed.emit()


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of a theme, for everything that the style sheet does not name."""
    role = QPalette.ColorRole
    result = QPalette()
    for target, token in (
        (role.Window, "surface"),
        (role.Base, "surface_raised"),
        (role.AlternateBase, "surface_sunken"),
        (role.Button, "surface_raised"),
        (role.ToolTipBase, "text"),
        (role.ToolTipText, "surface"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.PlaceholderText, "text_faint"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "accent_text"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.Mid, "line"),
        (role.Dark, "line_strong"),
    ):
        result.setColor(target, theme.colour(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, target, theme.colour("text_faint"))
    return result


@cache
def _templates() -> Template:
    files = sorted(resource_path("qss").glob("*.qss"))
    return Template("\n".join(file.read_text(encoding="utf-8") for file in files))


def style_sheet(theme: Theme) -> str:
    """Return the whole style sheet; KeyError names a placeholder that is no token."""
    tokens = theme.tokens() | {"fixed_family": fonts.fixed_family()}
    return _templates().substitute(tokens)
