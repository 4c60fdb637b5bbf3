"""Asks again, a bounded number of times, where no answer came; never after a refusal."""

from collections.abc import Awaitable, Callable

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.services.calls import Answer, Call, Exchange
from qwallet_desktop.services.errors import ServiceError

ATTEMPTS = 5
"""With their pauses they outlast the start of an embedded node that was killed."""

FIRST_DELAY = 0.2
LONGEST_DELAY = 2.0
MOST_DOUBLINGS = 30
WORTH_RETRYING = frozenset(
    {
        Code.NODE_UNREACHABLE,
        Code.NODE_TIMEOUT,
        Code.NODE_STARTING,
        Code.DATABASE_LOCKED,
        Code.DATABASE_UNREACHABLE,
    }
)

Sleep = Callable[[float], Awaitable[None]]
Random = Callable[[int], bytes]


def jittered_delay(failures: int, first: float, longest: float, random: Random) -> float:
    """Return how long to wait, in seconds: doubled with each failure, then half of it left to chance.

    Many desktops that lost one node thereby don't come back to it in the same moment.
    """
    whole = min(longest, first * 2.0 ** min(failures - 1, MOST_DOUBLINGS))
    return whole * (0.5 + int.from_bytes(random(4)) / 2**33)


class Retry:
    """The layer `retry(signing(http))`.

    Reads may be repeated as they are. Writes keep their request id, so the node carries them out
    once and gives a decision that was lost on the way again (contract §2).
    """

    def __init__(self, signing: Exchange, *, sleep: Sleep, random: Random) -> None:
        self._signing = signing
        self._sleep = sleep
        self._random = random

    async def __call__(self, call: Call) -> Answer:
        """Ask up to five times.

        Raises:
            ServiceError: The last attempt's; but the one before, if the last could not even be
                sent (the vault was locked meanwhile): then what became of the first is not known.
        """
        fault: ServiceError | None = None
        failures = 0
        while True:
            try:
                return await self._signing(call)
            except ServiceError as error:
                failures += 1
                if fault is not None and not error.sent:
                    raise fault from error
                if failures == ATTEMPTS or not _worth_retrying(error):
                    raise
                fault = error
            await self._sleep(self._delay(failures, fault))

    def _delay(self, failures: int, fault: ServiceError) -> float:
        delay = jittered_delay(failures, FIRST_DELAY, LONGEST_DELAY, self._random)
        return max(delay, fault.retry_after or 0.0)


def _worth_retrying(error: ServiceError) -> bool:
    soon = error.retry_after is None or error.retry_after <= LONGEST_DELAY
    return soon and error.problem.code in WORTH_RETRYING
