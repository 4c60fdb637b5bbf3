"""A node that tells of thousands of payments a second, in a process of its own: the line is real, the ledger small.

It reads one JSON line `{"people": [...], "events": n, "rate": n, "cut": seconds or 0}`, says on which port it answers,
begins when it reads another line, says what the ledger holds in the end, and ends when its stdin does. It
checks nothing.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from fastapi.sse import format_sse_event

from qwallet_desktop.domain import ids
from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.node.stream import BATCH, KEEP_ALIVE, KEEP_ALIVE_SECONDS
from qwallet_desktop.wire.requests import GrantsAnswer, Hello, ProblemBody
from qwallet_desktop.wire.shapes import dump
from tests.bench.burst_ledger import Ledger

Send = Callable[[dict[str, Any]], Awaitable[None]]
Scope = dict[str, Any]
COMMITS = (2, 4, 10, 20, 50, 100, 200, 500)
"""How many events come at once: what one commit of a node brings."""

LOOK_SECONDS = 0.004


class BurstNode:
    """Answers as a node does, and tells its ledger's payments at a rate once it is let go.

    Args:
        people: Who reads.
        events: How many there will be.
        rate: How many of them a second.
        cut: Seconds after which a stream is cut, in the middle of an event; 0 for never.
    """

    def __init__(self, people: list[ids.IdentityId], events: int, rate: float, cut: float) -> None:
        begun = datetime.now(UTC)
        self.ledger = Ledger(people, begun)
        self._first = self.ledger.head
        self._rate, self._cut = rate, cut
        # Written ahead, from a twin of the ledger, so that the burst costs this process little.
        self._messages = [_message(event) for event in Ledger(people, begun).events(events)]
        self._events = self.ledger.events(events)

    async def burst(self) -> None:
        """Let the events happen."""
        loop, dice = asyncio.get_running_loop(), random.Random(1)  # noqa: S311  (a benchmark's dice)
        begun, happened = loop.time(), 0
        while happened < len(self._messages):
            happened += sum(1 for _ in islice(self._events, dice.choice(COMMITS)))
            await asyncio.sleep(max(0.0, begun + happened / self._rate - loop.time()))

    async def __call__(self, scope: Scope, _receive: object, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        if scope["path"] == "/v1/events":
            await self._stream(dict(scope["headers"]).get(b"last-event-id"), send)
            return
        status, body = self._answer(scope)
        kind = b"application/json" if status == 200 else b"application/problem+json"
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> tuple[int, bytes]:
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        found = self._found(scope["path"].split("/")[2:], query)
        if found is not None:
            return 200, found
        problem = Problem(Code.NOT_FOUND)
        return problem.status, dump(ProblemBody("urn:x", problem.code, problem.status, "", "", {}, ""))

    def _found(self, path: list[str], query: dict[str, str]) -> bytes | None:
        match path:
            case ["grants"]:
                found = dump(GrantsAnswer(tuple(self.ledger.people)))
            case ["identities"]:
                found = _list(self.ledger.identities())
            case ["tokens"]:
                found = _list((self.ledger.token,))
            case ["identities", who, "wallet"]:
                found = dump(self.ledger.context(ids.IdentityId(who)))
            case ["identities", who, "transactions"]:
                found = dump(self.ledger.page(ids.IdentityId(who), int(query["offset"]), int(query["limit"])))
            case ["identities", who, "balances", _, "daily"]:
                found = _list(self.ledger.daily(ids.IdentityId(who), int(query["days"])))
            case _:
                return None
        return found

    async def _stream(self, after: bytes | None, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for piece in self._told(after):
            await send({"type": "http.response.body", "body": piece, "more_body": True})

    async def _told(self, after: bytes | None) -> AsyncIterator[bytes]:
        """Yield pieces from a place on; to end without an end is to cut."""
        head = ids.Sequence(self.ledger.head if after is None else int(after))
        hello = format_sse_event(event="hello", data_str=dump(Hello(head)).decode(), id=str(head))
        yield hello if after is None else KEEP_ALIVE
        loop = asyncio.get_running_loop()
        begun = spoken = loop.time()
        at = head - self._first
        while True:
            due = self._messages[at : min(self.ledger.head - self._first, at + BATCH)]
            if due and self._cut and loop.time() > begun + self._cut:
                yield b"".join(due)[: -len(due[-1]) // 2]
                return
            if due or loop.time() > spoken + KEEP_ALIVE_SECONDS:
                yield b"".join(due) or KEEP_ALIVE
                spoken = loop.time()
            at += len(due)
            await asyncio.sleep(0 if due else LOOK_SECONDS)


def _message(event: Event) -> bytes:
    return format_sse_event(data_str=dump(event).decode(), id=str(event.sequence))


def _list(values: tuple[object, ...]) -> bytes:
    return b"[" + b",".join(map(dump, values)) + b"]"


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201  (what burst_program.py reads)


async def main() -> None:
    """Serve until stdin is closed."""
    asked = json.loads(sys.stdin.readline())
    node = BurstNode(**asked)
    # A stream that is cut is an error to uvicorn, and none here.
    config = uvicorn.Config(node, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  (uvicorn says so in no other way)
            await asyncio.sleep(0.01)
        _say({"port": server.servers[0].sockets[0].getsockname()[1]})
        await asyncio.to_thread(sys.stdin.readline)
        await node.burst()
        _say({who: node.ledger.truth(who) for who in node.ledger.people})
        await asyncio.to_thread(sys.stdin.read)
        server.should_exit = True


if __name__ == "__main__":
    with asyncio.Runner() as runner:
        runner.run(main())
