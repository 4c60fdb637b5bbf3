"""What the window can see for those who know no Qt: pictures in files, in the clipboard and on the screens."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QPainter

from qwallet_desktop.domain.pictures import MOST_PIXELS, Picture
from qwallet_desktop.domain.problems import Code, refuse


def grey(image: QImage) -> Picture:
    """Return an image in shades of grey; what is transparent is white, as paper is."""
    if image.hasAlphaChannel():
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        image = paper
    shades = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, line = shades.width(), shades.height(), shades.bytesPerLine()
    raw = bytes(shades.constBits())
    # Qt fills each line up to a multiple of four bytes.
    rows = raw if line == width else b"".join(raw[row * line : row * line + width] for row in range(height))
    return Picture(width, height, rows)


def open_picture(path: Path) -> Picture | None:
    """Read the picture in a file, of whatever kind its contents are; None where it is no picture. For any thread.

    Raises:
        Refused: PICTURE_INVALID, where it is damaged or too large.
    """
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if not reader.canRead():
        return None
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        raise refuse(Code.PICTURE_INVALID, file=path.name)
    image = reader.read()
    if image.isNull() or image.width() * image.height() > MOST_PIXELS:
        raise refuse(Code.PICTURE_INVALID, file=path.name)
    return grey(image)


class WindowSight:
    """Sees what the person has at hand. Qt's thread alone may ask for the clipboard and the screens."""

    def open_picture(self, path: Path) -> Picture | None:
        """Read the picture in a file; see `open_picture`."""
        return open_picture(path)

    def clipboard(self) -> str | Callable[[], Picture] | None:
        """Return what was copied: what makes a picture, in any thread, else text; None where it is neither."""
        clipboard = QGuiApplication.clipboard()
        image = clipboard.image()
        if not image.isNull() and image.width() * image.height() <= MOST_PIXELS:
            return partial(grey, image)
        return clipboard.text() or None

    def screens(self) -> tuple[Callable[[], Picture], ...]:
        """Return what makes a picture of each screen, in any thread; nothing where the system lets no program look."""
        seen = (screen.grabWindow(0).toImage() for screen in QGuiApplication.screens())
        return tuple(partial(grey, image) for image in seen if not image.isNull())
