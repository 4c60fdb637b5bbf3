"""Changing the signers of a group through HTTP: who signs it, who joins by that, and what ends it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.group_chain import Amendment, Replacement
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice
from tests.node.charters import agreed, charter, propose, read_group, status_of, vote
from tests.node.groups import (
    found,
    freeze,
    sign,
    succeed,
    unfreeze,
)
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora")
EVA, FAY, NEW = Person("Eva"), Person("Fay"), Person("New")
MEMBERS = {ANN: "A", BEN: "S", CLEO: "SI", DORA: "V"}
"""Ann is ADMIN, Ben SIGNER, Cleo SIGNER and INITIATOR, Dora VIEWER; Eva and Fay are strangers yet."""

WITH_EVA = charter({ANN: "A", BEN: "S", CLEO: "SI", EVA: "S"}, 2)
"""Eva signs too, and Dora is not there any more."""


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, DORA, EVA, FAY):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def bakery(web: Web) -> IdentityId:
    return await found(web, ANN, MEMBERS, threshold=2)


async def opened(web: Web, group: IdentityId, wanted: Charter = WITH_EVA) -> dict[str, Any]:
    """Return an item that Ann has asked for and signed."""
    proposed: dict[str, Any] = taken(await sign(web, ANN, taken(await propose(web, ANN, group, wanted))))
    return proposed


async def test_the_same_signer_signs_once(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, BEN, await opened(web, bakery)))
    assert code(await sign(web, BEN, item)) == "ALREADY_SIGNED"


async def test_who_joins_signs_once(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, EVA, await opened(web, bakery)))
    assert code(await sign(web, EVA, item)) == "ALREADY_SIGNED"


@pytest.mark.parametrize("stranger", [DORA, FAY])
async def test_who_neither_decides_nor_joins_does_not_sign(web: Web, bakery: IdentityId, stranger: Person) -> None:
    answer = await sign(web, stranger, await opened(web, bakery))
    assert code(answer) == ("NOT_AN_APPROVER" if stranger is DORA else "ITEM_UNKNOWN")


async def test_who_is_to_join_sees_the_item_once_it_is_proposed(web: Web, bakery: IdentityId) -> None:
    item = taken(await propose(web, ANN, bakery, WITH_EVA))
    path = f"/items/{item['proposal']['itemId']}"
    assert code(await web.read(EVA, path)) == "ITEM_UNKNOWN"
    taken(await sign(web, ANN, item))
    assert taken(await web.read(EVA, path))["proposal"] == item["proposal"]
    assert [one["proposal"] for one in taken(await web.read(EVA, "/items"))["items"]] == [item["proposal"]]


async def test_who_is_to_join_is_bound_by_nothing_before(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, EVA, await opened(web, bakery)))
    assert code(await web.read(EVA, f"/identities/{bakery}/group")) == "IDENTITY_UNKNOWN"
    taken(await freeze(web, EVA, EVA.did))
    taken(await sign(web, BEN, item))


async def test_who_will_not_join_ends_it(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, BEN, await opened(web, bakery)))
    taken(await vote(web, EVA, item, Choice.REJECT, "I have no time"))
    assert code(await sign(web, CLEO, item)) == "ITEM_CLOSED"
    assert (await read_group(web, ANN, bakery)).version == 1


async def test_a_signer_that_is_against_it_ends_it_where_all_must_agree(web: Web, bakery: IdentityId) -> None:
    item = await opened(web, bakery)
    taken(await vote(web, BEN, item, Choice.REJECT))
    assert code(await sign(web, CLEO, item)) == "ITEM_CLOSED"


async def test_who_was_against_it_and_outvoted_stays_in_the_chain(web: Web) -> None:
    group = await found(web, ANN, {ANN: "A", BEN: "S", CLEO: "S", DORA: "S"}, threshold=2)
    item = await opened(web, group)
    item = taken(await vote(web, BEN, item, Choice.REJECT))
    for person in (CLEO, DORA, EVA):
        item = taken(await sign(web, person, item))
    assert item["closing"]["kind"] == "EXECUTED"
    (change,) = (await read_group(web, ANN, group)).changes
    assert isinstance(change, Amendment)
    assert [one.choice for one in change.votes] == ["SIGN", "REJECT", "SIGN", "SIGN", "SIGN"]


async def test_a_signature_over_the_proposal_of_another_charter_is_none(web: Web, bakery: IdentityId) -> None:
    item = await opened(web, bakery)
    forged = {**item, "proposal": {**item["proposal"], "required": 1}}
    assert code(await sign(web, BEN, forged)) == "SIGNATURE_WRONG"


async def test_two_keys_of_one_identity_are_one_signer(web: Web) -> None:
    group = await found(web, ANN, {ANN: "A", BEN: "S", CLEO: "S"}, threshold=2)
    item = taken(await sign(web, BEN, await opened(web, group)))
    taken(await succeed(web, BEN, BEN, NEW))
    assert code(await sign(web, NEW, item)) == "ITEM_SUPERSEDED"
    assert await status_of(web, ANN, item) == "SUPERSEDED"
    group_now = await read_group(web, ANN, group)
    assert (group_now.version, isinstance(group_now.changes[0], Replacement)) == (2, True)


async def test_who_gets_another_key_before_it_joins_does_not_join_by_the_old_one(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, EVA, await opened(web, bakery)))
    taken(await succeed(web, EVA, EVA, NEW))
    taken(await sign(web, BEN, item))
    failed = taken(await sign(web, CLEO, item))["closing"]
    assert (failed["kind"], failed["problem"]["code"]) == ("FAILED", "MEMBER_UNKNOWN")
    assert (await read_group(web, ANN, bakery)).version == 1


async def test_what_failed_is_carried_out_once_it_can_be(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, EVA, await opened(web, bakery)))
    taken(await freeze(web, EVA, EVA.did))
    taken(await sign(web, BEN, item))
    assert taken(await sign(web, CLEO, item))["closing"]["kind"] == "FAILED"
    taken(await unfreeze(web, EVA, EVA.did))
    done = taken(await web.write(EVA, f"/items/{item['proposal']['itemId']}/execute", {}))
    assert (done["closing"]["kind"], (await read_group(web, EVA, bakery)).version) == ("EXECUTED", 2)


async def test_what_was_carried_out_is_signed_by_nobody_any_more(web: Web) -> None:
    group = await found(web, ANN, {ANN: "A", BEN: "S", CLEO: "S"}, threshold=1)
    item = await agreed(web, group, charter({ANN: "A", BEN: "S", CLEO: "SI"}), ANN, BEN)
    assert code(await sign(web, CLEO, item)) == "ITEM_CLOSED"
