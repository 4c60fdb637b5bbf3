"""What performers work with: keys, node, services, folder and the edges (clock, ids), given by app.py."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from qwallet_desktop.domain.health import BreakerState, Service
from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.effects.sight import Blind, Sight
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.node.launcher import LauncherState, NodeAddress

if TYPE_CHECKING:
    from qwallet_desktop.domain.ids import RequestId
    from qwallet_desktop.effects.apart import Apart
    from qwallet_desktop.effects.online import Services
    from qwallet_desktop.effects.operation_file import OperationFile
    from qwallet_desktop.services.circuit import Told
    from qwallet_desktop.services.node_client import NodeClient
    from qwallet_desktop.services.signing import Signer
    from qwallet_desktop.state.notice import Noted
    from qwallet_desktop.state.operation import Stage

GRANT_LIFE = timedelta(hours=11)
"""Life of the session's grants; a node refuses more than 12 hours, clocks may differ a little."""


def _nobody(_service: Service, _state: BreakerState) -> None:
    """Hear of a service where nobody else listens."""


class Copier(Protocol):
    """What copies the ledger within its folder while payments go on; the launcher of a node here is one."""

    async def copy_ledger(self, report: Callable[[int, int], None]) -> None:
        """Make the copy; `report` is told how much of how much is done.

        Raises:
            Refused: NODE_UNREACHABLE, or what hindered the copy.
        """


class NodeRunner(Copier, Protocol):
    """What keeps the way to the node: the launcher of one on this computer, or what follows one that others run."""

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        """Go on until cancelled; `report` is told of each state, on the loop's thread."""


@dataclass(slots=True)
class Desk:
    """The performers' tools. `services` come and go with the node; see `online`.

    Attributes:
        folder: The data folder.
        qlock: The key lock.
        make_launcher: Makes what keeps the way to the node, once what it needs is there.
        now: The clock, UTC.
        random: Source of randomness.
        leave: Ends the program.
        registered: The identities that the node listed last; None before it was asked.
        made: The identities that were registered in this run; a list that was on its way then lacks them.
        spare: A key that was made here and is not known to be registered yet.
        successors: The keys that were made to take the place of identities and have not yet, by these.
        copier: Copies the ledger; None before the node was started.
        again: Ends the program and begins it anew; None where the data folder is a throwaway one.
        pause: Waits for that many seconds.
        kept: What each part of the last-known state was made of when it was written last, by name.
        told: Called when a service begins to rest, is probed, or works again.
        overdue: Called when the node keeps somebody waiting for an answer.
        noted: The notices that the disk has; None before they were read.
        said: What the disk says of operations, by their ids; None before it was read.
        of_aids: The transfers that an AID has a part in and no other of ours, with that AID.
        unsaid: The private notes on transfers of AIDs, which stay in memory.
        running: Held while a node runs; another one is begun when that has ended.
        copying: Held while there is a copy of the ledger.
        working: Held by the one job with a backup, until it has cleared away.
        sight: What the window sees: pictures in files, in the clipboard, on the screens.
        is_older_copy: The vault is its previous copy, so that keys made since then may be missing in it.
    """

    folder: Path
    qlock: Qlock
    make_launcher: Callable[[], Awaitable[NodeRunner]]
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    leave: Callable[[], None]
    registered: frozenset[IdentityId] | None = None
    made: frozenset[IdentityId] = frozenset()
    spare: IdentityId | None = None
    successors: dict[IdentityId, IdentityId] = field(default_factory=dict[IdentityId, IdentityId])
    is_older_copy: bool = False
    sight: Sight = field(default_factory=Blind)
    copier: Copier | None = None
    again: Callable[[], None] | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    kept: dict[str, tuple[object, ...]] = field(default_factory=dict[str, tuple[object, ...]])
    told: Callable[[Service, BreakerState], None] = _nobody
    overdue: Callable[[], None] = lambda: None
    noted: "tuple[Noted, ...] | None" = None
    said: "tuple[tuple[RequestId, Stage], ...] | None" = None
    of_aids: dict[TransferId, IdentityId] = field(default_factory=dict[TransferId, IdentityId])
    unsaid: dict[TransferId, str] = field(default_factory=dict[TransferId, str])
    running: asyncio.Lock = field(default_factory=asyncio.Lock)
    copying: asyncio.Lock = field(default_factory=asyncio.Lock)
    working: asyncio.Lock = field(default_factory=asyncio.Lock)
    _services: "Services | None" = None
    _apart: "Apart | None" = None
    _operations: "OperationFile | None" = None
    _left: "list[NodeClient]" = field(default_factory=list)
    _connected: asyncio.Event = field(default_factory=asyncio.Event)

    def connect(self, address: NodeAddress) -> None:
        """Point the services to the node at this address, and let each of them try at once.

        The client of another node is left behind; `close_left` closes it.
        """
        from qwallet_desktop.effects.online import services_at

        before = self._services
        if self._apart is not None:
            self._apart.moved(address)
        if before is not None and before.address.node_id == address.node_id:
            before.client.base_url = address.url
            before.client.begin_anew()
            self._services = replace(before, address=address)
            return
        if before is not None:
            before.client.retire()
            self._left.append(before.client)
        self._services = services_at(address, self._client(address, self.qlock, self._tell))
        self._connected.set()

    def _client(self, address: NodeAddress, signer: "Signer", told: "Told") -> "NodeClient":
        from qwallet_desktop.services.node_client import NodeClient

        return NodeClient(
            address.url,
            address.node_id,
            signer,
            now=self.now,
            random=self.random,
            sleep=self.pause,
            told=told,
            overdue=self._wait,
        )

    @property
    def connected(self) -> "Services | None":
        """The services; None before the node's first start."""
        return self._services

    @property
    def apart(self) -> "Apart":
        """The services of the anonymous identities, each by a way of its own."""
        from qwallet_desktop.effects.apart import Apart

        if self._apart is None:
            # Which of their services rests is shown nowhere: health is about the way that all others share.
            self._apart = Apart(lambda address, signer: self._client(address, signer, _nobody))
        return self._apart

    @property
    def operations(self) -> "OperationFile":
        """Writes the document that operations are kept in."""
        from qwallet_desktop.effects.operation_file import OperationFile

        if self._operations is None:
            self._operations = OperationFile()
        return self._operations

    async def online(self) -> "Services":
        """Return the services, waiting for the node's first start if need be."""
        await self._connected.wait()
        if self._services is None:
            message = "connected without services"
            raise RuntimeError(message)
        return self._services

    def held(self) -> tuple[IdentityId, ...]:
        """List the identities whose keys are here: those in the vault, then the AIDs, which are in memory only."""
        return (*self.qlock.held(), *self.qlock.aids.held())

    async def services_for(self, identity_id: IdentityId) -> "Services":
        """Return the services that serve an identity: an AID's own, or those that all others share.

        Raises:
            ServiceError: KEY_UNKNOWN, unsent, of an AID that was closed.
        """
        online = await self.online()
        return self.apart.of(identity_id) if identity_id in self.qlock.aids.made else online

    async def services_for_party(self, *parties: IdentityId | None) -> "Services":
        """Return the services by which to ask about what has these parties, in the name of one that is held here.

        An AID asks only where no other of them is ours.
        """
        online = await self.online()
        aid = next((each for each in parties if each in self.qlock.aids.held()), None)
        return self.apart.of(aid) if aid is not None and self.is_anonymous(*parties) else online

    async def services_about(self, transfer_id: TransferId) -> "Services":
        """Return the services by which to ask about a transfer that was shown: an AID's own, where it is its alone."""
        online = await self.online()
        aid = self.of_aids.get(transfer_id)
        return online if aid is None else self.apart.of(aid)

    def note(self, identity_id: IdentityId, entries: Iterable[HistoryEntry]) -> None:
        """Note which transfers were shown to an AID alone: others of ours must not ask about them."""
        if identity_id in self.qlock.aids.made:
            for transfer in (entry.transfer for entry in entries):
                if self.is_anonymous(transfer.sender, transfer.recipient):
                    self.of_aids[transfer.id] = identity_id

    def is_anonymous(self, *parties: IdentityId | None) -> bool:
        """Tell whether of those that are ours only AIDs have a part in something."""
        held = self.qlock.held()
        return any(each in self.qlock.aids.made for each in parties) and not any(each in held for each in parties)

    async def close_left(self) -> None:
        """Close the clients of nodes that others have taken the place of."""
        while self._left:
            await self._left.pop().close()

    async def close(self) -> None:
        """Close what the services hold open."""
        await self.close_left()
        if self._apart is not None:
            await self._apart.close_all()
        if self._services is not None:
            await self._services.client.close()

    def _tell(self, service: Service, state: BreakerState) -> None:
        self.told(service, state)

    def _wait(self) -> None:
        self.overdue()
