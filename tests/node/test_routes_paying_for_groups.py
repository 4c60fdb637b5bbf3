"""Paying through HTTP where others must agree: from oneself, from a group, previewed and in batches."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.wire.rule_requests import FoundRequest
from qwallet_desktop.wire.shapes import dump
from tests.node.http_builders import Person, Web, code, open_web, taken

ANN, BEN, CLEO, DORA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora")


@dataclass
class Company:
    """A company of which Ann asks, Ben signs and Cleo looks; it has 100.00."""

    web: Web
    id: str
    token_id: str

    def body(self, amount: str = "25.00", **more: str) -> dict[str, str]:
        return {"recipient": DORA.did, "tokenId": self.token_id, "amount": amount, "memo": "", **more}


@pytest_asyncio.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Company]:
    async with open_web(tmp_path) as web:
        for one in (ANN, BEN, CLEO, DORA):
            taken(await web.register(one))
        token_id = await web.issue(ANN)
        members = (
            Member(ANN.did, (Role.INITIATOR, Role.ADMIN)),
            Member(BEN.did, (Role.SIGNER,)),
            Member(CLEO.did, (Role.VIEWER,)),
        )
        founding = Founding(IdentityType.ENTERPRISE, "Acme", Charter(members, 1), ANN.did, web.node.node_id, "ab" * 16)
        signatures = tuple(FoundingSignature(one.did, one.sign(founding.message()).hex()) for one in (ANN, BEN))
        taken(await web.write(ANN, "/groups", json.loads(dump(FoundRequest(founding, signatures)))))
        body = {"recipient": founding.group_id, "tokenId": token_id, "amount": "100.00", "memo": ""}
        taken(await web.write(ANN, "/transfers", body))
        yield Company(web, founding.group_id, token_id)


@pytest.mark.asyncio
async def test_a_payment_of_a_company_is_answered_with_the_item_that_waits(acme: Company) -> None:
    answer = await acme.web.write(ANN, f"/identities/{acme.id}/transfers", acme.body())

    item = taken(answer)
    assert (answer.status_code, item["proposal"]["identityId"], item["proposal"]["approvers"]) == (
        202,
        acme.id,
        [BEN.did],
    )


@pytest.mark.asyncio
async def test_the_same_request_again_opens_nothing_more(acme: Company) -> None:
    request_id = "6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11"
    path = f"/identities/{acme.id}/transfers"

    first, second = [await acme.web.write(ANN, path, acme.body(), request_id=request_id) for _ in range(2)]

    assert (second.status_code, second.content) == (202, first.content)


@pytest.mark.asyncio
async def test_a_member_previews_what_its_company_would_pay(acme: Company) -> None:
    path = f"/identities/{acme.id}/payments/preview"

    decision = taken(await acme.web.read(BEN, path, **acme.body(), actor=ANN.did))

    assert (decision["outcome"], decision["rule"], decision["approval"]["required"]) == (
        "NEEDS_APPROVAL",
        "GROUP_SIGNERS",
        1,
    )


@pytest.mark.parametrize("who", [CLEO, DORA], ids=["a viewer", "a stranger"])
@pytest.mark.asyncio
async def test_who_may_not_pay_for_a_company_may_not_preview_it_either(acme: Company, who: Person) -> None:
    previewed = await acme.web.read(who, f"/identities/{acme.id}/payments/preview", **acme.body())
    asked = await acme.web.write(who, f"/identities/{acme.id}/transfers", acme.body())

    assert (code(previewed), code(asked)) == ("IDENTITY_UNKNOWN", "IDENTITY_UNKNOWN")


@pytest.mark.asyncio
async def test_a_batch_opens_an_item_for_each_payment_that_waits(acme: Company) -> None:
    body = {"mode": "EACH", "payments": [acme.body("60.00"), acme.body("60.00"), acme.body("40.00")]}

    answer = taken(await acme.web.write(ANN, f"/identities/{acme.id}/transfers:batch", body))

    assert ["item" in outcome for outcome in answer["outcomes"]] == [True, False, True]


@pytest.mark.asyncio
async def test_all_or_nothing_opens_one_item_where_payments_wait(acme: Company) -> None:
    body = {"mode": "ALL_OR_NOTHING", "payments": [acme.body("1.00"), acme.body("2.00")]}

    answer = await acme.web.write(ANN, f"/identities/{acme.id}/transfers:batch", body)

    assert answer.status_code == 202
    proposal = answer.json()["proposal"]
    paid = [one["amount"]["value"] for one in proposal["matter"]["payments"]]
    assert (proposal["subject"], paid) == ("BATCH", ["1.00", "2.00"])


@pytest.mark.asyncio
async def test_an_outcome_that_can_not_be_expected_is_malformed(acme: Company) -> None:
    answer = await acme.web.write(ANN, "/transfers", acme.body(expected="DENY"))

    assert (code(answer), answer.json()["field"]) == ("MALFORMED", "expected")


@pytest.mark.asyncio
async def test_oneself_may_be_named_too(acme: Company) -> None:
    answer = await acme.web.write(ANN, f"/identities/{ANN.did}/transfers", acme.body(expected="ALLOW"))

    assert taken(answer)["transfer"]["sender"] == ANN.did
