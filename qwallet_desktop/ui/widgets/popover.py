"""A popover: a small layer hanging from a widget, gone on a click elsewhere and on Escape."""

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.overlay import Overlay
from qwallet_desktop.ui.widgets.styling import column

_GAP = 4
EDGE = 8
"""What stays free between a popover and the window's edge."""


class Popover(Overlay):
    """Hangs under (or, without room, above) an anchor; emits `closed` when the user leaves it."""

    SCRIM = False
    closed = Signal()

    def __init__(self, parent: QWidget, *, width: int = 320, max_height: int = 520) -> None:
        super().__init__(parent)
        self._anchor: QWidget | None = None
        self._width, self._max_height = width, max_height
        self.body = column(self.frame, margin=8, spacing=4)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under what is there."""
        self.body.addWidget(widget, stretch)

    def open_at(self, anchor: QWidget) -> None:
        """Show the popover at `anchor`, which must be in the same window."""
        self._anchor = anchor
        self.open_overlay()

    def frame_rect(self) -> QRect:
        """Return the place under the anchor, within the window."""
        width = min(current_theme().scaled(self._width), self.width() - 2 * EDGE)
        wanted = (
            self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else self.frame.sizeHint().height()
        )
        height = min(wanted, current_theme().scaled(self._max_height), self.height() - 2 * EDGE)
        if self._anchor is None:
            return QRect(QPoint(EDGE, EDGE), QSize(width, height))
        top_left = self._anchor.mapTo(self.page, QPoint(0, 0))
        x = min(max(EDGE, top_left.x()), self.width() - width - EDGE)
        below = top_left.y() + self._anchor.height() + _GAP
        above = top_left.y() - height - _GAP
        room = self.height() - EDGE - below
        if above < EDGE and self.frame.minimumSizeHint().height() <= room:
            # What scrolls is shortened rather than laid over the anchor.
            height = min(height, room)
        y = below if below + height <= self.height() - EDGE or above < EDGE else above
        return QRect(x, min(y, max(EDGE, self.height() - height - EDGE)), width, height)

    def dismiss(self) -> None:
        """Close and tell."""
        self.close_overlay()
        self.closed.emit()
