"""How a problem travels between the window's process and its node's, as part of a line of JSON."""

from collections.abc import Mapping
from typing import Any

from qwallet_desktop.domain.problems import Code, Problem


def described(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON carries it."""
    return {"code": problem.code.value, "facts": dict(problem.facts)}


def problem_told(told: Mapping[str, Any]) -> Problem:
    """Read a problem that was `described`.

    Raises:
        KeyError, TypeError, ValueError: It was not.
    """
    return Problem(Code(told["code"]), dict(told["facts"]))
