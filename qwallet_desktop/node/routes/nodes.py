"""Who this node is, and that it answers: open to anybody."""

from fastapi import Request, Response

import qwallet_desktop
from qwallet_desktop.node.access import answer, parts_of, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.wire.requests import Health, NodeInfo

router = versioned("node")


@router.get("/node")
@documented(NodeInfo, signed=False)
async def read_node(request: Request) -> Response:
    """Say which node this is, the key of its checkpoints, and its time."""
    node = parts_of(request).node
    version = qwallet_desktop.__version__
    return answer(NodeInfo(node.node_id, node.public_key.hex(), version, node.clock()))


@router.get("/health")
@documented(Health, signed=False)
async def read_health(request: Request) -> Response:
    """Say that the node answers."""
    return answer(Health("ok", parts_of(request).node.clock()))
