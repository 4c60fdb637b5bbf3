"""The Overview in grey, before it is known: a title, cards of balances, and a card of lines.

The shell paints it before anything heavy is imported, so nothing here names the namespace `Qt` (see tokens.py).
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath

from qwallet_desktop.ui.tokens import Theme, current_theme

_GAP = 16
_CARD = 184
_HEAD = 46
_LINE = 46
_RADIUS = 10
_BAR_RADIUS = 4


def paint_overview(painter: QPainter, box: QRectF, cards: int) -> None:
    """Draw the bones of the Overview into `box`, which is the page without its margins."""
    theme = current_theme()
    each = (box.width() - _GAP * (cards - 1)) / cards
    top = box.top() + theme.scaled(_HEAD)
    below = top + theme.scaled(_CARD)
    paint_bar(painter, theme, QRectF(box.left(), box.top() + theme.scaled(10), 120, 14))
    for place in range(cards):
        _card(painter, theme, QRectF(box.left() + place * (each + _GAP), top, each, theme.scaled(_CARD)))
    if box.bottom() - below > theme.scaled(_HEAD + _LINE):
        paint_bar(painter, theme, QRectF(box.left(), below + theme.scaled(28), 120, 14))
        first = below + theme.scaled(_HEAD + 12)
        _lines(painter, theme, QRectF(box.left(), first, box.width(), box.bottom() - first))


def _card(painter: QPainter, theme: Theme, face: QRectF) -> None:
    paint_face(painter, theme, face)
    left, width = face.left() + _GAP, face.width() - 2 * _GAP
    paint_bar(painter, theme, QRectF(left, face.top() + theme.scaled(24), width * 0.28, 12))
    paint_bar(painter, theme, QRectF(left, face.top() + theme.scaled(56), width * 0.5, 24))
    painter.fillRect(QRectF(left, face.bottom() - _GAP - 1, width, 1), theme.colour("line"))


def _lines(painter: QPainter, theme: Theme, face: QRectF) -> None:
    """Draw as many lines as there is room for, eight at most, on a card of their height."""
    step = theme.scaled(_LINE)
    count = min(8, int((face.height() - _GAP) // step))
    face.setHeight(count * step + _GAP)
    paint_face(painter, theme, face)
    for line in range(count):
        middle = face.top() + _GAP / 2 + (line + 0.5) * step
        left, right = face.left() + _GAP, face.right() - _GAP
        paint_bar(painter, theme, QRectF(left, middle - 14, 28, 28), 14)
        paint_bar(painter, theme, QRectF(left + 40, middle - 13, face.width() * (0.2 + 0.06 * (line % 3)), 10))
        paint_bar(painter, theme, QRectF(left + 40, middle + 5, face.width() * 0.12, 8))
        paint_bar(painter, theme, QRectF(right - 84, middle - 13, 84, 10))
        paint_bar(painter, theme, QRectF(right - 56, middle + 5, 56, 8))


def paint_face(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Draw an empty card."""
    paint_bar(painter, theme, box, _RADIUS, "line")
    paint_bar(painter, theme, box.adjusted(1, 1, -1, -1), _RADIUS - 1, "surface_raised")


def paint_bar(
    painter: QPainter, theme: Theme, box: QRectF, radius: float = _BAR_RADIUS, colour: str = "skeleton"
) -> None:
    """Draw what stands for words, or with another radius for something larger."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.fillPath(path, theme.colour(colour))
