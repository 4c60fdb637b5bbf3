"""Tests of what the shared client does with a node that answers badly, slowly or not at all."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.exchange import LARGEST_ANSWER, WHOLE_SECONDS
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.services.retry import ATTEMPTS
from qwallet_desktop.wire.requests import Health, RenameRequest
from qwallet_desktop.wire.shapes import dump
from tests.services.builders import REQUEST
from tests.services.fakes import (
    ADDRESS,
    JSON,
    NODE,
    START,
    Bench,
    Clock,
    CountedRandom,
    MemorySigner,
    Script,
    Step,
    UnopenedSigner,
)
from tests.services.turned_loop import TurnedLoop, run_turned

HEALTH = Health("ok", START)
HTML = {"content-type": "text/html"}


async def problem_of(asked: Awaitable[object]) -> Problem:
    with pytest.raises(ServiceError) as caught:
        await asked
    return caught.value.problem


def answer(*steps: Step, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, headers=headers or JSON, stream=Script(list(steps)))


def body_of(response: httpx.Response) -> Script:
    assert isinstance(response.stream, Script)
    return response.stream


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "rogue",
    [
        answer(b"<html>", headers=HTML),
        answer(b'{"status":"ok"}'),
        answer(b'{"status":"ok","time":"2026-03-04T05:06:07Z","more":1}'),
        answer(dump(HEALTH)[:-5]),
        answer(status=204),
        answer(status=302, headers={"location": "http://elsewhere/"}),
        answer(status=307, headers={"location": "/v1/thing"}),
        answer(b"gone", status=404, headers=HTML),
    ],
    ids=["html", "schema", "unknown field", "half", "empty", "redirect", "redirect home", "page"],
)
async def test_a_rogue_answer_has_a_name(bench: Bench, rogue: httpx.Response) -> None:
    body = body_of(rogue)
    bench.node.faults.append(rogue)

    problem = await problem_of(bench.client.read(Health, "thing"))

    assert problem.code is Code.NODE_ANSWER_INVALID
    assert len(bench.node.requests) == 1
    assert body.closed


@pytest.mark.asyncio
async def test_an_answer_without_end_is_given_up(bench: Bench) -> None:
    piece = b" " * (LARGEST_ANSWER // 8)
    rogue = answer(*[piece] * 9, RuntimeError("it was read on"))
    body = body_of(rogue)
    bench.node.faults.append(rogue)

    problem = await problem_of(bench.client.read(Health, "thing"))

    assert problem == Problem(Code.NODE_ANSWER_INVALID, {"size": str(len(piece) * 9)})
    assert body.closed


@pytest.mark.asyncio
async def test_a_large_answer_within_the_limit_is_read(bench: Bench) -> None:
    padding = b" " * (LARGEST_ANSWER - len(dump(HEALTH)))
    bench.node.faults.append(answer(dump(HEALTH), padding))

    assert await bench.client.read(Health, "thing") == HEALTH


@pytest.mark.asyncio
async def test_a_cut_in_mid_answer_is_asked_again(bench: Bench) -> None:
    bench.node.faults.append(answer(dump(HEALTH)[:9], httpx.RemoteProtocolError("cut")))
    bench.node.replies["GET", "/v1/thing"] = HEALTH

    assert await bench.client.read(Health, "thing") == HEALTH


def dripping(turn: Callable[[float], None]) -> httpx.Response:
    """Come byte by byte, each well within the read limit, until more than all of the time has passed."""

    async def wait() -> None:
        turn(WHOLE_SECONDS / 4)
        await asyncio.sleep(0)

    return answer(*[step for _ in range(5) for step in (b" ", wait)], headers=JSON)


def test_an_answer_that_drips_in_runs_out_of_time() -> None:
    async def main(loop: TurnedLoop) -> None:
        bench = Bench()
        bench.node.faults.extend(dripping(loop.turn) for _ in range(ATTEMPTS))

        problem = await problem_of(bench.client.read(Health, "thing"))

        assert problem == Problem(Code.NODE_TIMEOUT)
        await bench.client.close()

    run_turned(main)


@pytest.mark.asyncio
async def test_no_cookie_is_kept(bench: Bench) -> None:
    bench.node.faults.append(answer(dump(HEALTH), headers={**JSON, "set-cookie": "track=1"}))
    bench.node.replies["GET", "/v1/thing"] = HEALTH

    await bench.client.read(Health, "thing")
    await bench.client.read(Health, "thing")

    assert "cookie" not in bench.node.requests[1].headers


@pytest.mark.asyncio
async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks9://nowhere")

    client = NodeClient(ADDRESS, NODE, MemorySigner(), now=Clock(), random=CountedRandom())

    await client.close()


@pytest.mark.asyncio
async def test_text_that_no_json_can_carry_is_refused_unsent(bench: Bench) -> None:
    change = Change(bench.alice, REQUEST, RenameRequest("\ud800"))

    assert (await problem_of(bench.client.write(Health, "thing", change=change))).code is Code.MALFORMED
    assert (await problem_of(bench.client.read(Health, "\ud800"))).code is Code.MALFORMED
    assert bench.node.requests == []


@pytest.mark.asyncio
async def test_before_the_first_unlock_nothing_is_sent() -> None:
    bench = Bench(signer=UnopenedSigner())

    assert (await problem_of(bench.client.read(Health, "thing"))).code is Code.VAULT_LOCKED
    assert bench.node.requests == []
    await bench.client.close()


@pytest.mark.asyncio
async def test_a_node_that_moved_is_asked_at_its_new_address(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/thing"] = HEALTH
    bench.client.base_url = "http://127.0.0.1:10/"

    await bench.client.read(Health, "thing")

    assert bench.node.requests[0].url == "http://127.0.0.1:10/v1/thing"
    assert bench.client.base_url == "http://127.0.0.1:10"


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["", "127.0.0.1:9", "ftp://node", "http://", "http://node:port", "http://node?a=b"])
async def test_what_is_no_address_is_refused(bench: Bench, text: str) -> None:
    with pytest.raises(ServiceError) as caught:
        bench.client.base_url = text

    assert caught.value.problem.code is Code.NODE_UNREACHABLE
    assert bench.client.base_url == ADDRESS


@pytest.mark.asyncio
async def test_a_closed_client_sends_nothing(bench: Bench) -> None:
    await bench.client.close()

    assert await problem_of(bench.client.read(Health, "thing")) == Problem(Code.NODE_UNREACHABLE)
    assert bench.node.requests == []


@pytest.mark.asyncio
async def test_cancelling_is_not_an_error_of_the_service(bench: Bench) -> None:
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    rogue = answer(b" ", hang)
    body = body_of(rogue)
    bench.node.faults.append(rogue)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(bench.client.read(Health, "thing"))
        await reached.wait()
        reading.cancel()

    assert reading.cancelled()
    assert body.closed
