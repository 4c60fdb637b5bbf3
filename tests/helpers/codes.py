"""Pictures of QR codes, drawn without Qt, and eyes that see what a test shows them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import segno

from qwallet_desktop.domain.pictures import Picture
from qwallet_desktop.effects.sight import Glance

QUIET = 4


def picture_of(codes: Sequence[str], module: int = 3) -> Picture:
    """Return codes one under another, dark on light, each module of so many pixels."""
    rows: list[bytes] = []
    matrices = [segno.make(code, error="m", micro=False, boost_error=False).matrix for code in codes]
    width = (max(len(matrix) for matrix in matrices) + 2 * QUIET) * module
    blank = [b"\xff" * width] * (QUIET * module)
    for matrix in matrices:
        rows += blank
        for line in matrix:
            dark = b"".join((b"\x00" if each else b"\xff") * module for each in line)
            rows += [(b"\xff" * QUIET * module + dark).ljust(width, b"\xff")] * module
        rows += blank
    return Picture(width, len(rows), b"".join(rows))


class Eyes:
    """Sees what it is shown: pictures by the names of their files, what was copied, and the screens."""

    def __init__(
        self,
        copied: str | Picture | None = None,
        screens: tuple[Picture, ...] = (),
        files: dict[str, Picture] | None = None,
    ) -> None:
        self.copied, self.seen, self.files = copied, screens, files or {}

    def open_picture(self, path: Path) -> Picture | None:
        """Return the picture of that name."""
        return self.files.get(path.name)

    def clipboard(self) -> str | Glance | None:
        """Return what was copied."""
        copied = self.copied
        return (lambda: copied) if isinstance(copied, Picture) else copied

    def screens(self) -> tuple[Glance, ...]:
        """Return what is on the screens."""
        return tuple(partial(_same, picture) for picture in self.seen)


def _same(picture: Picture) -> Picture:
    return picture
