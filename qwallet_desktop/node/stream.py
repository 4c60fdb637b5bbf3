"""The event stream: tells each subscriber, in order and without gaps, what it may see (contract §2)."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import anyio
import anyio.to_thread
from fastapi.sse import format_sse_event

from qwallet_desktop.domain import ids
from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node.events import StoredEvent
from qwallet_desktop.wire.requests import GrantExpired, Hello, Resync
from qwallet_desktop.wire.shapes import dump

KEEP_ALIVE_SECONDS = 15.0
KEEP_ALIVE = b": still here\n\n"
BATCH = 500
MOST_READERS = 4


@dataclass(frozen=True, slots=True)
class Look:
    """What one look into the ledger found for a subscriber."""

    head: ids.Sequence
    earliest: ids.Sequence
    actors: frozenset[IdentityId]
    events: Sequence[Event]


class Looker(Protocol):
    """Reads the ledger for one subscriber; authorises anew each time."""

    def __call__(self, after: ids.Sequence, limit: int) -> Look:
        """Return the subscriber's events after a position, oldest first. Blocks."""


class EventHub:
    """Wakes the streams when something was committed, and ends them when the node stops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self.readers = anyio.CapacityLimiter(MOST_READERS)
        self.closing = False

    def wake(self) -> None:
        """Let every stream look again. May be called from any thread."""
        with self._lock:
            for signal, loop in self._waiting.items():
                loop.call_soon_threadsafe(signal.set)

    def close(self) -> None:
        """End every stream."""
        self.closing = True
        self.wake()

    @contextmanager
    def subscription(self) -> Iterator[asyncio.Event]:
        """Return the signal that is set when a stream should look again."""
        signal = asyncio.Event()
        with self._lock:
            self._waiting[signal] = asyncio.get_running_loop()
        try:
            yield signal
        finally:
            with self._lock:
                del self._waiting[signal]


@dataclass(frozen=True, slots=True)
class Stream:
    """One subscriber's stream.

    Args:
        hub: Wakes it.
        look: Reads for it.
        after: The sequence that it has seen, None for a fresh stream.
    """

    hub: EventHub
    look: Looker
    after: ids.Sequence | None

    async def chunks(self, first: Look) -> AsyncIterator[bytes]:
        """Yield what goes over the wire, several events in one piece where several are due.

        Args:
            first: A look from the beginning of the request, taken before the status went out.
        """
        actors = first.actors
        with self.hub.subscription() as signal:
            after, opening = self._opening(first)
            yield opening
            while not self.hub.closing:
                # Cleared before the look: what is committed during it is not slept through.
                signal.clear()
                look = await self._look(after)
                if lost := actors - look.actors:
                    yield _message("grant-expired", dump(GrantExpired(tuple(sorted(lost)))))
                    return
                actors = look.actors
                if look.events:
                    yield b"".join(map(_event, look.events))
                    after = look.events[-1].sequence
                if len(look.events) < BATCH and not await self._woken(signal):
                    yield KEEP_ALIVE

    def _opening(self, first: Look) -> tuple[ids.Sequence, bytes]:
        """Say where a fresh stream starts, or that the wanted place is not in this log."""
        if self.after is None:
            return first.head, _message("hello", dump(Hello(first.head)), first.head)
        if first.earliest - 1 <= self.after <= first.head:
            # A comment, so that the client sees at once that the stream lives.
            return self.after, KEEP_ALIVE
        return first.head, _message("resync", dump(Resync(first.head)), first.head)

    async def _look(self, after: ids.Sequence) -> Look:
        return await anyio.to_thread.run_sync(self.look, after, BATCH, limiter=self.hub.readers)

    async def _woken(self, signal: asyncio.Event) -> bool:
        """Wait until there may be more; False after the longest silence."""
        try:
            await asyncio.wait_for(signal.wait(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            return False
        return True


def chained(events: Iterable[StoredEvent], after: ids.Sequence) -> list[Event]:
    """Number events for one subscriber: each names the one that was sent before it."""
    numbered: list[Event] = []
    for event in events:
        numbered.append(Event(event.sequence, after, event.identity_id, event.fact))
        after = event.sequence
    return numbered


def _event(event: Event) -> bytes:
    return format_sse_event(data_str=dump(event).decode(), id=str(event.sequence))


def _message(name: str, data: bytes, sequence: ids.Sequence | None = None) -> bytes:
    identifier = None if sequence is None else str(sequence)
    return format_sse_event(event=name, data_str=data.decode(), id=identifier)
