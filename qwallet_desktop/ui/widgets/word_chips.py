"""Typed words as small numbered chips, those that do not exist marked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

_GAP: Final = 6
_HEIGHT: Final = 28
_NARROWEST: Final = 100
_VCENTRE: Final = Qt.AlignmentFlag.AlignVCenter


class WordChips(QWidget):
    """Draws places for a number of words, read in lines; the words live here only while they are shown."""

    def __init__(self, places: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._words: tuple[str, ...] = ()
        self._wrong: frozenset[int] = frozenset()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_words(self, words: Sequence[str], wrong: Sequence[int] = ()) -> None:
        """Show words; `wrong` holds the positions, from 1, of those to mark."""
        before = len(self._words) > self._places
        self._words, self._wrong = tuple(words), frozenset(wrong)
        if before or len(self._words) > self._places:
            self.updateGeometry()
        self.update()

    def forget(self) -> None:
        """Remove the words from the screen and from this widget."""
        self.set_words(())

    def marked(self) -> tuple[int, ...]:
        """Return the positions that are marked."""
        return tuple(sorted(self._wrong))

    def _columns(self, width: int) -> int:
        room = (width + _GAP) // (current_theme().scaled(_NARROWEST) + _GAP)
        return next((count for count in (6, 4, 3, 2) if count <= room), 1)

    def _shown(self) -> int:
        return max(self._places, len(self._words))

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at that width."""
        lines = -(-self._shown() // self._columns(width))
        return lines * (current_theme().scaled(_HEIGHT) + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        width = current_theme().scaled(560)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the size in which no line is cut."""
        return QSize(current_theme().scaled(_NARROWEST), self.heightForWidth(max(self.width(), 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chips."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns, height = self._columns(self.width()), current_theme().scaled(_HEIGHT)
        each = (self.width() - _GAP * (columns - 1)) / columns
        for place in range(self._shown()):
            left, top = place % columns * (each + _GAP), place // columns * (height + _GAP)
            self._paint_chip(painter, place, QRectF(left, top, each, height))

    def _paint_chip(self, painter: QPainter, place: int, box: QRectF) -> None:
        theme = current_theme()
        word = plain(self._words[place]) if place < len(self._words) else ""
        wrong = place + 1 in self._wrong
        painter.setPen(QPen(theme.colour("danger" if wrong else "line"), 1))
        painter.setBrush(theme.colour("danger_soft" if wrong else ("surface_raised" if word else "surface_well")))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(type_font(self, 11))
        number = QRectF(box.left() + 8, box.top(), theme.scaled(16), box.height())
        draw_text(painter, number, str(place + 1), theme.colour("text_faint"), Qt.AlignmentFlag.AlignRight | _VCENTRE)
        painter.setFont(type_font(self, 13, QFont.Weight.Medium))
        words = QRectF(number.right() + 6, box.top(), box.right() - number.right() - 10, box.height())
        colour = theme.colour("danger" if wrong else "text")
        draw_text(painter, words, word, colour, Qt.AlignmentFlag.AlignLeft | _VCENTRE)
