"""The bell in the header: how much is unread stands in its corner."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.styling import set_look, type_font

MOST_COUNTED: Final = 99
_EXTENTS: Final = {1: "normal", 2: "two figures", 3: "three figures"}


def count_text(count: int) -> str:
    """Return a count as it fits a badge: above 99 as ``99+``."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


class BellButton(IconButton):
    """An icon button with a count; `on_click` is given the button, to hang something from."""

    def __init__(self, on_click: Callable[[QWidget], object], *, shortcut: str = "") -> None:
        super().__init__("bell", "", lambda: on_click(self), shortcut=shortcut)
        self._count = 0
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how much is unread; nothing for zero."""
        self._count = count
        # The more figures, the wider, so that the bell is seen beside them.
        set_look(self, extent=_EXTENTS[len(count_text(count))])
        if count:
            self.set_name(self.tr("Notifications, {count} unread").format(count=count_text(count)))
        else:
            self.set_name(self.tr("Notifications"))
        self.update()

    def count(self) -> int:
        """Return how much is shown as unread."""
        return self._count

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the count over the bell's upper right."""
        super().paintEvent(event)
        if not self._count:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = fonts.tabular(type_font(self, 11, QFont.Weight.Bold))
        font.setPixelSize(max(8, round(font.pixelSize() * 0.9)))
        painter.setFont(font)
        text = count_text(self._count)
        height = QFontMetricsF(font).capHeight() + 7
        width = max(height, QFontMetricsF(font).horizontalAdvance(text) + 7)
        box = QRectF(self.width() - width, 0, width, height)
        painter.setPen(theme.colour("surface"))
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
        painter.setPen(theme.colour("accent_text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
