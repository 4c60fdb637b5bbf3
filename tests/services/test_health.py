"""Tests of the health service."""

import pytest

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.health import HealthService, NodeDescription
from qwallet_desktop.wire.requests import NodeInfo
from tests.services.fakes import NODE, START, Bench

pytestmark = pytest.mark.asyncio


async def test_a_node_says_who_it_is(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/node"] = NodeInfo(NODE, "07" * 32, "0.1.0", START)

    told = await HealthService(bench.client).get_node()

    assert told == NodeDescription(NODE, b"\7" * 32, "0.1.0", START)
    assert "signature" not in bench.node.requests[0].headers


async def test_another_node_at_the_address_is_refused(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/node"] = NodeInfo(NodeId("0e" * 16), "07" * 32, "0.1.0", START)

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await HealthService(bench.client).get_node()
