"""Closing identities through HTTP: who may, what has to go first, and who must not be left alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.wire.shapes import adapter
from tests.node.groups import close, found, freeze, register_aid, register_ward, shown
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, SUB, OTHER_SUB, WARD = Person("Ann"), Person("Sub"), Person("Other sub"), Person("Ward")
BEN, STRANGER, AID = Person("Ben"), Person("Stranger"), Person("Aid")


@dataclass(frozen=True)
class World:
    """Ann with two identities of her own, one of which holds 100.00; and Ben."""

    web: Web
    token: str

    async def closes(self, actor: Person, whose: Person, to: Person | None = None) -> Any:
        return await close(self.web, actor, whose.did, to.did if to else None)

    async def sets_policy(self, whose: Person, **changed: Any) -> None:
        policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(), mode="json", by_alias=True)
        body = {"policy": {**policy, **changed}, "base": 0, "reason": ""}
        taken(await self.web.write(whose, f"/identities/{whose.did}/policy", body, method="PUT"))

    async def limits_sub(self, **amounts: str) -> None:
        limits = {name: {"tokenId": self.token, "decimals": 2, "value": value} for name, value in amounts.items()}
        body = {"scope": "IDENTITY", "limits": {"tokens": [{"tokenId": self.token, **limits}]}, "base": 0, "reason": ""}
        taken(await self.web.write(ANN, f"/identities/{SUB.did}/limits", body, method="PUT"))


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_web(tmp_path) as web:
        for person in (ANN, BEN, STRANGER):
            taken(await web.register(person))
        for sub in (SUB, OTHER_SUB):
            taken(await web.register(sub, owner=ANN))
        token = await web.issue(ANN)
        taken(await web.pay(ANN, SUB, token, "100.00"))
        yield World(web, token)


async def test_what_is_empty_is_closed(world: World) -> None:
    closed = taken(await world.closes(BEN, BEN))
    assert (closed["status"], closed["canIssue"]) == ("CLOSED", False)


@pytest.mark.parametrize("actor", [SUB, ANN])
async def test_what_it_holds_goes_to_the_family(world: World, actor: Person) -> None:
    taken(await world.closes(actor, SUB, OTHER_SUB))
    assert await world.web.balance(OTHER_SUB) == {world.token: "100.00"}
    assert (await shown(world.web, ANN, SUB.did))["status"] == "CLOSED"


async def test_the_sweep_stands_in_both_histories(world: World) -> None:
    taken(await world.closes(ANN, SUB, OTHER_SUB))
    for who, balance in ((SUB, "0.00"), (OTHER_SUB, "100.00")):
        page = taken(await world.web.read(ANN, f"/identities/{who.did}/transactions"))
        newest = page["entries"][0]
        assert (newest["transfer"]["memo"], newest["balanceAfter"]["value"]) == ("Closed", balance)


async def test_without_a_place_for_what_it_holds_it_stays_open(world: World) -> None:
    answer = await world.closes(ANN, SUB)
    assert (answer.status_code, code(answer)) == (409, "CLOSE_NEEDS_SWEEP")
    assert (await shown(world.web, ANN, SUB.did))["status"] == "ACTIVE"


@pytest.mark.parametrize(
    ("to", "expected"),
    [(SUB, "SELF_TRANSFER"), (Person("Nowhere"), "RECIPIENT_UNKNOWN")],
)
async def test_a_place_that_is_none_is_refused(world: World, to: Person, expected: str) -> None:
    answer = await world.closes(ANN, SUB, to)
    assert (code(answer), answer.json()["field"]) == (expected, "sweepTo")


async def test_a_frozen_place_is_refused(world: World) -> None:
    taken(await freeze(world.web, ANN, OTHER_SUB.did))
    assert code(await world.closes(ANN, SUB, OTHER_SUB)) == "RECIPIENT_FROZEN"


async def test_a_place_that_takes_nothing_is_refused(world: World) -> None:
    await world.sets_policy(OTHER_SUB, canReceive=False)
    answer = await world.closes(ANN, SUB, OTHER_SUB)
    assert (code(answer), answer.json()["field"]) == ("RECIPIENT_REFUSES", "sweepTo")
    assert await world.web.balance(SUB) == {world.token: "100.00"}


async def test_no_limit_stands_in_the_way_within_the_family(world: World) -> None:
    await world.limits_sub(daily="10.00")
    taken(await world.closes(SUB, SUB, ANN))
    assert await world.web.balance(SUB) == {world.token: "0.00"}


async def test_to_anybody_else_goes_what_may_be_paid(world: World) -> None:
    taken(await world.closes(SUB, SUB, BEN))
    assert await world.web.balance(BEN) == {world.token: "100.00"}


async def test_to_anybody_else_the_limits_hold(world: World) -> None:
    await world.limits_sub(daily="10.00")
    assert code(await world.closes(SUB, SUB, BEN)) == "LIMIT_EXCEEDED"
    assert await world.web.balance(SUB) == {world.token: "100.00"}


async def test_what_others_would_have_to_agree_to_is_no_way_out(world: World) -> None:
    await world.limits_sub(approvalAbove="10.00")
    assert code(await world.closes(SUB, SUB, BEN)) == "CLOSE_NEEDS_SWEEP"


@pytest.mark.parametrize(("actor", "expected"), [(BEN, "IDENTITY_UNKNOWN"), (STRANGER, "IDENTITY_UNKNOWN")])
async def test_only_itself_and_its_owner_close_it(world: World, actor: Person, expected: str) -> None:
    assert code(await world.closes(actor, SUB, ANN)) == expected


async def test_nobody_closes_it_twice(world: World) -> None:
    taken(await world.closes(ANN, SUB, ANN))
    assert code(await world.closes(ANN, SUB, ANN)) == "IDENTITY_CLOSED"


@pytest.mark.parametrize("path", ["", "/balances", "/transactions"])
async def test_a_closed_identity_still_reads_what_was(world: World, path: str) -> None:
    taken(await world.closes(SUB, SUB, ANN))
    taken(await world.web.read(SUB, f"/identities/{SUB.did}{path}"))


async def test_a_closed_identity_changes_nothing_more(world: World) -> None:
    taken(await world.closes(SUB, SUB, ANN))
    body = {"status": "ACTIVE", "reason": "again"}
    answers = [
        await world.web.pay(SUB, BEN, world.token),
        await world.web.write(SUB, f"/identities/{SUB.did}", {"name": "x"}, method="PATCH"),
        await world.web.write(SUB, f"/identities/{SUB.did}/status", body),
    ]
    assert {code(answer) for answer in answers} == {"IDENTITY_CLOSED"}


@pytest.mark.parametrize("status", ["ACTIVE", "FROZEN"])
async def test_a_closed_identity_is_neither_frozen_nor_opened_again(world: World, status: str) -> None:
    taken(await world.closes(ANN, SUB, ANN))
    body = {"status": status, "reason": "again"}
    assert code(await world.web.write(ANN, f"/identities/{SUB.did}/status", body)) == "IDENTITY_CLOSED"


async def test_a_closed_identity_gets_nothing_more(world: World) -> None:
    taken(await world.closes(ANN, SUB, ANN))
    assert code(await world.web.pay(ANN, SUB, world.token)) == "RECIPIENT_FROZEN"


async def test_a_closing_that_is_sent_again_sweeps_once(world: World) -> None:
    body = {"sweepTo": OTHER_SUB.did}
    path, key = f"/identities/{SUB.did}/close", "6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11"
    once = await world.web.write(SUB, path, body, request_id=key)
    again = await world.web.write(SUB, path, body, request_id=key)
    assert (again.status_code, again.content) == (200, once.content)
    assert await world.web.balance(OTHER_SUB) == {world.token: "100.00"}


# ------------------------------------------------------------------------------------ who is frozen


async def test_who_was_frozen_by_the_owner_does_not_get_away_by_closing(world: World) -> None:
    taken(await freeze(world.web, ANN, SUB.did, "Odd payments"))
    answer = await world.closes(SUB, SUB, BEN)
    assert (code(answer), answer.json()["facts"]) == ("IDENTITY_FROZEN", {"reason": "Odd payments"})


async def test_an_owner_closes_what_it_froze(world: World) -> None:
    taken(await freeze(world.web, ANN, SUB.did))
    taken(await world.closes(ANN, SUB, ANN))
    assert await world.web.balance(SUB) == {world.token: "0.00"}


# ------------------------------------------------------------------------------------ who depends on it


def facts(answer: Any) -> tuple[str, str]:
    assert (answer.status_code, code(answer)) == (409, "HAS_DEPENDENTS")
    told = answer.json()["facts"]
    return str(told["part"]), str(told["name"])


async def test_an_owner_stays_while_it_owns_somebody(world: World) -> None:
    assert facts(await world.closes(ANN, ANN, SUB)) == ("owner", "Sub")


async def test_an_owner_of_closed_identities_is_closed(world: World) -> None:
    for sub in (SUB, OTHER_SUB):
        taken(await world.closes(ANN, sub, ANN))
    taken(await world.closes(ANN, ANN, BEN))


async def test_a_guardian_stays_while_it_guards_somebody(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN))
    assert facts(await world.closes(BEN, BEN)) == ("guardian", "Ward")


async def test_the_last_admin_of_a_group_stays(world: World) -> None:
    await found(world.web, BEN, {BEN: "A", ANN: "S"})
    assert facts(await world.closes(BEN, BEN)) == ("admin", "Bakery")


async def test_a_signer_that_a_group_needs_stays(world: World) -> None:
    await found(world.web, ANN, {ANN: "SA", BEN: "S"}, threshold=2)
    assert facts(await world.closes(BEN, BEN)) == ("signer", "Bakery")


async def test_a_signer_that_a_group_can_do_without_is_closed(world: World) -> None:
    await found(world.web, ANN, {ANN: "SA", BEN: "S"}, threshold=1)
    taken(await world.closes(BEN, BEN))


# ------------------------------------------------------------------------------------ other types


async def test_a_guarded_identity_does_not_get_round_its_guardian_by_closing(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN, owner=ANN))
    taken(await world.web.pay(ANN, WARD, world.token, "5.00"))
    answers = [await world.closes(WARD, WARD, to) for to in (STRANGER, ANN, None)]
    assert {answer.json()["code"] for answer in answers} <= {"CLOSE_NEEDS_SWEEP", "CAP_MISSING"}
    assert await world.web.balance(WARD) == {world.token: "5.00"}


async def test_its_owner_closes_a_guarded_identity(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN, owner=ANN))
    taken(await world.web.pay(ANN, WARD, world.token, "5.00"))
    taken(await world.closes(ANN, WARD, ANN))
    assert await world.web.balance(WARD) == {world.token: "0.00"}


async def test_a_guardian_does_not_close_its_ward(world: World) -> None:
    taken(await register_ward(world.web, WARD, BEN))
    assert code(await world.closes(BEN, WARD)) == "IDENTITY_UNKNOWN"


async def test_an_anonymous_identity_closes_itself_to_anybody(world: World) -> None:
    taken(await register_aid(world.web, AID, world.token))
    taken(await world.web.pay(ANN, AID, world.token))
    taken(await world.closes(AID, AID, STRANGER))
    assert await world.web.balance(STRANGER) == {world.token: "25.00"}


async def test_who_reads_a_member_list_still_finds_a_closed_member(world: World) -> None:
    group: IdentityId = await found(world.web, ANN, {ANN: "SA", BEN: "V"})
    taken(await world.closes(BEN, BEN))
    read = taken(await world.web.read(ANN, f"/identities/{group}/group"))
    assert [one["identityId"] for one in read["charter"]["members"]] == [ANN.did, BEN.did]
