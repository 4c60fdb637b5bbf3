"""Thresholds from amounts on through HTTP: at a founding, and when a payment asks."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.what_if import Supposition
from qwallet_desktop.wire.shapes import adapter, dump
from tests.node.charters import above, agreed, charter, read_group
from tests.node.groups import (
    found,
    founding,
    send_founding,
    sign,
    signed,
)
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA, EVA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora"), Person("Eva")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, DORA, EVA):
            taken(await opened.register(person))
        yield opened


async def test_a_founding_with_thresholds_of_unknown_tokens_is_refused(web: Web) -> None:
    stranger = TokenId("qtk1" + "0" * 64)
    graded = charter({ANN: "SA", BEN: "S"}, 1, amount_thresholds=(above(stranger, 5, 2),))
    answer = await _found_as(web, graded)
    assert (code(answer), answer.json()["field"]) == ("TOKEN_UNKNOWN", "amountThresholds[0]")


async def test_a_founding_may_ask_more_for_larger_payments(web: Web) -> None:
    graded = charter({ANN: "SA", BEN: "S"}, 1, amount_thresholds=(above(await web.issue(ANN), 5, 2),))
    founded = taken(await _found_as(web, graded))
    assert (await read_group(web, BEN, founded["id"])).charter == graded


async def _found_as(web: Web, wanted: Charter) -> httpx.Response:
    document = replace(founding(web, ANN, {ANN: "SA"}), charter=wanted)
    return await send_founding(web, ANN, document, signed(document, ANN, BEN))


@pytest.mark.parametrize(("amount", "required"), [("100.00", 1), ("100.01", 2), ("500.00", 2), ("500.01", 3)])
async def test_a_payment_asks_as_many_as_its_amount_needs(web: Web, amount: str, required: int) -> None:
    token = await web.issue(ANN)
    group = await found(web, ANN, {ANN: "AI", BEN: "S", CLEO: "S", DORA: "S"}, threshold=1)
    steps = (above(token, 10_000, 2), above(token, 50_000, 3))
    graded = charter({ANN: "AI", BEN: "S", CLEO: "S", DORA: "S"}, 1, amount_thresholds=steps)
    await agreed(web, group, graded, ANN, BEN)
    body = {"recipient": group, "tokenId": token, "amount": "1000.00", "memo": ""}
    taken(await web.write(ANN, "/transfers", body))
    wanted = {"recipient": EVA.did, "tokenId": token, "amount": amount, "memo": ""}
    preview = taken(
        await web.read(
            ANN, f"/identities/{group}/payments/preview", recipient=EVA.did, tokenId=token, amount=amount, memo=""
        )
    )
    item = taken(await web.write(ANN, f"/identities/{group}/transfers", wanted))
    assert (preview["approval"]["required"], item["proposal"]["required"]) == (required, required)
    item = taken(await sign(web, ANN, item))
    for person in (BEN, CLEO, DORA)[:required]:
        assert item["closing"] is None
        item = taken(await sign(web, person, item))
    assert item["closing"]["kind"] == "EXECUTED"


@pytest.mark.parametrize(("mode", "asks"), [("ALL_OR_NOTHING", True), ("EACH", False)])
async def test_a_list_that_is_paid_as_one_asks_for_its_sum(web: Web, mode: str, asks: bool) -> None:
    token = await web.issue(ANN)
    steps = (above(token, 10_000, 2),)
    document = replace(founding(web, ANN, {ANN: "SAI"}), charter=charter({ANN: "SAI", BEN: "S"}, 1))
    counting = replace(document.charter, initiator_counts=True, amount_thresholds=steps)
    document = replace(document, charter=counting)
    group = taken(await send_founding(web, ANN, document, signed(document, ANN, BEN)))["id"]
    taken(await web.write(ANN, "/transfers", {"recipient": group, "tokenId": token, "amount": "900.00", "memo": ""}))
    payments = [{"recipient": EVA.did, "tokenId": token, "amount": "60.00", "memo": str(n)} for n in range(2)]
    answer = await web.write(ANN, f"/identities/{group}/transfers:batch", {"mode": mode, "payments": payments})
    assert (answer.status_code == 202) is asks, answer.text
    if asks:
        assert taken(answer)["proposal"]["required"] == 2
    assert await web.balance(EVA) == ({} if asks else {token: "120.00"})


async def _counting(web: Web, token: str) -> IdentityId:
    """Found a group whose ADMIN pays alone, and give it 900.00."""
    group = await found(web, ANN, {ANN: "SAI", BEN: "S"}, initiator_counts=True)
    taken(await web.write(ANN, "/transfers", {"recipient": group, "tokenId": token, "amount": "900.00", "memo": ""}))
    return group


async def test_what_would_have_been_counts_each_payment_by_its_own_amount(web: Web) -> None:
    token = await web.issue(ANN)
    group = await _counting(web, token)
    for amount in ("10.00", "50.00", "12.00"):
        paid = {"recipient": EVA.did, "tokenId": token, "amount": amount, "memo": ""}
        assert (await web.write(ANN, f"/identities/{group}/transfers", paid)).status_code == 201
    steps = (above(token, 2_000, 2),)
    graded = charter({ANN: "SAI", BEN: "S"}, 1, initiator_counts=True, amount_thresholds=steps)
    await agreed(web, group, graded, ANN)
    supposed = dump(Supposition(ConsentPolicy(can_receive=False))).decode()
    told = taken(await web.read(ANN, f"/identities/{group}/what-if", supposition=supposed))
    assert (told["allowed"], told["held"], [one["amount"]["value"] for one in told["cases"]]) == (2, 1, ["50.00"])


@pytest.mark.parametrize(("threshold", "way_out"), [(2, "SIGNERS"), (None, "FREEZE")])
async def test_whom_larger_payments_need_does_not_stop_signing(web: Web, threshold: int | None, way_out: str) -> None:
    group = await found(web, ANN, {ANN: "A", BEN: "S", CLEO: "S"})
    steps = () if threshold is None else (above(await web.issue(ANN), 2_000, threshold),)
    await agreed(
        web, group, charter({ANN: "A", BEN: "S", CLEO: "S"}, 1, expiry_hours=1, amount_thresholds=steps), ANN, BEN
    )
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(can_sign=False), mode="json", by_alias=True)
    body = {"policy": policy, "base": 0, "reason": ""}
    answer = await web.write(BEN, f"/identities/{BEN.did}/policy", body, method="PUT")
    assert (code(answer), answer.json()["facts"]["wayOut"]) == ("POLICY_LOCKS_OUT", way_out)
