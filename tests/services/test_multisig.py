"""Tests of the service for what waits for others: what it asks for, and which answers it does not believe."""

import json
from dataclasses import replace

import pytest

from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.multisig import Choice, ItemPage
from qwallet_desktop.domain.problems import Code
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
    assert body == {"choice": "REJECT", "signature": "01" * 64, "reason": "no"}
    assert (bench.node.parameters(0)["keyid"], bench.node.decided) == (bench.alice, [REQUEST])


async def test_carrying_out_again_has_an_empty_body(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/items/{ID}/execute"] = ONE
    assert await MultiSigService(bench.client).execute_transaction(ID, actor=bench.alice, request_id=REQUEST) == ONE
    assert json.loads(bench.node.requests[0].content) == {}
