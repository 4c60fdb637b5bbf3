"""A crash is told by the kind of exception and its place, never by its text."""

import pytest

from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.state.health import EffectCrashed
from qwallet_desktop.state.lock import PerformLock
from tests.helpers.logs import LogCollector

TYPED = "correct horse battery"


def raised() -> ValueError:
    with pytest.raises(ValueError, match=TYPED) as caught:
        int(TYPED)
    return caught.value


def test_the_screen_is_told_which_effect_failed_with_what_kind(expected_logs: LogCollector) -> None:
    assert crashed(PerformLock(), raised()) == EffectCrashed("PerformLock", "ValueError")
    assert len(expected_logs.lines) == 1


def test_the_log_says_where_but_not_with_what(expected_logs: LogCollector) -> None:
    error = raised()
    assert error.__traceback__ is not None
    crashed(PerformLock(), error)
    start, place = "ERROR qwallet_desktop.effects.crash: effect PerformLock failed: ", error.__traceback__.tb_lineno
    assert expected_logs.lines == [f"{start}ValueError at test_crash.py:{place}"]


def test_the_innermost_place_is_named(expected_logs: LogCollector) -> None:
    def within() -> None:
        int(TYPED)

    with pytest.raises(ValueError, match=TYPED) as caught:
        within()
    crashed(PerformLock(), caught.value)
    line = within.__code__.co_firstlineno + 1
    assert expected_logs.lines[0].endswith(f"at test_crash.py:{line}")


def test_no_text_of_an_exception_reaches_the_log(expected_logs: LogCollector) -> None:
    crashed(PerformLock(), raised())
    (record,) = expected_logs.records
    assert TYPED not in record.getMessage()
    assert record.exc_info is None


def test_an_exception_that_was_never_raised_has_no_place(expected_logs: LogCollector) -> None:
    crashed(PerformLock(), ValueError(TYPED))
    assert expected_logs.lines[0].endswith("ValueError at an unknown place")
