"""A QR code, drawn with crisp modules, always dark on light so that every camera reads it."""

from typing import Final

import segno
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.theme import current_theme

_QUIET: Final = 4
_DARK: Final = QColor("#000000")
_LIGHT: Final = QColor("#FFFFFF")


def qr_matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of the QR code (ISO/IEC 18004, error correction M) without quiet zone.

    Raises:
        ValueError: if the text is too long for one code (segno.DataOverflowError).
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in line) for line in code.matrix)


class QrView(QWidget):
    """Shows text as a QR code; nothing for an empty text."""

    def __init__(self, size: int = 200, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = self._side = size
        self._text = ""
        self._matrix: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, name: str = "") -> None:
        """Show `text` as a code; `name` says to a screen reader what it is.

        Raises:
            ValueError: if the text is too long for one code.
        """
        self._matrix = qr_matrix(text) if text else ()
        self._text = text
        # Whole pixels a module, so that the code fills its card but for the quiet zone.
        modules = len(self._matrix) + 2 * _QUIET
        self._side = max(1, round(self._size / modules)) * modules if self._matrix else self._size
        self.updateGeometry()
        self.setAccessibleName(name or self.tr("QR code"))
        self.setAccessibleDescription(text)
        self.update()

    def text(self) -> str:
        """Return what the code says."""
        return self._text

    def image(self, pixels: int = 600) -> QImage:
        """Return the code as a picture of `pixels` x `pixels`, for saving or copying."""
        image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
        image.fill(_LIGHT)
        painter = QPainter(image)
        self._paint_modules(painter, pixels, 1.0)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        """Return the size, quiet zone included."""
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a light card with the modules on whole device pixels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(current_theme().colour("line"))
        painter.setBrush(_LIGHT)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        self._paint_modules(painter, min(self.width(), self.height()), self.devicePixelRatioF())

    def _paint_modules(self, painter: QPainter, side: int, ratio: float) -> None:
        if not self._matrix:
            return
        count = len(self._matrix)
        device = int(side * ratio)
        module = max(1, device // (count + 2 * _QUIET))
        start = (device - module * count) // 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.scale(1 / ratio, 1 / ratio)
        painter.setPen(Qt.PenStyle.NoPen)
        for line, modules in enumerate(self._matrix):
            for place, dark in enumerate(modules):
                if dark:
                    painter.fillRect(QRect(start + place * module, start + line * module, module, module), _DARK)
        painter.restore()
