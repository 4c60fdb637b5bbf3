"""The app around the routes: open routes, unknown addresses, and failures that nobody expected."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.types import Message, Receive, Scope, Send

import qwallet_desktop
from qwallet_desktop.node.server import FailureGuard, NodeServer, create_app, listen
from tests.helpers.logs import LogCollector
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ALICE = Person("Alice")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        taken(await opened.register(ALICE))
        yield opened


async def test_anybody_may_ask_who_the_node_is(web: Web) -> None:
    told = taken(await web.client.get("http://node/v1/node"))
    assert told["nodeId"] == web.node.node_id
    assert told["nodeKey"] == web.node.public_key.hex()
    assert told["version"] == qwallet_desktop.__version__


async def test_anybody_may_ask_whether_the_node_answers(web: Web) -> None:
    assert taken(await web.client.get("http://node/v1/health"))["status"] == "ok"


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/v1/node/", "/v1/identities//wallet"])
async def test_an_unknown_address_is_a_problem(web: Web, path: str) -> None:
    answer = await web.client.get(f"http://node{path}")
    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")


async def test_a_method_that_an_address_lacks_is_a_problem_that_names_the_others(web: Web) -> None:
    answer = await web.client.delete("http://node/v1/node")
    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"asOf": "9" * 40}, "asOf"),
        ({"sort": "COLOUR"}, "sort"),
        ({"descending": "perhaps"}, "descending"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-01-01T00:00:00"}, "since"),
        ({"until": "0001-01-01T00:00:00+23:59"}, "until"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_a_wrong_parameter_is_named(web: Web, params: dict[str, str], field: str) -> None:
    answer = await web.read(ALICE, f"/identities/{ALICE.did}/transactions", **params)
    assert (answer.status_code, code(answer)) == (400, "MALFORMED")
    assert answer.json()["field"] == field


async def test_a_parameter_that_stands_twice_is_refused(web: Web) -> None:
    path = f"/identities/{ALICE.did}/transactions?limit=1&limit=2"
    answer = await web.send(web.attempt("GET", path).signed_by(ALICE))
    assert (code(answer), answer.json()["field"]) == ("MALFORMED", "limit")


async def test_an_unexpected_failure_tells_the_client_nothing_and_the_log_no_values(
    web: Web, expected_logs: LogCollector
) -> None:
    async def fails() -> None:
        message = "secret-value"
        raise ValueError(message)

    web.app.add_api_route("/v1/broken", fails)
    answer = await web.client.get("http://node/v1/broken")
    (line,) = expected_logs.records
    assert (answer.status_code, code(answer)) == (500, "INTERNAL")
    assert "secret-value" not in answer.text + json.dumps(line.__dict__, default=str)


async def test_a_server_answers_over_tcp_and_stops_when_told(web: Web) -> None:

    app = create_app(web.node, None)
    server = NodeServer(app)
    with listen("127.0.0.1", 0) as listener:
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve([listener]))
            async with httpx.AsyncClient(trust_env=False) as client:
                port = listener.getsockname()[1]
                answer = await client.get(f"http://127.0.0.1:{port}/v1/health")
                server.stop()
            await serving
    assert answer.json()["status"] == "ok"
    assert "server" not in answer.headers


async def test_a_failure_after_the_answer_has_begun_is_logged_and_adds_nothing_to_it(
    expected_logs: LogCollector,
) -> None:
    sent: list[Message] = []

    async def breaks_off(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        message = "secret-value"
        raise ValueError(message)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    await FailureGuard(breaks_off)({"type": "http"}, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]
    (line,) = expected_logs.lines
    assert "secret-value" not in line
