"""How far one is in a course of a few steps."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import column

_LENGTH: Final = 40
_THICK: Final = 4
_GAP: Final = 6


class _Segments(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._done, self._total = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_share(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(1, self._total * (_LENGTH + _GAP) - _GAP), _THICK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(self._total):
            painter.setBrush(theme.colour("accent" if place < self._done else "line_strong"))
            painter.drawRoundedRect(QRectF(place * (_LENGTH + _GAP), 0, _LENGTH, _THICK), _THICK / 2, _THICK / 2)


class StepBar(QWidget):
    """Short bars, filled up to the current step, and its place and name in words."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments = _Segments()
        self._words = PlainText("", "caption")
        stack = column(self, spacing=8)
        stack.addWidget(self._segments)
        stack.addWidget(self._words)

    def set_step(self, number: int, total: int, words: str) -> None:
        """Show step `number` of `total`; `words` says both, as in "Step 2 of 4 · Recovery words"."""
        self._segments.set_share(number, total)
        self._words.set_text(words)
        self.setAccessibleName(words)

    def words(self) -> str:
        """Return what is said."""
        return self._words.text()
