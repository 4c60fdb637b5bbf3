"""Tests of asking again where no answer came."""

import httpx
import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.calls import Answer, Call
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.node_client import Change
from qwallet_desktop.services.retry import FIRST_DELAY, LONGEST_DELAY, Retry, jittered_delay
from qwallet_desktop.wire.requests import Health, RenameRequest
from tests.services.builders import OTHER_REQUEST, REQUEST
from tests.services.fakes import START, Bench, CountedRandom, Sleeps, problem_response

pytestmark = pytest.mark.asyncio
HEALTH = Health("ok", START)
CUT = httpx.ReadError("cut")


def change(bench: Bench, name: str = "Anna") -> Change:
    bench.node.replies["POST", "/v1/thing"] = HEALTH
    return Change(bench.alice, REQUEST, RenameRequest(name))


def starting(retry_after: str) -> httpx.Response:
    answer = problem_response(Problem(Code.NODE_STARTING))
    answer.headers["retry-after"] = retry_after
    return answer


async def code_of(bench: Bench, change: Change) -> Code:
    with pytest.raises(ServiceError) as caught:
        await bench.client.write(Health, "thing", change=change)
    return caught.value.problem.code


async def test_a_read_is_repeated_after_a_fault(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/thing"] = HEALTH
    bench.node.faults.extend([CUT, problem_response(Problem(Code.NODE_STARTING))])

    assert await bench.client.read(Health, "thing") == HEALTH
    assert len(bench.node.requests) == 3


async def test_a_write_whose_answer_was_lost_is_carried_out_once(bench: Bench) -> None:
    bench.node.lost.append(CUT)

    assert await bench.client.write(Health, "thing", change=change(bench)) == HEALTH
    assert bench.node.decided == [REQUEST]


async def test_each_attempt_is_signed_anew_under_the_same_id(bench: Bench) -> None:
    bench.node.lost.append(CUT)

    await bench.client.write(Health, "thing", change=change(bench))

    first, second = bench.node.requests
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == REQUEST
    assert first.headers["signature"] != second.headers["signature"]
    assert bench.node.parameters(0)["nonce"] != bench.node.parameters(1)["nonce"]


@pytest.mark.parametrize(
    "code",
    [Code.INSUFFICIENT_FUNDS, Code.OVERLOADED, Code.INTERNAL, Code.STORAGE_FULL, Code.DATABASE_DAMAGED, Code.NOT_FOUND],
)
async def test_a_refusal_is_never_repeated(bench: Bench, code: Code) -> None:
    bench.node.faults.append(problem_response(Problem(code)))

    assert await code_of(bench, change(bench)) is code
    assert len(bench.node.requests) == 1


async def test_five_attempts_are_made_and_no_more(bench: Bench) -> None:
    bench.node.faults.extend([CUT, CUT, CUT, CUT, httpx.ReadTimeout("late"), CUT])

    assert await code_of(bench, change(bench)) is Code.NODE_TIMEOUT
    assert len(bench.node.requests) == 5
    assert len(bench.sleeps.seconds) == 4


async def test_the_attempts_outlast_the_start_of_a_node_that_was_killed(bench: Bench) -> None:
    bench.node.faults.extend([CUT] * 5)

    await code_of(bench, change(bench))
    assert sum(bench.sleeps.seconds) >= 1.5


async def test_a_vault_locked_between_attempts_leaves_the_first_fault_to_tell(bench: Bench) -> None:
    bench.node.lost.append(CUT)
    bench.sleeps.then = lambda: setattr(bench.signer, "locked", True)

    with pytest.raises(ServiceError) as caught:
        await bench.client.write(Health, "thing", change=change(bench))
    assert caught.value.problem.code is Code.NODE_UNREACHABLE
    assert caught.value.undecided
    assert bench.node.decided == [REQUEST]


async def test_a_vault_locked_before_anything_was_sent_is_what_there_is_to_tell(bench: Bench) -> None:
    bench.node.faults.append(httpx.ConnectError("no way"))
    bench.sleeps.then = lambda: setattr(bench.signer, "locked", True)

    with pytest.raises(ServiceError) as caught:
        await bench.client.write(Health, "thing", change=change(bench))
    assert (caught.value.problem.code, caught.value.sent) == (Code.VAULT_LOCKED, False)


async def test_what_never_found_a_way_to_the_node_was_not_sent(bench: Bench) -> None:
    bench.node.faults.extend([httpx.ConnectError("no way")] * 5)

    with pytest.raises(ServiceError) as caught:
        await bench.client.write(Health, "thing", change=change(bench))
    assert (caught.value.sent, caught.value.undecided) == (False, False)


async def test_what_went_out_once_was_sent_though_later_attempts_found_no_way(bench: Bench) -> None:
    bench.node.lost.append(CUT)

    def no_way() -> None:
        bench.node.faults.append(httpx.ConnectError("no way"))

    bench.sleeps.then = no_way
    with pytest.raises(ServiceError) as caught:
        await bench.client.write(Health, "thing", change=change(bench))
    assert (caught.value.sent, caught.value.undecided) == (True, True)
    assert bench.node.decided == [REQUEST]
    assert len(bench.sleeps.seconds) == 4


async def test_what_the_node_might_do_twice_is_asked_once() -> None:
    asked: list[Call] = []

    async def cut(call: Call) -> Answer:
        asked.append(call)
        raise ServiceError(Problem(Code.NODE_TIMEOUT))

    retry = Retry(cut, sleep=Sleeps(), random=CountedRandom())
    with pytest.raises(ServiceError):
        await retry(Call("POST", "/v1/thing", None, b"{}"))
    assert len(asked) == 1


async def test_the_node_may_ask_for_more_patience(bench: Bench) -> None:
    bench.node.faults.append(starting("2"))

    await bench.client.write(Health, "thing", change=change(bench))

    assert bench.sleeps.seconds == [2.0]


async def test_a_node_that_wants_long_patience_is_left_alone(bench: Bench) -> None:
    bench.node.faults.append(starting("3600"))

    assert await code_of(bench, change(bench)) is Code.NODE_STARTING
    assert len(bench.node.requests) == 1


@pytest.mark.parametrize("text", ["Wed, 21 Oct 2026 07:28:00 GMT", "-1", "soon"])
async def test_patience_that_is_no_number_of_seconds_is_not_read(bench: Bench, text: str) -> None:
    bench.node.faults.append(starting(text))

    await bench.client.write(Health, "thing", change=change(bench))

    assert bench.sleeps.seconds[0] <= FIRST_DELAY


async def test_the_same_id_with_another_body_is_refused(bench: Bench) -> None:
    await bench.client.write(Health, "thing", change=change(bench))

    assert await code_of(bench, change(bench, "Eve")) is Code.IDEMPOTENCY_MISMATCH


async def test_another_id_is_another_change(bench: Bench) -> None:
    await bench.client.write(Health, "thing", change=change(bench))
    other = Change(bench.alice, OTHER_REQUEST, RenameRequest("Anna"))
    await bench.client.write(Health, "thing", change=other)

    assert bench.node.decided == [REQUEST, OTHER_REQUEST]


@pytest.mark.parametrize(("failures", "whole"), [(1, 0.2), (2, 0.4), (3, 0.8), (5, 2.0), (5_000, 2.0)])
async def test_delays_double_up_to_a_limit_and_half_of_them_is_chance(failures: int, whole: float) -> None:
    shortest = jittered_delay(failures, FIRST_DELAY, LONGEST_DELAY, lambda length: b"\0" * length)
    longest = jittered_delay(failures, FIRST_DELAY, LONGEST_DELAY, lambda length: b"\xff" * length)

    assert shortest == pytest.approx(whole / 2)
    assert whole * 0.99 < longest <= whole
