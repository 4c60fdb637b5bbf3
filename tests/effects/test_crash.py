"""A crash is told by the kind of exception and its place, never by its text."""

from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.state.health import EffectCrashed
from qwallet_desktop.state.lock import PerformLock
from tests.helpers.logs import LogCollector

SECRET = "correct horse battery"


def raised() -> ValueError:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        return error


def test_the_screen_is_told_which_effect_failed_with_what_kind(expected_logs: LogCollector) -> None:
    assert crashed(PerformLock(), raised()) == EffectCrashed("PerformLock", "ValueError")
    assert len(expected_logs.lines) == 1


def test_the_log_says_where_but_not_with_what(expected_logs: LogCollector) -> None:
    error = raised()
    assert error.__traceback__ is not None
    crashed(PerformLock(), error)
    assert expected_logs.lines == [
        "ERROR qwallet_desktop.effects.crash: effect PerformLock failed: "
        f"ValueError at test_crash.py:{error.__traceback__.tb_lineno}"
    ]


def test_the_innermost_place_is_named(expected_logs: LogCollector) -> None:
    def within() -> None:
        int(SECRET)

    try:
        within()
    except ValueError as error:
        line = within.__code__.co_firstlineno + 1
        crashed(PerformLock(), error)
    assert expected_logs.lines[0].endswith(f"at test_crash.py:{line}")


def test_no_text_of_an_exception_reaches_the_log(expected_logs: LogCollector) -> None:
    crashed(PerformLock(), raised())
    (record,) = expected_logs.records
    assert SECRET not in record.getMessage()
    assert record.exc_info is None


def test_an_exception_that_was_never_raised_has_no_place(expected_logs: LogCollector) -> None:
    crashed(PerformLock(), ValueError(SECRET))
    assert expected_logs.lines[0].endswith("ValueError at an unknown place")
