"""The program's picture, as window managers show it beside the window's title."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from qwallet_desktop.settings import resource_path

_SIZES: Final = (16, 24, 32, 48, 64, 128)


def program_icon() -> QIcon:
    """Draw the picture in the sizes that title bars, docks and task switchers use."""
    renderer = QSvgRenderer(str(resource_path("app", "qwallet.svg")))
    icon = QIcon()
    for size in _SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        icon.addPixmap(picture)
    return icon
