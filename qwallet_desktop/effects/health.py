"""Performs what health asks for: keep the node running, follow its events, let services that rest try again."""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, assert_never

from qwallet_desktop.domain.health import BreakerState, Service
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.lasting import lasting
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
from qwallet_desktop.state.health_effects import AskNode, MeetNode, ProbeService, RunNode, RunStream
from qwallet_desktop.state.lazy_actions import GrantsLapsed
from qwallet_desktop.state.silence import AnswerOverdue, NodeAnswered, NodeSilent

if TYPE_CHECKING:
    from qwallet_desktop.effects.online import Services

PATIENCE = 3.0
"""Seconds within which a node that is there says who it is, however much it has to do."""

MORE_PATIENCE = 15.0
PAUSE = 1.0
_NO_ANSWER = frozenset({Code.NODE_UNREACHABLE, Code.NODE_TIMEOUT})


async def run_node(desk: Desk, effect: RunNode, dispatch: Dispatch) -> None:
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
    desk.overdue = lambda: dispatch(AnswerOverdue(desk.now()))
    # A node that hangs takes two seconds to be ended, and keeps its ledger locked until then.
    async with desk.running:
        node = await desk.make_launcher()
        desk.copier = node
        await lasting(
            desk, effect, dispatch, partial(node.run, report), lambda: NodeLost(desk.now(), Problem(Code.INTERNAL))
        )


async def run_stream(desk: Desk, effect: RunStream, dispatch: Dispatch) -> None:
    """Follow the node's events until the program ends."""
    services = await desk.online()
    work = partial(_follow, desk, services, _Place(effect.head), dispatch)
    await lasting(desk, effect, dispatch, work, lambda: StreamLost(desk.now()))


@dataclass(slots=True)
class _Place:
    """The newest event that was told; 0 before there was one. One that crashed somebody is not told again."""

    head: Sequence


async def _follow(desk: Desk, services: "Services", place: _Place, dispatch: Dispatch) -> None:
    # Whatever happens here, the connection is closed, and not left to Qt's loop, which closes no generators.
    async with aclosing(services.stream.events(place.head or None)) as items:
        async for item in items:
            match item:
                case events.Connected(head):
                    if not place.head:
                        # What happened between an answer that is kept and this moment is told by nobody.
                        services.client.drop_answers_that_change()
                        place.head = head
                    dispatch(StreamConnected(head, desk.now()))
                    offset = round(services.client.clock_offset.total_seconds())
                    dispatch(ClockMeasured(offset))
                case events.Received(event):
                    place.head = event.sequence
                    services.client.drop_made_old(event)
                    dispatch(EventReceived(event))
                case events.Resync(sequence):
                    place.head = sequence
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


async def ask_node(desk: Desk, _effect: AskNode, dispatch: Dispatch) -> None:
    """Ask the node who it is until it answers, whatever the answer; say so once if it is silent."""
    services, patience = await desk.online(), PATIENCE
    while not await _answers(services, patience):
        dispatch(NodeSilent())
        await desk.pause(PAUSE)
        # Now that it is known to be slow, it need not be quick to be there: a slow way would be none for ever.
        patience = MORE_PATIENCE
        services = await desk.online()
    dispatch(NodeAnswered())


async def _answers(services: "Services", patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            await services.health.get_node()
    except TimeoutError:
        return False
    except ServiceError as error:
        return error.problem.code not in _NO_ANSWER
    return True


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
    AskNode: ask_node,
    ProbeService: probe_service,
}
