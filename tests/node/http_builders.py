"""A real node behind its app in memory, people with keys, and requests that they sign, rightly or not."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId
from qwallet_desktop.domain.messages import Grant, Link, timestamp
from qwallet_desktop.domain.registration import launch_proof
from qwallet_desktop.domain.signatures import (
    IDEMPOTENCY_HEADER,
    LAUNCH_PROOF_HEADER,
    NODE_HEADER,
    READ_COMPONENTS,
    TAG,
    WRITE_COMPONENTS,
)
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.server import close_app, create_app
from tests.helpers.ledgers import lay_tables, open_node

SECRET = bytes(range(32))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class TurnedClock:
    """A clock that goes on by a millisecond each time it is asked, and by more when it is turned."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def turn(self, seconds: float) -> None:
        """Go on by that many seconds, or back."""
        self.now += timedelta(seconds=seconds)


class Person(HTTPSignatureKeyResolver):
    """Somebody with a key."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b".")[:32])
        self.did = did_from_key(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign a message with the person's key."""
        return self._key.sign(message)

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        """Give the library the key, whoever the request says that it is from."""
        return self._key


@dataclass(frozen=True)
class Attempt:
    """A request to be signed; a test says what it wants to be wrong about it."""

    method: str
    path: str
    node_id: NodeId
    created: datetime
    json: Any = None
    content: bytes | None = None
    request_id: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    key_id: str | None = None
    nonce: str | None = None
    label: str = "sig1"
    tag: str | None = TAG
    include_alg: bool = True
    expires: datetime | None = None
    components: tuple[str, ...] | None = None
    origin: str = "http://node"

    def request(self) -> httpx.Request:
        """Build the request, unsigned."""
        headers = {NODE_HEADER: self.node_id, **self.headers}
        if self.request_id is not None:
            headers[IDEMPOTENCY_HEADER] = self.request_id
        content = self.content
        if content is not None:
            headers.setdefault("content-type", "application/json")
        return httpx.Request(
            self.method,
            f"{self.origin}/v1{self.path}",
            json=self.json,
            content=content,
            headers=headers,
            params=self.params or None,
        )

    def signed_by(self, person: Person) -> httpx.Request:
        """Build the request and have somebody sign it."""
        request = self.request()
        is_write = self.request_id is not None
        wanted = self.components or (WRITE_COMPONENTS if is_write else READ_COMPONENTS)
        HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=person).sign(
            request,
            key_id=person.did if self.key_id is None else self.key_id,
            created=self.created,
            expires=self.expires,
            nonce=secrets.token_hex(16) if self.nonce is None else self.nonce,
            label=self.label,
            tag=self.tag,
            include_alg=self.include_alg,
            covered_component_ids=wanted,
            body=request.content if "content-digest" in wanted else None,
        )
        return request


class Web:
    """An open node, its app, and a client that reaches it without a network."""

    def __init__(self, node: Node, app: FastAPI, client: httpx.AsyncClient, clock: TurnedClock) -> None:
        self.node = node
        self.app = app
        self.client = client
        self.clock = clock

    def attempt(self, method: str, path: str, **wrong: Any) -> Attempt:
        """Prepare a request that is right but for what is said."""
        return Attempt(method, path, **{"node_id": self.node.node_id, "created": self.clock(), **wrong})

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request as it is."""
        return await self.client.send(request)

    async def read(self, reader: Person, path: str, **params: str) -> httpx.Response:
        """Read something, signed."""
        return await self.send(self.attempt("GET", path, params=params).signed_by(reader))

    async def write(  # noqa: PLR0913 - all that a write may have
        self,
        actor: Person,
        path: str,
        body: Any,
        *,
        method: str = "POST",
        request_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Ask for a change, signed."""
        attempt = self.attempt(method, path, json=body, request_id=request_id or str(uuid4()), headers=headers or {})
        return await self.send(attempt.signed_by(actor))

    async def register(self, person: Person, owner: Person | None = None) -> httpx.Response:
        """Register somebody by launch proof, or as a child by its parent's link."""
        request_id = str(uuid4())
        body: dict[str, Any] = {"type": "ROOT", "name": person.name}
        if owner is None:
            proof = launch_proof(SECRET, self.node.node_id, person.did, RequestId(request_id))
            headers = {LAUNCH_PROOF_HEADER: proof}
        else:
            body["link"] = signed_link(owner, person, self.node.node_id)
            headers = {}
        return await self.write(person, "/identities", body, request_id=request_id, headers=headers)

    async def issue(self, issuer: Person, amount: str = "1000.00", symbol: str = "QTK") -> str:
        """Issue a token with two decimals and return its id."""
        body = {"symbol": symbol, "name": "", "decimals": 2, "salt": secrets.token_hex(16)}
        answer = await self.write(issuer, "/tokens", {**body, "amount": amount})
        return str(taken(answer)["token"]["id"])

    async def pay(  # noqa: PLR0913 - all that a payment has
        self,
        sender: Person,
        recipient: Person,
        token_id: str,
        amount: str = "25.00",
        *,
        memo: str = "",
        request_id: str | None = None,
    ) -> httpx.Response:
        """Pay from one to the other."""
        body = {"recipient": recipient.did, "tokenId": token_id, "amount": amount, "memo": memo}
        return await self.write(sender, "/transfers", body, request_id=request_id)

    async def grant(self, session: Person, *givers: Person, hours: float = 1) -> httpx.Response:
        """Let a session key read for those who give it."""
        ends = self.clock() + timedelta(hours=hours)
        grants = [signed_grant(giver, session.did, self.node.node_id, ends) for giver in givers]
        return await self.write(session, "/grants", {"grants": grants})

    async def balance(self, person: Person) -> dict[str, str]:
        """Read what somebody holds, by token id, signed by themselves."""
        balances = taken(await self.read(person, f"/identities/{person.did}/balances"))
        return {one["settled"]["tokenId"]: one["settled"]["value"] for one in balances}


@asynccontextmanager
async def open_web(folder: Path, clock: TurnedClock | None = None, *, launched: bool = True) -> AsyncIterator[Web]:
    """Open a node in a folder and close it again."""
    clock = clock or TurnedClock()
    lay_tables(folder)
    node = open_node(folder, clock=clock)
    try:
        app = create_app(node, SECRET if launched else None)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            yield Web(node, app, client, clock)
        close_app(app)
    finally:
        node.close()


def taken(answer: httpx.Response) -> Any:
    """Return the JSON of a success; fail with the problem otherwise."""
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    return answer.json()


def code(answer: httpx.Response) -> str:
    """Return a problem's code; fail if the answer is none, or not written as one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    return str(body["code"])


def signed_link(parent: Person, child: Person, node_id: NodeId) -> dict[str, str]:
    """Have both sides sign a link."""
    message = Link(parent.did, child.did, node_id).message()
    return {
        "parent": parent.did,
        "parentSignature": parent.sign(message).hex(),
        "childSignature": child.sign(message).hex(),
    }


def signed_grant(giver: Person, session_key: IdentityId, node_id: NodeId, expires_at: datetime) -> dict[str, str]:
    """Have somebody sign a grant."""
    message = Grant(giver.did, session_key, node_id, expires_at).message()
    return {
        "identityId": giver.did,
        "sessionKey": session_key,
        "expiresAt": timestamp(expires_at),
        "signature": giver.sign(message).hex(),
    }
