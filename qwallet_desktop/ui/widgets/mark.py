"""The program's own mark."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme


class Mark(QWidget):
    """A wallet on a rounded square in the accent colour; decoration, so silent for screen readers."""

    def __init__(self, size: int = 28, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw square and wallet."""
        theme, side = current_theme(), float(self._size)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(0, 0, side, side), side / 4, side / 4)
        inset = side * 0.22
        paint_icon(
            painter, "wallet", QRectF(inset, inset, side - 2 * inset, side - 2 * inset), theme.colour("accent_text")
        )
