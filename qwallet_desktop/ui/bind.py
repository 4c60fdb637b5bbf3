"""Ties screens to the state: each binding renders at most once a frame, and only what changed."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.root import State

FRAME_MS = 16


class Watchable(Protocol):
    """The side of the store that the window needs."""

    @property
    def state(self) -> State:
        """The state now."""
        ...

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` after each change; returns what ends this."""
        ...


class _Binding:
    """One widget, the part of the state that it shows, and what it showed last."""

    def __init__(self, owner: QWidget, select: Callable[[State], Any], render: Callable[[Any], None]) -> None:
        self.owner = owner
        self._select = select
        self._render = render
        self._shown: Any = self

    def refresh(self, state: State) -> None:
        value = self._select(state)
        if value is self._shown or value == self._shown:
            return
        self._shown = value
        self._render(value)


class Binder(QObject):
    """Renders bound widgets after changes of state: the first at once, those that follow in one pass a frame.

    A hidden widget is left alone and brought up to date when it is shown.
    """

    def __init__(self, store: Watchable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._bindings: list[_Binding] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self._since_flush = QElapsedTimer()
        self._end = store.watch(self._changed)

    def bind(self, owner: QWidget, select: Callable[[State], Any], render: Callable[[Any], None]) -> None:
        """Render `select(state)` into a widget now and whenever it changes.

        Args:
            owner: Rendering waits while this widget is hidden.
            select: Pure function of the state; its result is compared with the last one.
            render: Draws the result.
        """
        binding = _Binding(owner, select, render)
        self._bindings.append(binding)
        owner.installEventFilter(self)
        binding.refresh(self._store.state)

    def release(self, owner: QWidget) -> None:
        """End the bindings of a widget that will be deleted."""
        owner.removeEventFilter(self)
        self._bindings = [binding for binding in self._bindings if binding.owner is not owner]

    def flush(self) -> None:
        """Render what changed, now."""
        self._since_flush.start()
        state = self._store.state
        for binding in tuple(self._bindings):
            if binding.owner.isVisible():
                binding.refresh(state)

    def close(self) -> None:
        """Stop watching the store."""
        self._timer.stop()
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring a widget up to date before it is seen."""
        if event.type() == QEvent.Type.Show:
            state = self._store.state
            for binding in tuple(self._bindings):
                if binding.owner is watched:
                    binding.refresh(state)
        return False

    def _changed(self) -> None:
        if not self._timer.isActive():
            # Even the first waits for the loop's next turn, so that actions that come together are drawn together.
            passed = self._since_flush.elapsed() if self._since_flush.isValid() else FRAME_MS
            self._timer.start(max(0, FRAME_MS - passed))
