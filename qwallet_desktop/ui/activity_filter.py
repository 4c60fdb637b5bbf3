"""Tells when the person does something, for auto-lock: keys, clicks, wheel and pointer in any of our windows."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtGui import QGuiApplication, QWindow

_ACTIVE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.DragMove,
    }
)
PAUSE_MS: Final = 1000
"""At most one report in this time; a pointer moves a thousand times a second."""


class ActivityFilter(QObject):
    """Calls back on activity in every window of the program that gets the focus.

    It listens to the windows and not to the application: a filter on that would run Python
    code for every event of every widget.

    Args:
        app: The application.
        on_activity: Called at most once in `PAUSE_MS`.
        pause_ms: That time, in milliseconds.
    """

    def __init__(self, app: QGuiApplication, on_activity: Callable[[], object], *, pause_ms: int = PAUSE_MS) -> None:
        super().__init__(app)
        self._on_activity = on_activity
        self._pause_ms = pause_ms
        self._since = QElapsedTimer()
        app.focusWindowChanged.connect(self._listen)
        for window in app.allWindows():
            self._listen(window)

    def _listen(self, window: QWindow | None) -> None:
        if window is not None:
            # Twice on one window counts once, and last in is first asked.
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at an event and let it through."""
        if event.type() in _ACTIVE and (not self._since.isValid() or self._since.hasExpired(self._pause_ms)):
            self._since.start()
            self._on_activity()
        return False
