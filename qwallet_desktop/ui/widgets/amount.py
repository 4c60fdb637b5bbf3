"""Amounts: right-aligned, tabular figures, hidden on demand. The text comes ready from the locale's formatter."""

from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import type_font

HIDDEN_AMOUNT: Final = "•••••"
AmountTone = Literal["text", "text_muted", "text_faint", "positive", "caution", "danger", "accent"]


class AmountLabel(QWidget):
    """An amount with its token's symbol; the symbol and the fraction are quieter than the whole number."""

    def __init__(self, size: int = 13, *, align_left: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._align_left = size, align_left
        self._whole, self._fraction, self._symbol = "", "", ""
        self._tone: AmountTone = "text"
        self._hidden = False
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)

    def set_amount(self, text: str, symbol: str = "", tone: AmountTone = "text", *, fraction_at: int = -1) -> None:
        """Show `text`, as in ``"1,000.00"``; from index `fraction_at` on it is drawn quieter (-1: nowhere)."""
        shown = plain(text)
        cut = len(shown) if fraction_at < 0 else fraction_at
        self._whole, self._fraction, self._symbol = shown[:cut], shown[cut:], plain(symbol)
        self._tone = tone
        self._refresh()

    def set_hidden_amount(self, hidden: bool) -> None:  # noqa: FBT001 - a setter
        """Show dots in place of figures."""
        self._hidden = hidden
        self._refresh()

    def _refresh(self) -> None:
        name = self.tr("hidden amount") if self._hidden else f"{self._whole}{self._fraction} {self._symbol}"
        self.setAccessibleName(name.strip())
        self.setToolTip("" if self._hidden else name.strip())
        self.updateGeometry()
        self.update()

    def _faces(self) -> tuple[QFont, QFont]:
        weight = QFont.Weight.DemiBold if self._size > 13 else QFont.Weight.Medium  # noqa: PLR2004 - body size
        whole = fonts.tabular(type_font(self, self._size, weight))
        smaller = {28: 15, 20: 13, 15: 13}.get(self._size, self._size)
        return whole, type_font(self, smaller, QFont.Weight.Medium)

    def _parts(self) -> tuple[tuple[str, QFont, str], ...]:
        whole, small = self._faces()
        quiet = "text_muted" if self._tone == "text" else self._tone
        if self._hidden:
            return ((HIDDEN_AMOUNT, whole, "text_muted"), (f" {self._symbol}", small, "text_muted"))
        symbol = f" {self._symbol}" if self._symbol else ""
        return ((self._whole, whole, self._tone), (self._fraction, whole, quiet), (symbol, small, "text_muted"))

    def sizeHint(self) -> QSize:
        """Return the size of the whole amount."""
        width = sum(QFontMetricsF(font).horizontalAdvance(text) for text, font, _ in self._parts())
        return QSize(round(width + 2), round(QFontMetricsF(self._faces()[0]).height()))

    def minimumSizeHint(self) -> QSize:
        """Return the same: an amount is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw whole number, fraction and symbol on one base line."""
        theme = current_theme()
        painter = QPainter(self)
        parts = self._parts()
        total = sum(QFontMetricsF(font).horizontalAdvance(text) for text, font, _ in parts)
        x = 0.0 if self._align_left else self.width() - total
        metrics = QFontMetricsF(self._faces()[0])
        base = (self.height() - metrics.height()) / 2 + metrics.ascent()
        for text, font, token in parts:
            painter.setFont(font)
            painter.setPen(theme.colour(token))
            width = QFontMetricsF(font).horizontalAdvance(text)
            box = QRectF(x, base - QFontMetricsF(font).ascent(), width + 2, QFontMetricsF(font).height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine), text)
            x += width
