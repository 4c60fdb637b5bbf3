"""A desktop's services and keys on a real node, in memory or in a process of its own."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.messages import Grant
from qwallet_desktop.domain.registration import launch_proof
from qwallet_desktop.node.launcher import Launcher, NodeAddress, Ready
from qwallet_desktop.services.audit import AuditService
from qwallet_desktop.services.events import (
    EventStream,
    StreamItem,
)
from qwallet_desktop.services.identity import IdentityService
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.services.notifications import NotificationService
from qwallet_desktop.services.wallet import IssuedToken, WalletService
from tests.services.fakes import MemorySigner

SECRET = bytes(range(32))


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> RequestId:
    return RequestId(str(uuid4()))


@dataclass
class Desk:
    """A desktop's services and keys, on one node."""

    client: NodeClient
    signer: MemorySigner
    secret: bytes

    def __post_init__(self) -> None:
        self.alice = self.signer.create()
        self.bob = self.signer.create()
        self.identities = IdentityService(self.client)
        self.wallets = WalletService(self.client)
        self.audit = AuditService(self.client)
        self.notifications = NotificationService(self.client)

    async def register(self, identity_id: IdentityId, name: str) -> Identity:
        request_id = new_id()
        proof = launch_proof(self.secret, self.client.node_id, identity_id, request_id)
        return await self.identities.register_identity(identity_id, name, request_id=request_id, launch_proof=proof)

    async def grant(self, *identity_ids: IdentityId) -> tuple[IdentityId, ...]:
        ends = now() + timedelta(hours=1)
        session, node_id = self.signer.session_id, self.client.node_id
        grants = [Grant(one, session, node_id, ends) for one in identity_ids]
        return await self.identities.give_grants(
            [(one, await self.signer.sign(one.identity_id, one.message())) for one in grants]
        )

    async def settle_in(self) -> None:
        await self.register(self.alice, "Alice")
        await self.register(self.bob, "Bob")
        await self.grant(self.alice, self.bob)

    async def issue(self, amount: str = "1000.00") -> IssuedToken:
        return await self.wallets.issue_token(
            self.alice, new_id(), symbol="QTK", name="", decimals=2, salt=os.urandom(16).hex(), amount=amount
        )

    async def pay(self, token_id: TokenId, amount: str = "25.00", memo: str = "") -> None:
        await self.wallets.transfer(self.alice, new_id(), self.bob, token_id, amount, memo)


@dataclass
class Watched:
    """What a stream told so far, and a way to wait for more."""

    items: list[StreamItem]
    changed: asyncio.Condition

    async def read(self, stream: EventStream) -> None:
        async with aclosing(stream.events()) as items:
            async for item in items:
                async with self.changed:
                    self.items.append(item)
                    self.changed.notify_all()

    async def until(self, kinds: Sequence[type[StreamItem]]) -> None:
        """Wait until the last items are of these kinds."""

        def come() -> bool:
            return [type(item) for item in self.items[-len(kinds) :]] == list(kinds)

        async with self.changed, asyncio.timeout(30):
            await self.changed.wait_for(come)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[NodeAddress, bytes]]:
    """A node in a process of its own: its address and launch secret."""
    ready: asyncio.Queue[NodeAddress] = asyncio.Queue()
    launcher = Launcher(folder)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(
            launcher.run(lambda state: ready.put_nowait(state.address) if isinstance(state, Ready) else None)
        )
        yield await ready.get(), launcher._secret
        task.cancel()


@asynccontextmanager
async def watching(desk: Desk) -> AsyncIterator[Watched]:
    """The desk's event stream, read as it comes."""
    watched = Watched([], asyncio.Condition())
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(watched.read(EventStream(desk.client)))
        yield watched
        reading.cancel()
    await desk.client.close()


def desk_at(address: NodeAddress, secret: bytes) -> Desk:
    signer = MemorySigner()
    client = NodeClient(address.url, address.node_id, signer, now=now, random=os.urandom)
    return Desk(client, signer, secret)
