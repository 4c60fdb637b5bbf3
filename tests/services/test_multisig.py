"""Tests of the service for what waits for others: what it asks for, and which answers it does not believe."""

import json
from dataclasses import replace

import pytest

from qwallet_desktop.domain.audit import AuditEntry, LeafProof
from qwallet_desktop.domain.ids import ItemId, Sequence
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, ItemPage, SigningCapability
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.multisig import MultiSigService
from tests.helpers import items as told
from tests.services.builders import REQUEST
from tests.services.fakes import Bench

pytestmark = pytest.mark.asyncio

ONE = told.item(1, hours=70)
OLDER = told.item(2, hours=60)
ID = ONE.proposal.item_id


async def test_what_waits_is_read_a_slice_at_a_time(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/items"] = ItemPage((ONE, OLDER), "next", 9)
    page = await MultiSigService(bench.client).get_items(ONE.proposal.identity_id, "here", 5)
    asked = bench.node.requests[0].url
    assert page.next == "next"
    assert asked.params["identityId"] == ONE.proposal.identity_id
    assert (asked.params["open"], asked.params["limit"], asked.params["cursor"]) == ("true", "5", "here")


async def test_what_is_done_is_asked_for_by_itself(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/items"] = ItemPage((), "", 0)
    await MultiSigService(bench.client).get_items(are_open=False)
    assert dict(bench.node.requests[0].url.params) == {"open": "false", "limit": "50"}


async def test_slices_that_can_not_be_are_not_believed(bench: Bench) -> None:
    good = ItemPage((ONE, OLDER), "", 2)
    wrong = {
        "page": replace(good, open=-1),
        "identity": ItemPage((told.item(3, whose=told.INES),), "", 1),
        "cursor": ItemPage((ONE,), "here", 1),
    }
    for about, answer in wrong.items():
        bench.node.replies["GET", "/v1/items"] = answer
        with pytest.raises(ServiceError) as caught:
            await MultiSigService(bench.client).get_items(ONE.proposal.identity_id, "here")
        assert (caught.value.problem.code, caught.value.problem.facts["about"]) == (Code.NODE_ANSWER_INVALID, about)


async def test_an_item_is_read_anew_each_time(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/items/{ID}"] = ONE
    service = MultiSigService(bench.client)
    assert await service.get_item(ID) == await service.get_item(ID) == ONE
    assert len(bench.node.requests) == 2


async def test_another_item_than_was_asked_for_is_not_believed(bench: Bench) -> None:
    other = ItemId("ms_" + "00" * 16)
    bench.node.replies["GET", f"/v1/items/{other}"] = ONE
    with pytest.raises(ServiceError) as caught:
        await MultiSigService(bench.client).get_item(other)
    assert caught.value.problem.facts["about"] == "item"


async def test_a_signature_is_added_under_its_id(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/items/{ID}/signatures"] = ONE
    service = MultiSigService(bench.client)
    await service.add_signature(ID, Choice.REJECT, b"\1" * 64, "no", actor=bench.alice, request_id=REQUEST)
    body = json.loads(bench.node.requests[0].content)
    assert body == {"choice": "REJECT", "signature": "01" * 64, "reason": "no", "signer": ""}
    assert (bench.node.parameters(0)["keyid"], bench.node.decided) == (bench.alice, [REQUEST])


async def test_carrying_out_again_has_an_empty_body(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/items/{ID}/execute"] = ONE
    assert await MultiSigService(bench.client).execute_transaction(ID, actor=bench.alice, request_id=REQUEST) == ONE
    assert json.loads(bench.node.requests[0].content) == {}


async def test_a_signature_of_another_is_brought_under_its_name(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/items/{ID}/signatures"] = ONE
    service = MultiSigService(bench.client)
    await service.add_signature(ID, Choice.SIGN, b"\1" * 64, actor=bench.alice, request_id=REQUEST, signer=told.INES)
    assert json.loads(bench.node.requests[0].content)["signer"] == told.INES


async def test_a_record_is_read_of_the_item_that_was_asked_for(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/items/{ID}/record"] = ItemRecord(ONE)
    assert await MultiSigService(bench.client).get_record(ID) == ItemRecord(ONE)


async def test_a_record_of_another_item_is_not_believed(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/items/{ID}/record"] = ItemRecord(OLDER)
    with pytest.raises(ServiceError) as caught:
        await MultiSigService(bench.client).get_record(ID)
    assert caught.value.problem.facts["about"] == "item"


async def test_of_what_was_not_decided_there_is_no_evidence(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/items/{ID}/record"] = ItemRecord(ONE)
    with pytest.raises(ServiceError) as caught:
        await MultiSigService(bench.client).get_evidence(ID)
    assert caught.value.problem.code is Code.ITEM_UNDECIDED


async def test_evidence_comes_with_its_proof(bench: Bench) -> None:
    record = ItemRecord(
        ONE, proof=LeafProof(AuditEntry(0, Sequence(1), ONE.proposal.opened_at, "", "SIGN_ITEM", "00"), (), "", "")
    )
    bench.node.replies["GET", f"/v1/items/{ID}/record"] = record
    assert await MultiSigService(bench.client).get_evidence(ID) == record


FROZEN = Problem(Code.IDENTITY_FROZEN, {"reason": "lost"})


@pytest.mark.parametrize(("can_sign", "problem", "waiting"), [(True, None, 3), (False, FROZEN, 0)])
async def test_whether_one_may_sign_is_read_with_its_reason(
    bench: Bench, can_sign: bool, problem: Problem | None, waiting: int
) -> None:
    told_of = SigningCapability(bench.alice, can_sign, problem, waiting)
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/signing"] = told_of
    assert await MultiSigService(bench.client).get_signing_capability(bench.alice) == told_of


@pytest.mark.parametrize("wrong", ["identity", "reason", "count", "no reason"])
async def test_what_makes_no_sense_about_signing_is_no_answer(bench: Bench, wrong: str) -> None:
    answers = {
        "identity": SigningCapability(bench.bob, True, None, 0),
        "reason": SigningCapability(bench.alice, True, FROZEN, 0),
        "count": SigningCapability(bench.alice, True, None, -1),
        "no reason": SigningCapability(bench.alice, False, None, 0),
    }
    bench.node.replies["GET", f"/v1/identities/{bench.alice}/signing"] = answers[wrong]
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await MultiSigService(bench.client).get_signing_capability(bench.alice)
