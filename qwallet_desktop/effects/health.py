"""Performs what health asks for: keep the node running, follow its events, let services that rest try again."""

from contextlib import aclosing, suppress
from typing import assert_never

from qwallet_desktop.domain.health import BreakerState, Service
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.node import launcher
from qwallet_desktop.services import events
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.health import (
    ClockMeasured,
    EventReceived,
    NodeDescribed,
    NodeLost,
    NodeReady,
    NodeStarting,
    Resynced,
    ServiceChanged,
    StreamConnected,
    StreamLost,
)
from qwallet_desktop.state.health_effects import MeetNode, ProbeService, RunNode, RunStream
from qwallet_desktop.state.lazy import GrantsLapsed


async def run_node(desk: Desk, _effect: RunNode, dispatch: Dispatch) -> None:
    """Run the embedded node until the program ends."""

    def report(state: launcher.LauncherState) -> None:
        match state:
            case launcher.Starting(percent):
                dispatch(NodeStarting(percent))
            case launcher.Ready(address):
                desk.connect(address)
                dispatch(NodeReady(address.node_id, desk.now()))
            case launcher.Down(problem):
                dispatch(NodeLost(desk.now(), problem))
            case _:
                assert_never(state)

    def told(service: Service, state: BreakerState) -> None:
        dispatch(ServiceChanged(service, state))

    desk.told = told
    node = await desk.make_launcher()
    desk.copier = node
    await node.run(report)


async def run_stream(desk: Desk, effect: RunStream, dispatch: Dispatch) -> None:
    """Follow the node's events until the program ends."""
    services = await desk.online()
    follows = effect.head > 0
    # Whatever happens here, the connection is closed, and not left to Qt's loop, which closes no generators.
    async with aclosing(services.stream.events(effect.head or None)) as items:
        async for item in items:
            match item:
                case events.Connected(head):
                    if not follows:
                        # What happened between an answer that is kept and this moment is told by nobody.
                        services.client.drop_answers_that_change()
                        follows = True
                    dispatch(StreamConnected(head, desk.now()))
                    offset = round(services.client.clock_offset.total_seconds())
                    dispatch(ClockMeasured(offset))
                case events.Received(event):
                    services.client.drop_made_old(event)
                    dispatch(EventReceived(event))
                case events.Resync(sequence):
                    services.client.drop_answers_that_change()
                    dispatch(Resynced(sequence))
                case events.GrantExpired(identity_ids):
                    services.client.drop_answers_that_change()
                    dispatch(GrantsLapsed(identity_ids))
                case events.Disconnected():
                    dispatch(StreamLost(desk.now()))
                case _:
                    assert_never(item)


async def meet_node(desk: Desk, _effect: MeetNode, dispatch: Dispatch) -> None:
    """Close what was open to a node before, and ask this one for its version; without an answer it stays unknown."""
    await desk.close_left()
    services = await desk.online()
    try:
        description = await services.health.get_node()
    except ServiceError:
        return
    dispatch(NodeDescribed(description.version))


async def probe_service(desk: Desk, effect: ProbeService, _dispatch: Dispatch) -> None:
    """Let a resting service try once when its rest is over, or at once; what comes of it is told by its breaker."""
    services = await desk.online()
    if effect.at is not None:
        await desk.pause(max(0.0, (effect.at - desk.now()).total_seconds()))
    with suppress(ServiceError):  # Before the first unlock there is no key to sign it with.
        await services.client.probe(effect.service)


PERFORMERS: Performers = {
    RunNode: run_node,
    RunStream: run_stream,
    MeetNode: meet_node,
    ProbeService: probe_service,
}
