"""Several QR codes that are one text, side by side and numbered, each large enough for a camera."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.qr import QrView
from qwallet_desktop.ui.widgets.styling import clear, column

_SIDE: Final = 300
"""Pixels of a code's side: three for each module of the largest."""

_PICTURE: Final = 500
_CAPTION: Final = 36
_COLUMNS: Final = 3


class CodeGrid(QWidget):
    """Shows codes in lines, as many beside each other as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: tuple[str, ...] = ()
        self._views: list[QrView] = []
        self._stack = column(self, spacing=0)

    def set_codes(self, codes: Sequence[str]) -> None:
        """Show these codes; their number stands under each where there are several."""
        if tuple(codes) == self._codes:
            return
        self._codes = tuple(codes)
        clear(self._stack)
        self._views = []
        line = FlowRow(spacing=16)
        for number, code in enumerate(self._codes, 1):
            line.add(self._cell(number, code))
        self._stack.addWidget(line)

    def _cell(self, number: int, code: str) -> QWidget:
        words = self._words(number)
        view = QrView(_SIDE)
        view.set_text(code, self.tr("QR code {words}").format(words=words) if words else "")
        self._views.append(view)
        cell = QWidget()
        stack = column(cell, spacing=4)
        stack.addWidget(view)
        if words:
            caption = PlainText(words, "caption")
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            stack.addWidget(caption)
        return cell

    def codes(self) -> tuple[str, ...]:
        """Return what the codes say."""
        return self._codes

    def image(self) -> QImage:
        """Return all codes as one picture, for saving: three in a line, with their numbers."""
        columns = min(_COLUMNS, max(1, len(self._views)))
        lines = -(-len(self._views) // columns)
        image = QImage(columns * _PICTURE, lines * (_PICTURE + _CAPTION), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        font = QFont(self.font())
        font.setPixelSize(_CAPTION * 2 // 3)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.black)
        for place, view in enumerate(self._views):
            x, y = place % columns * _PICTURE, place // columns * (_PICTURE + _CAPTION)
            painter.drawImage(x, y, view.image(_PICTURE))
            caption = QRect(x, y + _PICTURE, _PICTURE, _CAPTION)
            painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, self._words(place + 1))
        painter.end()
        return image

    def _words(self, number: int) -> str:
        count = len(self._codes)
        return self.tr("{number} of {count}").format(number=number, count=count) if count > 1 else ""
