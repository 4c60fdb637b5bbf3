"""The register of scenes that the gallery draws: a name, a size, and a function that builds a widget."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QWidget

Build = Callable[[], QWidget]

_WINDOW: Final = QSize(1240, 800)
_PAGE: Final = QSize(1020, 730)


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to be made: `build` returns the widget, drawn at `width` x `height` device-independent pixels.

    What lies over the widget (a sheet, a toast) is opened by a timer of 0 ms, once the widget is shown.
    `screen` is the file that the scene stands in.
    """

    name: str
    width: int
    height: int
    build: Build
    screen: str

    def in_window(self, window: QSize) -> "Scene | None":
        """Return the scene as it looks in a window of another size; None if it is not of the usual size."""
        size = QSize(self.width, self.height)
        if window == _WINDOW or size not in (_WINDOW, _PAGE):
            return self if window == _WINDOW else None
        other = window - (_WINDOW - size)
        name = f"{self.name}-{window.width()}x{window.height()}"
        return replace(self, name=name, width=other.width(), height=other.height())


W = TypeVar("W", bound=QWidget)
AWAITED: Final[set[int]] = set()
"""What scenes still have to do before they can be drawn, by number."""
_AGAIN_MS: Final = 20
_STEADY: Final = 8


def once_seen(act: Callable[[W], object]) -> Callable[[W], None]:
    """Return `act`, to be done to a widget once it has been seen for a while and `act` finds what it looks for.

    Before that nothing has the focus, and what pops up is closed again. `act` says by StopIteration that
    something is not there yet.
    """

    def attempt(widget: W, number: int, seen: int = 0) -> None:
        seen = seen + 1 if widget.isVisible() else 0
        if seen > _STEADY:
            try:
                act(widget)
            except StopIteration:
                pass
            else:
                AWAITED.discard(number)
                return
        QTimer.singleShot(_AGAIN_MS, widget, lambda: attempt(widget, number, seen))

    def begin(widget: W) -> None:
        number = max(AWAITED, default=0) + 1
        AWAITED.add(number)
        attempt(widget, number)

    return begin


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
        SCENES[name] = Scene(name, width, height, build, build.__module__.rpartition(".")[2])
        return build

    return register
