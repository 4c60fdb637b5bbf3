"""What the last run knew comes back: the facts that every noun hears, and how a value from then is shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.remote import Failed, Loaded, Remote, Stale

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LastKnownFound:
    """What the last run knew of this very node, or a part of it: it fills what is not known yet."""

    known: LastKnown


@dataclass(frozen=True, slots=True)
class LastKnownDropped:
    """What is known is of another node, or of another course of its ledger: all of it is to be forgotten."""


def recalled(remote: Remote[T] | None, value: T, at: datetime) -> Remote[T]:
    """Return what to show of a value that was true at `at`: it gives way to whatever is known already."""
    match remote:
        case Loaded() | Stale():
            return remote
        case Failed(problem):
            return Stale(value, at, problem)
        case _:
            return Stale(value, at, Problem(Code.NODE_STARTING))
