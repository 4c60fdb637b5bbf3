"""When to leave a failing service alone: a pure state machine with the clock handed in (contract §1)."""

from datetime import datetime, timedelta

from qwallet_desktop.domain.health import BreakerState, Closed, HalfOpen, Open
from qwallet_desktop.domain.problems import Problem

FAILURES = 5
"""So many in a row open it."""

REST = timedelta(seconds=60)


class Breaker:
    """Counts what becomes of calls: CLOSED lets all through, OPEN none, HALF_OPEN one.

    Whoever calls takes a ticket by `admit` and brings it back exactly once, by `succeed`, `fail` or
    `give_back`. A ticket of an earlier state says nothing about the present one: what was asked
    before the breaker opened neither closes it nor lengthens its rest.
    """

    def __init__(self) -> None:
        self._state: BreakerState = Closed()
        self._failures = 0
        self._era = 0

    @property
    def state(self) -> BreakerState:
        """The state since the last call of a method."""
        return self._state

    def admit(self, now: datetime) -> int | None:
        """Return a ticket for one call, or None where none may be made now.

        After the rest the first ticket is the probe's. A clock that was turned back ends the rest too.
        """
        match self._state:
            case Closed():
                return self._era
            case Open(since, until, problem) if not until - REST <= now < until:
                self._become(HalfOpen(since, problem))
                return self._era
            case _:
                return None

    def succeed(self, ticket: int) -> None:
        """Learn that the service answered a call, be it with a refusal."""
        if ticket != self._era:
            return
        self._failures = 0
        if isinstance(self._state, HalfOpen):
            self._become(Closed())

    def fail(self, ticket: int, now: datetime, problem: Problem) -> None:
        """Learn that a call failed: by the way to the service, by its time, or by a status of 5xx."""
        if ticket != self._era:
            return
        self._failures += 1
        if isinstance(self._state, HalfOpen):
            self._become(Open(self._state.since, now + REST, problem))
        elif self._failures == FAILURES:
            self._become(Open(now, now + REST, problem))

    def give_back(self, ticket: int, now: datetime) -> None:
        """Learn that a call ended without telling anything of the service, as one that was cancelled does.

        If it was the probe, another may be made at once.
        """
        if ticket == self._era and isinstance(self._state, HalfOpen):
            self._become(Open(self._state.since, now, self._state.problem))

    def try_now(self, now: datetime) -> None:
        """End the rest: the next call is the probe."""
        if isinstance(self._state, Open):
            self._become(Open(self._state.since, now, self._state.problem))

    def reset(self) -> None:
        """Begin anew, as with a node that was just started."""
        self._become(Closed())

    def _become(self, state: BreakerState) -> None:
        self._state = state
        self._failures = 0
        self._era += 1
