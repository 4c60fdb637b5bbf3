"""Follows a node that others run, as the launcher does with one on this computer: says where it is, and when it is not.

It is asked who it is every few seconds. A data folder with keys belongs to one node: another one that
answers at the address is told of, and nothing is asked of it.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx

from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.node.launcher import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    Down,
    LauncherState,
    NodeAddress,
    Ready,
    Starting,
)
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.first_contact import FirstContact
from qwallet_desktop.services.health import NodeDescription
from qwallet_desktop.services.trust import trusted
from qwallet_desktop.settings.served_node import (
    NODE_FOLDER,
    ServedNode,
    has_vault,
    load_served,
    parse_node_url,
    save_served,
)

LOOK_SECONDS = 3.0
"""How often a node that answers is asked again."""


class ServedNodeRunner:
    """Keeps the way to one served node for as long as `run` is not cancelled.

    Args:
        folder: The data folder, which remembers the node.
        served: Which node, and who it was at the last time.
        transport: Stands in for the network in tests.
    """

    def __init__(self, folder: Path, served: ServedNode, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._folder = folder
        self._served = served
        self._transport = transport

    @property
    def url(self) -> str:
        """The node's address."""
        return self._served.url

    async def begin(self) -> None:
        """Do nothing ahead: there is nothing to be started."""

    async def close(self) -> None:
        """Close nothing: `run` closes what it has opened."""

    async def copy_ledger(self, report: Callable[[int, int], None]) -> None:
        """Refuse: who runs the node backs its ledger up.

        Raises:
            Refused: NOT_PERMITTED.
        """
        raise refuse(Code.NOT_PERMITTED)

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        """Ask for the node, and again whenever it is gone, until cancelled.

        Args:
            report: Told of each state, on the loop's thread.
        """
        pause = FIRST_PAUSE_SECONDS
        while True:
            report(Starting())
            answered, problem = await self._followed(report)
            if answered:
                pause = FIRST_PAUSE_SECONDS
            report(Down(problem, pause))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _followed(self, report: Callable[[LauncherState], None]) -> tuple[bool, Problem]:
        """Follow the node until it is gone; tell whether it was there, and why it is not."""
        answered = False
        try:
            contact = await self._contact()
            # Who restores a backup into the folder is to find that it is in use, as with a node on this computer.
            lock = await asyncio.to_thread(FolderLock.take, self._folder / NODE_FOLDER)
            try:
                report(Ready(await self._met(await contact.ask())))
                answered = True
                while True:
                    await asyncio.sleep(LOOK_SECONDS)
                    self._check(await contact.ask())
            finally:
                lock.close()
                await contact.close()
        except (ServiceError, Refused) as error:
            return answered, error.problem

    async def _contact(self) -> FirstContact:
        url = parse_node_url(self._served.url)
        if url.startswith("https:"):
            await asyncio.to_thread(trusted)
        return FirstContact(url, self._transport)

    async def _met(self, told: NodeDescription) -> NodeAddress:
        """Remember who answered, if nobody else did before.

        Raises:
            Refused: NODE_OTHER; STORAGE_READ_ONLY, where it can't be remembered.
        """
        if not self._served.node_id or not await asyncio.to_thread(has_vault, self._folder):
            self._served = ServedNode(self._served.url, told.node_id, told.node_key.hex())
        self._check(told)
        try:
            await asyncio.to_thread(_remember, self._folder, self._served)
        except OSError:
            raise refuse(Code.STORAGE_READ_ONLY) from None
        return NodeAddress(self._served.url, told.node_id, self._served.node_key, None)

    def _check(self, told: NodeDescription) -> None:
        # Another key by the same name is another node, too: no log that it shows could be checked.
        if (told.node_id, told.node_key.hex()) != (self._served.node_id, self._served.node_key):
            raise refuse(Code.NODE_OTHER)


def _remember(folder: Path, served: ServedNode) -> None:
    if load_served(folder) != served:
        save_served(folder, served)
