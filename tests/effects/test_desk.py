"""The desk: its services wait for the node, and keep their connections over its restarts."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from qwallet_desktop.domain.health import Service
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.node.launcher import NodeAddress
from qwallet_desktop.services.breaker import FAILURES
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.wire.requests import Health
from tests.effects.desks import make_desk
from tests.services.fakes import Sleeps

HERE = NodeAddress("http://127.0.0.1:9", NodeId("0f" * 16), "ab" * 32, b"secret")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


@pytest.mark.asyncio
async def test_the_services_are_waited_for_until_the_node_has_started(desk: Desk) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await desk.online()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(desk.online())
        group.create_task(asyncio.to_thread(lambda: None)).add_done_callback(lambda _: desk.connect(HERE))
    assert waiting.result().address == HERE
    await desk.close()


@pytest.mark.asyncio
async def test_the_same_node_at_another_port_keeps_its_client(desk: Desk) -> None:
    desk.connect(HERE)
    before = await desk.online()
    desk.connect(replace(HERE, url="http://127.0.0.1:10"))
    after = await desk.online()
    assert after.client is before.client
    assert (after.client.base_url, after.address.url) == ("http://127.0.0.1:10",) * 2
    await desk.close()


@pytest.mark.asyncio
async def test_another_node_gets_a_client_of_its_own(desk: Desk) -> None:
    desk.connect(HERE)
    before = await desk.online()
    desk.connect(replace(HERE, node_id=NodeId("0e" * 16)))
    after = await desk.online()
    assert after.client is not before.client
    assert after.client.node_id == "0e" * 16
    await desk.close()


@pytest.mark.asyncio
async def test_the_client_of_a_node_that_another_took_the_place_of_is_closed_and_tells_nothing(desk: Desk) -> None:
    told: list[Service] = []
    desk.pause = Sleeps()
    desk.told = lambda service, _state: told.append(service)
    desk.connect(HERE)
    before = (await desk.online()).client
    desk.connect(replace(HERE, node_id=NodeId("0e" * 16)))
    await desk.close_left()
    for _ in range(FAILURES):
        with pytest.raises(ServiceError):
            await before.for_service(Service.AUDIT).read(Health, "health", signed=False)
    assert before._http._client.is_closed
    assert told == []
    await desk.close()


@pytest.mark.asyncio
async def test_a_desk_that_was_never_connected_closes(desk: Desk) -> None:
    await desk.close()
    assert desk._services is None


@pytest.mark.asyncio
async def test_connected_without_services_is_a_fault_of_our_own(desk: Desk) -> None:
    desk._connected.set()
    with pytest.raises(RuntimeError, match="without services"):
        await desk.online()


def test_the_launch_secret_is_not_shown(desk: Desk) -> None:
    assert "secret" not in repr(HERE)
