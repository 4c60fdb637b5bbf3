"""The layer that leaves a failing service alone: `breaker(retry(…))`, one a service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TypeAlias

from qwallet_desktop.domain.health import BreakerState, Open, Service
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.breaker import Breaker
from qwallet_desktop.services.calls import Answer, Call, Exchange
from qwallet_desktop.services.errors import ServiceError

Told: TypeAlias = Callable[[Service, BreakerState], None]


class Circuit:
    """Passes calls on while the service works, and tells of every change.

    Args:
        service: Whose calls these are.
        exchange: The layer below.
        now: The UTC clock.
        told: Called with each new state; it must not raise.
    """

    def __init__(self, service: Service, exchange: Exchange, *, now: Callable[[], datetime], told: Told) -> None:
        self._service = service
        self._exchange = exchange
        self._now = now
        self._told = told
        self._breaker = Breaker()
        self._failed: Call | None = None

    @property
    def state(self) -> BreakerState:
        """What the breaker says now."""
        return self._breaker.state

    async def __call__(self, call: Call) -> Answer:
        """Ask, unless the service rests.

        Raises:
            ServiceError: CIRCUIT_OPEN, unsent, while it rests; else that of the layer below.
        """
        with self._telling():
            ticket = self._breaker.admit(self._now())
        if ticket is None:
            raise self._resting()
        try:
            answer = await self._exchange(call)
        except ServiceError as error:
            self._judge(ticket, call, error)
            raise
        except BaseException:
            # Cancelled: whether the service works is not known.
            with self._telling():
                self._breaker.give_back(ticket, self._now())
            raise
        with self._telling():
            self._breaker.succeed(ticket)
        return answer

    async def probe(self, otherwise: Call) -> None:
        """Ask once, now, if the service rests: what failed last, or something else if that was a write.

        What comes of it is told by the change of state alone.
        """
        if isinstance(self.state, Open):
            self._breaker.try_now(self._now())
            with suppress(ServiceError):
                await self(self._failed or otherwise)

    def let_through(self) -> None:
        """Forget all failures, since the node was started anew."""
        with self._telling():
            self._breaker.reset()

    def retire(self) -> None:
        """Tell nothing any more: another node has taken this one's place."""
        self._told = nobody

    def _judge(self, ticket: int, call: Call, error: ServiceError) -> None:
        with self._telling():
            if error.is_fault:
                # A write must not be made again by anybody but the operation that it belongs to.
                self._failed = call if call.method == "GET" else None
                self._breaker.fail(ticket, self._now(), error.problem)
            elif error.sent:
                self._breaker.succeed(ticket)
            else:
                self._breaker.give_back(ticket, self._now())

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell of the state if the block changes it."""
        before = self.state
        yield
        if self.state != before:
            self._told(self._service, self.state)

    def _resting(self) -> ServiceError:
        facts, wait = {"service": self._service.value}, None
        if isinstance(self.state, Open):
            facts["until"] = self.state.until.isoformat()
            wait = max(0.0, (self.state.until - self._now()).total_seconds())
        return ServiceError(Problem(Code.CIRCUIT_OPEN, facts), retry_after=wait, sent=False)


def nobody(_service: Service, _state: BreakerState) -> None:
    """Take note of nothing."""
