"""The client that all services share: one node, one signer, one stack of layers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import httpx

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.health import BreakerState, Service
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.services.cache import Cache
from qwallet_desktop.services.calls import Answer, Call, Exchange, Query, target
from qwallet_desktop.services.circuit import Circuit, Told, nobody
from qwallet_desktop.services.errors import ServiceError, opened
from qwallet_desktop.services.exchange import EVENT_STREAM, HttpExchange
from qwallet_desktop.services.made_old import drop_made_old
from qwallet_desktop.services.probes import probe
from qwallet_desktop.services.retry import Random, Retry, Sleep
from qwallet_desktop.services.signing import Signer, Signing
from qwallet_desktop.wire.shapes import dump

T = TypeVar("T")

LARGE = 128 * 1024
"""Bytes from which on reading an answer takes so long that it is done beside the caller's thread."""


@dataclass(frozen=True, slots=True)
class Change:
    """A write: who signs it, the id that names it for every attempt, and a body with a wire shape."""

    actor: IdentityId
    request_id: RequestId
    body: object
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class NodeClient:
    """Asks one node with one signer: `retry(signing(http))`, and for a service `cache(breaker(retry(…)))`.

    Each AID gets a client of its own, so that nothing links it to others (contract §3).
    """

    def __init__(  # noqa: PLR0913 - what it takes from outside, each by its name
        self,
        base_url: str,
        node_id: NodeId,
        signer: Signer,
        *,
        now: Callable[[], datetime],
        random: Random,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Sleep = asyncio.sleep,
        told: Told = nobody,
        overdue: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare the client; nothing is sent.

        Args:
            base_url: The node's address, for example `http://127.0.0.1:8080`.
            node_id: The id that the node must have; every signature names it.
            signer: Holds the keys.
            now: The UTC clock.
            random: Gives that many random bytes, for nonces and jitter.
            transport: Stands in for the network in tests.
            sleep: Waits that many seconds.
            told: Called when a service begins to rest, is probed, or works again.
            overdue: Called for each request that has begun no answer for two seconds.

        Raises:
            ServiceError: NODE_UNREACHABLE, where `base_url` is no address of a node.
        """
        self.node_id = node_id
        self.random = random
        self.sleep = sleep
        self._http = HttpExchange(transport, tls=not base_url.startswith("http:"), overdue=overdue)
        self._signing = Signing(self._http, address(base_url), node_id, signer, now=now, random=random)
        self._exchange: Exchange = Retry(self._signing, sleep=sleep, random=random)
        self._circuits = {each: Circuit(each, self._exchange, now=now, told=told) for each in Service}
        self._cache = Cache(now)
        self._keeps = False

    def for_service(self, service: Service) -> "NodeClient":
        """Return this client as one service has it: with a breaker of its own over what all share."""
        part = copy(self)
        part._exchange = self._circuits[service]  # noqa: SLF001 - it is this class
        part._keeps = True  # noqa: SLF001 - as above
        return part

    def state_of(self, service: Service) -> BreakerState:
        """Return what a service's breaker says now."""
        return self._circuits[service].state

    async def probe(self, service: Service) -> None:
        """Let one call through to a resting service at once; what comes of it is told."""
        with _unsent():
            call = probe(service, self.session_id)
        await self._circuits[service].probe(call)

    def begin_anew(self) -> None:
        """Let every service try at once and ask anew for what may have changed: the node was started again."""
        for circuit in self._circuits.values():
            circuit.let_through()
        self.drop_answers_that_change()

    def drop_answers_that_change(self) -> None:
        """Drop all kept answers but those that hold for ever: news may be missing."""
        self._cache.invalidate_all()

    def drop_made_old(self, event: Event) -> None:
        """Drop the kept answers that no longer hold once this has happened."""
        drop_made_old(self._cache, event)

    def forget_answers(self) -> None:
        """Drop all kept answers, as on lock."""
        self._cache.clear()

    def retire(self) -> None:
        """Tell nothing of the services any more: another node has taken this one's place."""
        for circuit in self._circuits.values():
            circuit.retire()

    @property
    def base_url(self) -> str:
        """The node's address; set it anew when an embedded node has started on another port."""
        return self._signing.base_url

    @base_url.setter
    def base_url(self, base_url: str) -> None:
        self._signing.base_url = address(base_url)

    @property
    def clock_offset(self) -> timedelta:
        """How far the node's clock is ahead of this desktop's; zero until the node complained."""
        return self._signing.clock_offset

    @property
    def session_id(self) -> IdentityId:
        """The `did:key` of the session key that signs reads."""
        return self._signing.signer.session_id

    async def read(
        self,
        form: type[T],
        *parts: str,
        query: Query = (),
        signed: bool = True,
        check: Callable[[T], object] | None = None,
        stale: Callable[[T], None] | None = None,
    ) -> T:
        """Read what stands at a `/v1` path, signed by the session key.

        Args:
            form: What the answer must be.
            parts: The path's parts after `/v1`, unquoted.
            query: Names and values, unquoted.
            signed: False for what anybody may read.
            check: Refuses, by a ServiceError, an answer about something else.
            stale: Called at once with an answer that was kept too long to count as fresh, if there is one.

        Raises:
            ServiceError: Why there is no such answer.
        """
        with _unsent():
            signer = self.session_id if signed else None
            call = Call("GET", target(*parts, query=query), signer)

        def show(kept: Answer) -> None:
            if stale is not None:
                stale(opened(kept, form))

        answer = await (self._cache.read(call, self._exchange, show) if self._keeps else self._exchange(call))
        try:
            value = await _read(answer, form)
            if check is not None:
                check(value)
        except ServiceError:
            self._cache.forget(call)
            raise
        return value

    async def write(self, form: type[T], *parts: str, change: Change) -> T:
        """Ask for a change, signed by the acting identity.

        Args:
            form: What the answer must be.
            parts: The path's parts after `/v1`, unquoted.
            change: What is asked for, and by whom.

        Raises:
            ServiceError: The node's refusal, or what stood in the way; see `undecided`.
        """
        with _unsent():
            call = Call(
                change.method,
                target(*parts),
                change.actor,
                body=dump(change.body),
                request_id=change.request_id,
                headers=change.headers,
            )
        try:
            return opened(await self._exchange(call), form)
        finally:
            # Also where no answer came: it may have been carried out.
            self._cache.invalidate_all()

    @asynccontextmanager
    async def stream(self, *parts: str, headers: Mapping[str, str] | None = None) -> AsyncIterator[httpx.Response]:
        """Open an event stream once, signed by the session key; what comes back is unread.

        Raises:
            ServiceError: Why it could not be opened, or was cut.
        """
        accept = {"accept": EVENT_STREAM, "cache-control": "no-store", **(headers or {})}
        with _unsent():
            call = Call("GET", target(*parts), self.session_id, headers=accept)
        try:
            async with self._http.stream(await self._signing.signed(call)) as response:
                yield response
        except ServiceError as error:
            # The next attempt is then signed with the node's time.
            self._signing.learn_clock(error)
            raise

    def session_change(self, body: object) -> Change:
        """Make a write of the session key's own, which nothing repeats later: with a random id.

        Raises:
            ServiceError: There is no session yet.
        """
        with _unsent():
            request_id = RequestId(str(UUID(bytes=self.random(16), version=4)))
            return Change(self.session_id, request_id, body)

    async def close(self) -> None:
        """Close all connections; the client can't be used afterwards."""
        await self._http.close()


async def _read(answer: Answer, form: type[T]) -> T:
    """Read an answer, a large one in another thread: this one also draws the window.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    if len(answer.body) < LARGE:
        return opened(answer, form)
    return await asyncio.to_thread(opened, answer, form)


def address(base_url: str) -> str:
    """Check a node's address and drop a slash at its end.

    Raises:
        ServiceError: NODE_UNREACHABLE, where it is not `http(s)://host…`.
    """
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.fragment:
        raise ServiceError(Problem(Code.NODE_UNREACHABLE), sent=False)
    return base_url.rstrip("/")


@contextmanager
def _unsent() -> Iterator[None]:
    """Name what stops a call before it leaves: no session yet, or text without a UTF-8 form."""
    try:
        yield
    except Refused as refused:
        raise ServiceError(refused.problem, sent=False) from None
    except ValueError:
        # A lone surrogate: neither JSON nor an address can carry it.
        raise ServiceError(Problem(Code.MALFORMED), sent=False) from None
