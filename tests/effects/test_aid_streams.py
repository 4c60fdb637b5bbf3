"""The stream of an AID becomes actions of its own; its grant is given anew by its own key; nodes come and go."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
import pytest_asyncio

from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services import events
from qwallet_desktop.services.events import EventStream, StreamItem
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.state.aid_actions import AidNewsLost, EndProgram, RunAidStream
from qwallet_desktop.state.health import EffectCrashed, EventReceived
from qwallet_desktop.state.lock import PerformLock
from qwallet_desktop.state.wallets import FetchWallet, WalletLoaded
from tests.effects.aids import Ways
from tests.effects.desks import Place
from tests.services.fakes import Sleeps
from tests.state.builders import entry, posted

pytestmark = pytest.mark.asyncio


class ToldStream(EventStream):
    """Brings what it is told to, then ends; `after` are the places that it was asked to begin at."""

    def __init__(self, client: NodeClient, *items: StreamItem, crashes: bool = False) -> None:
        super().__init__(client)
        self._items, self._crashes = items, crashes
        self.after: list[Sequence | None] = []

    async def events(self, after: Sequence | None = None) -> AsyncGenerator[StreamItem, None]:
        self.after.append(after)
        for item in self._items if len(self.after) == 1 else ():
            yield item
        if self._crashes and len(self.after) == 1:
            raise RuntimeError


@pytest_asyncio.fixture
async def ways(place: Place) -> Ways:
    """The ways of AIDs beside that of all others."""
    place.desk.pause = Sleeps()
    return Ways(place)


@pytest_asyncio.fixture
async def aid(ways: Ways) -> Identity:
    """An AID."""
    ada = await ways.place.person("Ada")
    return await ways.aid(await ways.place.token(ada.id))


def tell(ways: Ways, aid: Identity, *items: StreamItem, crashes: bool = False) -> ToldStream:
    """Let an AID's stream bring this."""
    apart = ways.place.desk.apart
    services = apart.of(aid.id)
    stream = ToldStream(services.client, *items, crashes=crashes)
    apart._of[aid.id] = replace(services, stream=stream)
    return stream


async def test_what_happens_to_an_aid_is_told_as_anonymous(ways: Ways, aid: Identity) -> None:
    event = posted(9, aid.id)
    tell(ways, aid, events.Received(event))
    assert await ways.place.answer(RunAidStream(aid.id)) == [EventReceived(event, anonymous=True)]


async def test_what_happened_before_the_stream_began_is_read(ways: Ways, aid: Identity) -> None:
    tell(ways, aid, events.Connected(Sequence(7)), events.Connected(Sequence(7)))
    assert await ways.place.answer(RunAidStream(aid.id)) == [AidNewsLost(aid.id)]


async def test_a_gap_is_told(ways: Ways, aid: Identity) -> None:
    tell(ways, aid, events.Connected(Sequence(7)), events.Resync(Sequence(90)))
    assert await ways.place.answer(RunAidStream(aid.id)) == [AidNewsLost(aid.id)] * 2


async def test_a_cut_is_no_news_of_all_others(ways: Ways, aid: Identity) -> None:
    tell(ways, aid, events.Disconnected(Problem(Code.NODE_UNREACHABLE)))
    assert await ways.place.answer(RunAidStream(aid.id)) == []


async def test_a_grant_that_lapsed_is_given_anew_by_its_own_way(ways: Ways, aid: Identity) -> None:
    tell(ways, aid, events.GrantExpired((aid.id,)))
    before, own = list(ways.place.line.paths), len(ways.lines[0].paths)
    assert await ways.place.answer(RunAidStream(aid.id)) == [AidNewsLost(aid.id)]
    assert (ways.place.line.paths, ways.lines[0].paths[own:]) == (before, ["/v1/grants"])


async def test_a_grant_that_lapsed_while_locked_waits_for_the_key(ways: Ways, aid: Identity) -> None:
    tell(ways, aid, events.GrantExpired((aid.id,)))
    ways.place.desk.qlock.lock()
    own = len(ways.lines[0].paths)
    assert await ways.place.answer(RunAidStream(aid.id)) == [AidNewsLost(aid.id)]
    assert ways.lines[0].paths[own:] == []


@pytest.mark.usefixtures("expected_logs")
async def test_a_stream_that_crashed_goes_on_after_what_it_had_told(ways: Ways, aid: Identity) -> None:
    event = posted(9, aid.id)
    stream = tell(ways, aid, events.Received(event), crashes=True)
    told = await ways.place.answer(RunAidStream(aid.id))
    assert told[1:] == [AidNewsLost(aid.id), EffectCrashed("RunAidStream", "RuntimeError")]
    assert stream.after == [None, 9]


async def test_news_of_an_aid_make_what_its_client_keeps_old(ways: Ways, aid: Identity) -> None:
    await ways.place.one(FetchWallet(aid.id), WalletLoaded)
    asked = len(ways.lines[0].paths)
    tell(ways, aid, events.Connected(Sequence(7)))
    await ways.place.answer(RunAidStream(aid.id))
    await ways.place.one(FetchWallet(aid.id), WalletLoaded)
    assert len(ways.lines[0].paths) > asked


async def test_locking_drops_what_the_client_of_an_aid_keeps(ways: Ways, aid: Identity) -> None:
    await ways.place.one(FetchWallet(aid.id), WalletLoaded)
    asked = len(ways.lines[0].paths)
    await ways.place.answer(PerformLock())
    await ways.place.one(FetchWallet(aid.id), WalletLoaded)
    assert len(ways.lines[0].paths) > asked


async def test_an_aid_follows_its_node_to_another_port(ways: Ways, aid: Identity) -> None:
    address = replace(ways.place.services.address, url="http://elsewhere")
    ways.place.desk.connect(address)
    services = await ways.place.desk.services_for(aid.id)
    assert (services.client.base_url, services.address) == ("http://elsewhere", address)


async def test_an_aid_does_not_follow_to_another_ledger(ways: Ways, aid: Identity) -> None:
    before = (await ways.place.desk.services_for(aid.id)).client.base_url
    other = replace(ways.place.services.address, url="http://elsewhere", node_id=NodeId("ff" * 16))
    ways.place.desk.connect(other)
    assert (await ways.place.desk.services_for(aid.id)).client.base_url == before


async def test_a_payment_between_an_aid_and_a_named_identity_is_asked_about_by_the_named_one(
    ways: Ways, aid: Identity
) -> None:
    ada = ways.place.desk.qlock.held()[0]
    assert await ways.place.desk.services_for_party(aid.id, ada) is await ways.place.desk.online()


async def test_a_payment_of_an_aid_to_a_stranger_is_asked_about_by_its_own_way(ways: Ways, aid: Identity) -> None:
    stranger = IdentityId("did:key:zStranger")
    found = await ways.place.desk.services_for_party(stranger, aid.id)
    assert found is await ways.place.desk.services_for(aid.id)


async def test_what_nobody_here_has_a_part_in_is_asked_by_the_way_of_all(ways: Ways, aid: Identity) -> None:
    assert await ways.place.desk.services_for_party(None, None) is await ways.place.desk.online()


async def test_the_program_ends_when_the_person_says_so(ways: Ways) -> None:
    left: list[str] = []
    ways.place.desk.leave = lambda: left.append("left")
    await ways.place.answer(EndProgram())
    assert left == ["left"]


async def test_a_payment_that_was_shown_to_an_aid_alone_is_asked_about_by_its_own_way(
    ways: Ways, aid: Identity
) -> None:
    event = posted(9, aid.id)
    tell(ways, aid, events.Received(event))
    await ways.place.answer(RunAidStream(aid.id))
    assert isinstance(event.fact, TransferPosted)
    found = await ways.place.desk.services_about(event.fact.entry.transfer.id)
    assert found is await ways.place.desk.services_for(aid.id)


async def test_a_payment_between_an_aid_and_a_named_identity_stays_hers_to_ask_about(ways: Ways, aid: Identity) -> None:
    ada = ways.place.desk.qlock.held()[0]
    shown = entry(9, aid.id)
    ways.place.desk.note(aid.id, [replace(shown, transfer=replace(shown.transfer, recipient=ada))])
    assert await ways.place.desk.services_about(shown.transfer.id) is await ways.place.desk.online()


async def test_what_others_are_shown_is_asked_about_by_the_way_of_all(ways: Ways, aid: Identity) -> None:
    ada = ways.place.desk.qlock.held()[0]
    ways.place.desk.note(ada, [entry(9, ada)])
    assert await ways.place.desk.services_about(entry(9, ada).transfer.id) is await ways.place.desk.online()
