"""The client that all services share: one node, one signer, one stack of layers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import httpx

from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.services.calls import Call, Query, target
from qwallet_desktop.services.errors import ServiceError, opened
from qwallet_desktop.services.exchange import EVENT_STREAM, HttpExchange
from qwallet_desktop.services.retry import Random, Retry, Sleep
from qwallet_desktop.services.signing import Signer, Signing
from qwallet_desktop.wire.shapes import dump

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """A write: who signs it, the id that names it for every attempt, and a body with a wire shape."""

    actor: IdentityId
    request_id: RequestId
    body: object
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class NodeClient:
    """Asks one node with one signer: `retry(signing(http))`.

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

        Raises:
            ServiceError: NODE_UNREACHABLE, where `base_url` is no address of a node.
        """
        self.node_id = node_id
        self.random = random
        self.sleep = sleep
        self._http = HttpExchange(transport, tls=not base_url.startswith("http:"))
        self._signing = Signing(self._http, address(base_url), node_id, signer, now=now, random=random)
        self._exchange = Retry(self._signing, sleep=sleep, random=random)

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

    async def read(self, form: type[T], *parts: str, query: Query = (), signed: bool = True) -> T:
        """Read what stands at a `/v1` path, signed by the session key.

        Args:
            form: What the answer must be.
            parts: The path's parts after `/v1`, unquoted.
            query: Names and values, unquoted.
            signed: False for what anybody may read.

        Raises:
            ServiceError: Why there is no such answer.
        """
        with _unsent():
            signer = self.session_id if signed else None
            call = Call("GET", target(*parts, query=query), signer)
        return opened(await self._exchange(call), form)

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
        return opened(await self._exchange(call), form)

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
