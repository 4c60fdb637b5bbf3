"""Performs what health asks for: keep the node running, follow its events."""

from typing import assert_never

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.node import launcher
from qwallet_desktop.services import events
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


async def run_node(desk: Desk, _effect: RunNode, dispatch: Dispatch) -> None:
    """Run the embedded node until the program ends."""

    def report(state: launcher.LauncherState) -> None:
        match state:
            case launcher.Starting(percent):
                dispatch(NodeStarting(percent))
            case launcher.Ready(address):
                desk.connect(address)
                dispatch(NodeReady(address.node_id))
            case launcher.Down(problem):
                dispatch(NodeLost(desk.now(), problem))
            case _:
                assert_never(state)

    node = await desk.make_launcher()
    desk.copier = node
    await node.run(report)


async def run_stream(desk: Desk, effect: RunStream, dispatch: Dispatch) -> None:
    """Follow the node's events until the program ends."""
    services = await desk.online()
    async for item in services.stream.events(effect.head or None):
        match item:
            case events.Connected(head):
                dispatch(StreamConnected(head))
                offset = round(services.client.clock_offset.total_seconds())
                dispatch(ClockMeasured(offset))
            case events.Received(event):
                dispatch(EventReceived(event))
            case events.Resync():
                dispatch(Resynced())
            case events.GrantExpired():
                dispatch(LoadIdentities())
            case events.Disconnected():
                dispatch(StreamLost())
            case _:
                assert_never(item)


PERFORMERS: Performers = {RunNode: run_node, RunStream: run_stream}
