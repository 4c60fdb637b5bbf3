"""The lowest layer: sends a signed request over httpx and reads the answer within limits of size and time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from typing import cast

import httpx

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.calls import Answer
from qwallet_desktop.services.errors import ServiceError, answer_invalid, refusal, transport_error
from qwallet_desktop.services.trust import trusted

CONNECT_SECONDS = 2.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 30.0
"""An answer that drips in byte by byte never breaks the read limit, but it breaks this one."""

OVERDUE_SECONDS = 2.0
"""After this long one who waits wants to know whether the node is there at all."""

CLOSING_SECONDS = 2.0
"""For so long one who closes the client waits for those who wait for an answer to begin."""

LARGEST_ANSWER = 8 * 1024 * 1024
SETTLING_TURNS = 32
EVENT_STREAM = "text/event-stream"

_TIMEOUT = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
# The event stream has a limit for its silence instead (stream_guard.py).
_STREAM_TIMEOUT = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, read=None)
# Shorter than the 5 s after which uvicorn closes an idle connection, so that we close it first.
_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=8, keepalive_expiry=4.0)


class HttpExchange:
    """Owns the httpx client: no proxies from the environment, no redirects, no cookies.

    Args:
        transport: Stands in for the network in tests.
        tls: Whether the node is behind TLS. Reading the authorities' certificates takes 70 ms, so it is
            left out for the embedded node, which answers without, and done before for others.
        overdue: Called for each request that has begun no answer for two seconds.
    """

    def __init__(
        self, transport: httpx.AsyncBaseTransport | None, *, tls: bool, overdue: Callable[[], None] = lambda: None
    ) -> None:
        self._overdue = overdue
        self._waiting = 0
        self._is_closing = False
        self._nobody_waits = asyncio.Event()
        self._nobody_waits.set()
        self._client = httpx.AsyncClient(
            transport=transport,
            trust_env=False,
            follow_redirects=False,
            limits=_LIMITS,
            verify=trusted() if tls else False,
        )

    async def close(self) -> None:
        """Close all connections."""
        self._is_closing = True
        # One that is only just being made is not among those that the client knows, and would stay open.
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._nobody_waits.wait()
        await self._client.aclose()
        # An answer that was left half read leaves a chain of generators, each of which asyncio
        # closes in a task of its own, one in two turns. They are to be gone when this returns.
        for _ in range(SETTLING_TURNS):
            await asyncio.sleep(0)

    async def __call__(self, request: httpx.Request) -> Answer:
        """Send a request and read all of its answer; an answer without success is raised.

        Raises:
            ServiceError: NODE_UNREACHABLE, NODE_TIMEOUT, NODE_ANSWER_INVALID or the node's problem.
        """
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                response = await self._send(request, _TIMEOUT)
                try:
                    answer = await _whole(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise transport_error(error) from error
        if not httpx.codes.is_success(answer.status):
            raise refusal(answer)
        return answer

    @asynccontextmanager
    async def stream(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        """Open an event stream, unread, and close it at the end of the block.

        Raises:
            ServiceError: As for a call; also where what is raised within comes from httpx.
        """
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                response = await self._send(request, _STREAM_TIMEOUT)
            try:
                if response.status_code != httpx.codes.OK:
                    async with asyncio.timeout(WHOLE_SECONDS):
                        raise refusal(await _whole(response))
                if _media_type(response) != EVENT_STREAM:
                    raise answer_invalid(mediaType=_media_type(response))
                yield response
            finally:
                await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise transport_error(error) from error

    async def _send(self, request: httpx.Request, limits: httpx.Timeout) -> httpx.Response:
        if self._is_closing:
            # The window is closing; what was still on its way here finds the door shut.
            raise ServiceError(Problem(Code.NODE_UNREACHABLE), sent=False)
        request.extensions["timeout"] = limits.as_dict()
        with self._watched():
            return await self._client.send(request, stream=True)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        watch = asyncio.get_running_loop().call_later(OVERDUE_SECONDS, self._overdue)
        self._waiting += 1
        self._nobody_waits.clear()
        try:
            yield
        finally:
            watch.cancel()
            self._waiting -= 1
            if not self._waiting:
                self._nobody_waits.set()


async def _whole(response: httpx.Response) -> Answer:
    body = bytearray()
    # It is a generator, whatever the type says, and must not be left half read.
    pieces = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
    async with aclosing(pieces) as chunks:
        async for chunk in chunks:
            body += chunk
            if len(body) > LARGEST_ANSWER:
                # Closed before it is left half read: the generators below wait for nothing then, where
                # Qt's loop, unlike asyncio's own, has nobody who would see them to their end.
                await response.aclose()
                raise answer_invalid(size=str(len(body)))
    return Answer(response.status_code, _media_type(response), bytes(body), _seconds(response.headers))


def _media_type(response: httpx.Response) -> str:
    header: str = response.headers.get("content-type", "")
    return header.partition(";")[0].strip().lower()


def _seconds(headers: httpx.Headers) -> float | None:
    """Read `Retry-After` where it is a number of seconds (RFC 9110 §10.2.3)."""
    text: str = headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None
