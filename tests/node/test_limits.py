"""Bodies that are too large, too deep or of another form: each a named 4xx, and nothing is written."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from qwallet_desktop.node.limits import DEEPEST, LARGEST_BODY, BodyLimits, depth
from tests.node.http_builders import Person, Web, code, open_web, taken

ALICE = Person("Alice")
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        taken(await opened.register(ALICE))
        yield opened


async def send(web: Web, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
    attempt = web.attempt("POST", "/transfers", content=body, request_id=str(uuid4()), headers=headers or {})
    return await web.send(attempt.signed_by(ALICE))


def deep(value: Any) -> int:
    """Count nesting in another way than the code does."""
    match value:
        case dict():
            return 1 + max(map(deep, value.values()), default=0)
        case list():
            return 1 + max(map(deep, value), default=0)
        case _:
            return 0


@given(JSON_VALUES)
def test_depth_counts_brackets_but_not_those_in_strings(value: Any) -> None:
    body = json.dumps(value)
    many = json.dumps([["]"] * (DEEPEST + 1), value])
    assert depth(body.encode()) in {0, deep(value)}
    assert depth(many.encode()) in {0, 1 + max(1, deep(value)), DEEPEST + 1}


@pytest.mark.parametrize(
    "body",
    [b'"' * 200_000, b'\\"' * 100_000, b'"' + b"\\" * 200_001, b"[]" * 100_000, b'{"' * 100_000],
)
def test_depth_is_found_in_one_pass_over_hostile_text(body: bytes) -> None:
    assert depth(body) <= DEEPEST + 1


async def reads_nothing() -> Any:
    message = "the body was read"
    raise AssertionError(message)


@pytest.mark.asyncio
async def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    sent = []

    async def send_back(message: Any) -> None:
        sent.append(message)

    async def never(_scope: Scope, _receive: Receive, _send: Send) -> None:
        message = "the app was asked"
        raise AssertionError(message)

    scope = {"type": "http", "headers": [(b"content-length", b"10000000")]}
    await BodyLimits(never)(scope, reads_nothing, send_back)
    assert sent[0]["status"] == 413


@pytest.mark.asyncio
async def test_a_body_without_a_length_is_read_no_further_than_the_limit() -> None:
    taken_pieces = 0
    sent = []

    async def endless() -> Any:
        nonlocal taken_pieces
        taken_pieces += 1
        return {"type": "http.request", "body": bytes(64 * 1024), "more_body": True}

    async def send_back(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [(b"transfer-encoding", b"chunked")]}
    await BodyLimits(PlainTextResponse("read"))(scope, endless, send_back)
    assert (sent[0]["status"], taken_pieces) == (413, LARGEST_BODY // (64 * 1024) + 1)


@pytest.mark.asyncio
async def test_a_body_of_ten_megabytes_is_refused(web: Web) -> None:
    answer = await send(web, b'{"memo": "' + b"x" * 10_000_000 + b'"}')
    assert (answer.status_code, code(answer)) == (413, "BODY_TOO_LARGE")


@pytest.mark.asyncio
async def test_deep_nesting_is_refused(web: Web) -> None:
    answer = await send(web, b"[" * 100_000 + b"]" * 100_000)
    assert (answer.status_code, code(answer)) == (400, "MALFORMED")


PAYMENT: dict[str, Any] = {"recipient": "a", "tokenId": "b", "amount": "1", "memo": ""}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", ""),
        (b"{", ""),
        (b"[]", ""),
        (b"null", ""),
        (b'"text"', ""),
        (b"\xff\xfe", ""),
        (json.dumps({**PAYMENT, "amount": 1}).encode(), "amount"),
        (json.dumps({**PAYMENT, "amount": None}).encode(), "amount"),
        (json.dumps({**PAYMENT, "amount": {"value": "1"}}).encode(), "amount"),
        (json.dumps({**PAYMENT, "memo": "x" * 2_001}).encode(), "memo"),
        (json.dumps({**PAYMENT, "priority": "high"}).encode(), "priority"),
        (json.dumps({"recipient": "a", "tokenId": "b"}).encode(), "amount"),
        (json.dumps({**PAYMENT, "token_id": "b"}).encode(), "token_id"),
        (b'{"recipient":"a","tokenId":"b","amount":NaN}', "amount"),
        (b'{"recipient":"a","tokenId":"b","amount":"1","amount":"2"}', "amount"),
        (b'{"recipient":"\\ud800","tokenId":"b","amount":"1"}', ""),
    ],
)
async def test_a_body_of_another_form_is_refused_with_the_wrong_field(web: Web, body: bytes, field: str) -> None:
    answer = await send(web, body)
    assert (answer.status_code, code(answer)) == (400, "MALFORMED")
    assert answer.json()["field"] == field


@pytest.mark.asyncio
async def test_the_value_that_was_wrong_is_not_repeated(web: Web) -> None:
    answer = await send(web, json.dumps({**PAYMENT, "amount": 424_242}).encode())
    assert "424242" not in answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_is_not_called_json_is_refused(web: Web, kind: str) -> None:
    answer = await send(web, json.dumps(PAYMENT).encode(), {"content-type": kind})
    assert (code(answer), answer.json()["field"]) == ("MALFORMED", "content-type")


class Heard:
    """An app that notes what it is given, and a client that says what it is told to."""

    def __init__(self, *messages: Message) -> None:
        self.messages = list(messages)
        self.given: list[Message] = []
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        while self.messages or not self.given:
            self.given.append(await receive())

    async def receive(self) -> Message:
        return self.messages.pop(0)

    async def send(self, message: Message) -> None:
        raise AssertionError(message)


@pytest.mark.asyncio
async def test_what_is_no_request_is_passed_on_as_it_is() -> None:
    heard = Heard({"type": "lifespan.startup"})
    await BodyLimits(heard)({"type": "lifespan"}, heard.receive, heard.send)
    assert (heard.scopes, heard.given) == ([{"type": "lifespan"}], [{"type": "lifespan.startup"}])


@pytest.mark.asyncio
async def test_a_client_that_leaves_half_way_is_not_answered_and_nothing_is_asked_of_the_app() -> None:
    heard = Heard({"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"})
    scope = {"type": "http", "method": "POST", "headers": [(b"content-length", b"9")]}
    await BodyLimits(heard)(scope, heard.receive, heard.send)
    assert (heard.scopes, heard.given) == ([], [])


@pytest.mark.asyncio
async def test_after_its_body_a_request_hears_what_the_client_does_next() -> None:
    heard = Heard({"type": "http.request", "body": b"{}"}, {"type": "http.disconnect"})
    scope = {"type": "http", "method": "POST", "headers": [(b"content-length", b"2")]}
    await BodyLimits(heard)(scope, heard.receive, heard.send)
    assert [message["type"] for message in heard.given] == ["http.request", "http.disconnect"]
    assert heard.given[0]["body"] == b"{}"
