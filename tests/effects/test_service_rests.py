"""One service of a node fails while the others work: what the whole state says, and how it comes back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from qwallet_desktop.domain.health import Open, Service
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.services.breaker import FAILURES
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.health import NodeReady, ServiceChanged, TryServices, resting
from qwallet_desktop.state.lock import InspectVault
from qwallet_desktop.state.remote import Loaded, Stale, known
from qwallet_desktop.state.root import Action, State, initial_state, reduce
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.wallets import LoadWallet
from tests.effects.desks import Line, Place
from tests.services.fakes import Script

pytestmark = pytest.mark.asyncio
ENDLESS = frozenset({"RunStream"})


class Part(httpx.AsyncBaseTransport):
    """Answers 500 to whatever asks for a wallet while `is_broken`, and passes everything else on."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.is_broken = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_broken and request.url.path.endswith(("/wallet", "/transactions", "/daily", "/tokens")):
            return httpx.Response(500, headers={"content-type": "text/html"}, stream=Script([b"<html>"]))
        return await self._line.handle_async_request(request)


@asynccontextmanager
async def running(place: Place) -> AsyncIterator[Store[State, Action]]:
    """Run the state over a desk whose node answers, until the wallet of its one identity was read."""
    store: Store[State, Action] = Store(initial_state(Preferences()), reduce, performer(place.desk), crashed)
    place.desk.told = lambda service, state: store.dispatch(ServiceChanged(service, state))
    store.dispatch(NodeReady(place.services.address.node_id))
    store.dispatch(InspectVault())
    await store.settle(besides=ENDLESS)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
def part(place: Place) -> Part:
    part = Part(place.line)
    place.services.client._http._client._transport = part
    return part


async def fail_until_it_rests(store: Store[State, Action], place: Place, part: Part, ada: IdentityId) -> None:
    place.services.client.forget_answers()
    part.is_broken = True
    for _ in range(FAILURES):
        store.dispatch(LoadWallet(ada))
        await store.settle(besides=ENDLESS)


async def test_a_wallet_service_that_fails_leaves_what_was_known_on_the_screen(place: Place, part: Part) -> None:
    ada = (await place.person("Ada")).id
    async with running(place) as store:
        await fail_until_it_rests(store, place, part, ada)
        state = store.state
        assert resting(state.health) == (Service.WALLET,)
        assert isinstance(state.wallets[ada].context, Stale)
        assert known(state.wallets[ada].context) is not None
        assert [identity.name for identity in state.identities.known.values()] == ["Ada"]


async def test_a_service_that_is_tried_in_time_brings_what_is_looked_at_up_to_date(place: Place, part: Part) -> None:
    ada = (await place.person("Ada")).id
    async with running(place) as store:
        await fail_until_it_rests(store, place, part, ada)
        part.is_broken = False
        store.dispatch(TryServices())
        await store.settle(besides=ENDLESS)
        assert not store.state.health.troubled
        assert isinstance(store.state.wallets[ada].context, Loaded)


async def test_trying_in_vain_lets_it_rest_again(place: Place, part: Part) -> None:
    ada = (await place.person("Ada")).id
    async with running(place) as store:
        await fail_until_it_rests(store, place, part, ada)
        first = store.state.health.troubled[Service.WALLET]
        store.dispatch(TryServices(Service.WALLET))
        await store.settle(besides=ENDLESS)
        again = store.state.health.troubled[Service.WALLET]
        assert isinstance(first, Open)
        assert isinstance(again, Open)
        assert (again.since, again.until > first.until) == (first.since, True)
