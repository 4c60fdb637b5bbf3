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
    """The layer `retry(signing(http))`, for what may be asked twice.

    Reads may be repeated as they are. Writes with a request id keep it, so the node carries them out
    once and gives a decision that was lost on the way again (contract §2); any other is asked once.
    """

    def __init__(self, signing: Exchange, *, sleep: Sleep, random: Random) -> None:
        self._signing = signing
        self._sleep = sleep
        self._random = random

    async def __call__(self, call: Call) -> Answer:
        """Ask up to five times.

        Raises:
            ServiceError: The last attempt's; but that of the last one that was sent, if the last of all
                was not (the vault was locked meanwhile): then what became of it is not known.
        """
        attempts = ATTEMPTS if call.method == "GET" or call.request_id is not None else 1
        sent: ServiceError | None = None
        failures = 0
        while True:
            try:
                return await self._signing(call)
            except ServiceError as error:
                failures += 1
                if failures == attempts or not _worth_retrying(error):
                    if sent is not None and not error.sent:
                        raise sent from error
                    raise
                sent = error if error.sent else sent
                delay = self._delay(failures, error)
            await self._sleep(delay)

    def _delay(self, failures: int, fault: ServiceError) -> float:
        delay = jittered_delay(failures, FIRST_DELAY, LONGEST_DELAY, self._random)
        return max(delay, fault.retry_after or 0.0)


def _worth_retrying(error: ServiceError) -> bool:
    soon = error.retry_after is None or error.retry_after <= LONGEST_DELAY
    return soon and error.problem.code in WORTH_RETRYING
