"""What performers work with: keys, node, services, folder and the edges (clock, ids), given by app.py."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.node.launcher import Launcher, NodeAddress
from qwallet_desktop.services.audit import AuditService
from qwallet_desktop.services.events import EventStream
from qwallet_desktop.services.identity import IdentityService
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.services.wallet import WalletService

GRANT_LIFE = timedelta(hours=11)
"""Life of the session's grants; a node refuses more than 12 hours, clocks may differ a little."""


@dataclass(frozen=True, slots=True)
class Services:
    """The clients of one node, and the address that they talk to."""

    address: NodeAddress
    client: NodeClient
    identities: IdentityService
    wallets: WalletService
    audit: AuditService
    stream: EventStream


class Copier(Protocol):
    """What copies the ledger within its folder while payments go on; the node's launcher is one."""

    async def copy_ledger(self, report: Callable[[int, int], None]) -> None:
        """Make the copy; `report` is told how much of how much is done.

        Raises:
            Refused: NODE_UNREACHABLE, or what hindered the copy.
        """


@dataclass(slots=True)
class Desk:
    """The performers' tools. `services` come and go with the node; see `online`.

    Attributes:
        folder: The data folder.
        qlock: The key lock.
        make_launcher: Makes the embedded node's launcher, once what it needs is there.
        now: The clock, UTC.
        random: Source of randomness.
        leave: Ends the program.
        registered: The identities that the node listed last; None before it was asked.
        made: The identities that were registered in this run; a list that was on its way then lacks them.
        spare: A key that was made here and is not known to be registered yet.
        copier: Copies the ledger; None before the node was started.
        again: Ends the program and begins it anew; None where the data folder is a throwaway one.
        pause: Waits for that many seconds.
        copying: Held while there is a copy of the ledger.
        working: Held by the one job with a backup, until it has cleared away.
        is_older_copy: The vault is its previous copy, so that keys made since then may be missing in it.
    """

    folder: Path
    qlock: Qlock
    make_launcher: Callable[[], Awaitable[Launcher]]
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    leave: Callable[[], None]
    registered: frozenset[IdentityId] | None = None
    made: frozenset[IdentityId] = frozenset()
    spare: IdentityId | None = None
    is_older_copy: bool = False
    copier: Copier | None = None
    again: Callable[[], None] | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    copying: asyncio.Lock = field(default_factory=asyncio.Lock)
    working: asyncio.Lock = field(default_factory=asyncio.Lock)
    _services: Services | None = None
    _connected: asyncio.Event = field(default_factory=asyncio.Event)

    def connect(self, address: NodeAddress) -> None:
        """Point the services to the node at this address."""
        before = self._services
        if before is not None and before.address.node_id == address.node_id:
            before.client.base_url = address.url
            client = before.client
        else:
            client = NodeClient(address.url, address.node_id, self.qlock, now=self.now, random=self.random)
        self._services = Services(
            address, client, IdentityService(client), WalletService(client), AuditService(client), EventStream(client)
        )
        self._connected.set()

    @property
    def connected(self) -> Services | None:
        """The services; None before the node's first start."""
        return self._services

    async def online(self) -> Services:
        """Return the services, waiting for the node's first start if need be."""
        await self._connected.wait()
        if self._services is None:
            message = "connected without services"
            raise RuntimeError(message)
        return self._services

    async def close(self) -> None:
        """Close what the services hold open."""
        if self._services is not None:
            await self._services.client.close()
