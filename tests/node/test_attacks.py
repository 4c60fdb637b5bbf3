"""What somebody hostile tries over HTTP, and does not get: past owners, guardians, consent and other people's lists."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.money import LARGEST_UNITS
from tests.node.groups import (
    close,
    found,
    founding,
    freeze,
    register_aid,
    register_ward,
    send_founding,
    shown,
    sign,
    signed,
    unfreeze,
)
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

NAMES = ("Ann", "Ben", "Cleo", "Dora", "Eve", "Sub", "Ward", "Aid")
ANN, BEN, CLEO, DORA, EVE, SUB, WARD, AID = map(Person, NAMES)


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for who in (ANN, BEN, CLEO, DORA, EVE):
            taken(await opened.register(who))
        taken(await opened.register(SUB, ANN))
        yield opened


async def set_policy(web: Web, actor: Person, whose: Person, base: int = 0, **parts: Any) -> Any:
    policy = {
        "canSend": True,
        "canReceive": True,
        "canIssue": True,
        "canVote": True,
        "canSign": True,
        "crossIdentity": True,
        "tokens": [],
        "counterparties": [],
        "hours": [],
        "external": "ALLOW",
    }
    body = {"policy": {**policy, **parts}, "base": base, "reason": ""}
    return await web.write(actor, f"/identities/{whose.did}/policy", body, method="PUT")


# -------------------------------------------------------------------------------- named without being asked


async def test_nobody_is_named_an_admin_without_its_signature(web: Web) -> None:
    members = {BEN: "S", SUB: "A"}
    document = founding(web, BEN, members)
    answer = await send_founding(web, BEN, document, signed(document, BEN))
    assert (code(answer), answer.json()["facts"]) == ("FOUNDING_UNSIGNED", {"signer": SUB.did})


async def test_a_sub_identity_does_not_get_out_of_its_owners_reach_by_becoming_an_admin(web: Web) -> None:
    await found(web, SUB, {SUB: "SA"})
    taken(await freeze(web, ANN, SUB.did))
    assert (await shown(web, ANN, SUB.did))["status"] == "FROZEN"


async def test_a_ward_does_not_get_out_of_its_guardians_reach_by_becoming_an_admin(web: Web) -> None:
    taken(await register_ward(web, WARD, ANN))
    await found(web, EVE, {EVE: "S", WARD: "A"})
    taken(await freeze(web, ANN, WARD.did))
    assert (await shown(web, ANN, WARD.did))["status"] == "FROZEN"


async def test_an_owner_that_signed_for_the_group_keeps_its_last_admin(web: Web) -> None:
    await found(web, ANN, {ANN: "S", SUB: "A"})
    assert code(await freeze(web, ANN, SUB.did)) == "LAST_ADMIN"


# -------------------------------------------------------------------------------- round the consent of an owner


async def test_a_sub_identity_makes_no_outsider_an_insider_by_founding_a_group(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, SUB, token, "5.00"))
    taken(await set_policy(web, ANN, SUB, external="DENY"))
    await found(web, SUB, {SUB: "SA", EVE: "V"})
    assert code(await web.pay(SUB, EVE, token, "5.00")) == "EXTERNAL_OFF"


async def test_a_group_that_its_owner_signed_for_is_no_outside(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await web.pay(ANN, SUB, token, "5.00"))
    taken(await set_policy(web, ANN, SUB, external="DENY"))
    await found(web, ANN, {ANN: "SA", SUB: "V", EVE: "V"})
    assert (await web.pay(SUB, EVE, token, "5.00")).status_code == 201


@pytest_asyncio.fixture
async def silenced(web: Web) -> dict[str, Any]:
    """Found a group that holds 9.00, of which Sub is a SIGNER and INITIATOR whose owner does not let it sign."""
    token = await web.issue(ANN)
    members = {ANN: "SA", SUB: "SI", CLEO: "S"}
    group = await found(web, ANN, members, initiator_counts=True)
    taken(await web.write(ANN, "/transfers", payment(group, token, "9.00")))
    taken(await set_policy(web, ANN, SUB, canSign=False))
    return {"group": group, "pays": payment(EVE.did, token, "9.00"), "path": f"/identities/{group}"}


async def test_who_may_not_sign_does_not_agree_by_asking(web: Web, silenced: dict[str, Any]) -> None:
    answer = await web.write(SUB, f"{silenced['path']}/transfers", silenced["pays"])
    assert (answer.status_code, answer.json()["proposal"]["initiatorCounts"]) == (202, False)


async def test_a_preview_knows_who_may_not_sign(web: Web, silenced: dict[str, Any]) -> None:
    asked = {name: silenced["pays"][name] for name in ("recipient", "tokenId", "amount")}
    told = taken(await web.read(SUB, f"{silenced['path']}/payments/preview", **asked, actor=SUB.did))
    assert told["outcome"] == "NEEDS_APPROVAL"


async def test_who_may_not_sign_any_more_does_not_agree_by_asking(web: Web) -> None:
    token = await web.issue(ANN)
    group = await found(web, ANN, {ANN: "SA", SUB: "SI", CLEO: "S"}, threshold=2, initiator_counts=True)
    taken(await web.write(ANN, "/transfers", payment(group, token, "9.00")))
    item = taken(await web.write(SUB, f"/identities/{group}/transfers", payment(EVE.did, token, "9.00")))
    taken(await set_policy(web, ANN, SUB, canSign=False))
    assert code(await sign(web, SUB, item)) == "SIGNING_OFF"


async def test_who_may_not_sign_does_not_end_a_freeze_by_asking(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", SUB: "A"})
    taken(await set_policy(web, ANN, SUB, canSign=False))
    taken(await freeze(web, ANN, group))
    answer = await unfreeze(web, SUB, group)
    assert (answer.status_code, answer.json()["proposal"]["initiatorCounts"]) == (202, False)


def payment(recipient: str, token: str, amount: str, memo: str = "") -> dict[str, str]:
    return {"recipient": recipient, "tokenId": token, "amount": amount, "memo": memo, "expected": ""}


# -------------------------------------------------------------------------------- other people's lists


async def test_who_is_closed_writes_nothing_into_the_decisions_of_others(web: Web) -> None:
    token = await web.issue(ANN)
    taken(await close(web, EVE, EVE.did))
    answer = await web.write(EVE, f"/identities/{ANN.did}/transfers", payment(BEN.did, token, "1.00", "call me"))
    assert code(answer) == "IDENTITY_CLOSED"
    assert taken(await web.read(ANN, f"/identities/{ANN.did}/decisions"))["decisions"] == []


# -------------------------------------------------------------------------------- half done


async def test_a_closing_that_the_ledger_can_not_hold_moves_nothing(web: Web) -> None:
    token = await web.issue(ANN, "10.00")
    body = {"symbol": "BIG", "name": "", "decimals": 0, "salt": "ab" * 16, "amount": str(LARGEST_UNITS)}
    big = taken(await web.write(ANN, "/tokens", body))["token"]["id"]
    taken(await web.pay(ANN, BEN, token, "5.00"))
    taken(await web.pay(ANN, BEN, big, str(LARGEST_UNITS)))
    taken(await web.pay(BEN, CLEO, big, str(LARGEST_UNITS)))
    taken(await web.pay(CLEO, BEN, big, "1"))
    assert code(await close(web, BEN, BEN.did, DORA.did)) == "AMOUNT_TOO_LARGE"
    assert await web.balance(BEN) == {token: "5.00", big: "1"}
    assert (await shown(web, BEN, BEN.did))["status"] == "ACTIVE"


# -------------------------------------------------------------------------------- locked for ever


async def test_a_frozen_group_is_not_lost_with_admins_that_are_closed(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A", CLEO: "A"})
    taken(await close(web, BEN, BEN.did))
    taken(await close(web, CLEO, CLEO.did))
    taken(await freeze(web, ANN, group))
    taken(await unfreeze(web, ANN, group))
    assert (await shown(web, ANN, group))["status"] == "ACTIVE"


# -------------------------------------------------------------------------------- whose an AID is


async def test_an_aids_own_key_reads_for_nobody_else(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    assert code(await web.grant(AID, BEN)) == "GRANT_INVALID"


async def test_an_aids_own_key_may_read_for_itself(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    assert (await web.grant(AID, AID)).status_code == 200
