"""Event streams that the fake node plays, and reading from them."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import httpx

from qwallet_desktop.domain import ids
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.events import Disconnected, EventStream, Received, StreamItem
from qwallet_desktop.wire import requests
from qwallet_desktop.wire.shapes import dump
from tests.services.builders import event
from tests.services.fakes import Bench, Script, Step

KEEP_ALIVE = b": still here\n\n"
CUT = httpx.ReadError("cut")
UNREACHABLE = Disconnected(Problem(Code.NODE_UNREACHABLE))


def seq(number: int) -> ids.Sequence:
    return ids.Sequence(number)


def named(name: str, value: object, number: int | None = None) -> bytes:
    identifier = b"" if number is None else f"id: {number}\n".encode()
    return b"event: " + name.encode() + b"\ndata: " + dump(value) + b"\n" + identifier + b"\n"


def hello(head: int) -> bytes:
    return named("hello", requests.Hello(seq(head)), head)


def message(bench: Bench, number: int, previous: int) -> bytes:
    return b"data: " + dump(event(number, previous, bench.alice)) + f"\nid: {number}\n\n".encode()


def received(bench: Bench, number: int, previous: int) -> Received:
    return Received(event(number, previous, bench.alice))


async def hang() -> None:
    await asyncio.Event().wait()


def play(bench: Bench, *connections: Sequence[Step] | Problem) -> None:
    """Let the node give these answers to the next openings of the stream."""
    scripts = [one if isinstance(one, Problem) else Script(list(one)) for one in connections]
    bench.node.streams.extend(scripts)


async def first(bench: Bench, count: int, after: int | None = None) -> list[StreamItem]:
    """Read that many items and close the stream."""
    items: list[StreamItem] = []
    async with aclosing(EventStream(bench.client).events(None if after is None else seq(after))) as stream:
        async for item in stream:
            items.append(item)
            if len(items) == count:
                break
    return items


def resumed_at(bench: Bench) -> list[str | None]:
    return [request.headers.get("last-event-id") for request in bench.node.requests]
