"""Tests of the signatures on requests, and of the clock that is off."""

from datetime import timedelta

import httpx
import pytest

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.signatures import TAG
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.node_client import Change
from qwallet_desktop.wire.requests import Health, RenameRequest
from tests.services.builders import REQUEST
from tests.services.fakes import START, Bench, FakeNode, problem_response

pytestmark = pytest.mark.asyncio
HEALTH = Health("ok", START)
EXPIRED = Problem(Code.SIGNATURE_EXPIRED)


def answering(node: FakeNode) -> None:
    node.replies["GET", "/v1/thing"] = HEALTH
    node.replies["POST", "/v1/thing"] = HEALTH


def change(bench: Bench) -> Change:
    return Change(bench.alice, REQUEST, RenameRequest("Anna"))


async def test_a_read_is_signed_by_the_session_key(bench: Bench) -> None:
    answering(bench.node)

    assert await bench.client.read(Health, "thing", query=(("a", "b c"),)) == HEALTH
    parameters = bench.node.parameters(0)
    assert parameters["keyid"] == bench.signer.session_id
    assert parameters["created"] == int(START.timestamp())
    assert parameters["tag"] == TAG


async def test_a_write_is_signed_by_the_identity_that_acts(bench: Bench) -> None:
    answering(bench.node)

    assert await bench.client.write(Health, "thing", change=change(bench)) == HEALTH
    assert bench.node.parameters(0)["keyid"] == bench.alice
    assert bench.node.decided == [REQUEST]


async def test_a_write_may_be_signed_by_the_session_key(bench: Bench) -> None:
    answering(bench.node)

    await bench.client.write(Health, "thing", change=bench.client.session_change(HEALTH))
    await bench.client.write(Health, "thing", change=bench.client.session_change(HEALTH))

    assert bench.node.parameters(0)["keyid"] == bench.signer.session_id
    assert len(set(bench.node.decided)) == 2


async def test_no_two_signatures_share_a_nonce(bench: Bench) -> None:
    answering(bench.node)

    for _ in range(3):
        await bench.client.read(Health, "thing")
    nonces = {bench.node.parameters(index)["nonce"] for index in range(3)}
    assert len(nonces) == 3
    assert all(len(str(nonce)) == 32 for nonce in nonces)


async def test_what_anybody_may_ask_is_not_signed(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/node"] = HEALTH

    await bench.client.read(Health, "node", signed=False)

    assert "signature" not in bench.node.requests[0].headers


async def test_a_clock_that_is_off_signs_once_more_with_the_nodes_time(bench: Bench) -> None:
    answering(bench.node)
    bench.node.clock.turn(7_200)

    assert await bench.client.write(Health, "thing", change=change(bench)) == HEALTH
    assert bench.client.clock_offset == timedelta(hours=2)
    assert len(bench.node.requests) == 2
    assert bench.node.decided == [REQUEST]


async def test_the_offset_is_kept_for_later_requests(bench: Bench) -> None:
    answering(bench.node)
    bench.node.clock.turn(-7_200)

    await bench.client.read(Health, "thing")
    await bench.client.read(Health, "thing")

    assert len(bench.node.requests) == 3


async def test_a_clock_that_was_put_right_is_noticed(bench: Bench) -> None:
    answering(bench.node)
    bench.node.clock.turn(7_200)
    await bench.client.read(Health, "thing")
    bench.clock.turn(7_200)

    await bench.client.read(Health, "thing")

    assert bench.client.clock_offset == timedelta(0)


async def test_a_node_that_is_never_content_is_asked_twice_only(bench: Bench) -> None:
    bench.node.faults.extend(problem_response(EXPIRED, START) for _ in range(3))

    with pytest.raises(ServiceError) as caught:
        await bench.client.read(Health, "thing")
    assert caught.value.problem.code is Code.SIGNATURE_EXPIRED
    assert len(bench.node.requests) == 2


async def test_without_the_nodes_time_nothing_is_learned(bench: Bench) -> None:
    bench.node.faults.append(problem_response(EXPIRED))

    with pytest.raises(ServiceError):
        await bench.client.read(Health, "thing")
    assert bench.client.clock_offset == timedelta(0)
    assert len(bench.node.requests) == 1


async def test_a_locked_vault_sends_nothing(bench: Bench) -> None:
    bench.signer.locked = True

    with pytest.raises(ServiceError) as caught:
        await bench.client.write(Health, "thing", change=change(bench))
    assert caught.value.problem.code is Code.VAULT_LOCKED
    assert not caught.value.sent
    assert bench.node.requests == []


async def test_reading_goes_on_while_the_vault_is_locked(bench: Bench) -> None:
    answering(bench.node)
    bench.signer.locked = True

    assert await bench.client.read(Health, "thing") == HEALTH


async def test_a_page_pasted_into_a_field_is_refused_unsent(bench: Bench) -> None:
    with pytest.raises(ServiceError) as caught:
        await bench.client.read(Health, "thing", query=(("memo", "x" * 70_000),))
    assert caught.value.problem.code is Code.MALFORMED
    assert bench.node.requests == []


async def test_nothing_invites_packed_answers(bench: Bench) -> None:
    answering(bench.node)
    await bench.client.read(Health, "thing")

    assert bench.node.requests[0].headers["accept-encoding"] == "identity"


async def test_a_body_changed_on_the_way_breaks_the_signature(bench: Bench) -> None:
    answering(bench.node)
    await bench.client.write(Health, "thing", change=change(bench))
    sent = bench.node.requests[0]
    changed = httpx.Request("POST", sent.url, headers=sent.headers, content=b'{"name":"Eve"}')

    answer = await bench.node(changed)

    assert answer.status_code == 401
