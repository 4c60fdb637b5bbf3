"""Requests that are forged, old, replayed or astray: each has its own name, and nothing is written."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.messages import moment
from qwallet_desktop.domain.signatures import READ_COMPONENTS, WRITE_COMPONENTS
from tests.node.http_builders import Attempt, Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ALICE, BOB, MALLORY = Person("Alice"), Person("Bob"), Person("Mallory")
OTHER_NODE = NodeId("ee" * 16)


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        taken(await opened.register(ALICE))
        taken(await opened.register(BOB))
        yield opened


@pytest_asyncio.fixture
async def token(web: Web) -> str:
    return await web.issue(ALICE)


def payment(web: Web, token: str, **wrong: Any) -> Attempt:
    body = {"recipient": BOB.did, "tokenId": token, "amount": "25.00", "memo": ""}
    return web.attempt("POST", "/transfers", **{"json": body, "request_id": str(uuid4()), **wrong})


async def assert_nothing_moved(web: Web, token: str) -> None:
    assert await web.balance(ALICE) == {token: "1000.00"}
    assert await web.balance(BOB) == {}


async def test_a_signed_request_is_answered(web: Web) -> None:
    answer = await web.read(ALICE, f"/identities/{ALICE.did}")
    assert taken(answer)["name"] == "Alice"


async def test_an_unsigned_read_is_refused(web: Web) -> None:
    request = web.attempt("GET", f"/identities/{ALICE.did}").request()
    assert code(await web.send(request)) == "SIGNATURE_MISSING"


async def test_an_unsigned_payment_is_refused_and_moves_nothing(web: Web, token: str) -> None:
    assert code(await web.send(payment(web, token).request())) == "SIGNATURE_MISSING"
    await assert_nothing_moved(web, token)


async def test_a_signature_by_another_key_is_refused_and_moves_nothing(web: Web, token: str) -> None:
    forged = payment(web, token, key_id=ALICE.did).signed_by(MALLORY)
    assert code(await web.send(forged)) == "SIGNATURE_INVALID"
    await assert_nothing_moved(web, token)


async def test_a_payment_moves_the_signers_money_only(web: Web, token: str) -> None:
    answer = await web.send(payment(web, token).signed_by(BOB))
    assert not answer.is_success
    await assert_nothing_moved(web, token)


async def test_a_replayed_read_is_refused(web: Web) -> None:
    request = web.attempt("GET", "/identities").signed_by(ALICE)
    taken(await web.send(request))
    assert code(await web.send(request)) == "SIGNATURE_REPLAYED"


async def test_a_replayed_payment_is_refused_and_pays_once(web: Web, token: str) -> None:
    request = payment(web, token).signed_by(ALICE)
    taken(await web.send(request))
    assert code(await web.send(request)) == "SIGNATURE_REPLAYED"
    assert await web.balance(BOB) == {token: "25.00"}


async def test_the_same_payment_signed_anew_gets_the_same_answer_and_pays_once(web: Web, token: str) -> None:
    request_id = str(uuid4())
    first = await web.pay(ALICE, BOB, token, request_id=request_id)
    again = await web.pay(ALICE, BOB, token, request_id=request_id)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert await web.balance(BOB) == {token: "25.00"}


async def test_a_refusal_is_remembered_for_its_request_id(web: Web, token: str) -> None:
    request_id = str(uuid4())
    refused = await web.pay(BOB, ALICE, token, request_id=request_id)
    taken(await web.pay(ALICE, BOB, token))
    again = await web.pay(BOB, ALICE, token, request_id=request_id)
    assert code(refused) == code(again) == "INSUFFICIENT_FUNDS"


async def test_the_same_request_id_with_another_body_names_the_field(web: Web, token: str) -> None:
    request_id = str(uuid4())
    taken(await web.pay(ALICE, BOB, token, request_id=request_id))
    answer = await web.pay(ALICE, BOB, token, "26.00", request_id=request_id)
    assert (code(answer), answer.json()["field"]) == ("IDEMPOTENCY_MISMATCH", "amount")
    assert await web.balance(BOB) == {token: "25.00"}


async def test_a_request_for_another_node_is_refused(web: Web, token: str) -> None:
    astray = payment(web, token, node_id=OTHER_NODE).signed_by(ALICE)
    assert code(await web.send(astray)) == "WRONG_NODE"
    await assert_nothing_moved(web, token)


async def test_a_request_replayed_on_another_node_is_refused(web: Web, token: str, tmp_path: Path) -> None:
    request = payment(web, token).signed_by(ALICE)
    taken(await web.send(request))
    async with open_web(tmp_path / "other") as other:
        taken(await other.register(ALICE))
        assert code(await other.send(request)) == "WRONG_NODE"


def changed(request: httpx.Request, name: str, value: str) -> httpx.Request:
    request.headers.encoding = "latin-1"
    request.headers[name] = value
    return request


async def test_an_idempotency_key_changed_on_the_way_is_noticed(web: Web, token: str) -> None:
    request = payment(web, token).signed_by(ALICE)
    answer = await web.send(changed(request, "idempotency-key", str(uuid4())))
    assert code(answer) == "SIGNATURE_INVALID"
    await assert_nothing_moved(web, token)


async def test_a_node_id_changed_on_the_way_is_noticed(web: Web, token: str) -> None:
    request = payment(web, token, node_id=OTHER_NODE).signed_by(ALICE)
    answer = await web.send(changed(request, "qwallet-node", web.node.node_id))
    assert code(answer) == "SIGNATURE_INVALID"


async def test_a_body_changed_on_the_way_is_noticed(web: Web, token: str) -> None:
    signed = payment(web, token).signed_by(ALICE)
    body = signed.content.replace(b"25.00", b"95.00")
    request = httpx.Request("POST", signed.url, content=body, headers=signed.headers)
    answer = await web.send(request)
    assert (code(answer), answer.json()["facts"]) == (
        "SIGNATURE_INVALID",
        {"part": "content-digest"},
    )
    await assert_nothing_moved(web, token)


async def test_a_body_and_digest_changed_on_the_way_are_noticed(web: Web, token: str) -> None:
    signed = payment(web, token).signed_by(ALICE)
    more = payment(web, token, content=signed.content.replace(b"25.00", b"95.00"))
    headers = {**signed.headers, "content-digest": more.signed_by(ALICE).headers["content-digest"]}
    request = httpx.Request("POST", signed.url, content=more.content, headers=headers)
    assert code(await web.send(request)) == "SIGNATURE_INVALID"
    await assert_nothing_moved(web, token)


async def test_a_path_changed_on_the_way_is_noticed(web: Web) -> None:
    signed = web.attempt("GET", f"/identities/{ALICE.did}").signed_by(ALICE)
    request = httpx.Request("GET", "http://node/v1/identities", headers=signed.headers)
    assert code(await web.send(request)) == "SIGNATURE_INVALID"


async def test_a_query_changed_on_the_way_is_noticed(web: Web) -> None:
    path = f"/identities/{ALICE.did}/transactions"
    signed = web.attempt("GET", path, params={"limit": "1"}).signed_by(ALICE)
    request = httpx.Request("GET", signed.url.copy_set_param("limit", "2"), headers=signed.headers)
    assert code(await web.send(request)) == "SIGNATURE_INVALID"


@pytest.mark.parametrize("seconds", [-300, -61.5, 61.5, 300])
async def test_a_signature_too_far_from_now_is_refused_with_the_nodes_time(
    web: Web, token: str, seconds: float
) -> None:
    web.clock.turn(1_000)
    created = web.clock.now + timedelta(seconds=seconds)
    answer = await web.send(payment(web, token, created=created).signed_by(ALICE))
    assert code(answer) == "SIGNATURE_EXPIRED"
    assert abs(moment(answer.json()["nodeTime"]) - web.clock.now) < timedelta(seconds=1)
    await assert_nothing_moved(web, token)


@pytest.mark.parametrize("seconds", [-58, 58])
async def test_a_signature_within_a_minute_of_now_is_taken(web: Web, token: str, seconds: float) -> None:
    web.clock.turn(1_000)
    created = web.clock.now + timedelta(seconds=seconds)
    taken(await web.send(payment(web, token, created=created).signed_by(ALICE)))


async def test_the_nodes_time_is_told_to_nobody_else(web: Web) -> None:
    answer = await web.send(web.attempt("GET", "/identities").request())
    assert answer.json()["nodeTime"] is None


async def test_what_was_signed_before_the_node_started_is_refused(tmp_path: Path) -> None:
    async with open_web(tmp_path) as before:
        taken(await before.register(ALICE))
        request = before.attempt("GET", "/identities").signed_by(ALICE)
        taken(await before.send(request))
        clock = before.clock
    clock.turn(2)
    async with open_web(tmp_path, clock) as after:
        assert code(await after.send(request)) == "SIGNATURE_EXPIRED"


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"label": "sig2"}, "label"),
        ({"tag": "other/1"}, "parameters"),
        ({"tag": None}, "parameters"),
        ({"include_alg": False}, "parameters"),
        ({"nonce": "short"}, "nonce"),
        ({"nonce": "n" * 65}, "nonce"),
        ({"key_id": "did:key:zNobody"}, "signature"),
        ({"key_id": "somebody"}, "signature"),
        ({"components": READ_COMPONENTS[:-1]}, "components"),
        ({"components": ("@method", "@path", "@query", "@authority", "qwallet-node")}, "components"),
        ({"components": WRITE_COMPONENTS, "content": b"{}", "request_id": str(uuid4())}, "components"),
    ],
)
async def test_a_read_must_be_signed_in_exactly_the_demanded_way(web: Web, wrong: dict[str, Any], part: str) -> None:
    answer = await web.send(web.attempt("GET", "/identities", **wrong).signed_by(ALICE))
    assert (code(answer), answer.json()["facts"]) == ("SIGNATURE_INVALID", {"part": part})


@pytest.mark.parametrize("missing", WRITE_COMPONENTS)
async def test_a_write_must_cover_every_demanded_component(web: Web, token: str, missing: str) -> None:
    components = tuple(name for name in WRITE_COMPONENTS if name != missing)
    answer = await web.send(payment(web, token, components=components).signed_by(ALICE))
    assert code(answer) == "SIGNATURE_INVALID"
    await assert_nothing_moved(web, token)


async def test_an_expiry_is_one_parameter_too_many(web: Web) -> None:
    attempt = web.attempt("GET", "/identities", expires=web.clock.now + timedelta(hours=1))
    assert code(await web.send(attempt.signed_by(ALICE))) == "SIGNATURE_INVALID"


async def test_two_signatures_are_one_too_many(web: Web) -> None:
    request = web.attempt("GET", "/identities").signed_by(ALICE)
    for name in ("signature", "signature-input"):
        value = request.headers[name]
        request.headers[name] = f"{value}, {value.replace('sig1=', 'sig2=', 1)}"
    assert code(await web.send(request)) == "SIGNATURE_INVALID"


@pytest.mark.parametrize("name", ["signature", "signature-input"])
@pytest.mark.parametrize("value", ["", "sig1", "sig1=()", "sig1=::", "\xff", "sig1=:!:", "," * 1_000])
async def test_a_header_of_another_form_is_refused(web: Web, name: str, value: str) -> None:
    request = web.attempt("GET", "/identities").signed_by(ALICE)
    assert code(await web.send(changed(request, name, value))) == "SIGNATURE_INVALID"


async def test_a_signature_with_a_parameter_is_refused(web: Web) -> None:
    request = web.attempt("GET", "/identities").signed_by(ALICE)
    answer = await web.send(changed(request, "signature", f"{request.headers['signature']};more=1"))
    assert (code(answer), answer.json()["facts"]) == ("SIGNATURE_INVALID", {"part": "signature"})


async def test_a_write_without_a_request_id_is_refused(web: Web, token: str) -> None:
    request = payment(web, token, request_id=None).signed_by(ALICE)
    assert code(await web.send(request)) == "IDEMPOTENCY_KEY_MISSING"
    await assert_nothing_moved(web, token)


@pytest.mark.parametrize(
    "request_id",
    ["", "1", "not-a-uuid", "5D5DB2B4-5C3B-4F6E-9D2F-0E0C6D9AC1B0", "5d5db2b45c3b4f6e9d2f0e0c6d9ac1b0"],
)
async def test_a_request_id_must_be_a_canonical_uuid(web: Web, token: str, request_id: str) -> None:
    request = payment(web, token, request_id=request_id).signed_by(ALICE)
    assert code(await web.send(request)) == "MALFORMED"
    await assert_nothing_moved(web, token)


async def test_a_key_that_nobody_gave_a_grant_reads_nothing(web: Web) -> None:
    assert code(await web.read(MALLORY, "/identities")) == "GRANT_INVALID"


async def test_an_unregistered_key_pays_nothing(web: Web, token: str) -> None:
    assert code(await web.pay(MALLORY, BOB, token)) == "IDENTITY_UNKNOWN"


async def test_a_clock_that_was_set_back_past_the_start_keeps_nobody_out(web: Web) -> None:
    web.clock.turn(-10_000)
    taken(await web.read(ALICE, f"/identities/{ALICE.did}"))


async def test_what_was_seen_is_not_taken_again_after_the_clock_was_set_back(web: Web) -> None:
    request = web.attempt("GET", "/identities").signed_by(ALICE)
    await web.send(request)
    web.clock.turn(-30)
    assert code(await web.send(request)) == "SIGNATURE_REPLAYED"
