"""Watches for idleness and lets the lock say so, then close: the auto-lock's clock and timer."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from qwallet_desktop.keys.autolock import AutoLock, Lock, Nothing, Notice
from qwallet_desktop.state.lock import AutoLockNoticed, LockNow, Phase
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.store import Store
from qwallet_desktop.ui.activity_filter import ActivityFilter
from qwallet_desktop.ui.main_window import MainWindow


class IdleWatch:
    """Locks after idleness: one timer that fires when the state machine says, not before."""

    def __init__(self, application: QApplication, store: Store[State, Action], window: MainWindow) -> None:
        self._store = store
        self._machine = AutoLock(_monotonic())
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._check)
        self._filter = ActivityFilter(application, self._active)
        window.binder.bind(window, lambda state: state.preferences.auto_lock_minutes, self._limit)
        window.binder.bind(window, _lock_state, lambda _: self._begin())

    def close(self) -> None:
        """Stop the timer."""
        self._timer.stop()

    def _limit(self, minutes: int) -> None:
        self._machine = self._machine.with_limit(minutes * 60.0)
        self._check()

    def _begin(self) -> None:
        self._machine = self._machine.with_activity(_monotonic())
        self._check()

    def _active(self) -> None:
        if isinstance(self._machine.due(_monotonic()), Lock):
            # The timer stood still with the sleeping computer; who wakes it must not count as active.
            self._check()
            return
        self._machine = self._machine.with_activity(_monotonic())
        if self._store.state.lock.notice is not None or not self._timer.isActive():
            self._check()

    def _check(self) -> None:
        if self._store.state.lock.phase is not Phase.OPEN or self._store.state.lock.screen_hidden:
            self._timer.stop()
            return
        match self._machine.due(_monotonic()):
            case Nothing(check_in):
                self._store.dispatch(AutoLockNoticed(None))
                if check_in is not None:
                    self._timer.start(int(check_in * 1000) + 1)
            case Notice(seconds_left):
                self._store.dispatch(AutoLockNoticed(seconds_left))
                self._timer.start(1000)
            case Lock():
                self._store.dispatch(LockNow())


def _lock_state(state: State) -> tuple[object, bool]:
    return state.lock.phase, state.lock.screen_hidden


def _monotonic() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
