"""The node's life and the event stream become actions, each of them."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import NodeId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.node import launcher
from qwallet_desktop.node.launcher import Launcher, LauncherState, NodeAddress
from qwallet_desktop.services import events
from qwallet_desktop.services.events import EventStream, StreamItem
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.state.health import (
    ClockMeasured,
    EventReceived,
    NodeLost,
    NodeReady,
    NodeStarting,
    Resynced,
    RunNode,
    RunStream,
    StreamConnected,
    StreamLost,
)
from qwallet_desktop.state.identities import LoadIdentities
from tests.effects.desks import Place, make_desk
from tests.services.fakes import START
from tests.state.builders import posted

pytestmark = pytest.mark.asyncio

ADDRESS = NodeAddress("http://127.0.0.1:9", NodeId("0f" * 16), "ab" * 32, b"secret")
GONE = Problem(Code.NODE_UNREACHABLE, {"exitCode": "1"})


class ToldLauncher(Launcher):
    """Starts nothing and reports what it is told to."""

    def __init__(self, folder: Path, *states: LauncherState) -> None:
        super().__init__(folder)
        self._states = states

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        for state in self._states:
            report(state)


class ToldStream(EventStream):
    """Connects to nothing, yields what it is told to, and ends."""

    def __init__(self, client: NodeClient, *items: StreamItem) -> None:
        super().__init__(client)
        self._items = items
        self.after: list[Sequence | None] = []

    async def events(self, after: Sequence | None = None) -> AsyncGenerator[StreamItem, None]:
        self.after.append(after)
        for item in self._items:
            yield item


def tell(place: Place, *items: StreamItem) -> ToldStream:
    stream = ToldStream(place.services.client, *items)
    place.desk._services = replace(place.services, stream=stream)
    return stream


async def test_the_node_s_life_is_told_and_its_address_connects_the_services(tmp_path: Path) -> None:
    states = launcher.Starting(), launcher.Ready(ADDRESS), launcher.Down(GONE, 0.2), launcher.Starting(40)
    desk = make_desk(tmp_path)

    async def told() -> Launcher:
        return ToldLauncher(tmp_path, *states)

    desk.make_launcher, desk.now = told, lambda: START
    place = Place(desk, None)  # type: ignore[arg-type]  # nothing goes over a line here
    assert await place.answer(RunNode()) == [
        NodeStarting(),
        NodeReady(ADDRESS.node_id),
        NodeLost(START, GONE),
        NodeStarting(40),
    ]
    assert (await desk.online()).address == ADDRESS
    await desk.close()


async def test_an_open_stream_says_where_it_stands_and_how_far_the_clock_is_off(place: Place) -> None:
    tell(place, events.Connected(Sequence(7)))
    place.services.client._signing.clock_offset = timedelta(seconds=-89.6)
    assert await place.answer(RunStream(Sequence(0))) == [StreamConnected(Sequence(7)), ClockMeasured(-90)]


async def test_what_the_stream_brings_becomes_actions(place: Place) -> None:
    event = posted(8)
    tell(
        place,
        events.Received(event),
        events.Resync(Sequence(9)),
        events.GrantExpired(),
        events.Disconnected(GONE),
    )
    assert await place.answer(RunStream(Sequence(0))) == [
        EventReceived(event),
        Resynced(),
        LoadIdentities(),
        StreamLost(),
    ]


@pytest.mark.parametrize(("head", "after"), [(Sequence(0), None), (Sequence(7), Sequence(7))])
async def test_the_stream_goes_on_where_it_was_or_begins_now(
    place: Place, head: Sequence, after: Sequence | None
) -> None:
    stream = tell(place)
    await place.answer(RunStream(head))
    assert stream.after == [after]
