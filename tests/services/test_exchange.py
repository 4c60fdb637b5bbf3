"""The lowest layer tells of requests that keep one waiting."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from qwallet_desktop.services.exchange import OVERDUE_SECONDS, HttpExchange
from tests.services.turned_loop import TurnedLoop, run_turned

ASKED = httpx.Request("GET", "http://127.0.0.1:9/v1/node")


def told_of(answer: Callable[[TurnedLoop], Awaitable[None]]) -> int:
    """Count what is told of one request, whose answer takes what `answer` awaits."""
    told = list[None]()

    async def main(loop: TurnedLoop) -> None:
        async def answered(_request: httpx.Request) -> httpx.Response:
            await answer(loop)
            return httpx.Response(200, stream=httpx.ByteStream(b"{}"))

        exchange = HttpExchange(httpx.MockTransport(answered), tls=False, overdue=lambda: told.append(None))
        await exchange(ASKED)
        loop.turn(2 * OVERDUE_SECONDS)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await exchange.close()

    run_turned(main)
    return len(told)


async def at_once(_loop: TurnedLoop) -> None:
    """Take no time."""


async def late(loop: TurnedLoop) -> None:
    """Take longer than one likes to wait."""
    loop.turn(1.5 * OVERDUE_SECONDS)
    await asyncio.sleep(0)
    await asyncio.sleep(0)


@pytest.mark.parametrize(("answer", "times"), [(at_once, 0), (late, 1)])
def test_an_answer_that_is_overdue_is_told_of_once_and_any_other_never(
    answer: Callable[[TurnedLoop], Awaitable[None]], times: int
) -> None:
    assert told_of(answer) == times
