"""The register of scenes that the gallery draws: a name, a size, and a function that builds a widget."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

Build = Callable[[], QWidget]


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to be made: `build` returns the widget, drawn at `width` x `height` device-independent pixels.

    What lies over the widget (a sheet, a toast) is opened by a timer of 0 ms, once the widget is shown.
    """

    name: str
    width: int
    height: int
    build: Build


class TwoScenesError(ValueError):
    """Two scenes have the same name."""


SCENES: Final[dict[str, Scene]] = {}


def scene(name: str, width: int = 1240, height: int = 800) -> Callable[[Build], Build]:
    """Register the decorated function as the scene `name`.

    Raises:
        TwoScenesError: if there is one of that name already.
    """

    def register(build: Build) -> Build:
        if name in SCENES:
            raise TwoScenesError(name)
        SCENES[name] = Scene(name, width, height, build)
        return build

    return register
