"""Design tokens from TOML, and the palette and style sheet made from them; switchable while the window runs."""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template
from types import MappingProxyType
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from qwallet_desktop.settings import resource_path
from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.colour import mix

ThemeName = Literal["light", "dark"]
ThemeChoice = Literal["light", "dark", "system"]

_COLOUR_TABLES: Final = ("surface", "text", "line", "accent", "status")
_SOFT_SHARE: Final = {"light": 0.10, "dark": 0.16}
_DRESSED: Final = "dressed"
MIN_FONT_SCALE: Final = 0.8
MAX_FONT_SCALE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Theme:
    """All tokens of one theme; sizes in device-independent pixels, `font_scale` is the user's factor."""

    name: ThemeName
    colours: Mapping[str, str]
    identity: tuple[str, ...]
    spacing: tuple[int, ...]
    radius: tuple[int, ...]
    type_sizes: tuple[int, ...]
    font_scale: float = 1.0

    def colour(self, token: str) -> QColor:
        """Return the colour of a token such as ``"text_muted"``; KeyError if there is none."""
        return QColor(self.colours[token])

    def identity_colour(self, index: int) -> QColor:
        """Return the identity colour for any integer, round the palette."""
        return QColor(self.identity[index % len(self.identity)])

    def identity_soft(self, index: int) -> QColor:
        """Return the quiet background on which that identity's colour is readable as text."""
        return QColor(self.identity_soft_hex(index))

    def identity_soft_hex(self, index: int) -> str:
        """Return `identity_soft` as ``#RRGGBB``."""
        front = self.identity[index % len(self.identity)]
        return mix(front, self.colours["surface_raised"], _SOFT_SHARE[self.name])

    def scaled(self, pixels: int) -> int:
        """Return a height that grows with the user's font size."""
        return round(pixels * self.font_scale)

    def tokens(self) -> dict[str, str]:
        """Return every placeholder of the style sheet templates with its value."""
        values = dict(self.colours)
        values |= {f"space_{pixels}": str(pixels) for pixels in self.spacing}
        values |= {f"radius_{pixels}": str(pixels) for pixels in self.radius}
        values |= {f"type_{pixels}": str(self.scaled(pixels)) for pixels in self.type_sizes}
        values |= {f"height_{pixels}": str(self.scaled(pixels)) for pixels in (20, 24, 28, 32, 36, 40)}
        return values


class ThemeHub(QObject):
    """Holds what is in force and tells widgets that draw or colour something themselves of a change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = load_theme("light")
        self.choice: ThemeChoice = "light"
        self.reduced_motion = False
        self.family = ""
        self.sheet = ""
        self._following = False

    def follow_system(self, app: QApplication) -> None:
        """Listen, once, to the system's switch between light and dark."""
        if not self._following:
            app.styleHints().colorSchemeChanged.connect(self._system_changed)
            self._following = True

    def _system_changed(self, _scheme: Qt.ColorScheme) -> None:
        app = QApplication.instance()
        if self.choice == "system" and isinstance(app, QApplication):
            _install(app, load_theme(system_theme_name(app), self.theme.font_scale))


@cache
def theme_hub() -> ThemeHub:
    """Return the one hub of this process."""
    return ThemeHub()


def current_theme() -> Theme:
    """Return the theme in force; light before `apply_theme` was called."""
    return theme_hub().theme


def dress(window: QWidget) -> None:
    """Give a window the style sheet in force, now and after each change of theme; its dialogs inherit it.

    The application itself has none: with one, each move of a widget into its parent restyles all that
    is below it, and building a screen from its parts takes four times as long.
    """
    window.setProperty(_DRESSED, True)
    if window.styleSheet() != theme_hub().sheet:
        window.setStyleSheet(theme_hub().sheet)


def motion_ms(milliseconds: int) -> int:
    """Return the duration of a movement: 0 where the user or the system wants less motion."""
    return 0 if theme_hub().reduced_motion else milliseconds


@cache
def load_theme(name: ThemeName, font_scale: float = 1.0) -> Theme:
    """Read a theme's tokens from resources; `font_scale` is kept within 0.8 and 2.0.

    Raises:
        OSError, tomllib.TOMLDecodeError, KeyError: if the program's own files are damaged.
    """
    data = tomllib.loads(resource_path("themes", f"{name}.toml").read_text(encoding="utf-8"))
    colours = {token: value for table in _COLOUR_TABLES for token, value in data[table].items()}
    return Theme(
        name=name,
        colours=MappingProxyType(colours),
        identity=tuple(data["identity"]["colours"]),
        spacing=tuple(data["scale"]["spacing"]),
        radius=tuple(data["scale"]["radius"]),
        type_sizes=tuple(data["scale"]["type"]),
        font_scale=min(MAX_FONT_SCALE, max(MIN_FONT_SCALE, font_scale)),
    )


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
    hub.follow_system(app)
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
    for window in app.topLevelWidgets():
        if window.property(_DRESSED):
            window.setStyleSheet(hub.sheet)
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
