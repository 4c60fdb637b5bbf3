"""Tests of the limits of an event stream: silence, and an event that never ends."""

import asyncio

import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.events import Connected, Disconnected
from qwallet_desktop.services.stream_guard import LARGEST_EVENT, SILENCE_SECONDS
from tests.services.fakes import Bench, Script, Step
from tests.services.streams import KEEP_ALIVE, first, hang, hello, message, play, received, seq
from tests.services.turned_loop import TurnedLoop, run_turned


@pytest.mark.asyncio
async def test_an_event_without_end_is_given_up(bench: Bench) -> None:
    piece = b"data: " + b"x" * (LARGEST_EVENT // 4)
    script = Script([hello(6), *[piece] * 4, RuntimeError("it was read on")])
    bench.node.streams.append(script)

    items = await first(bench, 2)

    assert items[1] == Disconnected(Problem(Code.NODE_ANSWER_INVALID, {"about": "event"}))
    assert script.closed


@pytest.mark.asyncio
async def test_many_events_may_be_larger_than_one(bench: Bench) -> None:
    noise = b": " + b"x" * (LARGEST_EVENT // 3) + b"\n\n"
    play(bench, [hello(6), *[noise] * 9, message(bench, 8, 6)])

    assert await first(bench, 2) == [Connected(seq(6)), received(bench, 8, 6)]


def silent(loop: TurnedLoop, seconds: float) -> Step:
    """Say nothing for that long."""

    async def wait() -> None:
        loop.turn(seconds)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    return wait


def test_a_stream_that_falls_silent_is_opened_anew() -> None:
    async def main(loop: TurnedLoop) -> None:
        bench = Bench()
        play(bench, [hello(6), silent(loop, SILENCE_SECONDS + 1), hang], [KEEP_ALIVE])

        timeout = Disconnected(Problem(Code.NODE_TIMEOUT))
        assert await first(bench, 3) == [Connected(seq(6)), timeout, Connected(seq(6))]
        await bench.client.close()

    run_turned(main)


def test_signs_of_life_keep_a_stream_open() -> None:
    async def main(loop: TurnedLoop) -> None:
        bench = Bench()
        pause = silent(loop, SILENCE_SECONDS - 1)
        play(bench, [hello(6), pause, KEEP_ALIVE, pause, KEEP_ALIVE, pause, message(bench, 8, 6)])

        assert await first(bench, 2) == [Connected(seq(6)), received(bench, 8, 6)]
        await bench.client.close()

    run_turned(main)
