"""Evidence of what a real node decided, written from its record: a verifier that knows the ids alone takes it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.checks import Anchors
from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.verify.report import Outcome, verify
from qwallet_desktop.wire.shapes import adapter
from tests.node.charters import agreed, charter, propose, vote
from tests.node.groups import close, found, freeze, sign, unfreeze
from tests.node.http_builders import Person, Web, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA, EVA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora"), Person("Eva")
FAY = Person("Fay")
MEMBERS = {ANN: "A", BEN: "SI", CLEO: "S", DORA: "A", EVA: "A"}
"""Ann, Dora and Eva are ADMINs; Ben and Cleo decide together."""


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, DORA, EVA, FAY):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def bakery(web: Web) -> IdentityId:
    return await found(web, ANN, MEMBERS, threshold=2)


async def record(web: Web, item: dict[str, Any], reader: Person = ANN) -> ItemRecord:
    answer = await web.read(reader, f"/items/{item['proposal']['itemId']}/record")
    return adapter(ItemRecord).validate_json(answer.content, strict=True)


async def outcome(web: Web, whose: IdentityId, item: dict[str, Any]) -> Outcome:
    """Write the evidence of an item, and say what a verifier says who knows the ids and the node's key."""
    read = await record(web, item)
    data = dossier.write_evidence(read, web.node.node_id)
    again = dossier.read_evidence(data)
    assert dossier.write_evidence(again.record, again.node_id) == data
    anchors = Anchors(web.node.node_id, whose, web.node.public_key.hex())
    said = verify(data, anchors)
    assert {one.name for one in check_record(read, web.node.node_id, anchors)} == {
        one.name for one in check_record(again.record, web.node.node_id, anchors)
    }
    return said.outcome


async def signed(web: Web, item: dict[str, Any], *people: Person) -> dict[str, Any]:
    for person in people:
        item = taken(await sign(web, person, item))
    return item


async def test_of_a_change_of_signers(web: Web, bakery: IdentityId) -> None:
    wanted = charter({ANN: "A", BEN: "SI", FAY: "S"}, 2, expiry_hours=24)
    changed = await agreed(web, bakery, wanted, ANN, FAY, BEN, CLEO)
    assert await outcome(web, bakery, changed) is Outcome.ESTABLISHED


async def test_of_a_change_of_signers_after_one_that_somebody_was_against(web: Web, bakery: IdentityId) -> None:
    three = charter({ANN: "A", BEN: "S", CLEO: "S", FAY: "S"}, 2)
    await agreed(web, bakery, three, ANN, BEN, CLEO, FAY)
    item = taken(await propose(web, ANN, bakery, charter({ANN: "A", BEN: "S"}), 2))
    item = await signed(web, item, ANN, BEN)
    item = taken(await vote(web, CLEO, item, Choice.REJECT, "Not me"))
    item = await signed(web, item, FAY)
    assert await outcome(web, bakery, item) is Outcome.ESTABLISHED
    # The next one stands on both.
    back = await agreed(web, bakery, charter({ANN: "A", BEN: "S", CLEO: "S"}), ANN, CLEO, BEN, base=3)
    assert await outcome(web, bakery, back) is Outcome.ESTABLISHED


async def test_of_a_policy(web: Web, bakery: IdentityId) -> None:
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(can_receive=False), mode="json", by_alias=True)
    body = {"policy": policy, "base": 0, "reason": "Enough"}
    item = taken(await web.write(ANN, f"/identities/{bakery}/policy", body, method="PUT"))
    assert await outcome(web, bakery, await signed(web, item, ANN, BEN, CLEO)) is Outcome.ESTABLISHED


async def test_of_limits(web: Web, bakery: IdentityId) -> None:
    token = await web.issue(ANN)
    limits = Limits((TokenLimits(TokenId(token), daily=Amount(500, 2, TokenId(token))),), 9)
    written = adapter(Limits).dump_python(limits, mode="json", by_alias=True)
    body = {"scope": "IDENTITY", "limits": written, "base": 0, "reason": ""}
    item = taken(await web.write(ANN, f"/identities/{bakery}/limits", body, method="PUT"))
    assert await outcome(web, bakery, await signed(web, item, ANN, BEN, CLEO)) is Outcome.ESTABLISHED


async def test_of_a_freeze_and_of_its_end(web: Web, bakery: IdentityId) -> None:
    frozen = await signed(web, taken(await freeze(web, BEN, bakery, "A key is lost")), BEN, DORA)
    assert await outcome(web, bakery, frozen) is Outcome.ESTABLISHED
    thawed = await signed(web, taken(await unfreeze(web, ANN, bakery, "It was found")), ANN, EVA)
    assert await outcome(web, bakery, thawed) is Outcome.ESTABLISHED


async def test_that_admins_are_closed_is_the_nodes_word(web: Web) -> None:
    five = await found(web, ANN, {ANN: "A", BEN: "SA", CLEO: "A", DORA: "A", EVA: "A"})
    taken(await close(web, EVA, EVA.did))
    taken(await close(web, DORA, DORA.did))
    taken(await freeze(web, ANN, five))
    item = await signed(web, taken(await unfreeze(web, ANN, five)), ANN, BEN)
    assert item["closing"]["kind"] == "EXECUTED"
    assert await outcome(web, five, item) is Outcome.CONSISTENT


async def test_of_what_was_rejected(web: Web, bakery: IdentityId) -> None:
    frozen = taken(await freeze(web, BEN, bakery, "A key is lost"))
    item = await signed(web, frozen, BEN)
    for admin in (ANN, DORA, EVA):
        item = taken(await vote(web, admin, item, Choice.REJECT, "It is not"))
    assert await outcome(web, bakery, item) is Outcome.ESTABLISHED


async def test_a_request_holds_and_is_no_evidence(web: Web, bakery: IdentityId) -> None:
    item = await signed(web, taken(await freeze(web, BEN, bakery, "A key is lost")), BEN)
    data = dossier.write_request(await record(web, item), web.node.node_id)
    read = dossier.read_request(data)
    anchors = Anchors(web.node.node_id, bakery)
    assert {one.verdict.value for one in check_record(read.record, read.node_id, anchors)} == {"HOLDS"}
    assert verify(data, anchors).outcome is Outcome.FAILS
