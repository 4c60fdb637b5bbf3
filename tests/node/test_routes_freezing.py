"""Asking for a freeze through HTTP: members that may not freeze their group ask those who may."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice
from tests.node.charters import status_of, vote
from tests.node.groups import found, freeze, shown, sign, succeed, unfreeze
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora")
EVA, STRANGER, NEW = Person("Eva"), Person("Stranger"), Person("New")
MEMBERS = {ANN: "A", BEN: "S", CLEO: "I", DORA: "V", EVA: "U", NEW: "A"}
"""Ann and New are ADMINs, Ben SIGNER, Cleo INITIATOR, Dora VIEWER, Eva AUDITOR."""


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, DORA, EVA, STRANGER, NEW):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def bakery(web: Web) -> IdentityId:
    return await found(web, ANN, MEMBERS)


async def asked(web: Web, group: IdentityId, who: Person = BEN, reason: str = "A key is lost") -> dict[str, Any]:
    """Return an item that somebody has asked a freeze by, and signed."""
    item: dict[str, Any] = taken(await sign(web, who, taken(await freeze(web, who, group, reason))))
    return item


@pytest.mark.parametrize("who", [BEN, CLEO, EVA])
async def test_whoever_works_for_a_group_asks_its_admins(web: Web, bakery: IdentityId, who: Person) -> None:
    answer = await freeze(web, who, bakery, "A key is lost")
    proposal = taken(answer)["proposal"]
    told = (answer.status_code, proposal["subject"], proposal["matter"], proposal["reason"], proposal["required"])
    assert told == (202, "FREEZE", {"kind": "FREEZE"}, "A key is lost", 1)
    assert (proposal["approvers"], proposal["initiatorCounts"]) == ([ANN.did, NEW.did], False)
    assert (await shown(web, ANN, bakery))["status"] == "ACTIVE"


@pytest.mark.parametrize("who", [DORA, STRANGER])
async def test_who_only_looks_asks_for_nothing(web: Web, bakery: IdentityId, who: Person) -> None:
    assert code(await freeze(web, who, bakery)) == "IDENTITY_UNKNOWN"


async def test_the_admin_that_signs_freezes_it_for_the_reason_that_was_given(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, NEW, await asked(web, bakery)))
    read = await shown(web, BEN, bakery)
    assert item["closing"]["kind"] == "EXECUTED"
    assert (read["status"], read["frozenBy"], read["reason"]) == ("FROZEN", NEW.did, "A key is lost")


async def test_an_admin_that_is_against_it_is_enough_only_with_the_others(web: Web, bakery: IdentityId) -> None:
    item = taken(await vote(web, ANN, await asked(web, bakery), Choice.REJECT))
    assert taken(await sign(web, NEW, item))["closing"]["kind"] == "EXECUTED"


async def test_once_all_admins_are_against_it_it_is_over(web: Web, bakery: IdentityId) -> None:
    item = taken(await vote(web, ANN, await asked(web, bakery), Choice.REJECT))
    item = taken(await vote(web, NEW, item, Choice.REJECT))
    assert code(await sign(web, ANN, item)) == "ITEM_CLOSED"
    assert (await shown(web, BEN, bakery))["status"] == "ACTIVE"


@pytest.mark.parametrize("who", [BEN, CLEO, EVA])
async def test_nobody_but_an_admin_agrees(web: Web, bakery: IdentityId, who: Person) -> None:
    item = await asked(web, bakery)
    expected = "ALREADY_SIGNED" if who is BEN else "NOT_AN_APPROVER"
    assert code(await sign(web, who, item)) in {expected, "NOT_AN_APPROVER"}
    assert (await shown(web, BEN, bakery))["status"] == "ACTIVE"


async def test_a_frozen_admin_freezes_nothing(web: Web, bakery: IdentityId) -> None:
    item = await asked(web, bakery)
    taken(await freeze(web, NEW, NEW.did))
    assert code(await sign(web, NEW, item)) == "IDENTITY_FROZEN"


async def test_a_closed_admin_is_not_asked(web: Web, bakery: IdentityId) -> None:
    taken(await web.write(NEW, f"/identities/{NEW.did}/close", {"sweepTo": None}))
    assert taken(await freeze(web, BEN, bakery))["proposal"]["approvers"] == [ANN.did]


async def test_a_freeze_without_a_reason_is_not_asked_for(web: Web, bakery: IdentityId) -> None:
    assert code(await freeze(web, BEN, bakery, " ")) == "MEMO_INVALID"


async def test_who_is_frozen_asks_for_nothing(web: Web, bakery: IdentityId) -> None:
    taken(await freeze(web, BEN, BEN.did))
    assert code(await freeze(web, BEN, bakery)) == "IDENTITY_FROZEN"


async def test_what_is_frozen_already_is_not_asked_to_be(web: Web, bakery: IdentityId) -> None:
    taken(await freeze(web, ANN, bakery))
    assert code(await freeze(web, BEN, bakery)) == "STATUS_UNCHANGED"


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_was_frozen_meanwhile_is_not_frozen_by_what_was_open(
    web: Web, bakery: IdentityId, at_once: bool
) -> None:
    item = await asked(web, bakery)
    if at_once:
        taken(await freeze(web, ANN, bakery, "Odd payments"))
    else:
        taken(await sign(web, ANN, await asked(web, bakery, EVA, "Odd payments")))
    assert await status_of(web, ANN, item) == "SUPERSEDED"
    assert code(await sign(web, NEW, item)) == "ITEM_SUPERSEDED"
    assert (await shown(web, BEN, bakery))["reason"] == "Odd payments"


async def test_another_freeze_is_ended_by_nothing_that_was_open(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", NEW: "A", CLEO: "A"})
    taken(await freeze(web, CLEO, group))
    old = taken(await sign(web, ANN, taken(await unfreeze(web, ANN, group))))
    other = taken(await sign(web, CLEO, taken(await unfreeze(web, CLEO, group))))
    taken(await sign(web, NEW, other))
    taken(await freeze(web, CLEO, group, "Again"))
    assert code(await sign(web, NEW, old)) == "ITEM_SUPERSEDED"


async def test_other_items_are_left_open_by_a_freeze(web: Web, bakery: IdentityId) -> None:
    token = await web.issue(ANN)
    for whose in (bakery, STRANGER.did):
        taken(await web.write(ANN, "/transfers", {"recipient": whose, "tokenId": token, "amount": "9.00", "memo": ""}))
    payment = {"recipient": STRANGER.did, "tokenId": token, "amount": "1.00", "memo": ""}
    waiting = taken(await web.write(CLEO, f"/identities/{bakery}/transfers", payment))
    taken(await sign(web, ANN, await asked(web, bakery)))
    assert await status_of(web, ANN, waiting) is None


async def test_a_dao_is_frozen_the_same_way(web: Web) -> None:
    dao = await found(web, ANN, MEMBERS, type="DAO")
    taken(await sign(web, ANN, await asked(web, dao, CLEO)))
    assert (await shown(web, CLEO, dao))["frozenBy"] == ANN.did


async def test_a_new_key_of_who_asked_supersedes_it(web: Web, bakery: IdentityId) -> None:
    heir = Person("Heir")
    item = await asked(web, bakery)
    taken(await succeed(web, BEN, BEN, heir))
    assert code(await sign(web, ANN, item)) == "ITEM_SUPERSEDED"


async def test_who_asked_may_take_it_back(web: Web, bakery: IdentityId) -> None:
    item = taken(await vote(web, BEN, await asked(web, bakery), Choice.CANCEL, "It was found"))
    assert code(await sign(web, ANN, item)) == "ITEM_CLOSED"


async def test_who_is_asked_has_news_of_it(web: Web, bakery: IdentityId) -> None:
    taken(await sign(web, NEW, await asked(web, bakery)))
    news = {}
    for who in (ANN, BEN, NEW):
        page = taken(await web.read(who, f"/identities/{who.did}/notifications"))
        news[who] = [one["fact"]["status"] for one in page["entries"] if one["fact"]["kind"] == "ITEM_NEWS"]
    assert news == {ANN: ["PENDING"], BEN: ["EXECUTED"], NEW: ["PENDING"]}
