"""Has what says how much time is left said anew: each minute, and the moment it is over."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

MINUTE: Final = timedelta(minutes=1)
_LEAST: Final = timedelta(milliseconds=50)


def next_tick(now: datetime, end: datetime) -> timedelta:
    """Return after how long something changes: a minute, or what is left until the end; a minute after it too."""
    left = end - now
    return max(_LEAST, min(MINUTE, left)) if left > timedelta(0) else MINUTE


class Ticking(QObject):
    """Calls back while a widget is seen, and lets nothing run while it is not.

    Args:
        widget: The widget.
        on_tick: Called; it is expected to call `wait` again.
    """

    def __init__(self, widget: QWidget, on_tick: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(on_tick)
        self._next = MINUTE
        widget.installEventFilter(self)

    def wait(self, now: datetime, end: datetime) -> None:
        """Call back after a minute, or at the end if that comes first."""
        self._next = next_tick(now, end)
        if self._widget.isVisible():
            self._timer.start(int(self._next / timedelta(milliseconds=1)) + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin when the widget is shown, and end when it is hidden."""
        if watched is self._widget and event.type() == QEvent.Type.Show:
            self._timer.start(int(self._next / timedelta(milliseconds=1)) + 1)
        elif watched is self._widget and event.type() == QEvent.Type.Hide:
            self._timer.stop()
        return False
