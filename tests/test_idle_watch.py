"""Locking after idleness: looked at when it is due, told before, called off by any activity."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from qwallet_desktop import idle_watch
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.idle_watch import IdleWatch
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import Action, State, initial_state, reduce
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.vault_commands import Unlock
from qwallet_desktop.ui.bind import Binder
from tests.helpers.leaks import new_garbage_collected

DAY = 86_400.0


class Glass(QWidget):
    """A window with nothing in it but a binder."""

    def __init__(self, store: Store[State, Action]) -> None:
        super().__init__()
        self.binder = Binder(store, self)


class Idle:
    """An idle watch on an open vault, and a clock that is turned."""

    def __init__(self, application: QApplication, lock: Lock) -> None:
        self.seconds = 1_000.0
        state = replace(initial_state(Preferences(auto_lock_minutes=10)), lock=lock)
        # What would be performed is no matter of the watch.
        self.store: Store[State, Action] = Store(
            state, lambda before, action: (reduce(before, action)[0], ()), self._perform, crashed
        )
        self.glass = Glass(self.store)
        self.glass.show()
        self.watch = IdleWatch(application, self.store, self.glass)  # type: ignore[arg-type]  # its binder is all it wants

    async def _perform(self, _effect: Effect, _dispatch: object) -> None:
        raise AssertionError

    @property
    def lock(self) -> Lock:
        return self.store.state.lock

    def is_hidden(self) -> bool:
        """Tell whether the watch has locked."""
        return self.lock.screen_hidden

    @property
    def next_look(self) -> float | None:
        """Seconds until the watch looks again, if it will."""
        timer = self.watch._timer
        return timer.interval() / 1000 if timer.isActive() else None

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and the timer fire."""
        self.seconds += seconds
        # A timer that fires once has stopped when it does.
        self.watch._timer.stop()
        self.watch._timer.timeout.emit()
        self.glass.binder.flush()

    def act(self) -> None:
        """Have the person press a key, a while after the last one."""
        self.watch._filter._since.invalidate()
        window = self.glass.windowHandle()
        QApplication.sendEvent(
            window, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        )
        self.glass.binder.flush()

    def close(self) -> None:
        self.watch.close()
        self.watch._filter.deleteLater()
        self.glass.binder.close()
        self.glass.deleteLater()


@pytest.fixture
def idle(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Idle]:
    made: list[Idle] = []
    monkeypatch.setattr(idle_watch, "_monotonic", lambda: made[0].seconds if made else 1_000.0)
    # Qt's timers must be deleted on this thread; a later test's thread may collect them otherwise.
    with new_garbage_collected():
        made.append(Idle(qapp, Lock(phase=Phase.OPEN, slot=Slot.KEYRING)))
        yield made[0]
        made.pop().close()


def test_it_looks_again_when_the_notice_is_due_and_not_before(idle: Idle) -> None:
    assert idle.next_look == pytest.approx(570, abs=1)
    idle.pass_time(100)
    assert (idle.lock.notice, idle.is_hidden()) == (None, False)
    assert idle.next_look == pytest.approx(470, abs=1)


def test_the_notice_counts_down_and_the_wallet_locks(idle: Idle) -> None:
    locked = idle.lock
    idle.pass_time(571)
    assert (idle.lock.notice, idle.next_look) == (29, 1.0)
    idle.pass_time(28)
    assert idle.lock.notice == 1
    idle.pass_time(1)
    assert idle.lock == replace(locked, screen_hidden=True)
    assert idle.next_look is None


def test_activity_calls_the_notice_off(idle: Idle) -> None:
    idle.pass_time(571)
    idle.act()
    assert idle.lock.notice is None
    assert idle.next_look == pytest.approx(570, abs=1)


def test_activity_begins_the_count_anew(idle: Idle) -> None:
    idle.pass_time(500)
    idle.act()
    idle.pass_time(500)
    assert (idle.lock.notice, idle.is_hidden()) == (None, False)


def test_a_shorter_limit_counts_from_the_last_activity(idle: Idle) -> None:
    idle.pass_time(61)
    idle.store.dispatch(ChangePreferences(replace(idle.store.state.preferences, auto_lock_minutes=1)))
    idle.glass.binder.flush()
    assert idle.is_hidden()


def test_what_is_locked_is_not_watched_and_opening_it_begins_anew(idle: Idle) -> None:
    idle.pass_time(DAY)
    assert idle.is_hidden()
    idle.act()
    assert idle.next_look is None
    idle.store.dispatch(Unlock(None))
    idle.glass.binder.flush()
    assert not idle.is_hidden()
    assert idle.next_look == pytest.approx(570, abs=1)


def test_the_clock_counts_while_the_computer_sleeps_where_there_is_such_a_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert idle_watch._monotonic() > 0
    monkeypatch.delattr("time.CLOCK_BOOTTIME", raising=False)
    assert idle_watch._monotonic() > 0


def test_a_computer_that_slept_for_a_day_wakes_up_locked(idle: Idle) -> None:
    idle.seconds += DAY
    idle.act()
    assert idle.is_hidden()
