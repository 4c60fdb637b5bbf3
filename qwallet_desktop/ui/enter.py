"""Enter that goes no further: pressed in a field, which a form above would take too; or merely still held down."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def took_held_enter(event: QKeyEvent) -> bool:
    """Tell whether Enter is merely still held down from what opened a sheet; then the press ends here."""
    held = event.isAutoRepeat() and event.key() in _ENTER
    if held:
        event.accept()
    return held


class OnEnter(QObject):
    """Does something on Enter in a widget, and ends the key press there."""

    def __init__(self, widget: QWidget, on_enter: Callable[[], object]) -> None:
        super().__init__(widget)
        self._on_enter = on_enter
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch Enter before the widget and those around it do."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes(event)
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        if event.key() not in _ENTER:
            return False
        self._on_enter()
        return True
