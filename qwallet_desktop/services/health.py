"""Whether the node answers, and who it says that it is."""

from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.services.audit import from_hex
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.wire.requests import NodeInfo


@dataclass(frozen=True, slots=True)
class NodeDescription:
    """What a node says of itself; `node_key` is the 32-byte key of its checkpoints."""

    node_id: NodeId
    node_key: bytes
    version: str
    time: datetime


class HealthService:
    """Asks the node how it is. Raises `ServiceError` only."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def get_node(self) -> NodeDescription:
        """Ask the node who it is, unsigned; one with another id is no answer from ours."""
        info = await self._client.read(NodeInfo, "node", signed=False)
        ensure(info.node_id == self._client.node_id, "node")
        return NodeDescription(info.node_id, from_hex(info.node_key), info.version, info.time)
