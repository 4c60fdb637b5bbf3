"""One line of a history as a button: which way, with whom, what for, when, and how much."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.chips import chip_colours
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.sidebar import PaintedButton
from qwallet_desktop.ui.widgets.styling import draw_text, id_font, type_font

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_SMALLEST: Final = 0.72
"""How far an amount may shrink before it is written as an ellipsis."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """What the line says.

    `amount` may be cut or dots, `spoken` is what a screen reader and the tool tip say in its
    place; `tone` is the amount's colour token; `at_long` is the moment in full. `title_is_id` says that the title
    is an id, which is written in the fixed face.
    """

    icon: str
    title: str
    memo: str
    at: str
    at_long: str
    amount: str
    symbol: str
    tone: str
    movement: str
    spoken: str
    title_is_id: bool = False


class EntryRow(PaintedButton):
    """Two lines: other side and amount above, memo and time below."""

    def __init__(self, on_click: Callable[[], object] | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__("row", on_click, parent)
        self._text = EntryText("swap", "", "", "", "", "", "", "text", "", "")

    def set_entry(self, text: EntryText) -> None:
        """Show another entry."""
        if text == self._text:
            return
        self._text = text
        parts = (text.movement, text.spoken, plain(text.title), plain(text.memo), text.at_long)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setToolTip("\n".join(part for part in (text.spoken, plain(text.memo), text.at_long) if part))
        self.update()

    def entry(self) -> EntryText:
        """Return what is shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        return QSize(current_theme().scaled(240), current_theme().scaled(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything over the button's face."""
        super().paintEvent(event)
        theme, text = current_theme(), self._text
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, middle, line = theme.scaled(28), self.height() / 2, theme.scaled(17)
        self._paint_disc(painter, QRectF(8, middle - side / 2, side, side))
        left, right = 8 + side + 12, self.width() - 10
        upper = QRectF(left, middle - line - 1, right - left, line)
        lower = QRectF(left, middle + 2, right - left, line - 1)
        used = self._paint_amount(painter, upper)
        upper.setRight(right - used - 16)
        painter.setFont(id_font(self, 13) if text.title_is_id else type_font(self, 13, QFont.Weight.Medium))
        draw_text(painter, upper, plain(text.title), theme.colour("text"), _LEFT)
        painter.setFont(type_font(self, 11))
        draw_text(painter, lower, text.at, theme.colour("text_muted"), _RIGHT)
        lower.setRight(right - painter.fontMetrics().horizontalAdvance(text.at) - 16)
        draw_text(painter, lower, plain(text.memo) or text.movement, theme.colour("text_muted"), _LEFT)

    def _paint_disc(self, painter: QPainter, box: QRectF) -> None:
        front, back = chip_colours("positive" if self._text.tone == "positive" else "neutral")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawEllipse(box)
        inset = box.width() * 0.25
        paint_icon(painter, self._text.icon, box.adjusted(inset, inset, -inset, -inset), front)

    def _paint_amount(self, painter: QPainter, box: QRectF) -> float:
        """Draw amount and symbol at the right, smaller or as an ellipsis where they are long; return their width."""
        theme, text = current_theme(), self._text
        small = type_font(self, 11, QFont.Weight.Medium)
        symbol = f" {text.symbol}"
        symbol_width = QFontMetricsF(small).horizontalAdvance(symbol)
        room = box.width() * 0.62 - symbol_width
        font = fonts.tabular(type_font(self, 13, QFont.Weight.DemiBold))
        shown, width = text.amount, QFontMetricsF(font).horizontalAdvance(text.amount)
        if width > room and room / width >= _SMALLEST:
            font.setPixelSize(int(font.pixelSize() * room / width))
        elif width > room:
            shown = "…"
        width = QFontMetricsF(font).horizontalAdvance(shown)
        painter.setFont(small)
        draw_text(painter, box, symbol.strip(), theme.colour("text_muted"), _RIGHT)
        painter.setFont(font)
        figures = QRectF(box.left(), box.top(), box.width() - symbol_width, box.height())
        draw_text(painter, figures, shown, theme.colour(text.tone), _RIGHT)
        return width + symbol_width
