"""Tests of the event stream: order, gaps, cuts, silence, and grants that lapse."""

import asyncio
from itertools import islice

import httpx
import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.events import (
    FIRST_DELAY,
    LONGEST_DELAY,
    TURN,
    Connected,
    Disconnected,
    GrantExpired,
    Resync,
)
from qwallet_desktop.services.stream_guard import SILENCE_SECONDS
from qwallet_desktop.wire import requests
from tests.services.fakes import Bench, Script, UnopenedSigner
from tests.services.streams import (
    CUT,
    KEEP_ALIVE,
    UNREACHABLE,
    first,
    hang,
    hello,
    message,
    named,
    play,
    received,
    resumed_at,
    seq,
)
from tests.services.turned_loop import TurnedLoop, run_turned


@pytest.mark.asyncio
async def test_a_fresh_stream_says_where_it_starts(bench: Bench) -> None:
    play(bench, [hello(6), message(bench, 8, 6), message(bench, 9, 8)])

    assert await first(bench, 3) == [Connected(seq(6)), received(bench, 8, 6), received(bench, 9, 8)]
    assert bench.node.parameters(0)["keyid"] == bench.signer.session_id
    assert resumed_at(bench) == [None]


@pytest.mark.asyncio
async def test_a_stream_goes_on_where_it_was_left(bench: Bench) -> None:
    play(bench, [KEEP_ALIVE, message(bench, 9, 8)])

    assert await first(bench, 2, after=8) == [Connected(seq(8)), received(bench, 9, 8)]
    assert resumed_at(bench) == ["8"]


@pytest.mark.asyncio
async def test_signs_of_life_and_unknown_messages_are_passed_over(bench: Bench) -> None:
    unknown = b'event: weather\ndata: {"rain":true}\n\n'
    play(bench, [hello(6), KEEP_ALIVE, unknown, KEEP_ALIVE, message(bench, 8, 6)])

    assert await first(bench, 2) == [Connected(seq(6)), received(bench, 8, 6)]


@pytest.mark.asyncio
async def test_a_fact_of_a_newer_node_is_passed_over_and_leaves_no_gap(bench: Bench) -> None:
    newer = b'data: {"sequence":8,"previous":6,"identityId":"x","fact":{"kind":"WEATHER_CHANGED"}}\n\n'
    play(bench, [hello(6), newer, message(bench, 9, 8), CUT], [KEEP_ALIVE, message(bench, 11, 9)])

    assert await first(bench, 5) == [
        Connected(seq(6)),
        received(bench, 9, 8),
        UNREACHABLE,
        Connected(seq(9)),
        received(bench, 11, 9),
    ]


@pytest.mark.asyncio
async def test_a_gap_before_a_fact_of_a_newer_node_is_seen(bench: Bench) -> None:
    newer = b'data: {"sequence":9,"previous":8,"identityId":"x","fact":{"kind":"WEATHER_CHANGED"}}\n\n'
    play(bench, [hello(6), newer], [KEEP_ALIVE, message(bench, 8, 6), newer, message(bench, 10, 9)])

    assert await first(bench, 4) == [
        Connected(seq(6)),
        Connected(seq(6)),
        received(bench, 8, 6),
        received(bench, 10, 9),
    ]


@pytest.mark.asyncio
async def test_events_are_read_however_they_are_cut_into_pieces(bench: Bench) -> None:
    whole = hello(6) + message(bench, 8, 6) + message(bench, 9, 8)
    letters = iter(whole)
    pieces = list(iter(lambda: bytes(islice(letters, 7)), b""))
    play(bench, pieces)

    assert await first(bench, 3) == [Connected(seq(6)), received(bench, 8, 6), received(bench, 9, 8)]


@pytest.mark.asyncio
async def test_a_cut_stream_is_resumed_after_the_last_event(bench: Bench) -> None:
    play(bench, [hello(6), message(bench, 8, 6), CUT], [KEEP_ALIVE, message(bench, 9, 8)])

    assert await first(bench, 5) == [
        Connected(seq(6)),
        received(bench, 8, 6),
        UNREACHABLE,
        Connected(seq(8)),
        received(bench, 9, 8),
    ]
    assert resumed_at(bench) == [None, "8"]


@pytest.mark.asyncio
async def test_a_node_that_ends_the_stream_is_asked_again(bench: Bench) -> None:
    play(bench, [hello(6)], [KEEP_ALIVE, message(bench, 8, 6)])

    assert await first(bench, 4) == [Connected(seq(6)), UNREACHABLE, Connected(seq(6)), received(bench, 8, 6)]


@pytest.mark.asyncio
@pytest.mark.parametrize("kept", [10, -1])
async def test_an_event_that_was_cut_is_read_whole_the_next_time(bench: Bench, kept: int) -> None:
    cut = message(bench, 8, 6)[:kept]
    play(bench, [hello(6), cut], [KEEP_ALIVE, message(bench, 8, 6)])

    assert await first(bench, 4) == [Connected(seq(6)), UNREACHABLE, Connected(seq(6)), received(bench, 8, 6)]


@pytest.mark.asyncio
async def test_an_event_that_comes_twice_is_told_once(bench: Bench) -> None:
    play(bench, [hello(6), message(bench, 8, 6), message(bench, 8, 6), message(bench, 7, 6), message(bench, 9, 8)])

    assert await first(bench, 3) == [Connected(seq(6)), received(bench, 8, 6), received(bench, 9, 8)]


@pytest.mark.asyncio
async def test_a_gap_is_filled_by_asking_anew(bench: Bench) -> None:
    play(
        bench,
        [hello(6), message(bench, 9, 8), message(bench, 10, 9)],
        [KEEP_ALIVE, message(bench, 8, 6), message(bench, 9, 8)],
    )

    assert await first(bench, 4) == [
        Connected(seq(6)),
        Connected(seq(6)),
        received(bench, 8, 6),
        received(bench, 9, 8),
    ]
    assert resumed_at(bench) == [None, "6"]


@pytest.mark.asyncio
async def test_a_gap_that_stays_is_told(bench: Bench) -> None:
    play(bench, [hello(6), message(bench, 9, 8)], [KEEP_ALIVE, message(bench, 9, 8), message(bench, 10, 9)])

    assert await first(bench, 5) == [
        Connected(seq(6)),
        Connected(seq(6)),
        Resync(seq(9)),
        received(bench, 9, 8),
        received(bench, 10, 9),
    ]


@pytest.mark.asyncio
async def test_a_node_that_lost_the_place_says_resync(bench: Bench) -> None:
    play(bench, [named("resync", requests.Resync(seq(4)), 4), message(bench, 5, 4)])

    assert await first(bench, 3, after=8) == [Connected(seq(8)), Resync(seq(4)), received(bench, 5, 4)]


@pytest.mark.asyncio
async def test_a_node_that_did_not_hear_where_we_were_leaves_a_gap(bench: Bench) -> None:
    play(bench, [hello(6), message(bench, 8, 6), CUT], [hello(12), message(bench, 13, 12)])

    assert (await first(bench, 6))[3:] == [Connected(seq(8)), Resync(seq(12)), received(bench, 13, 12)]


@pytest.mark.asyncio
async def test_others_have_their_turns_during_a_burst(bench: Bench) -> None:
    turns_given = 10
    count = turns_given * TURN + 1
    play(bench, [hello(0) + b"".join(message(bench, number, number - 1) for number in range(1, count + 1))])
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        working = tasks.create_task(other())
        await first(bench, count)
        working.cancel()

    assert turns >= turns_given


@pytest.mark.asyncio
async def test_lapsed_grants_end_the_stream_and_another_is_opened(bench: Bench) -> None:
    lapsed = named("grant-expired", requests.GrantExpired((bench.bob,)))
    play(bench, [hello(6), lapsed, KEEP_ALIVE], [KEEP_ALIVE, message(bench, 8, 6)])

    assert await first(bench, 4) == [
        Connected(seq(6)),
        GrantExpired((bench.bob,)),
        Connected(seq(6)),
        received(bench, 8, 6),
    ]


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [Code.GRANT_EXPIRED, Code.GRANT_INVALID])
async def test_without_any_grant_new_ones_are_asked_for(bench: Bench, code: Code) -> None:
    play(bench, Problem(code), [hello(6)])

    assert await first(bench, 2) == [GrantExpired(()), Connected(seq(6))]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "bad",
    [
        b"data: {}\n\n",
        b"data: html\n\n",
        b"event: hello\ndata: {}\n\n",
        b"event: resync\n\n",
        b"event: grant-expired\n\n",
    ],
)
async def test_a_message_of_the_wrong_shape_is_an_invalid_answer(bench: Bench, bad: bytes) -> None:
    play(bench, [bad])

    (item,) = await first(bench, 1)

    assert isinstance(item, Disconnected)
    assert item.problem.code is Code.NODE_ANSWER_INVALID


@pytest.mark.asyncio
async def test_an_answer_that_is_no_stream_is_invalid(bench: Bench) -> None:
    bench.node.faults.append(httpx.Response(200, headers={"content-type": "text/html"}, stream=Script([b"<html>"])))

    problem = Problem(Code.NODE_ANSWER_INVALID, {"mediaType": "text/html"})
    assert await first(bench, 1) == [Disconnected(problem)]


@pytest.mark.asyncio
async def test_a_clock_that_is_off_is_learned_from_the_refusal(bench: Bench) -> None:
    bench.node.clock.turn(7_200)
    play(bench, [hello(6)])

    assert await first(bench, 2) == [Disconnected(Problem(Code.SIGNATURE_EXPIRED)), Connected(seq(6))]


@pytest.mark.asyncio
async def test_pauses_grow_while_the_node_is_away(bench: Bench) -> None:
    bench.node.faults.extend(httpx.ConnectError("away") for _ in range(9))

    assert await first(bench, 9) == [UNREACHABLE] * 9
    pauses = bench.sleeps.seconds
    assert pauses[0] <= FIRST_DELAY
    assert LONGEST_DELAY / 2 <= pauses[-1] <= LONGEST_DELAY
    assert pauses[4] > pauses[2] > pauses[0]


@pytest.mark.asyncio
async def test_pauses_are_short_again_after_a_stream_that_stood(bench: Bench) -> None:
    bench.node.faults.extend(httpx.ConnectError("away") for _ in range(5))
    play(bench, [hello(6), message(bench, 8, 6), CUT], [KEEP_ALIVE])

    await first(bench, 9)

    assert bench.sleeps.seconds[-2] > 1
    assert bench.sleeps.seconds[-1] <= FIRST_DELAY


@pytest.mark.asyncio
async def test_pauses_grow_while_each_stream_falls_at_once(bench: Bench) -> None:
    play(bench, *[[hello(6)]] * 6)

    await first(bench, 12)

    assert bench.sleeps.seconds[-1] > FIRST_DELAY


@pytest.mark.asyncio
async def test_closing_the_stream_closes_the_connection(bench: Bench) -> None:
    script = Script([hello(6), hang])
    bench.node.streams.append(script)

    await first(bench, 1)

    assert script.closed


def test_a_node_that_takes_the_request_and_never_answers_is_given_up() -> None:
    async def main(loop: TurnedLoop) -> None:
        bench = Bench()

        async def stuck(_request: httpx.Request) -> httpx.Response:
            loop.turn(SILENCE_SECONDS)
            await hang()
            raise AssertionError

        bench.client._http._client._transport = httpx.MockTransport(stuck)

        assert await first(bench, 1) == [Disconnected(Problem(Code.NODE_TIMEOUT))]
        await bench.client.close()

    run_turned(main)


@pytest.mark.asyncio
async def test_nothing_is_asked_before_the_first_unlock() -> None:
    bench = Bench(signer=UnopenedSigner())

    assert await first(bench, 1) == [Disconnected(Problem(Code.VAULT_LOCKED))]
    assert bench.node.requests == []
    await bench.client.close()
