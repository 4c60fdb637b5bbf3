"""Successors through HTTP: a new key takes an identity's place with all that it has, and the old one is refused."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.wire.shapes import adapter
from tests.node.groups import close, found, freeze, register_aid, register_ward, shown, sign, succeed, unfreeze
from tests.node.http_builders import Person, Web, code, open_web, taken
from tests.node.stream_builders import listening

pytestmark = pytest.mark.asyncio

ANN, SUB, BEN, STRANGER = Person("Ann"), Person("Sub"), Person("Ben"), Person("Stranger")
NEW, OTHER_NEW, WARD, AID = Person("New"), Person("Other new"), Person("Ward"), Person("Aid")
SESSION = Person("Session")


@dataclass(frozen=True)
class World:
    """Ann, who issued a token and owns Sub, which holds 100.00; and Ben."""

    web: Web
    token: str

    async def sets_policy(self, whose: Person, **changed: Any) -> None:
        policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(), mode="json", by_alias=True)
        body = {"policy": {**policy, **changed}, "base": 0, "reason": ""}
        taken(await self.web.write(whose, f"/identities/{whose.did}/policy", body, method="PUT"))

    async def limits(self, actor: Person, whose: Person, daily: str, scope: str = "IDENTITY") -> None:
        amount = {"tokenId": self.token, "decimals": 2, "value": daily}
        limits = {"tokens": [{"tokenId": self.token, "daily": amount}]}
        body = {"scope": scope, "limits": limits, "base": 0, "reason": ""}
        taken(await self.web.write(actor, f"/identities/{whose.did}/limits", body, method="PUT"))


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_web(tmp_path) as web:
        for person in (ANN, BEN, STRANGER):
            taken(await web.register(person))
        taken(await web.register(SUB, owner=ANN))
        token = await web.issue(ANN)
        taken(await web.pay(ANN, SUB, token, "100.00"))
        yield World(web, token)


# ------------------------------------------------------------------------------------ what moves


@pytest.mark.parametrize("actor", [SUB, ANN])
async def test_the_new_key_has_the_old_ones_place(world: World, actor: Person) -> None:
    answer = await succeed(world.web, actor, SUB, NEW)
    new = taken(answer)
    assert (answer.status_code, new["id"], new["type"], new["name"]) == (201, NEW.did, "ROOT", "Sub")
    assert (new["status"], new["owner"]) == ("ACTIVE", ANN.did)


async def test_the_old_one_is_closed_and_says_who_came_after_it(world: World) -> None:
    taken(await succeed(world.web, SUB, SUB, NEW))
    old = await shown(world.web, NEW, SUB.did)
    assert (old["status"], old["successor"]) == ("CLOSED", NEW.did)


async def test_all_that_the_old_one_had_moves(world: World) -> None:
    other = await world.web.issue(ANN, symbol="EURQ")
    taken(await world.web.pay(ANN, SUB, other, "7.00"))
    taken(await succeed(world.web, SUB, SUB, NEW))
    assert await world.web.balance(NEW) == {world.token: "100.00", other: "7.00"}


async def test_the_transfers_say_what_they_were_for(world: World) -> None:
    taken(await succeed(world.web, SUB, SUB, NEW))
    (entry,) = taken(await world.web.read(NEW, f"/identities/{NEW.did}/transactions"))["entries"]
    transfer = entry["transfer"]
    assert (transfer["kind"], transfer["memo"], transfer["sender"]) == ("TRANSFER", "Successor", SUB.did)


async def test_what_an_owner_owns_is_its_successors(world: World) -> None:
    taken(await succeed(world.web, ANN, ANN, NEW))
    assert (await shown(world.web, NEW, SUB.did))["owner"] == NEW.did
    taken(await freeze(world.web, NEW, SUB.did))


async def test_a_guardians_successor_guards(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN))
    taken(await succeed(world.web, BEN, BEN, NEW))
    assert (await shown(world.web, NEW, WARD.did))["guardian"] == NEW.did


async def test_a_wards_successor_is_guarded(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN))
    new = taken(await succeed(world.web, WARD, WARD, NEW))
    assert (new["type"], new["guardian"]) == ("CONSENTIDA", BEN.did)


async def test_an_issuers_successor_may_issue_and_the_old_one_may_not(world: World) -> None:
    new = taken(await succeed(world.web, ANN, ANN, NEW))
    assert (new["canIssue"], (await shown(world.web, NEW, ANN.did))["canIssue"]) == (True, False)


async def test_a_members_successor_is_a_member_with_its_roles(world: World) -> None:
    group = await found(world.web, ANN, {ANN: "A", BEN: "SI"})
    taken(await succeed(world.web, BEN, BEN, NEW))
    read = await world.web.read(NEW, f"/identities/{group}/group")
    told = adapter(Group).validate_json(read.content, strict=True)
    verify_group(told, world.web.node.node_id)
    assert (told.version, told.charter.signers) == (2, (NEW.did,))
    taken(await freeze(world.web, ANN, group))


async def test_an_admins_successor_acts_as_admin(world: World) -> None:
    group = await found(world.web, BEN, {BEN: "SA"})
    taken(await succeed(world.web, BEN, BEN, NEW))
    taken(await freeze(world.web, NEW, group))
    assert taken(await unfreeze(world.web, NEW, group))["status"] == "ACTIVE"


async def test_a_successor_of_a_successor_follows_in_the_charter(world: World) -> None:
    group = await found(world.web, BEN, {BEN: "SA"})
    taken(await succeed(world.web, BEN, BEN, NEW))
    taken(await succeed(world.web, NEW, NEW, OTHER_NEW))
    read = await world.web.read(OTHER_NEW, f"/identities/{group}/group")
    told = adapter(Group).validate_json(read.content, strict=True)
    verify_group(told, world.web.node.node_id)
    assert (told.version, told.charter.admins) == (3, (OTHER_NEW.did,))


async def test_the_rules_go_on(world: World) -> None:
    await world.sets_policy(BEN, external="DENY")
    await world.limits(BEN, BEN, "10.00")
    await world.limits(BEN, BEN, "20.00", "FAMILY")
    taken(await succeed(world.web, BEN, BEN, NEW))
    policy = taken(await world.web.read(NEW, f"/identities/{NEW.did}/policy"))
    book = taken(await world.web.read(NEW, f"/identities/{NEW.did}/limits"))
    daily = [book[scope]["version"]["limits"]["tokens"][0]["daily"]["value"] for scope in ("own", "family")]
    assert (policy["policy"]["external"], daily) == ("DENY", ["10.00", "20.00"])


async def test_no_limit_holds_up_what_moves(world: World) -> None:
    await world.limits(ANN, SUB, "10.00")
    taken(await succeed(world.web, ANN, SUB, NEW))
    assert await world.web.balance(NEW) == {world.token: "100.00"}


async def test_the_successor_reads_what_the_old_one_did(world: World) -> None:
    taken(await succeed(world.web, SUB, SUB, NEW))
    page = taken(await world.web.read(NEW, f"/identities/{SUB.did}/transactions"))
    listed = [one["id"] for one in taken(await world.web.read(NEW, "/identities"))]
    assert (page["total"], listed) == (2, [SUB.did, NEW.did])


async def test_a_follower_of_the_owner_is_told(world: World) -> None:
    async with listening(world.web, ANN) as listener:
        assert (await listener.next()).event == "hello"
        taken(await succeed(world.web, ANN, SUB, NEW))
        heard = ""
        while f'"id":"{NEW.did}"' not in (data := (await listener.next()).data):
            heard += data
    assert f'"successor":"{NEW.did}"' in heard


async def waiting(world: World) -> dict[str, Any]:
    """Let Sub ask its owner for more than it may, and sign that."""
    await world.sets_policy(SUB, external="DENY")
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(), mode="json", by_alias=True)
    body = {"policy": policy, "base": 1, "reason": "Please"}
    opened = await world.web.write(SUB, f"/identities/{SUB.did}/policy", body, method="PUT")
    assert opened.status_code == 202
    signed: dict[str, Any] = taken(await sign(world.web, SUB, taken(opened)))
    return signed


@pytest.mark.parametrize("old", [ANN, SUB])
async def test_what_waited_for_the_old_key_or_was_its_own_is_superseded(world: World, old: Person) -> None:
    item = await waiting(world)
    taken(await succeed(world.web, ANN, old, NEW))
    reader = NEW if old is ANN else ANN
    read = taken(await world.web.read(reader, f"/items/{item['proposal']['itemId']}"))
    assert read["closing"]["kind"] == "SUPERSEDED"


# ------------------------------------------------------------------------------------ the old key


async def test_the_old_key_asks_for_nothing_more(world: World) -> None:
    taken(await succeed(world.web, ANN, SUB, NEW))
    answers = [
        await world.web.pay(SUB, BEN, world.token),
        await world.web.write(SUB, f"/identities/{SUB.did}", {"name": "x"}, method="PATCH"),
        await succeed(world.web, SUB, SUB, OTHER_NEW),
    ]
    assert {code(answer) for answer in answers} == {"IDENTITY_CLOSED"}


@pytest.mark.parametrize("path", ["/identities", f"/identities/{SUB.did}", f"/identities/{SUB.did}/balances"])
async def test_the_old_key_reads_nothing_more(world: World, path: str) -> None:
    taken(await world.web.read(SUB, path))
    taken(await succeed(world.web, ANN, SUB, NEW))
    assert code(await world.web.read(SUB, path)) == "GRANT_INVALID"


async def test_the_old_keys_grants_end(world: World) -> None:
    taken(await world.web.grant(SESSION, SUB))
    taken(await world.web.read(SESSION, "/identities"))
    taken(await succeed(world.web, ANN, SUB, NEW))
    assert code(await world.web.read(SESSION, "/identities")) == "GRANT_INVALID"


async def test_the_old_key_is_no_member_any_more(world: World) -> None:
    group = await found(world.web, ANN, {ANN: "SA", BEN: "A"})
    taken(await succeed(world.web, BEN, BEN, NEW))
    assert code(await freeze(world.web, BEN, group)) == "IDENTITY_CLOSED"


# ------------------------------------------------------------------------------------ who may


@pytest.mark.parametrize("actor", [BEN, STRANGER])
async def test_nobody_else_appoints_a_successor(world: World, actor: Person) -> None:
    assert code(await succeed(world.web, actor, SUB, NEW)) == "IDENTITY_UNKNOWN"


async def test_a_guardian_does_not_appoint_a_successor(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN))
    assert code(await succeed(world.web, BEN, WARD, NEW)) == "IDENTITY_UNKNOWN"


async def test_who_is_registered_is_no_successor(world: World) -> None:
    answer = await succeed(world.web, SUB, SUB, BEN)
    assert (code(answer), answer.json()["field"]) == ("IDENTITY_EXISTS", "successor")


async def test_nobody_succeeds_itself(world: World) -> None:
    assert code(await succeed(world.web, SUB, SUB, SUB)) == "IDENTITY_EXISTS"


async def test_what_is_no_key_is_no_successor(world: World) -> None:
    assert code(await succeed(world.web, SUB, SUB, NEW, successor="did:key:zoo")) == "NOT_A_DID"


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"newSignature": "00" * 64}, "signature"),
        ({"oldSignature": "00" * 64}, "signature"),
        ({"successor": OTHER_NEW.did}, "signature"),
        ({"oldSignature": None}, "authority"),
        ({"ownerSignature": "00" * 64}, "authority"),
    ],
)
async def test_both_must_have_signed_exactly_this(world: World, wrong: dict[str, Any], part: str) -> None:
    answer = await succeed(world.web, SUB, SUB, NEW, **wrong)
    assert (code(answer), answer.json()["facts"]) == ("SUCCESSOR_INVALID", {"part": part})


async def test_a_refused_succession_moves_nothing(world: World) -> None:
    await succeed(world.web, SUB, SUB, NEW, newSignature="00" * 64)
    assert await world.web.balance(SUB) == {world.token: "100.00"}
    assert (await shown(world.web, ANN, SUB.did))["successor"] is None


async def test_a_thief_whom_the_owner_froze_appoints_nobody(world: World) -> None:
    taken(await freeze(world.web, ANN, SUB.did, "Stolen"))
    assert code(await succeed(world.web, SUB, SUB, NEW)) == "IDENTITY_FROZEN"


async def test_an_owner_recovers_what_it_froze(world: World) -> None:
    taken(await freeze(world.web, ANN, SUB.did, "Stolen"))
    new = taken(await succeed(world.web, ANN, SUB, NEW))
    assert (new["status"], new["reason"]) == ("ACTIVE", "")


async def test_what_is_closed_has_no_successor(world: World) -> None:
    taken(await close(world.web, ANN, SUB.did, ANN.did))
    assert code(await succeed(world.web, ANN, SUB, NEW)) == "IDENTITY_CLOSED"


async def test_a_sub_identity_does_not_get_round_its_limits_by_a_new_key(world: World) -> None:
    await world.limits(ANN, SUB, "10.00")
    assert code(await succeed(world.web, SUB, SUB, NEW)) == "NOT_PERMITTED"


async def test_an_anonymous_identity_has_no_successor(world: World) -> None:
    taken(await register_aid(world.web, AID, world.token))
    assert code(await succeed(world.web, AID, AID, NEW)) == "NOT_PERMITTED"


async def test_a_group_has_no_successor(world: World) -> None:
    group: IdentityId = await found(world.web, ANN, {ANN: "SA"})
    body = {"successor": NEW.did, "newSignature": "00" * 64, "oldSignature": "00" * 64}
    assert code(await world.web.write(ANN, f"/identities/{group}/successor", body)) == "IDENTITY_UNKNOWN"


async def test_a_succession_that_is_sent_again_moves_all_once(world: World) -> None:
    key = "6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11"
    once = await succeed(world.web, SUB, SUB, NEW, request_id=key)
    again = await succeed(world.web, SUB, SUB, NEW, request_id=key)
    assert (again.status_code, again.content) == (201, once.content)
    assert await world.web.balance(NEW) == {world.token: "100.00"}
