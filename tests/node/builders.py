"""Identities with real keys, the commands that they sign, and nodes in a temporary folder."""

import hashlib
import itertools
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, text

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId, TokenId
from qwallet_desktop.domain.messages import Grant, Link
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.tokens import Issue
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.writer import Ask, Command, Evidence, Reply
from qwallet_desktop.wire.requests import SignedGrant, SignedLink
from tests.helpers.ledgers import lay_tables, open_node

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class TurnedClock:
    """A clock that stands until it is turned by hand."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Person:
    """An identity with its private key; the same name has the same key in every test."""

    name: str
    private_key: Ed25519PrivateKey
    id: IdentityId

    def sign(self, message: bytes) -> bytes:
        return self.private_key.sign(message)


def person(name: str) -> Person:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Person(name, key, did_from_key(public))


def signed_link(parent: Person, child: Person, node_id: NodeId) -> SignedLink:
    message = Link(parent.id, child.id, node_id).message()
    return SignedLink(parent.id, parent.sign(message).hex(), child.sign(message).hex())


def signed_grant(identity: Person, session: Person, node_id: NodeId, expires_at: datetime) -> SignedGrant:
    message = Grant(identity.id, session.id, node_id, expires_at).message()
    return SignedGrant(identity.id, session.id, expires_at, identity.sign(message).hex())


def fresh_request_id() -> RequestId:
    return RequestId(f"00000000-0000-4000-8000-{next(_numbers):012d}")


def command(actor: Person, ask: Ask, request_id: str | None = None, route: str | None = None) -> Command:
    """Build the command that a signed request for `ask` becomes."""
    fields = {name: str(getattr(ask, name)) for name in type(ask).__dataclass_fields__}
    body = json.dumps(fields, sort_keys=True).encode(errors="replace")
    return Command(
        actor=actor.id,
        request_id=RequestId(request_id) if request_id else fresh_request_id(),
        route=route or f"POST /{ask.kind}",
        body_digest=hashlib.sha256(body).hexdigest(),
        fields=fields,
        evidence=Evidence("the signature base", actor.sign(b"the signature base")),
        ask=ask,
    )


def ask(node: Node, actor: Person, what: Ask, request_id: str | None = None) -> Reply:
    """Submit a command and wait for its reply."""
    return node.writer.submit(command(actor, what, request_id)).result(timeout=30)


def answered(reply: Reply) -> dict[str, Any]:
    """Read the body of a reply."""
    body: dict[str, Any] = json.loads(reply.body)
    return body


def accepted(reply: Reply) -> dict[str, Any]:
    """Read the body of a success; anything else fails the test with the problem."""
    assert reply.status < 300, reply.body
    return answered(reply)


def code(reply: Reply) -> str:
    """Read which problem a refusal names."""
    return str(answered(reply).get("code", f"accepted: {reply.body!r}"))


def register(node: Node, who: Person, *, parent: Person | None = None) -> None:
    link = signed_link(parent, who, node.node_id) if parent else None
    accepted(ask(node, who, Register(who.id, "ROOT", who.name, link, launched=True)))


def issue(node: Node, issuer: Person, amount: str = "1000", symbol: str = "QTK", decimals: int = 2) -> TokenId:
    salt = hashlib.sha256(symbol.encode()).hexdigest()[:32]
    answer = accepted(ask(node, issuer, Issue(symbol, f"{symbol} token", decimals, salt, amount)))
    return TokenId(answer["token"]["id"])


def pay(  # noqa: PLR0913, PLR0917  (a payment is these)
    node: Node, sender: Person, recipient: Person, token_id: str, amount: str, memo: str = ""
) -> Reply:
    return ask(node, sender, Pay(recipient.id, token_id, amount, memo))


@dataclass
class Bank:
    """A node with Ann, who issued QTK and holds 1,000.00 of it, and Ben; both are roots."""

    node: Node
    clock: TurnedClock
    ann: Person = field(default_factory=lambda: person("Ann"))
    ben: Person = field(default_factory=lambda: person("Ben"))
    qtk: TokenId = field(init=False)

    def pay(self, amount: str = "25.00", **more: str) -> Reply:
        """Pay from Ann to Ben, or as `sender`, `recipient`, `token_id`, `memo` say."""
        asked = {"recipient": self.ben.id, "token_id": self.qtk, "amount": amount, "memo": "", **more}
        return ask(self.node, self.ann, Pay(**asked))


def open_bank(folder: Path) -> Bank:
    clock = TurnedClock()
    lay_tables(folder)
    bank = Bank(open_node(folder, clock=clock), clock)
    register(bank.node, bank.ann)
    register(bank.node, bank.ben)
    bank.qtk = issue(bank.node, bank.ann)
    return bank


@contextmanager
def a_node(folder: Path, clock: TurnedClock | None = None) -> Iterator[Node]:
    node = open_node(folder, clock=clock or TurnedClock())
    try:
        yield node
    finally:
        node.close()


def rows(node: Node, question: str, **values: object) -> list[Mapping[str, Any]]:
    """Ask the database itself."""
    with node.read() as connection:
        return [dict(row) for row in connection.execute(text(question), values).mappings()]


@contextmanager
def writer_held(bank: Bank) -> Iterator[None]:
    """Keep the writing thread busy, so that what is submitted meanwhile becomes one batch."""
    go, started = threading.Event(), threading.Event()

    def wait(_connection: Connection) -> None:
        started.set()
        go.wait(30)

    done = bank.node.writer.run(wait)
    started.wait(30)
    try:
        yield
    finally:
        go.set()
        done.result(30)
