"""One identity in the switcher: picture, name, type, total, what waits, whether it is frozen or pinned."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.identicon import Grid, identicon
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.sidebar import PaintedButton
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


class IdentityRow(PaintedButton):
    """A button for one identity; checked where it is the active one."""

    def __init__(self, on_click: Callable[[], object] | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__("row", on_click, parent)
        self.setCheckable(True)
        self._grid: Grid = ()
        self._colour = 0
        self._words = ("", "", "")
        self._marks: tuple[str, ...] = ()
        self._hint = ""

    def set_identity(self, did: str, colour: int, name: str, type_text: str) -> None:
        """Show an identity; `colour` is its palette index, `type_text` its type in words."""
        self._grid, self._colour = identicon(did), colour
        self._words = (plain(name), plain(type_text), self._words[2])
        self._name()

    def set_total(self, text: str) -> None:
        """Show its total, ready for the locale."""
        self._words = (self._words[0], self._words[1], plain(text))
        self._name()

    def set_marks(self, icons: Sequence[str], words: str = "") -> None:
        """Show icons after the name (``snowflake``, ``pinned``, ``lock``); `words` says the same in words."""
        self._marks = tuple(icons)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def set_hint(self, text: str) -> None:
        """Show something small at the right of the second line: a shortcut, or what waits."""
        self._hint = plain(text)
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(", ".join(word for word in self._words if word))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        theme = current_theme()
        return QSize(theme.scaled(240), theme.scaled(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything over the button's face."""
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        side, middle, line = theme.scaled(28), self.height() / 2, theme.scaled(17)
        paint_avatar(painter, QRectF(8, middle - side / 2, side, side), self._grid, self._colour)
        left, right = 8 + side + 10, self.width() - 10
        upper = QRectF(left, middle - line, right - left, line)
        lower = QRectF(left, middle + 1, right - left, line - 2)
        name, type_text, total = self._words
        painter.setFont(fonts.tabular(type_font(self, 13, QFont.Weight.Medium)))
        draw_text(painter, upper, total, theme.colour("text"), _RIGHT)
        upper.setRight(right - painter.fontMetrics().horizontalAdvance(total) - 8)
        self._paint_name(painter, upper, name)
        painter.setFont(type_font(self, 11, QFont.Weight.Medium))
        draw_text(painter, lower, self._hint, theme.colour("text_muted"), _RIGHT)
        draw_text(painter, lower, type_text, theme.identity_colour(self._colour), _LEFT)

    def _paint_name(self, painter: QPainter, box: QRectF, name: str) -> None:
        theme = current_theme()
        side = theme.scaled(14)
        painter.setFont(type_font(self, 13, QFont.Weight.DemiBold))
        words = QRectF(box)
        words.setRight(box.right() - len(self._marks) * (side + 4))
        draw_text(painter, words, name, theme.colour("text"), _LEFT)
        x = min(words.right(), words.left() + painter.fontMetrics().horizontalAdvance(name)) + 6
        for mark in self._marks:
            paint_icon(painter, mark, QRectF(x, box.center().y() - side / 2, side, side), theme.colour("text_muted"))
            x += side + 4
