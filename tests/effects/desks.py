"""A desk for performers: the real key lock, services on the real node in memory, and a line that can be cut."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import httpx

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.transfers import Receipt, Transfer
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services, services_at
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.launcher import Launcher, NodeAddress
from qwallet_desktop.node.server import close_app, create_app
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.identities import CreateIdentity, IdentityAccepted, SubmitIdentity
from qwallet_desktop.state.root import Action
from tests.flow.desk import SECRET, now
from tests.helpers.ledgers import lay_tables
from tests.keys.builders import make_lock
from tests.services.fakes import Sleeps

T = TypeVar("T")

URL = "http://node"


def new_id() -> RequestId:
    """Make a request id."""
    return RequestId(str(uuid4()))


async def no_launcher() -> Launcher:
    """Stand where a desk that is connected already asks for no launcher."""
    raise AssertionError


class Line(httpx.AsyncBaseTransport):
    """The way to the node: it can be cut before the node, or lose the node's answers.

    Attributes:
        is_cut: Nothing gets through.
        loses: The node decides, and its answers are lost.
        paths: The paths that were asked for, in their order.
        statuses: How the node answered, in the order of its answers.
    """

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self.is_cut = False
        self.loses = False
        self.paths: list[str] = []
        self.statuses: list[int] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        if self.is_cut:
            message = "cut"
            raise httpx.ConnectError(message)
        answer = await self._transport.handle_async_request(request)
        self.statuses.append(answer.status_code)
        if self.loses:
            await answer.aclose()
            message = "lost"
            raise httpx.ReadError(message)
        return answer


@dataclass
class Place:
    """A desk at work, and all that its performers have answered."""

    desk: Desk
    line: Line
    told: list[Action] = field(default_factory=list[Action])

    @property
    def services(self) -> Services:
        """The services that the desk has."""
        services = self.desk._services
        assert services is not None
        return services

    async def answer(self, effect: Effect) -> list[Action]:
        """Perform an effect and return what it answered."""
        before = len(self.told)
        await performer(self.desk)(effect, self.told.append)
        return self.told[before:]

    async def one(self, effect: Effect, kind: type[T]) -> T:
        """Perform an effect that answers once, with this kind of action."""
        (action,) = await self.answer(effect)
        assert isinstance(action, kind), action
        return action

    async def person(self, name: str, owner: IdentityId | None = None) -> Identity:
        """Make an identity as the window does."""
        command = CreateIdentity(new_id(), name, owner)
        return (await self.one(SubmitIdentity(command), IdentityAccepted)).identity

    async def token(self, issuer: IdentityId, amount: str = "1000.00") -> TokenId:
        """Issue a token with two decimals."""
        issued = await self.services.wallets.issue_token(
            issuer, new_id(), symbol="QTK", name="", decimals=2, salt=os.urandom(16).hex(), amount=amount
        )
        return issued.token.id

    async def payment(self, sender: IdentityId, recipient: IdentityId, token_id: TokenId, memo: str = "") -> Transfer:
        """Pay 25.00."""
        wallets = self.services.wallets
        paid = await wallets.transfer(sender, new_id(), recipient, token_id, "25.00", memo)
        assert isinstance(paid, Receipt)
        return paid.transfer

    def know_another_key(self) -> None:
        """Let the desk expect another node's key under checkpoints."""
        address = replace(self.services.address, node_key="00" * 32)
        self.desk._services = replace(self.services, address=address)


def attach(desk: Desk, address: NodeAddress, transport: httpx.AsyncBaseTransport) -> None:
    """Connect a desk to a node in memory, as `Desk.connect` does to one behind a port."""
    client = NodeClient(
        address.url,
        address.node_id,
        desk.qlock,
        now=desk.now,
        random=desk.random,
        transport=transport,
        sleep=Sleeps(),
        told=desk._tell,
        overdue=desk._wait,
    )
    desk._services = services_at(address, client)
    desk._connected.set()


def make_desk(folder: Path, store: KeyStore | None = None) -> Desk:
    """Make a desk that no node has answered yet."""
    qlock = make_lock(folder / "vault", store or MemoryKeyStore())
    return Desk(folder, qlock, no_launcher, now, os.urandom, lambda: None)


@asynccontextmanager
async def node_in(folder: Path) -> AsyncIterator[tuple[NodeAddress, httpx.AsyncBaseTransport]]:
    """Open a real node in a folder: its address, and the way to it without a network."""
    lay_tables(folder)
    node = Node.open(folder)
    app = create_app(node, SECRET)
    try:
        address = NodeAddress(URL, node.node_id, node.public_key.hex(), SECRET)
        yield address, httpx.ASGITransport(app=app, raise_app_exceptions=False)
    finally:
        close_app(app)
        node.close()


@asynccontextmanager
async def place_at(
    folder: Path, address: NodeAddress, transport: httpx.AsyncBaseTransport, store: KeyStore | None = None
) -> AsyncIterator[Place]:
    """Set a desk up before a node, with a vault only if the folder has one."""
    desk, line = make_desk(folder, store), Line(transport)
    attach(desk, address, line)
    try:
        yield Place(desk, line)
    finally:
        await desk.close()
        desk.qlock.close()
        # The key lock's thread ends by itself; it is not to be taken for one that was left.
        await asyncio.to_thread(desk.qlock._worker.shutdown)
