"""The layer above all: keeps answers for a while, and lets callers of the same thing share one call."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.services.calls import Answer, Call, Exchange, target
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.lifetimes import FOR_EVER, NEVER, lifetime

MOST_ENTRIES = 256
MOST_BYTES = 8 * 1024 * 1024
LARGEST = MOST_BYTES // 4
"""A larger answer is not kept, since it would push out everything else."""

_SUBJECT = 3
"""Where the id stands in `/v1/identities/<id>/…`."""

_Key: TypeAlias = tuple[str, str]
"""Who asks, and path with query: an answer is never given to another signer."""


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    asked_at: datetime
    lasts: timedelta

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it is within its lifetime; it is not, where the clock was turned back."""
        return self.lasts == FOR_EVER or timedelta(0) <= now - self.asked_at < self.lasts


@dataclass(slots=True)
class _Flight:
    """A call on its way; `outcome` stays None where its caller was cancelled."""

    lasts: timedelta
    landed: asyncio.Event = field(default_factory=asyncio.Event)
    outcome: Answer | ServiceError | None = None


class Cache:
    """Answers to reads, bounded by entries and bytes, the least recently used going first.

    Args:
        now: The UTC clock.
        most_entries: How many answers are kept.
        most_bytes: How many bytes their bodies and targets have in all.
        largest: Bytes of the largest answer that is kept.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
        largest: int = LARGEST,
    ) -> None:
        self._now = now
        self._most_entries, self._most_bytes, self._largest = most_entries, most_bytes, largest
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        # Only what can change, so that news of one identity costs nothing where there is nothing old of it.
        self._changing: dict[str, set[_Key]] = {}
        self._flights: dict[_Key, _Flight] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept and nothing on its way."""
        return not self._kept and not self._flights

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return self._bytes

    async def read(self, call: Call, exchange: Exchange, stale: Callable[[Answer], None] | None = None) -> Answer:
        """Return a fresh answer: a kept one, or what the layer below says.

        Callers of the same thing share one call. If the one that makes it is cancelled, another goes on.

        Args:
            call: A read.
            exchange: The layer below.
            stale: Called at once with the kept answer, if it is past its lifetime.

        Raises:
            ServiceError: From the layer below.
        """
        key = _key(call)
        kept = self._kept.get(key)
        if kept is not None and stale is not None and not kept.is_fresh(self._now()):
            stale(kept.answer)
        while (answer := self._fresh(key)) is None:
            flight = self._flights.get(key)
            if flight is None:
                return await self._fly(key, call, exchange)
            await flight.landed.wait()
            if isinstance(flight.outcome, ServiceError):
                raise flight.outcome
            if flight.outcome is not None:
                return flight.outcome
        return answer

    def forget(self, call: Call) -> None:
        """Drop an answer that turned out to be none."""
        self._drop(_key(call))

    def invalidate(self, identity_id: IdentityId | None, *parts: str) -> None:
        """Drop what may have changed at and under a path; what can't change stays.

        Args:
            identity_id: Whose data; None for what belongs to nobody, and then `parts` begin after `/v1`.
            parts: The path's parts after the identity, unquoted.
        """
        path, subject = _path(identity_id, parts)
        group = self._changing.get(subject)
        if group or self._flights:
            self._invalidate(lambda asked: _is_under(asked, path), group or ())

    def invalidate_matching(self, *parts: str | None) -> None:
        """Drop what may have changed at exactly these paths, with any query.

        Args:
            parts: The path's parts after `/v1`, unquoted; None stands for any one part.
        """
        steps = (r"[^/?]+" if part is None else re.escape(target(part).removeprefix("/v1/")) for part in parts)
        pattern = re.compile("/".join(["/v1", *steps]) + r"(\?.*)?")
        self._invalidate(lambda asked: pattern.fullmatch(asked) is not None, chain(*self._changing.values()))

    def invalidate_all(self) -> None:
        """Drop everything that may have changed."""
        self._invalidate(lambda _asked: True, chain(*self._changing.values()))

    def clear(self) -> None:
        """Drop everything; answers on their way are not kept either."""
        self._kept.clear()
        self._changing.clear()
        self._flights.clear()
        _path.cache_clear()
        self._bytes = 0

    def _fresh(self, key: _Key) -> Answer | None:
        kept = self._kept.get(key)
        if kept is None or not kept.is_fresh(self._now()):
            return None
        self._kept.move_to_end(key)
        return kept.answer

    async def _fly(self, key: _Key, call: Call, exchange: Exchange) -> Answer:
        flight = self._flights[key] = _Flight(lifetime(key[1]))
        asked_at = self._now()
        try:
            answer = await exchange(call)
            flight.outcome = answer
            if self._flights.get(key) is flight:
                self._keep(key, _Kept(answer, asked_at, flight.lasts))
        except ServiceError as error:
            flight.outcome = error
            raise
        else:
            return answer
        finally:
            # Those who wait go on in their turn; where there is no outcome, the first of them asks.
            if self._flights.get(key) is flight:
                del self._flights[key]
            flight.landed.set()

    def _keep(self, key: _Key, kept: _Kept) -> None:
        self._drop(key)
        size = _size(key, kept.answer)
        if kept.lasts == NEVER or size > self._largest:
            return
        self._kept[key] = kept
        self._bytes += size
        if kept.lasts != FOR_EVER:
            self._changing.setdefault(_subject(key[1]), set()).add(key)
        while len(self._kept) > self._most_entries or self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: _Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return
        self._bytes -= _size(key, kept.answer)
        subject = _subject(key[1])
        group = self._changing.get(subject, set())
        group.discard(key)
        if not group:
            self._changing.pop(subject, None)

    def _invalidate(self, is_meant: Callable[[str], bool], among: Iterable[_Key]) -> None:
        for key in [key for key in among if is_meant(key[1])]:
            self._drop(key)
        # Whoever asks from now on must not be given an answer that was asked for before.
        for key in [key for key, flight in self._flights.items() if flight.lasts != FOR_EVER and is_meant(key[1])]:
            del self._flights[key]


def _key(call: Call) -> _Key:
    return call.signer or "", call.target


def _size(key: _Key, answer: Answer) -> int:
    return len(key[1]) + len(answer.body)


@lru_cache(maxsize=1024)
def _path(identity_id: IdentityId | None, parts: tuple[str, ...]) -> tuple[str, str]:
    """Return the path of what belongs to an identity, or to nobody, and its subject."""
    path = target(*parts) if identity_id is None else target("identities", identity_id, *parts)
    return path, _subject(path)


def _subject(asked: str) -> str:
    """Return the quoted id of the identity whose data a target asks for; empty if it is nobody's."""
    parts = asked.partition("?")[0].split("/", 4)
    return parts[_SUBJECT] if len(parts) > _SUBJECT and parts[2] == "identities" else ""


def _is_under(asked: str, path: str) -> bool:
    return asked == path or (asked.startswith(path) and asked[len(path)] in "/?")
