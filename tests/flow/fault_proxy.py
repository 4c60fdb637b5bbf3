"""A proxy between desktop and node that does to HTTP what bad networks do, by a seed that is printed on failure.

It runs on a loop and a thread of its own, so that what it holds up is the desktop's patience and not its window.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum, auto
from urllib.parse import urlsplit

from tests.helpers.loopback import serving

LONGEST_DELAY = 5.0
STREAM_SECONDS = 1.0
REORDER_SECONDS = 1.0
HEAD_END = b"\r\n\r\n"


class Fault(StrEnum):
    """What happens to one request or its answer."""

    NONE = auto()
    DELAY = auto()
    DROP_REQUEST = auto()
    DROP_ANSWER = auto()
    DUPLICATE = auto()
    REORDER = auto()
    CUT_BODY = auto()
    STATUS_500 = auto()
    STATUS_503 = auto()
    GARBAGE_JSON = auto()
    GARBAGE_BYTES = auto()


WEIGHTS: Mapping[Fault, int] = {
    Fault.NONE: 60,
    Fault.DELAY: 4,
    Fault.DROP_REQUEST: 4,
    Fault.DROP_ANSWER: 6,
    Fault.DUPLICATE: 4,
    Fault.REORDER: 6,
    Fault.CUT_BODY: 4,
    Fault.STATUS_500: 3,
    Fault.STATUS_503: 3,
    Fault.GARBAGE_JSON: 3,
    Fault.GARBAGE_BYTES: 3,
}


@dataclass(frozen=True)
class Message:
    """One request or answer: its head, with the blank line, and its body."""

    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body


@dataclass
class FaultProxy:
    """Passes requests on to `upstream`, which may move; counts what it did.

    Attributes:
        seed: Begins the randomness.
        weights: How often each fault comes, relative to the others; none comes while this is empty.
        upstream: Host and port of the node, None while it is not known: connections are refused then.
        done: How often each fault came.
    """

    seed: int
    weights: Mapping[Fault, int] = field(default_factory=dict[Fault, int])
    upstream: tuple[str, int] | None = None
    done: Counter[Fault] = field(default_factory=Counter)
    port: int = 0
    _passed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def point_to(self, url: str) -> str:
        """Stand before the node at this address from now on; returns the address to give to the desktop."""
        parts = urlsplit(url)
        self.upstream = (parts.hostname or "", parts.port or 0)
        return self.url

    async def accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on the requests of one connection, until either side or a fault ends it."""
        while await self._passed_on(reader, writer):
            pass

    async def _passed_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Pass one request and its answer on; False when the connection is to be closed."""
        request = await read_message(reader)
        if b" /v1/events " in request.head:
            await self._stream(request, writer)
            return False
        fault = self._next_fault()
        if fault is Fault.DROP_REQUEST:
            return False
        if fault in _OWN_ANSWERS:
            writer.write(_OWN_ANSWERS[fault])
            await writer.drain()
            return fault is not Fault.GARBAGE_BYTES
        if fault is Fault.DELAY:
            await asyncio.sleep(self._chance.uniform(0.1, LONGEST_DELAY))
        answer = await self._asked(request)
        if fault is Fault.DUPLICATE:
            answer = await self._asked(request)
        if fault is Fault.REORDER:
            await self._overtaken()
        self._passed.set()
        if fault is Fault.DROP_ANSWER:
            return False
        if fault is Fault.CUT_BODY:
            writer.write(answer.head + answer.body[: len(answer.body) // 2])
            await writer.drain()
            return False
        writer.write(answer.whole)
        await writer.drain()
        return True

    def _next_fault(self) -> Fault:
        if not self.weights:
            return Fault.NONE
        fault = self._chance.choices(list(self.weights), list(self.weights.values()))[0]
        self.done[fault] += 1
        return fault

    async def _overtaken(self) -> None:
        """Wait until an answer to a later request has gone ahead."""
        self._passed.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._passed.wait(), REORDER_SECONDS)

    async def _asked(self, request: Message) -> Message:
        reader, writer = await self._node()
        try:
            writer.write(request.whole)
            await writer.drain()
            return await read_message(reader)
        finally:
            writer.close()

    async def _stream(self, request: Message, client: asyncio.StreamWriter) -> None:
        """Pass an event stream on for a second, then cut it, wherever it is."""
        reader, writer = await self._node()
        try:
            writer.write(request.whole)
            async with asyncio.timeout(STREAM_SECONDS if self.weights else None):
                while piece := await reader.read(4096):
                    client.write(piece[: len(piece) // 2])
                    await client.drain()
                    client.write(piece[len(piece) // 2 :])
                    await client.drain()
        except TimeoutError:
            return
        finally:
            writer.close()

    async def _node(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.upstream is None:
            raise ConnectionRefusedError
        return await asyncio.open_connection(*self.upstream)


async def read_message(reader: asyncio.StreamReader) -> Message:
    """Read a request or an answer whose body has a declared length."""
    head = await reader.readuntil(HEAD_END)
    lengths = [
        int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    return Message(head, await reader.readexactly(lengths[0]) if lengths else b"")


def answer(status: str, media_type: str, body: bytes) -> bytes:
    """Return an answer as it goes over the wire."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


_OWN_ANSWERS: Mapping[Fault, bytes] = {
    Fault.STATUS_500: answer("500 Internal Server Error", "text/html", b"<h1>Oops</h1>"),
    Fault.STATUS_503: answer("503 Service Unavailable", "text/plain", b"come back later"),
    Fault.GARBAGE_JSON: answer("200 OK", "application/json", b'{"transfer": [1, 2'),
    Fault.GARBAGE_BYTES: b"\x00\xff\x13 no protocol of this world\r\n\r\n",
}


@contextmanager
def fault_proxy(seed: int) -> Iterator[FaultProxy]:
    """Run a proxy that does nothing bad yet; its seed is printed, which pytest shows when a test fails."""
    print(f"seed of the faults: {seed}")  # noqa: T201  (shown when the test fails)
    proxy = FaultProxy(seed)
    with serving(proxy.accepted) as proxy.port:
        yield proxy
