"""The event stream: in order, without gaps that don't show, only what the reader may see, and no further."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.events import Event, IdentityChanged, TransferPosted
from qwallet_desktop.node import stream
from qwallet_desktop.wire.shapes import adapter
from tests.node.http_builders import Person, Web, code, open_web, taken
from tests.node.stream_builders import Listener, Told, listening

pytestmark = pytest.mark.asyncio

ALICE, BOB, CAROL, SESSION = Person("Alice"), Person("Bob"), Person("Carol"), Person("Session")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ALICE, BOB, CAROL):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def token(web: Web) -> str:
    return await web.issue(ALICE)


def event(told: Told) -> Event:
    assert told.event == "", told
    read = adapter(Event).validate_json(told.data)
    assert told.id == str(read.sequence)
    return read


async def hello(listener: Listener) -> int:
    told = await listener.next()
    assert told.event == "hello", told
    assert told.id == str(json.loads(told.data)["sequence"])
    return int(told.id)


async def test_a_fresh_stream_says_where_it_starts(web: Web, token: str) -> None:
    async with listening(web, ALICE) as listener:
        head = await hello(listener)
    async with listening(web, BOB) as listener:
        assert await hello(listener) == head > 0


async def test_a_payment_is_told_to_both_sides(web: Web, token: str) -> None:
    async with listening(web, ALICE) as payer, listening(web, BOB) as payee:
        await hello(payer)
        await hello(payee)
        taken(await web.pay(ALICE, BOB, token))
        sent, received = event(await payer.next()), event(await payee.next())
    assert isinstance(sent.fact, TransferPosted)
    assert isinstance(received.fact, TransferPosted)
    assert (sent.identity_id, received.identity_id) == (ALICE.did, BOB.did)
    assert sent.fact.entry.transfer == received.fact.entry.transfer


async def test_each_event_names_the_one_that_was_sent_before(web: Web, token: str) -> None:
    async with listening(web, ALICE) as listener:
        before = await hello(listener)
        for recipient in (BOB, CAROL, BOB):
            taken(await web.pay(ALICE, recipient, token))
        told = [event(await listener.next()) for _ in range(3)]
    sequences = [one.sequence for one in told]
    assert [one.previous for one in told] == [before, *sequences[:-1]]
    assert sequences == sorted(set(sequences))


async def test_a_stream_goes_on_where_it_was_cut(web: Web, token: str) -> None:
    async with listening(web, ALICE) as listener:
        await hello(listener)
        taken(await web.pay(ALICE, BOB, token, "1.00"))
        seen = event(await listener.next())
    taken(await web.pay(ALICE, BOB, token, "2.00"))
    async with listening(web, ALICE, last_event_id=str(seen.sequence)) as listener:
        missed = event(await listener.next())
    assert missed.previous == seen.sequence
    assert isinstance(missed.fact, TransferPosted)
    assert missed.fact.entry.transfer.amount.units == 200


async def test_after_stands_for_the_header_and_the_header_wins(web: Web, token: str) -> None:
    async with listening(web, ALICE, after="0") as listener:
        first = event(await listener.next())
    async with listening(web, ALICE, last_event_id=str(first.sequence), after="0") as listener:
        assert event(await listener.next()).previous == first.sequence


@pytest.mark.parametrize("place", ["999999", "9" * 60, "-1", "nothing of ours", ""])
async def test_an_unknown_place_leads_to_a_resync(web: Web, place: str) -> None:
    async with listening(web, ALICE) as listener:
        head = await hello(listener)
    async with listening(web, ALICE, last_event_id=place) as listener:
        told = await listener.next()
    assert (told.event, told.id) == ("resync", str(head))


async def test_after_a_resync_the_stream_goes_on_from_the_head(web: Web, token: str) -> None:
    async with listening(web, ALICE, last_event_id="999999") as listener:
        head = int((await listener.next()).id)
        taken(await web.pay(ALICE, BOB, token))
        assert event(await listener.next()).previous == head


async def test_more_events_than_fit_in_one_look_all_come(web: Web, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BATCH", 2)
    for _ in range(7):
        taken(await web.pay(ALICE, BOB, token, "1.00"))
    async with listening(web, BOB, after="0") as listener:
        told = [event(await listener.next()) for _ in range(8)]
    assert sum(isinstance(one.fact, TransferPosted) for one in told) == 7


async def test_a_stranger_is_told_nothing(web: Web, token: str) -> None:
    async with listening(web, CAROL) as listener:
        await hello(listener)
        taken(await web.pay(ALICE, BOB, token))
        taken(await web.pay(ALICE, CAROL, token, "1.00"))
        first = event(await listener.next())
    assert (first.identity_id, first.fact.kind) == (CAROL.did, "TRANSFER_POSTED")
    assert BOB.did not in str(first)


async def test_one_stream_carries_all_identities_that_gave_a_grant(web: Web, token: str) -> None:
    taken(await web.grant(SESSION, ALICE, BOB))
    async with listening(web, SESSION) as listener:
        await hello(listener)
        taken(await web.pay(ALICE, BOB, token))
        told = {event(await listener.next()).identity_id for _ in range(2)}
    assert told == {ALICE.did, BOB.did}


async def test_a_grant_that_is_given_later_joins_the_stream(web: Web, token: str) -> None:
    taken(await web.grant(SESSION, BOB))
    async with listening(web, SESSION) as listener:
        await hello(listener)
        taken(await web.grant(SESSION, CAROL))
        taken(await web.pay(ALICE, CAROL, token))
        assert event(await listener.next()).identity_id == CAROL.did


async def test_a_stream_ends_when_a_grant_does(web: Web, token: str) -> None:
    taken(await web.grant(SESSION, ALICE, hours=1))
    taken(await web.grant(SESSION, BOB, hours=2))
    async with listening(web, SESSION) as listener:
        await hello(listener)
        web.clock.turn(3_600)
        taken(await web.pay(ALICE, BOB, token))
        told = await listener.next()
        await listener.ended.wait()
    assert (told.event, json.loads(told.data)) == ("grant-expired", {"identityIds": [ALICE.did]})


async def test_without_a_grant_there_is_no_stream(web: Web) -> None:
    assert code(await web.read(SESSION, "/events")) == "GRANT_INVALID"


async def test_an_owner_is_told_what_happens_to_its_own(web: Web) -> None:
    child = Person("Child")
    async with listening(web, ALICE) as listener:
        await hello(listener)
        taken(await web.register(child, owner=ALICE))
        told = event(await listener.next())
    assert isinstance(told.fact, IdentityChanged)
    assert told.fact.identity.id == child.did


async def test_a_silent_stream_shows_that_it_lives(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEEP_ALIVE_SECONDS", 0.01)
    async with listening(web, ALICE) as listener:
        await hello(listener)
        assert await listener.next_block() + b"\n\n" == stream.KEEP_ALIVE


async def test_a_reader_that_left_is_forgotten(web: Web) -> None:
    hub = web.app.state.parts.hub
    async with listening(web, ALICE) as listener:
        await hello(listener)
        assert len(hub._waiting) == 1
    assert len(hub._waiting) == 0


async def test_streams_end_when_the_node_stops(web: Web) -> None:
    async with listening(web, ALICE) as listener:
        await hello(listener)
        web.app.state.parts.hub.close()
        await listener.ended.wait()
    assert listener.status == 200
