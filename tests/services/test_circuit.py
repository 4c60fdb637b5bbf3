"""The layer with the breaker: what counts as a failure, who gets through, what is told."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.health import BreakerState, Closed, HalfOpen, Open, Service
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.breaker import FAILURES, REST
from qwallet_desktop.services.calls import Answer, Call
from qwallet_desktop.services.circuit import Circuit
from qwallet_desktop.services.errors import ServiceError, answer_invalid, refusal, transport_error
from tests.services.builders import REQUEST
from tests.services.fakes import START, Clock, problem_response
from tests.services.test_errors import answer_of

ME = IdentityId("did:key:me")
READ = Call("GET", "/v1/identities", ME)
SMALL = Call("GET", "/v1/audit/checkpoint", ME)
WRITE = Call("POST", "/v1/transfers", ME, b"{}", REQUEST)
GOOD = Answer(200, "application/json", b"[]")
AWAY = Problem(Code.NODE_UNREACHABLE)

FAULTS: list[Callable[[], ServiceError]] = [
    lambda: transport_error(httpx.ConnectError("x")),
    lambda: transport_error(httpx.ReadError("x")),
    lambda: transport_error(httpx.RemoteProtocolError("x")),
    lambda: transport_error(httpx.ReadTimeout("x")),
    lambda: transport_error(TimeoutError()),
    lambda: refusal(answer_of(problem_response(Problem(Code.INTERNAL)))),
    lambda: refusal(answer_of(problem_response(Problem(Code.DATABASE_UNREACHABLE)))),
    lambda: refusal(Answer(500, "text/html", b"<html>")),
    lambda: refusal(Answer(503, "text/html", b"<html>")),
]
ANSWERS: list[Callable[[], ServiceError]] = [
    *(
        lambda code=code: refusal(answer_of(problem_response(Problem(code))))
        for code in (
            Code.NOT_FOUND,
            Code.IDENTITY_UNKNOWN,
            Code.SIGNATURE_INVALID,
            Code.GRANT_EXPIRED,
            Code.NOT_PERMITTED,
            Code.IDEMPOTENCY_MISMATCH,
            Code.INSUFFICIENT_FUNDS,
            Code.OVERLOADED,
        )
    ),
    lambda: refusal(Answer(404, "text/html", b"<html>")),
    # Whatever its words claim: its status says that somebody answered.
    lambda: refusal(Answer(404, "application/problem+json", problem_response(Problem(Code.INTERNAL)).content)),
    lambda: refusal(Answer(302, "text/html", b"")),
    lambda: answer_invalid(size="9000000"),
]


@dataclass
class Way:
    """A way to a node that does what a test says, and a circuit over it."""

    clock: Clock = field(default_factory=Clock)
    does: Callable[[], Awaitable[Answer]] | None = None
    asked: list[Call] = field(default_factory=list[Call])
    told: list[BreakerState] = field(default_factory=list[BreakerState])

    def __post_init__(self) -> None:
        self.circuit = Circuit(Service.WALLET, self, now=self.clock, told=lambda _, state: self.told.append(state))

    async def __call__(self, call: Call) -> Answer:
        self.asked.append(call)
        return GOOD if self.does is None else await self.does()

    def fails(self, error: Callable[[], ServiceError]) -> None:
        async def does() -> Answer:
            raise error()

        self.does = does

    async def refused(self, call: Call = READ) -> ServiceError:
        with pytest.raises(ServiceError) as caught:
            await self.circuit(call)
        return caught.value

    async def open(self, call: Call = READ) -> None:
        self.fails(FAULTS[0])
        for _ in range(FAILURES):
            await self.refused(call)
        self.does = None
        self.asked.clear()


@pytest.fixture
def way() -> Way:
    return Way()


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", FAULTS, ids=range(len(FAULTS)))
async def test_faults_on_the_way_time_outs_and_5xx_open_it(way: Way, fault: Callable[[], ServiceError]) -> None:
    way.fails(fault)
    for _ in range(FAILURES):
        await way.refused()
    assert isinstance(way.circuit.state, Open)


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
async def test_an_answer_never_opens_it(way: Way, answer: Callable[[], ServiceError]) -> None:
    way.fails(answer)
    for _ in range(3 * FAILURES):
        await way.refused()
    assert (way.circuit.state, way.told) == (Closed(), [])


@given(st.lists(st.sampled_from([*range(100)]), max_size=60))
def test_whatever_else_happens_a_404_between_begins_the_count_anew(dice: list[int]) -> None:
    way, in_a_row = Way(), 0

    async def play() -> None:
        nonlocal in_a_row
        for each in dice:
            is_fault = each < 70
            way.fails(FAULTS[each % len(FAULTS)] if is_fault else ANSWERS[each % len(ANSWERS)])
            await way.refused()
            in_a_row = in_a_row + 1 if is_fault else 0
            if in_a_row == FAILURES:
                break
            assert way.circuit.state == Closed()

    with asyncio.Runner() as runner:
        runner.run(play())


@pytest.mark.asyncio
async def test_what_could_not_even_be_signed_says_nothing_of_the_service(way: Way) -> None:
    way.fails(FAULTS[0])
    for _ in range(FAILURES - 1):
        await way.refused()
    way.fails(lambda: ServiceError(Problem(Code.VAULT_LOCKED), sent=False))
    await way.refused()
    assert way.circuit.state == Closed()
    way.fails(FAULTS[0])
    await way.refused()
    assert isinstance(way.circuit.state, Open)


@pytest.mark.asyncio
async def test_while_it_rests_calls_are_refused_unsent_and_say_for_how_long(way: Way) -> None:
    await way.open()
    way.clock.turn(20)
    error = await way.refused()
    assert way.asked == []
    assert (error.sent, error.undecided, error.is_fault, error.retry_after) == (False, False, False, 40.0)
    assert error.problem == Problem(Code.CIRCUIT_OPEN, {"service": "WALLET", "until": (START + REST).isoformat()})


@pytest.mark.asyncio
async def test_each_change_is_told_once(way: Way) -> None:
    await way.open()
    way.clock.turn(60)
    await way.circuit(READ)
    await way.circuit(READ)
    assert way.told == [Open(START, START + REST, AWAY), HalfOpen(START, AWAY), Closed()]


@given(st.integers(2, 30), st.sampled_from(["answers", "fails", "is cancelled"]))
def test_of_any_number_of_callers_exactly_one_is_let_through_to_try(callers: int, probe: str) -> None:
    way = Way()

    async def play() -> None:
        await way.open()
        way.clock.turn(60)
        gate = asyncio.Event()

        async def does() -> Answer:
            await gate.wait()
            if probe == "fails":
                error = FAULTS[0]()
                raise error
            return GOOD

        way.does = does
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(outcome(way)) for _ in range(callers)]
            await asyncio.sleep(0)
            assert len(way.asked) == 1
            assert isinstance(way.circuit.state, HalfOpen)
            (calls[0].cancel() if probe == "is cancelled" else gate.set())
        refused = [call.result() for call in calls if not call.cancelled()]
        assert refused.count(Code.CIRCUIT_OPEN) == callers - 1
        assert isinstance(way.circuit.state, Closed if probe == "answers" else Open)

    with asyncio.Runner() as runner:
        runner.run(play())


async def outcome(way: Way) -> Code | None:
    """Call, and return the code that it was refused with."""
    try:
        await way.circuit(READ)
    except ServiceError as error:
        return error.problem.code
    return None


@pytest.mark.asyncio
async def test_a_probe_that_was_cancelled_leaves_its_place_to_the_next(way: Way) -> None:
    await way.open()
    way.clock.turn(60)

    async def hang() -> Answer:
        await asyncio.Event().wait()
        return GOOD

    way.does = hang
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await way.circuit(READ)
    way.does = None
    assert await way.circuit(READ) == GOOD
    assert way.circuit.state == Closed()


@pytest.mark.asyncio
async def test_while_one_tries_the_others_are_told_no_time(way: Way) -> None:
    await way.open()
    way.clock.turn(60)

    async def another() -> Answer:
        error = await way.refused()
        assert (error.problem, error.retry_after) == (Problem(Code.CIRCUIT_OPEN, {"service": "WALLET"}), None)
        return GOOD

    way.does = another
    await way.circuit(READ)


# ------------------------------------------------------------------------------- trying at once


@pytest.mark.asyncio
async def test_trying_now_asks_what_failed_last(way: Way) -> None:
    await way.open()
    await way.circuit.probe(SMALL)
    assert (way.asked, way.circuit.state) == ([READ], Closed())


@pytest.mark.asyncio
async def test_trying_now_never_repeats_a_write(way: Way) -> None:
    await way.open(WRITE)
    await way.circuit.probe(SMALL)
    assert (way.asked, way.circuit.state) == ([SMALL], Closed())


@pytest.mark.asyncio
async def test_trying_now_in_vain_begins_another_rest(way: Way) -> None:
    await way.open()
    way.clock.turn(10)
    way.fails(FAULTS[0])
    await way.circuit.probe(SMALL)
    again = START + timedelta(seconds=10)
    assert way.told[1:] == [HalfOpen(START, AWAY), Open(START, again + REST, AWAY)]


@pytest.mark.asyncio
async def test_nothing_is_tried_where_nothing_rests(way: Way) -> None:
    await way.circuit.probe(SMALL)
    assert way.asked == []


@pytest.mark.asyncio
async def test_a_node_that_was_started_anew_is_let_through_to_by_all(way: Way) -> None:
    await way.open()
    way.circuit.let_through()
    assert [await outcome(way) for _ in range(3)] == [None] * 3
    assert way.told[-1] == Closed()


@pytest.mark.asyncio
async def test_letting_through_where_nothing_rests_is_not_told(way: Way) -> None:
    way.circuit.let_through()
    assert way.told == []


@pytest.mark.asyncio
async def test_after_another_node_has_taken_the_place_nothing_is_told(way: Way) -> None:
    way.circuit.retire()
    await way.open()
    assert way.told == []
