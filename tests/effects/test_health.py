"""The node's life and the event stream become actions, each of them."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qwallet_desktop import __version__
from qwallet_desktop.domain.health import Closed, HalfOpen, Open, Service
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.health import PAUSE
from qwallet_desktop.effects.lasting import REST as REST_OF_THE_LASTING
from qwallet_desktop.node import launcher
from qwallet_desktop.node.launcher import Launcher, LauncherState, NodeAddress
from qwallet_desktop.services import events
from qwallet_desktop.services.breaker import FAILURES, REST
from qwallet_desktop.services.calls import Call
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.events import EventStream, StreamItem
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.state.health import (
    ClockMeasured,
    EffectCrashed,
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
from qwallet_desktop.state.lock import PerformLock
from qwallet_desktop.state.silence import AnswerOverdue, NodeAnswered, NodeSilent
from tests.effects.desks import Place, make_desk
from tests.services.fakes import START, Sleeps
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
        NodeReady(ADDRESS.node_id, START),
        NodeLost(START, GONE),
        NodeStarting(40),
    ]
    assert (await desk.online()).address == ADDRESS
    await desk.close()


async def test_an_open_stream_says_where_it_stands_and_how_far_the_clock_is_off(place: Place) -> None:
    tell(place, events.Connected(Sequence(7)))
    place.services.client._signing.clock_offset = timedelta(seconds=-89.6)
    place.desk.now = lambda: START
    assert await place.answer(RunStream(Sequence(0))) == [StreamConnected(Sequence(7), START), ClockMeasured(-90)]


async def test_what_the_stream_brings_becomes_actions(place: Place) -> None:
    event = posted(8)
    place.desk.now = lambda: START
    tell(
        place,
        events.Received(event),
        events.Resync(Sequence(9)),
        events.GrantExpired(),
        events.Disconnected(GONE),
    )
    assert await place.answer(RunStream(Sequence(0))) == [
        EventReceived(event),
        Resynced(Sequence(9)),
        GrantsLapsed(),
        StreamLost(START),
    ]


@pytest.mark.parametrize(("head", "after"), [(Sequence(0), None), (Sequence(7), Sequence(7))])
async def test_the_stream_goes_on_where_it_was_or_begins_now(
    place: Place, head: Sequence, after: Sequence | None
) -> None:
    stream = tell(place)
    await place.answer(RunStream(head))
    assert stream.after == [after]


@pytest.mark.usefixtures("expected_logs")
async def test_a_stream_that_crashed_goes_on_after_the_event_that_it_had_told(place: Place) -> None:
    after, pauses = list[Sequence | None](), Sleeps()
    place.desk.pause, place.desk.now = pauses, lambda: START

    class Crashing(EventStream):
        async def events(self, position: Sequence | None = None) -> AsyncGenerator[StreamItem, None]:
            after.append(position)
            if len(after) == 1:
                yield events.Received(posted(8))
                message = "nobody foresaw it"
                raise RuntimeError(message)

    place.desk._services = replace(place.services, stream=Crashing(place.services.client))
    told = await place.answer(RunStream(Sequence(7)))
    assert told == [EventReceived(posted(8)), StreamLost(START), EffectCrashed("RunStream", "RuntimeError")]
    assert (after, pauses.seconds) == ([7, 8], [REST_OF_THE_LASTING])


@pytest.mark.usefixtures("expected_logs")
async def test_a_node_that_nobody_can_run_is_away_and_tried_again(tmp_path: Path) -> None:
    runs, desk = list[Path](), make_desk(tmp_path)

    class Crashing(Launcher):
        async def run(self, report: Callable[[LauncherState], None]) -> None:
            runs.append(tmp_path)
            if len(runs) == 1:
                message = "nobody foresaw it"
                raise ValueError(message)
            report(launcher.Starting())

    async def made() -> Launcher:
        return Crashing(tmp_path)

    desk.make_launcher, desk.now, desk.pause = made, lambda: START, Sleeps()
    place = Place(desk, None)  # type: ignore[arg-type]  # nothing goes over a line here
    lost = NodeLost(START, Problem(Code.INTERNAL))
    assert await place.answer(RunNode()) == [lost, EffectCrashed("RunNode", "ValueError"), NodeStarting()]


async def test_a_node_that_answers_says_which_version_it_is(place: Place) -> None:
    assert await place.answer(MeetNode()) == [NodeDescribed(__version__)]


async def test_a_node_that_does_not_say_its_version_is_no_trouble(place: Place) -> None:
    place.line.is_cut = True
    assert await place.answer(MeetNode()) == []


async def test_meeting_a_node_closes_what_was_open_to_the_one_before(place: Place) -> None:
    before = place.services.client
    place.desk.pause = Sleeps()
    place.desk.connect(ADDRESS)
    await place.answer(MeetNode())
    assert before._http._client.is_closed


# --------------------------------------------------------------------------- services that rest


async def person_whose_wallet_rests(place: Place) -> IdentityId:
    """Let the way to the node be cut until the wallet service is left alone."""

    def now() -> datetime:
        # The circuit keeps the clock that it was given; the desk's is turned later.
        return place.desk.now()

    ada = (await place.person("Ada")).id
    place.desk.now = lambda: START
    place.services.client._circuits[Service.WALLET]._now = now
    place.line.is_cut = True
    for _ in range(FAILURES):
        with pytest.raises(ServiceError):
            await place.services.wallets.get_context(ada)
    place.line.is_cut = False
    return ada


def changes(place: Place) -> list[object]:
    """Collect what the desk is told of services from now on."""
    told: list[object] = []
    place.desk.told = lambda service, state: told.append(ServiceChanged(service, state))
    return told


async def test_what_a_service_s_breaker_does_is_told(place: Place) -> None:
    told = changes(place)
    await person_whose_wallet_rests(place)
    problem = Problem(Code.NODE_UNREACHABLE)
    assert told == [ServiceChanged(Service.WALLET, Open(START, START + REST, problem))]


async def test_a_service_that_rests_does_not_hinder_another(place: Place) -> None:
    await person_whose_wallet_rests(place)
    assert (await place.services.identities.list_identities())[0].name == "Ada"


async def test_after_its_rest_a_service_tries_by_itself(place: Place) -> None:
    await person_whose_wallet_rests(place)
    told, pauses = changes(place), list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        place.desk.now = lambda: START + REST

    place.desk.pause = pause
    await place.answer(ProbeService(Service.WALLET, START + REST))
    assert pauses == [REST.total_seconds()]
    assert told == [
        ServiceChanged(Service.WALLET, HalfOpen(START, Problem(Code.NODE_UNREACHABLE))),
        ServiceChanged(Service.WALLET, Closed()),
    ]


async def test_a_service_tries_at_once_when_it_is_told_to(place: Place) -> None:
    ada = await person_whose_wallet_rests(place)
    await place.answer(ProbeService(Service.WALLET))
    assert (await place.services.wallets.get_context(ada)).identity_id == ada


@pytest.mark.parametrize("service", Service)
async def test_the_node_answers_what_any_service_is_tried_with(place: Place, service: Service) -> None:
    await place.person("Ada")
    circuit = place.services.client._circuits[service]
    place.line.is_cut = True
    for _ in range(FAILURES):
        with pytest.raises(ServiceError):
            await circuit(Call("POST", "/v1/nothing", None))
    place.line.is_cut = False
    place.line.statuses.clear()
    await place.answer(ProbeService(service))
    assert circuit.state == Closed()
    assert place.line.statuses[-1] in {200, 404}


async def test_before_the_first_unlock_nothing_is_tried_and_nothing_crashes(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.connect(ADDRESS)
    place = Place(desk, None)  # type: ignore[arg-type]  # nothing goes over a line here
    assert await place.answer(ProbeService(Service.WALLET)) == []
    await desk.close()


async def test_a_node_that_was_started_anew_is_asked_at_once(place: Place) -> None:
    ada = await person_whose_wallet_rests(place)
    place.desk.connect(place.services.address)
    assert (await place.services.wallets.get_context(ada)).identity_id == ada


async def test_what_an_event_made_old_is_read_anew(place: Place) -> None:
    ada = (await place.person("Ada")).id
    await place.services.wallets.get_context(ada)
    tell(place, events.Received(replace(posted(8), identity_id=ada)))
    await place.answer(RunStream(Sequence(0)))
    place.line.paths.clear()
    await place.services.wallets.get_context(ada)
    assert place.line.paths == [f"/v1/identities/{ada}/wallet"]


async def asks_anew(place: Place, head: Sequence, item: StreamItem) -> bool:
    """Tell whether something that was read a moment ago is read anew after the stream brought this."""
    ada = (await place.person("Ada")).id
    await place.services.wallets.get_context(ada)
    tell(place, item)
    await place.answer(RunStream(head))
    place.line.paths.clear()
    await place.services.wallets.get_context(ada)
    return place.line.paths == [f"/v1/identities/{ada}/wallet"]


@pytest.mark.parametrize("item", [events.Resync(Sequence(9)), events.GrantExpired(), events.Connected(Sequence(7))])
async def test_where_news_may_be_missing_everything_that_may_have_changed_is_read_anew(
    place: Place, item: StreamItem
) -> None:
    assert await asks_anew(place, Sequence(0), item)


@pytest.mark.parametrize("item", [events.Connected(Sequence(7)), events.Disconnected(GONE)])
async def test_a_stream_that_goes_on_where_it_was_makes_nothing_old(place: Place, item: StreamItem) -> None:
    assert not await asks_anew(place, Sequence(7), item)


async def test_nothing_is_kept_over_a_lock(place: Place) -> None:
    ada = (await place.person("Ada")).id
    await place.services.wallets.get_context(ada)
    await place.answer(PerformLock())
    assert place.services.client._cache.is_empty


async def test_a_node_that_is_merely_slow_with_one_answer_is_there(place: Place) -> None:
    assert await place.answer(AskNode()) == [NodeAnswered()]


async def test_a_node_that_hangs_is_asked_until_it_answers(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = place.services.health.get_node
    asked, pauses = list[None](), Sleeps()

    async def hanging(_self: object) -> object:
        asked.append(None)
        return await (asyncio.Event().wait() if len(asked) < 3 else answers())

    for patience in ("PATIENCE", "MORE_PATIENCE"):
        monkeypatch.setattr(f"qwallet_desktop.effects.health.{patience}", 0.01)
    monkeypatch.setattr("qwallet_desktop.services.health.HealthService.get_node", hanging)
    place.desk.pause = pauses
    told = await place.answer(AskNode())
    assert (told[0], told[-1]) == (NodeSilent(), NodeAnswered())
    assert pauses.seconds[:2] == [PAUSE, PAUSE]


async def test_a_node_that_is_always_slow_is_there_all_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, place.desk.pause = place.services.health.get_node, Sleeps()

    async def slow(_self: object) -> object:
        await asyncio.sleep(0.05)
        return await answers()

    monkeypatch.setattr("qwallet_desktop.effects.health.PATIENCE", 0.01)
    monkeypatch.setattr("qwallet_desktop.services.health.HealthService.get_node", slow)
    assert await place.answer(AskNode()) == [NodeSilent(), NodeAnswered()]


async def test_a_node_that_refuses_is_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(_self: object) -> None:
        raise ServiceError(Problem(Code.INTERNAL))

    monkeypatch.setattr("qwallet_desktop.services.health.HealthService.get_node", refused)
    assert await place.answer(AskNode()) == [NodeAnswered()]


async def test_an_answer_that_is_overdue_is_told(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)

    async def told() -> Launcher:
        return ToldLauncher(tmp_path)

    desk.make_launcher, desk.now = told, lambda: START
    place = Place(desk, None)  # type: ignore[arg-type]  # nothing goes over a line here
    await place.answer(RunNode())
    desk._wait()
    assert place.told == [AnswerOverdue(START)]


async def test_a_node_is_begun_only_when_the_one_before_has_ended(tmp_path: Path) -> None:
    running, most, desk = 0, 0, make_desk(tmp_path)
    begun = asyncio.Event()

    class Slow(Launcher):
        async def run(self, report: Callable[[LauncherState], None]) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                running -= 1

    async def made() -> Launcher:
        return Slow(tmp_path)

    desk.make_launcher = made
    place = Place(desk, None)  # type: ignore[arg-type]  # nothing goes over a line here
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(place.answer(RunNode()))
        await begun.wait()
        begun.clear()
        first.cancel()
        second = tasks.create_task(place.answer(RunNode()))
        await begun.wait()
        second.cancel()
    assert most == 1
