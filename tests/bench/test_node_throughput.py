"""Measures signed transfers over HTTP and in batches, against a bare endpoint and a bare database in the same run.

`pytest -m bench -s tests/bench/test_node_throughput.py`. The bare endpoint does the least that a
ledger behind HTTP could: one FastAPI route, one Ed25519 check, one row committed with
`synchronous=FULL`; it is served by the same uvicorn settings as the node.
"""

import asyncio
import os
import secrets
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from qwallet_desktop.domain.ids import RANDOM_LENGTH, NodeId, RequestId, request_id
from qwallet_desktop.node.batch import decide
from qwallet_desktop.node.commands import Command
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.known import Known
from qwallet_desktop.node.server import NodeServer, create_app, listen, settle_memory
from qwallet_desktop.node.transfers import Pay
from tests.node import builders, http_builders

pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5
CLIENTS = 20
TRANSFERS = 2_000
"""Requests in a round. More would outlive their signatures before they are sent."""
BATCH = 100
BATCHED = 10_000
PEOPLE = [http_builders.Person(f"payer {number}") for number in range(10)]
BARE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


# --------------------------------------------------------------------------------- the servers


class BarePayment(BaseModel):
    """What the bare endpoint is sent."""

    recipient: str
    amount: str


def bare_app(database: sqlite3.Connection, public_key: Ed25519PublicKey) -> FastAPI:
    """Build the endpoint that the node is compared with: verify, insert, commit, answer."""
    app = FastAPI()
    database.execute("CREATE TABLE payments (n INTEGER PRIMARY KEY, recipient TEXT, amount TEXT)")

    @app.post("/payments", status_code=201)
    async def pay(request: Request) -> Response:
        body = await request.body()
        public_key.verify(bytes.fromhex(request.headers["signature"]), body)
        payment = BarePayment.model_validate_json(body)
        database.execute("INSERT INTO payments (recipient, amount) VALUES (?, ?)", (payment.recipient, payment.amount))
        return Response(payment.model_dump_json(), 201, media_type="application/json")

    return app


def full_database(path: Path) -> sqlite3.Connection:
    """Open a database that waits for the disk as the node's does."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL").fetchall()
    database.execute("PRAGMA synchronous=FULL")
    return database


def serve(kind: str, folder: Path) -> None:
    """Be a server until stdin ends; prints the port once it listens."""
    with listen("127.0.0.1", 0) as listener, closing(Node.open(folder / "node")) as node:
        if kind == "node":
            app = create_app(node, None)
        else:
            app = bare_app(full_database(folder / "bare.sqlite"), BARE_KEY.public_key())
            # What the node's server shuts down at the end.
            app.state = create_app(node, None).state
        server = NodeServer(app)
        settle_memory()
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        with asyncio.Runner() as runner:
            runner.run(_until_stdin_ends(server, listener))


async def _until_stdin_ends(server: NodeServer, listener: object) -> None:
    asyncio.get_running_loop().add_reader(sys.stdin, server.stop)
    await server.serve(sockets=[listener])  # type: ignore[list-item]


@contextmanager
def server(kind: str, folder: Path) -> Iterator[int]:
    """Run one of the servers in a process of its own, and give its port."""
    profile = os.environ.get("NODE_PROFILE", "").split()
    arguments = [*profile, sys.executable, "-m", "tests.bench.test_node_throughput", kind, str(folder)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(30)


# --------------------------------------------------------------------------------- the clients


class Client(asyncio.Protocol):
    """Sends requests over one connection, each when the one before was answered; counts what was refused."""

    def __init__(self, requests: Iterable[bytes]) -> None:
        self._requests = iter(requests)
        self._answer = b""
        self.refused = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, separator, body = self._answer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) >= length:
            self.refused += not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201"))
            self._answer = b""
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()


async def rate(port: int, requests: Sequence[bytes]) -> float:
    """Send requests from as many clients as there may be, and return how many were answered per second."""
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    parts = [requests[number::CLIENTS] for number in range(CLIENTS)]
    made = [await loop.create_connection(partial(Client, part), "127.0.0.1", port) for part in parts]
    clients = [client for _, client in made]
    await asyncio.gather(*(client.done for client in clients))
    assert sum(client.refused for client in clients) == 0
    return len(requests) / (time.perf_counter() - begun)


def raw(path: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """Write a request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def fresh_request_id() -> RequestId:
    """Choose a request id as the desktop does."""
    return request_id(time.time_ns() // 1_000_000, secrets.token_bytes(RANDOM_LENGTH))


def bare_requests(count: int) -> list[bytes]:
    """Sign what the bare endpoint is to be sent."""
    made: list[bytes] = []
    for number in range(count):
        body = BarePayment(recipient=PEOPLE[0].did, amount=f"0.{number:04d}").model_dump_json().encode()
        headers = {"host": "node", "content-length": str(len(body)), "signature": BARE_KEY.sign(body).hex()}
        made.append(raw("/payments", headers.items(), body))
    return made


def transfer_requests(node_id: NodeId, token_id: str, count: int) -> list[bytes]:
    """Sign transfers between ten people."""
    made: list[bytes] = []
    for number in range(count):
        sender, recipient = PEOPLE[number % 10], PEOPLE[(number + 1 + number // 10 % 9) % 10]
        body = {"recipient": recipient.did, "tokenId": token_id, "amount": "0.01", "memo": f"payment {number}"}
        attempt = http_builders.Attempt(
            "POST", "/transfers", node_id, datetime.now(UTC), json=body, request_id=fresh_request_id()
        )
        request = attempt.signed_by(sender)
        made.append(raw("/v1/transfers", request.headers.items(), request.content))
    return made


# --------------------------------------------------------------------------------- what is measured


def endow(node: Node) -> str:
    """Register the people and give each of them a fortune; returns the token's id."""
    members = [builders.Person(one.name, one._key, one.did) for one in PEOPLE]
    for member in members:
        builders.register(node, member)
    token_id = builders.issue(node, members[0], "1000000")
    for member in members[1:]:
        builders.accepted(builders.pay(node, members[0], member, token_id, "50000"))
    return token_id


def test_signed_transfers_over_http_against_a_bare_endpoint(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    with closing(Node.open(tmp_path / "node" / "node")) as node:
        token_id, node_id = endow(node), node.node_id
    bare: list[float] = []
    ours: list[float] = []
    with (
        server("bare", tmp_path / "bare") as bare_port,
        server("node", tmp_path / "node") as node_port,
        asyncio.Runner() as runner,
    ):
        time.sleep(1)  # A signature's second must not lie before the node's start.
        for _ in range(ROUNDS):
            bare.append(runner.run(rate(bare_port, bare_requests(TRANSFERS))))
            ours.append(runner.run(rate(node_port, transfer_requests(node_id, token_id, TRANSFERS))))
    report("signed transfers over HTTP", "transfers", {"bare endpoint": bare, "node": ours})
    assert len(ours) == ROUNDS


def test_transfers_in_batches_of_a_hundred_against_a_bare_database(tmp_path: Path) -> None:
    bare: list[float] = []
    ours: list[float] = []
    with closing(Node.open(tmp_path / "node")) as node, closing(full_database(tmp_path / "bare.sqlite")) as database:
        token_id = endow(node)
        settle_memory()
        database.execute("CREATE TABLE payments (n INTEGER PRIMARY KEY, recipient TEXT, amount TEXT)")
        for _ in range(ROUNDS):
            bare.append(_bare_batches(database))
            ours.append(_batches(node, _commands(token_id)))
    report("in batches of 100", "transfers", {"bare database": bare, "node": ours})
    assert len(ours) == ROUNDS


def _commands(token_id: str) -> list[Command]:
    members = [builders.Person(one.name, one._key, one.did) for one in PEOPLE]
    return [
        builders.command(
            members[number % 10],
            Pay(members[(number + 3) % 10].id, token_id, "0.01", f"payment {number}"),
            fresh_request_id(),
        )
        for number in range(BATCHED)
    ]


def _batches(node: Node, commands: Sequence[Command]) -> float:
    # As the writer does with what has gathered in its queue: each batch goes on from the one before.
    known = Known()
    begun = time.perf_counter()
    for first in range(0, len(commands), BATCH):
        some = commands[first : first + BATCH]
        replies = node.writer.run(partial(decide, commands=some, around=node.around, known=known)).result(60)
        assert {reply.status for reply in replies} == {201}
    return len(commands) / (time.perf_counter() - begun)


def _bare_batches(database: sqlite3.Connection) -> float:
    rows = [(secrets.token_hex(16), "0.01") for _ in range(BATCHED)]
    begun = time.perf_counter()
    for first in range(0, BATCHED, BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO payments (recipient, amount) VALUES (?, ?)", rows[first : first + BATCH])
        database.execute("COMMIT")
    return BATCHED / (time.perf_counter() - begun)


def report(title: str, unit: str, rates: dict[str, list[float]]) -> None:
    """Print the median and the spread of each, and its ratio to the first."""
    first = statistics.median(next(iter(rates.values())))
    print(f"\n{title} (median of {ROUNDS}, slowest … fastest)")  # noqa: T201
    for name, measured in rates.items():
        median = statistics.median(measured)
        spread = f"{min(measured):,.0f} … {max(measured):,.0f}"
        print(f"  {name:<16}{median:>9,.0f} {unit}/s  {spread:<20}{median / first:>7.2f} x")  # noqa: T201


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
