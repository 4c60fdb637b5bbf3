"""Closing the lowest layer: what is on its way ends first, and nothing new leaves."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.exchange import HttpExchange

pytestmark = pytest.mark.asyncio


class Body(httpx.AsyncByteStream):
    """An answer that is not read yet, as it comes over a network."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{}"


class SlowNode:
    """Begins to answer once it is let."""

    def __init__(self) -> None:
        self.reached, self.may_answer = asyncio.Event(), asyncio.Event()

    async def __call__(self, _request: httpx.Request) -> httpx.Response:
        self.reached.set()
        await self.may_answer.wait()
        return httpx.Response(200, stream=Body())


def request() -> httpx.Request:
    return httpx.Request("GET", "http://node/v1/thing")


async def test_what_waits_for_its_answer_gets_it_although_the_client_is_being_closed() -> None:
    node = SlowNode()
    exchange = HttpExchange(httpx.MockTransport(node), tls=False)
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(exchange(request()))
        await node.reached.wait()
        closing = group.create_task(exchange.close())
        await asyncio.sleep(0)
        assert not closing.done()
        node.may_answer.set()
    assert asking.result().status == httpx.codes.OK


async def test_nothing_new_leaves_once_the_client_is_being_closed() -> None:
    node = SlowNode()
    exchange = HttpExchange(httpx.MockTransport(node), tls=False)
    async with asyncio.TaskGroup() as group:
        group.create_task(exchange(request()))
        await node.reached.wait()
        group.create_task(exchange.close())
        await asyncio.sleep(0)
        with pytest.raises(ServiceError) as caught:
            await exchange(request())
        node.may_answer.set()
    assert (caught.value.problem.code, caught.value.sent) == (Code.NODE_UNREACHABLE, False)
