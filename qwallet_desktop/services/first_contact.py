"""Asks whoever answers at an address which node it is, before there is anything that a request could be signed for."""

import httpx

from qwallet_desktop.services.audit import from_hex
from qwallet_desktop.services.calls import target
from qwallet_desktop.services.errors import opened
from qwallet_desktop.services.exchange import HttpExchange
from qwallet_desktop.services.health import NodeDescription
from qwallet_desktop.services.node_client import address
from qwallet_desktop.wire.requests import NodeInfo


class FirstContact:
    """A way to one address by which nothing is told of anybody here.

    Args:
        url: The node's address.
        transport: Stands in for the network in tests.

    Raises:
        ServiceError: NODE_UNREACHABLE, where it is no address of a node.
    """

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = address(url)
        self._http = HttpExchange(transport, tls=not url.startswith("http:"))

    async def ask(self) -> NodeDescription:
        """Ask who it is.

        Raises:
            ServiceError: Why there is no such answer.
        """
        info = opened(await self._http(httpx.Request("GET", self._url + target("node"))), NodeInfo)
        return NodeDescription(info.node_id, from_hex(info.node_key), info.version, info.time)

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()
