"""Data that comes from elsewhere, with its age and its failures as data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from qwallet_desktop.domain.problems import Problem

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Loading:
    """Asked for, no answer yet."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T_co]):
    """An answer, true at `at`."""

    value: T_co
    at: datetime


@dataclass(frozen=True, slots=True)
class Stale(Generic[T_co]):
    """The last answer, which could not be brought up to date since `since`."""

    value: T_co
    since: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer was ever had."""

    problem: Problem


Remote: TypeAlias = Loading | Loaded[T_co] | Stale[T_co] | Failed


def reloading(remote: Remote[T_co] | None) -> Remote[T_co]:
    """Return what to show while asking anew: the old answer, if there is one."""
    return remote if isinstance(remote, (Loaded, Stale, Loading)) else Loading()


def failed(remote: Remote[T_co] | None, problem: Problem, now: datetime) -> Remote[T_co]:
    """Return what to show after asking failed: the old answer marked stale, or the failure."""
    match remote:
        case Loaded(value, _):
            return Stale(value, now, problem)
        case Stale(value, since, _):
            return Stale(value, since, problem)
        case _:
            return Failed(problem)


def known(remote: Remote[T_co] | None) -> T_co | None:
    """Return the newest answer there is, however old."""
    return remote.value if isinstance(remote, (Loaded, Stale)) else None
