"""Tests of the one map from foreign errors to `ServiceError`s."""

import httpx
import pytest
from httpx_sse import SSEError

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.calls import Answer
from qwallet_desktop.services.errors import (
    LONGEST_FACT,
    ServiceError,
    answer_invalid,
    ensure,
    opened,
    refusal,
    transport_error,
)
from qwallet_desktop.wire.requests import Health, NodeInfo, ProblemBody
from qwallet_desktop.wire.shapes import dump
from tests.services.fakes import START, problem_response

INFO = NodeInfo(NodeId("0f" * 16), "00" * 32, "0.1.0", START)


def answer_of(response: httpx.Response, retry_after: float | None = None) -> Answer:
    media_type = response.headers.get("content-type", "")
    return Answer(response.status_code, media_type, response.content, retry_after)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectError("x"), Code.NODE_UNREACHABLE),
        (httpx.ReadError("x"), Code.NODE_UNREACHABLE),
        (httpx.WriteError("x"), Code.NODE_UNREACHABLE),
        (httpx.CloseError("x"), Code.NODE_UNREACHABLE),
        (httpx.RemoteProtocolError("x"), Code.NODE_UNREACHABLE),
        (httpx.ProxyError("x"), Code.NODE_UNREACHABLE),
        (httpx.ConnectTimeout("x"), Code.NODE_TIMEOUT),
        (httpx.ReadTimeout("x"), Code.NODE_TIMEOUT),
        (httpx.WriteTimeout("x"), Code.NODE_TIMEOUT),
        (httpx.PoolTimeout("x"), Code.NODE_TIMEOUT),
        (TimeoutError(), Code.NODE_TIMEOUT),
        (httpx.DecodingError("x"), Code.NODE_ANSWER_INVALID),
        (httpx.TooManyRedirects("x"), Code.NODE_ANSWER_INVALID),
    ],
)
def test_each_fault_on_the_way_has_a_name(error: Exception, code: Code) -> None:
    assert transport_error(error).problem.code is code


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")])
def test_without_a_connection_nothing_has_left(error: Exception) -> None:
    assert (transport_error(error).sent, transport_error(error).undecided) == (False, False)


@pytest.mark.parametrize(
    "error",
    [httpx.ReadError("x"), httpx.WriteError("x"), httpx.ReadTimeout("x"), httpx.WriteTimeout("x"), TimeoutError()],
)
def test_over_a_connection_something_may_have_left(error: Exception) -> None:
    assert (transport_error(error).sent, transport_error(error).undecided) == (True, True)


@pytest.mark.parametrize(("status", "is_fault"), [(404, False), (302, False), (429, False), (500, True), (503, True)])
def test_an_answers_status_says_whether_the_service_failed_whatever_its_words(status: int, is_fault: bool) -> None:
    for body in (b"<html>", problem_response(Problem(Code.INTERNAL)).content):
        assert refusal(Answer(status, "application/problem+json", body)).is_fault is is_fault


def test_without_an_answer_the_way_to_the_service_failed() -> None:
    assert [ServiceError(Problem(code)).is_fault for code in (Code.NODE_UNREACHABLE, Code.NODE_TIMEOUT)] == [True] * 2


@pytest.mark.parametrize("code", [Code.CIRCUIT_OPEN, Code.VAULT_LOCKED, Code.MALFORMED, Code.NODE_ANSWER_INVALID])
def test_what_this_desktop_says_itself_is_no_fault_of_the_service(code: Code) -> None:
    assert not ServiceError(Problem(code)).is_fault


def test_a_broken_event_stream_counts_as_a_fault_on_the_way() -> None:
    assert transport_error(SSEError("x")).problem.code is Code.NODE_UNREACHABLE


@pytest.mark.parametrize("code", [Code.INSUFFICIENT_FUNDS, Code.STORAGE_FULL, Code.OVERLOADED, Code.NODE_STARTING])
def test_a_problem_of_the_node_keeps_code_facts_and_field(code: Code) -> None:
    problem = Problem(code, {"available": "12.50"}, "amount")

    assert refusal(answer_of(problem_response(problem))).problem == problem


def test_the_nodes_time_is_kept() -> None:
    response = problem_response(Problem(Code.SIGNATURE_EXPIRED), START)

    assert refusal(answer_of(response)).node_time == START


def test_the_time_to_wait_is_kept() -> None:
    response = problem_response(Problem(Code.OVERLOADED))

    assert refusal(answer_of(response, 3.0)).retry_after == 3.0


def test_an_unknown_code_is_no_answer_of_this_protocol() -> None:
    body = ProblemBody("urn:x", "t", 418, "d", "TEAPOT" * 100)
    error = refusal(Answer(418, "application/problem+json", dump(body)))

    assert error.problem == Problem(Code.NODE_ANSWER_INVALID, {"code": ("TEAPOT" * 100)[:LONGEST_FACT]})


@pytest.mark.parametrize(
    "code", [Code.PASSPHRASE_WRONG, Code.VAULT_LOCKED, Code.WORDS_COUNT, Code.KEY_UNKNOWN, Code.CIRCUIT_OPEN]
)
def test_a_node_cant_speak_for_this_desktop(code: Code) -> None:
    error = refusal(answer_of(problem_response(Problem(code))))

    assert error.problem == Problem(Code.NODE_ANSWER_INVALID, {"code": code.value})


def test_a_problem_of_the_wrong_shape_is_an_invalid_answer() -> None:
    error = refusal(Answer(400, "application/problem+json", b'{"code": "MALFORMED"}'))

    assert error.problem.code is Code.NODE_ANSWER_INVALID


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateways_page_says_that_the_node_is_away(status: int) -> None:
    error = refusal(Answer(status, "text/html", b"<html>", 1.0))

    assert error.problem == Problem(Code.NODE_UNREACHABLE)
    assert error.retry_after == 1.0


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_any_other_page_is_an_invalid_answer(status: int) -> None:
    error = refusal(Answer(status, "text/html", b"<html>"))

    assert error.problem == Problem(Code.NODE_ANSWER_INVALID, {"status": str(status)})


def test_an_answer_is_read() -> None:
    assert opened(Answer(200, "application/json", dump(INFO)), NodeInfo) == INFO


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "text/html", dump(INFO)),
        Answer(200, "application/json", b""),
        Answer(200, "application/json", b"{"),
        Answer(200, "application/json", b"[]"),
        Answer(200, "application/json", dump(INFO)[:-1] + b',"more":1}'),
        Answer(200, "application/json", dump(Health("ok", START))),
        Answer(200, "application/json", b"\xff\xfe"),
        Answer(200, "application/json", b"[" * 100_000),
    ],
    ids=["html", "empty", "cut", "list", "unknown field", "another shape", "not text", "deep"],
)
def test_an_answer_of_another_form_is_invalid(answer: Answer) -> None:
    with pytest.raises(ServiceError) as caught:
        opened(answer, NodeInfo)

    assert caught.value.problem.code is Code.NODE_ANSWER_INVALID


def test_an_invalid_answer_is_quoted_nowhere() -> None:
    with pytest.raises(ServiceError) as caught:
        opened(Answer(200, "application/json", b'{"secret": 1}'), NodeInfo)

    assert caught.value.__cause__ is None
    assert "secret" not in f"{caught.value!r} {caught.value.problem}"


def test_an_answer_about_something_else_is_invalid() -> None:
    ensure(True, "identity")

    with pytest.raises(ServiceError) as caught:
        ensure(False, "identity")
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": "identity"})


@pytest.mark.parametrize(
    "code",
    [
        Code.NODE_UNREACHABLE,
        Code.NODE_TIMEOUT,
        Code.NODE_ANSWER_INVALID,
        Code.INTERNAL,
        Code.STORAGE_FULL,
        Code.OVERLOADED,
        Code.SIGNATURE_EXPIRED,
        Code.IDEMPOTENCY_MISMATCH,
    ],
)
def test_what_the_node_does_not_remember_or_does_not_say_is_undecided(code: Code) -> None:
    assert ServiceError(Problem(code)).undecided


@pytest.mark.parametrize("code", [Code.INSUFFICIENT_FUNDS, Code.IDENTITY_EXISTS, Code.NOT_PERMITTED, Code.MALFORMED])
def test_a_refusal_is_decided(code: Code) -> None:
    assert not ServiceError(Problem(code)).undecided


def test_what_was_never_sent_is_decided() -> None:
    assert not ServiceError(Problem(Code.NODE_UNREACHABLE), sent=False).undecided


def test_an_errors_text_is_its_code_alone() -> None:
    assert str(answer_invalid(mediaType="text/html")) == "NODE_ANSWER_INVALID"
