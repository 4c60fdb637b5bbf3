"""When to lock after idleness: a pure state machine with the time handed in."""

from dataclasses import dataclass, replace
from typing import Self, TypeAlias

IDLE_SECONDS = 600.0
NOTICE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do before `check_in` seconds have passed; never, if it is `None`."""

    check_in: float | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell the person that the wallet locks in `seconds_left` seconds, at least 1."""

    seconds_left: int


@dataclass(frozen=True, slots=True)
class Lock:
    """Lock now."""


Due: TypeAlias = Nothing | Notice | Lock


@dataclass(frozen=True, slots=True)
class AutoLock:
    """How long the person has been idle, and what follows from it.

    Times are seconds of one clock that doesn't go back and counts while the computer sleeps
    (on Linux `CLOCK_BOOTTIME`), so that a laptop opened the next day is locked.

    Attributes:
        active_at: When the person last did something.
        idle_seconds: How long they may be idle; `None` never locks.
        notice_seconds: How long before locking the notice appears.
    """

    active_at: float
    idle_seconds: float | None = IDLE_SECONDS
    notice_seconds: float = NOTICE_SECONDS

    def with_activity(self, now: float) -> Self:
        """Begin to count anew."""
        return replace(self, active_at=max(now, self.active_at))

    def with_limit(self, idle_seconds: float | None) -> Self:
        """Change how long the person may be idle."""
        return replace(self, idle_seconds=idle_seconds)

    def due(self, now: float) -> Due:
        """Tell what is to be done now."""
        if self.idle_seconds is None:
            return Nothing(None)
        left = self.active_at + self.idle_seconds - now
        if left <= 0:
            return Lock()
        # A limit shorter than the notice would otherwise show it without end.
        notice = min(self.notice_seconds, self.idle_seconds / 2)
        if left > notice:
            return Nothing(left - notice)
        return Notice(int(-(-left // 1)))
