"""The program's picture in the tray, with how much is unread in its corner."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPixmap

from qwallet_desktop.ui.fonts import load_faces
from qwallet_desktop.ui.program_icon import program_icon
from qwallet_desktop.ui.theme import current_theme

_SIZES: Final = (16, 22, 24, 32, 48, 64)
_MOST: Final = 9


def tray_icon(unread: int) -> QIcon:
    """Draw the picture in the sizes that trays use; above nine the count is ``9+``."""
    plain = program_icon()
    if not unread:
        return plain
    icon = QIcon()
    for size in _SIZES:
        # Without its scale Qt would take the screen's, and the picture would be larger than what is drawn on it.
        picture = plain.pixmap(QSize(size, size), 1.0)
        icon.addPixmap(_with_count(picture, size, f"{_MOST}+" if unread > _MOST else str(unread)))
    return icon


def _with_count(picture: QPixmap, size: int, text: str) -> QPixmap:
    theme = current_theme()
    font = QFont(load_faces())
    font.setPixelSize(round(size * 0.5))
    font.setWeight(QFont.Weight.Bold)
    height = size * 0.58
    width = max(height, QFontMetricsF(font).horizontalAdvance(text) + size * 0.18)
    box = QRectF(size - width, size - height, width, height)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("danger"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(theme.colour("danger_text")))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return picture
