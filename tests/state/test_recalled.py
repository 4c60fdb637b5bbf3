"""A value that the last run knew gives way to whatever this run knows."""

import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.recalled import recalled
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale
from tests.state.builders import NOW, UNREACHABLE
from tests.state.test_last_known import BEFORE


@pytest.mark.parametrize("remote", [Loaded("new", NOW), Stale("new", NOW, UNREACHABLE)])
def test_what_is_known_stays(remote: Remote[str]) -> None:
    assert recalled(remote, "old", BEFORE) is remote


@pytest.mark.parametrize(
    ("remote", "why"),
    [(None, Problem(Code.NODE_STARTING)), (Loading(), Problem(Code.NODE_STARTING)), (Failed(UNREACHABLE), UNREACHABLE)],
)
def test_what_is_not_known_is_shown_as_of_then_with_the_reason(remote: Remote[str] | None, why: Problem) -> None:
    assert recalled(remote, "old", BEFORE) == Stale("old", BEFORE, why)
