import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.keys.autolock import AutoLock, Due, Lock, Nothing, Notice


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (0.0, Nothing(570.0)),
        (569.0, Nothing(1.0)),
        (570.0, Notice(30)),
        (570.5, Notice(30)),
        (599.5, Notice(1)),
        (600.0, Lock()),
        (90_000.0, Lock()),
    ],
)
def test_it_locks_after_ten_minutes_with_thirty_seconds_of_notice(now: float, due: Due) -> None:
    assert AutoLock(active_at=0.0).due(now) == due


def test_activity_during_the_notice_begins_anew() -> None:
    assert AutoLock(active_at=0.0).with_activity(580.0).due(581.0) == Nothing(569.0)


def test_another_limit_counts_from_the_last_activity() -> None:
    assert AutoLock(active_at=0.0).with_limit(60.0).due(61.0) == Lock()


def test_no_limit_never_locks() -> None:
    assert AutoLock(active_at=0.0).with_limit(None).due(1e9) == Nothing(None)


def test_a_short_limit_gives_notice_in_its_second_half_only() -> None:
    assert AutoLock(active_at=0.0, idle_seconds=20.0).due(5.0) == Nothing(5.0)


def test_a_clock_that_goes_back_does_not_shorten_the_time() -> None:
    assert AutoLock(active_at=100.0).with_activity(50.0).active_at == 100.0


@given(limit=st.floats(1, 86_400), now=st.floats(0, 100_000))
def test_waiting_as_told_always_meets_the_notice(limit: float, now: float) -> None:
    lock = AutoLock(active_at=0.0, idle_seconds=limit)
    due = lock.due(now)
    if isinstance(due, Nothing) and due.check_in is not None:
        assert isinstance(lock.due(now + due.check_in + 1e-6), Notice)
    else:
        assert isinstance(due, Lock) == (now >= limit)
