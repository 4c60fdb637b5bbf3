"""A choice among a few, each with a title and a sentence that says what it means."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.chips import chip_colours, chip_width, paint_chip
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import type_font

_MARGIN: Final = 16
_MARK: Final = 16
_GAP: Final = 12
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_WRAPPED: Final = int(_LEFT | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class ChoiceCard(QRadioButton):
    """One option as a card; the arrow keys move among those with the same parent."""

    def __init__(self, title: str, sentence: str, badge: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(plain(title), parent)
        self._sentence, self._badge = plain(sentence), plain(badge)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self.setAccessibleName(plain(title))
        self.setAccessibleDescription(self._sentence)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_sentence(self, sentence: str, badge: str = "") -> None:
        """Say something else about this option."""
        self._sentence, self._badge = plain(sentence), plain(badge)
        self.setAccessibleDescription(self._sentence)
        self.updateGeometry()
        self.update()

    def sentence(self) -> str:
        """Return what is said about this option."""
        return self._sentence

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of title and wrapped sentence at that width."""
        return 2 * _MARGIN + self._title_height() + 4 + self._words_rect(width).height()

    def sizeHint(self) -> QSize:
        """Return a comfortable size; the height is that of the width it has, where that is more.

        A layout takes it for the least height: in a wide one it would leave room for lines that are not there.
        """
        width = current_theme().scaled(420)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Return the size in which nothing is cut."""
        width = current_theme().scaled(240)
        return QSize(width, self.heightForWidth(max(width, self.width())))

    def hitButton(self, _pos: object) -> bool:
        """Let a click anywhere on the card count."""
        return True

    def _title_font(self) -> QFont:
        return type_font(self, 13, QFont.Weight.DemiBold)

    def _title_height(self) -> int:
        return QFontMetrics(self._title_font()).height()

    def _words_left(self) -> int:
        return _MARGIN + current_theme().scaled(_MARK) + _GAP

    def _words_rect(self, width: int) -> QRect:
        room = max(40, width - self._words_left() - _MARGIN)
        metrics = QFontMetrics(type_font(self, 13))
        return metrics.boundingRect(QRect(0, 0, room, 10_000), _WRAPPED, self._sentence)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw card, mark, title, badge and sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter)
        self._paint_mark(painter)
        theme, left = current_theme(), self._words_left()
        painter.setFont(self._title_font())
        painter.setPen(theme.colour("text" if self.isEnabled() else "text_faint"))
        title = QRect(left, _MARGIN, self.width() - left - _MARGIN, self._title_height())
        painter.drawText(title, int(_LEFT), self.text())
        if self._badge:
            self._paint_badge(painter, title.left() + painter.fontMetrics().horizontalAdvance(self.text()) + 8)
        painter.setFont(type_font(self, 13))
        painter.setPen(theme.colour("text_muted" if self.isEnabled() else "text_faint"))
        words = self._words_rect(self.width()).translated(left, _MARGIN + self._title_height() + 4)
        painter.drawText(words.adjusted(0, 0, 1, 1), _WRAPPED, self._sentence)

    def _paint_card(self, painter: QPainter) -> None:
        theme, chosen = current_theme(), self.isChecked()
        ring = chosen or self.hasFocus()
        width = 2.0 if self.hasFocus() else (1.5 if ring else 1.0)
        painter.setPen(QPen(theme.colour("accent" if ring else "line_strong"), width))
        ground = "accent_soft" if chosen else ("hover" if self.underMouse() and self.isEnabled() else "surface_raised")
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)

    def _paint_mark(self, painter: QPainter) -> None:
        theme, side = current_theme(), float(current_theme().scaled(_MARK))
        box = QRectF(_MARGIN, _MARGIN + (self._title_height() - side) / 2, side, side)
        colour = theme.colour("accent" if self.isChecked() and self.isEnabled() else "text_faint")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(box.adjusted(4, 4, -4, -4))

    def _paint_badge(self, painter: QPainter, left: int) -> None:
        font = type_font(self, 11, QFont.Weight.DemiBold)
        height = float(self._title_height())
        width = min(chip_width(font, self._badge, height), self.width() - left - _MARGIN)
        painter.setFont(font)
        paint_chip(painter, QRectF(left, _MARGIN, width, height), self._badge, chip_colours("positive"))
