"""What performers can see by the window, which alone knows pictures: app.py hands its eyes over."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from qwallet_desktop.domain.pictures import Picture

Glance: TypeAlias = Callable[[], Picture]
"""Something that was seen; a thread makes a picture of it, for a screen has millions of pixels."""


class Sight(Protocol):
    """Looks at files, the clipboard and the screens."""

    def open_picture(self, path: Path) -> Picture | None:
        """Read the picture in a file, in a thread; None where it is no picture.

        Raises:
            Refused: PICTURE_INVALID.
        """

    def clipboard(self) -> str | Glance | None:
        """Return what was copied: a picture, else text."""

    def screens(self) -> tuple[Glance, ...]:
        """Return what is on each screen; nothing where that is not allowed."""


class Blind:
    """Sees nothing, where there is no window."""

    def open_picture(self, _path: Path) -> Picture | None:
        """Take no file for a picture."""
        return None

    def clipboard(self) -> str | Glance | None:
        """Find nothing."""
        return None

    def screens(self) -> tuple[Glance, ...]:
        """Find nothing."""
        return ()
