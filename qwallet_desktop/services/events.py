"""The node's event stream: one that goes on over cuts, silence and restarts, and shows every gap."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, cast

import httpx
from httpx_sse import EventSource, ServerSentEvent
from pydantic import ValidationError

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError, answer_invalid
from qwallet_desktop.services.facts import UnknownEvent, read_event
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.services.retry import jittered_delay
from qwallet_desktop.services.stream_guard import GuardedStream
from qwallet_desktop.wire import requests
from qwallet_desktop.wire.shapes import adapter

T = TypeVar("T")

FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
TURN = 32
"""Messages, read within about 2 ms, after which others on the loop have their turn: a click is seen, a frame drawn."""

_NEEDS_GRANTS = frozenset({Code.GRANT_EXPIRED, Code.GRANT_INVALID})


@dataclass(frozen=True, slots=True)
class Connected:
    """The stream is open; `head` is the position from which events follow."""

    head: Sequence


@dataclass(frozen=True, slots=True)
class Received:
    """The next event; none before it is missing."""

    event: Event


@dataclass(frozen=True, slots=True)
class Resync:
    """Events up to `sequence` may be missing and won't come any more: read everything anew."""

    sequence: Sequence


@dataclass(frozen=True, slots=True)
class GrantExpired:
    """The node lets the session key read for these identities no more; for none, if there are none.

    Give new grants; the stream tries again by itself. What happened to these identities until
    then is not sent later: read it anew.
    """

    identity_ids: tuple[IdentityId, ...] = ()


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The stream was cut or could not be opened; it tries again by itself."""

    problem: Problem


StreamItem: TypeAlias = Connected | Received | Resync | GrantExpired | Disconnected


class EventStream:
    """Reads the events of all identities that gave the session key a grant."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def events(self, after: Sequence | None = None) -> AsyncGenerator[StreamItem, None]:
        """Yield what happens until the iterator is closed; it never ends and raises nothing itself.

        Args:
            after: The last event that was seen, or None to begin with what happens from now on.
        """
        position = _Position(after)
        failures = 0
        while True:
            position.alive = False
            try:
                async with aclosing(self._connection(position)) as items:
                    async for item in items:
                        yield item
            except ServiceError as error:
                needs_grants = error.problem.code in _NEEDS_GRANTS
                yield GrantExpired() if needs_grants else Disconnected(error.problem)
            failures = 1 if position.alive else failures + 1
            delay = jittered_delay(failures, FIRST_DELAY, LONGEST_DELAY, self._client.random)
            await self._client.sleep(delay)

    async def _connection(self, position: "_Position") -> AsyncGenerator[StreamItem, None]:
        """Yield what one connection brings; it ends where a gap or a lapsed grant asks for another.

        Raises:
            ServiceError: Why it could not be opened, or was cut.
        """
        resume = {} if position.last is None else {"last-event-id": str(position.last)}
        async with self._client.stream("events", headers=resume) as response:
            # An AsyncClient's answer has an asynchronous stream, whatever the type says.
            guard = GuardedStream(cast("httpx.AsyncByteStream", response.stream))
            response.stream = guard
            if position.last is not None:
                yield Connected(position.last)
            # The answer is closed before its generators are: they wait for nothing then, where Qt's loop, unlike
            # asyncio's own, has nobody who would see them to their end.
            async with aclosing(EventSource(response).aiter_sse()) as messages, aclosing(response):
                told = 0
                async for message in messages:
                    # A node that falls at once may have sent its opening; one that stands sends more.
                    position.alive = guard.pieces > 1
                    for item in position.items(message):
                        yield item
                    if position.left:
                        return
                    told += 1
                    if told % TURN == 0:
                        await asyncio.sleep(0)
        raise ServiceError(Problem(Code.NODE_UNREACHABLE))


@dataclass(slots=True)
class _Position:
    """Where in the node's order of events the reader stands.

    Attributes:
        last: The last event that was seen, or the head from which it began.
        alive: Whether the present connection has brought more than its opening.
        left: Whether the present connection must be given up.
    """

    last: Sequence | None
    alive: bool = False
    left: bool = False
    _gap_after: Sequence | None = None

    def items(self, message: ServerSentEvent) -> Iterator[StreamItem]:
        """Turn a message of the stream into what the reader is told.

        Raises:
            ServiceError: NODE_ANSWER_INVALID, where it is not what this protocol says.
        """
        self.left = False
        match message.event:
            case "hello":
                yield self._begun(_read(message, requests.Hello).sequence)
            case "resync":
                self.last = _read(message, requests.Resync).sequence
                yield Resync(self.last)
            case "grant-expired":
                self.left = True
                yield GrantExpired(_read(message, requests.GrantExpired).identity_ids)
            case "message" if message.data:
                yield from self._next(read_event(message.data, message.event))
            case _:
                # A sign of life, or something that this version knows nothing of.
                return

    def _begun(self, head: Sequence) -> StreamItem:
        """Begin at the head; what followed the event after which we asked, if any, was not told."""
        last, self.last = self.last, head
        return Connected(head) if last in {None, head} else Resync(head)

    def _next(self, event: Event | UnknownEvent) -> Iterator[StreamItem]:
        if self.last is not None and event.sequence <= self.last:
            return
        if self.last is not None and event.previous != self.last:
            if self._gap_after != self.last:
                self._gap_after = self.last
                self.left = True
                return
            # Asked anew, the node has left the same gap: what is in it can only be read elsewhere.
            yield Resync(event.sequence)
        self.last = event.sequence
        if isinstance(event, Event):
            yield Received(event)


def _read(message: ServerSentEvent, form: type[T]) -> T:
    try:
        return adapter(form).validate_json(message.data)
    except ValidationError:
        raise answer_invalid(about=message.event) from None
