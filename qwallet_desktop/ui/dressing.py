"""Keeps the style sheet in force on each part of the window: on what is seen at once, on the rest a part a turn."""

from collections import deque
from functools import cache
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from qwallet_desktop.ui.tokens import theme_hub

_DRESSED: Final = "dressed"


def dress(widget: QWidget) -> None:
    """Give a widget, and all within it, the style sheet in force, now and after each change of theme.

    Neither the application nor the window has one. With one on the application, each move of a widget into its
    parent restyles all that is below it; with one on the window, a change of theme restyles in one turn of the loop
    what is seen and ten times as much that is not. A widget within one that is dressed needs nothing more.
    """
    around: QWidget | None = widget
    while around is not None:
        if around.property(_DRESSED):
            return
        around = around.parentWidget()
    widget.setProperty(_DRESSED, True)
    _Dress(widget)


class _Dress(QObject):
    """The style sheet on one widget; lives and dies with it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.put_on()
        theme_hub().sheet_changed.connect(self._change)
        widget.installEventFilter(self)

    def put_on(self) -> bool:
        """Restyle the widget; tell whether that was needed."""
        sheet = theme_hub().sheet
        if self._widget.styleSheet() == sheet:
            return False
        self._widget.setStyleSheet(sheet)
        return True

    def _change(self) -> None:
        if self._widget.isVisible() or self._widget.isWindow():
            self.put_on()
        else:
            _unseen().add(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Restyle a widget that comes into sight before it is painted."""
        if event.type() == QEvent.Type.Show:
            self.put_on()
        return False


class _Unseen(QObject):
    """What is out of sight and wears the last style sheet: restyled one in a turn of the loop."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[_Dress] = deque()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._restyle_one)

    def add(self, dressed: _Dress) -> None:
        self._waiting.append(dressed)
        self._timer.start()

    def _restyle_one(self) -> None:
        # A widget may have gone, or have come into sight, since it was put here.
        while self._waiting:
            dressed = self._waiting.popleft()
            if isValid(dressed) and dressed.put_on():
                break
        if self._waiting:
            self._timer.start()


@cache
def _unseen() -> _Unseen:
    return _Unseen()
