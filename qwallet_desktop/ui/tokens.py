"""Design tokens from TOML, and which of them are in force: all that the shell needs to paint itself.

Nothing here or in the shell names the namespace `Qt`: to import it takes 11 ms, and the first picture would wait.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from qwallet_desktop.settings import Preferences, resource_path
from qwallet_desktop.ui.colour import mix

ThemeName = Literal["light", "dark"]
ThemeChoice = Literal["light", "dark", "system"]

_COLOUR_TABLES: Final = ("surface", "text", "line", "accent", "status")
_SOFT_SHARE: Final = {"light": 0.10, "dark": 0.16}
MIN_FONT_SCALE: Final = 0.8
MAX_FONT_SCALE: Final = 2.0
NORMAL_POINTS: Final = 10
"""The size of text, in points, at which our type scale has its own sizes."""
_DARK_BELOW: Final = 128


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
    """Holds what is in force and tells of a change.

    First by `sheet_changed`; then, once all that is seen wears the new style sheet, by `changed`, which is for widgets
    that draw or colour something themselves.

    Attributes:
        theme: The tokens.
        choice: What was asked for.
        reduced_motion: Nothing moves.
        family: The family of our faces; empty until they are loaded.
        sheet: The style sheet made from the tokens.
        following: The system's switch between light and dark is listened to.
    """

    sheet_changed = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = load_theme("light")
        self.choice: ThemeChoice = "light"
        self.reduced_motion = False
        self.family = ""
        self.sheet = ""
        self.following = False


@cache
def theme_hub() -> ThemeHub:
    """Return the one hub of this process."""
    return ThemeHub()


def current_theme() -> Theme:
    """Return the theme in force; light before `apply_theme` was called."""
    return theme_hub().theme


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


def guess_theme(app: QApplication, preferences: Preferences) -> None:
    """Choose the colours of the very first picture; `apply_theme`, soon after, knows the system's wish for sure."""
    wanted = preferences.theme.value
    looks_dark = app.palette().window().color().lightness() < _DARK_BELOW
    name: ThemeName = "dark" if wanted == "dark" or (wanted == "system" and looks_dark) else "light"
    theme_hub().theme = load_theme(name, preferences.font_points / NORMAL_POINTS)
