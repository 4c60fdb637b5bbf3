"""What the services are tested with: keys in memory, a turned clock, and a small node that checks signatures."""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519

from qwallet_desktop.domain.did import did_from_key, key_from_did
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.signatures import (
    IDEMPOTENCY_HEADER,
    LONGEST_AGE_SECONDS,
    NODE_HEADER,
    READ_COMPONENTS,
    TAG,
    WRITE_COMPONENTS,
)
from qwallet_desktop.services.circuit import Told, nobody
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.wire.requests import ProblemBody
from qwallet_desktop.wire.shapes import dump

NODE = NodeId("0f" * 16)
ADDRESS = "http://127.0.0.1:9"
START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
PARAMETERS = {"created", "nonce", "keyid", "alg", "tag"}
PROBLEM = {"content-type": "application/problem+json"}
JSON = {"content-type": "application/json"}


def new_key() -> tuple[Ed25519PrivateKey, IdentityId]:
    """Make a key and the identity that it is."""
    key = Ed25519PrivateKey.generate()
    return key, did_from_key(key.public_key().public_bytes_raw())


class MemorySigner:
    """Holds keys in memory; `locked` makes identities' keys refuse, as a locked vault does."""

    def __init__(self) -> None:
        self._session, self.session_id = new_key()
        self._keys: dict[IdentityId, Ed25519PrivateKey] = {}
        self.locked = False

    def create(self) -> IdentityId:
        """Make another identity's key."""
        key, identity_id = new_key()
        self._keys[identity_id] = key
        return identity_id

    async def sign(self, identity_id: IdentityId, message: bytes) -> bytes:
        if self.locked:
            raise refuse(Code.VAULT_LOCKED)
        if identity_id not in self._keys:
            raise refuse(Code.KEY_UNKNOWN)
        return self._keys[identity_id].sign(message)

    def sign_as_session(self, message: bytes) -> bytes:
        return self._session.sign(message)


class UnopenedSigner(MemorySigner):
    """Has no session yet, as before the first unlock."""

    @property
    def session_id(self) -> IdentityId:
        raise refuse(Code.VAULT_LOCKED)

    @session_id.setter
    def session_id(self, value: IdentityId) -> None:
        """Drop it."""


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, seconds: float) -> None:
        """Turn it forward, or back."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class Sleeps:
    """Sleeps no time and notes for how long it was asked to."""

    seconds: list[float] = field(default_factory=list[float])
    then: Callable[[], None] | None = None

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)
        if self.then:
            self.then()


class CountedRandom:
    """Gives bytes that never repeat and are the same in each run."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, length: int) -> bytes:
        self._count += 1
        return hashlib.shake_256(self._count.to_bytes(8)).digest(length)


class _Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(key_from_did(key_id))


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        """Leave the age to the fake node's clock."""


Step = bytes | Exception | Callable[[], Awaitable[None]]


@dataclass
class Script(httpx.AsyncByteStream):
    """An answer's body piece by piece: bytes come, an exception is raised, a function is awaited."""

    steps: list[Step]
    closed: bool = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for step in self.steps:
            if isinstance(step, bytes):
                yield step
            elif isinstance(step, Exception):
                raise step
            else:
                await step()

    async def aclose(self) -> None:
        self.closed = True


# A value with a wire shape, or a refusal.
Reply = object | Problem


@dataclass
class FakeNode:
    """Checks each request as the real node does, then answers what the test put there.

    `replies` are the answers by method and path; `faults` befall the next requests before anything
    looks at them; `lost` answers are decided, remembered, and lost on the way back.
    """

    clock: Clock = field(default_factory=Clock)
    replies: dict[tuple[str, str], Reply] = field(default_factory=dict[tuple[str, str], Reply])
    faults: deque[httpx.Response | Exception] = field(default_factory=deque[httpx.Response | Exception])
    lost: deque[Exception] = field(default_factory=deque[Exception])
    streams: deque[Script | Problem] = field(default_factory=deque[Script | Problem])
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])
    decided: list[str] = field(default_factory=list[str])
    _nonces: set[str] = field(default_factory=set[str])
    _remembered: dict[tuple[str, str], tuple[bytes, httpx.Response]] = field(default_factory=dict[Any, Any])

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = await self._handle(request)
        if not answer.is_stream_consumed:
            return answer
        # What comes over a network comes as a stream.
        stream = Script([answer.content])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.faults:
            fault = self.faults.popleft()
            if isinstance(fault, Exception):
                raise fault
            return fault
        try:
            key = "" if request.url.path == "/v1/node" else self._check(request)
        except Refused as refused:
            return self._problem(refused.problem)
        if request.url.path == "/v1/events":
            return self._stream()
        if request.method == "GET":
            return self._answer(request)
        answer = self._decide(request, key)
        if self.lost:
            raise self.lost.popleft()
        return answer

    def parameters(self, index: int) -> dict[str, int | str]:
        """Return the signature's parameters of one of the requests that came."""
        return self._verified(self.requests[index]).parameters

    def _decide(self, request: httpx.Request, key: str) -> httpx.Response:
        mark = (key, request.headers[IDEMPOTENCY_HEADER])
        if mark not in self._remembered:
            self.decided.append(mark[1])
            self._remembered[mark] = request.content, self._answer(request)
        body, answer = self._remembered[mark]
        if body != request.content:
            return self._problem(Problem(Code.IDEMPOTENCY_MISMATCH, {}, "amount"))
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        reply = self.replies.get((request.method, request.url.path), Problem(Code.NOT_FOUND))
        if isinstance(reply, Problem):
            return self._problem(reply)
        body = b"[" + b",".join(map(dump, reply)) + b"]" if isinstance(reply, tuple) else dump(reply)
        return httpx.Response(200, headers=JSON, content=body)

    def _stream(self) -> httpx.Response:
        script = self.streams.popleft()
        if isinstance(script, Problem):
            return self._problem(script)
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=script)

    def _problem(self, problem: Problem) -> httpx.Response:
        time = self.clock() if problem.code is Code.SIGNATURE_EXPIRED else None
        return problem_response(problem, time)

    def _check(self, request: httpx.Request) -> str:
        result = self._verified(request)
        components = READ_COMPONENTS if request.method == "GET" else WRITE_COMPONENTS
        *covered, _ = result.covered_components
        if set(covered) != {f'"{name}"' for name in components}:
            raise refuse(Code.SIGNATURE_INVALID, part="components")
        if result.parameters.keys() != PARAMETERS or result.parameters["tag"] != TAG:
            raise refuse(Code.SIGNATURE_INVALID, part="parameters")
        if request.headers[NODE_HEADER] != NODE:
            raise refuse(Code.WRONG_NODE)
        if abs(self.clock().timestamp() - int(result.parameters["created"])) > LONGEST_AGE_SECONDS:
            raise refuse(Code.SIGNATURE_EXPIRED)
        nonce = str(result.parameters["nonce"])
        if nonce in self._nonces:
            raise refuse(Code.SIGNATURE_REPLAYED)
        self._nonces.add(nonce)
        return str(result.parameters["keyid"])

    def _verified(self, request: httpx.Request) -> VerifyResult:
        verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_Keys())
        body = None if request.method == "GET" else request.content
        try:
            (result,) = verifier.verify(request, max_age=None, body=body)
        except HTTPMessageSignaturesException:
            raise refuse(Code.SIGNATURE_INVALID) from None
        if result.label != "sig1":
            raise refuse(Code.SIGNATURE_INVALID, part="label")
        return result


def problem_response(problem: Problem, node_time: datetime | None = None) -> httpx.Response:
    """Write a refusal as the node does."""
    code = problem.code.value
    body = ProblemBody("urn:x", code, problem.status, code, code, dict(problem.facts), problem.field, node_time)
    return httpx.Response(problem.status, headers=PROBLEM, content=dump(body))


@dataclass
class Bench:
    """A client, its keys and clock, and the fake node that it talks to."""

    node: FakeNode = field(default_factory=FakeNode)
    signer: MemorySigner = field(default_factory=MemorySigner)
    clock: Clock = field(default_factory=Clock)
    sleeps: Sleeps = field(default_factory=Sleeps)

    def __post_init__(self) -> None:
        self.alice = self.signer.create()
        self.bob = self.signer.create()
        self.client = self.make_client()

    def make_client(self, told: Told = nobody) -> NodeClient:
        """Make a client of the fake node; `told` hears how its services are."""
        return NodeClient(
            ADDRESS,
            NODE,
            self.signer,
            transport=httpx.MockTransport(self.node),
            now=self.clock,
            random=CountedRandom(),
            sleep=self.sleeps,
            told=told,
        )
