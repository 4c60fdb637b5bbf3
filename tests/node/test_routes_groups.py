"""Groups through HTTP: founding them, who sees them and what members may do, freezing and unfreezing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.group_chain import Group, verify_group
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.wire.rule_requests import FoundRequest
from qwallet_desktop.wire.shapes import adapter
from tests.node.groups import (
    by_members,
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
from tests.node.stream_builders import listening

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora")
EVA, STRANGER, NOBODY, AID = Person("Eva"), Person("Stranger"), Person("Nobody"), Person("Aid")
SESSION = Person("Session")
MEMBERS = {ANN: "A", BEN: "S", CLEO: "SI", DORA: "V", EVA: "U"}
"""Ann is ADMIN, Ben SIGNER, Cleo SIGNER and INITIATOR, Dora VIEWER, Eva AUDITOR."""


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, DORA, EVA, STRANGER):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def bakery(web: Web) -> IdentityId:
    return await found(web, ANN, MEMBERS, threshold=2)


# ------------------------------------------------------------------------------------ founding


async def test_a_group_is_what_its_document_says(web: Web) -> None:
    document = founding(web, ANN, MEMBERS, threshold=2)
    answer = await send_founding(web, ANN, document, by_members(document, MEMBERS))
    group = adapter(Group).validate_json(answer.content, strict=True)
    verify_group(group, web.node.node_id)
    assert (answer.status_code, group.id, group.founding) == (201, document.group_id, document)


async def test_a_founded_group_is_read_as_it_was_answered(web: Web) -> None:
    document = founding(web, ANN, MEMBERS)
    answer = taken(await send_founding(web, ANN, document, by_members(document, MEMBERS)))
    assert taken(await web.read(DORA, f"/identities/{document.group_id}/group")) == answer


async def test_a_group_is_an_identity_without_owner_that_may_not_issue(web: Web, bakery: IdentityId) -> None:
    read = await shown(web, ANN, bakery)
    told = (read["type"], read["name"], read["status"], read["owner"], read["canIssue"])
    assert told == ("ENTERPRISE", "Bakery", "ACTIVE", None, False)


async def test_a_group_takes_part_in_payments(web: Web, bakery: IdentityId) -> None:
    token = await web.issue(ANN)
    body = {"recipient": bakery, "tokenId": token, "amount": "25.00", "memo": ""}
    taken(await web.write(ANN, "/transfers", body))
    (balance,) = taken(await web.read(BEN, f"/identities/{bakery}/balances"))
    assert balance["settled"]["value"] == "25.00"


async def test_a_dao_is_founded(web: Web) -> None:
    dao = await found(web, ANN, MEMBERS, type="DAO", name="Commons")
    assert (await shown(web, ANN, dao))["type"] == "DAO"


async def test_the_same_document_founds_one_group_only(web: Web, bakery: IdentityId) -> None:
    document = founding(web, ANN, MEMBERS, threshold=2)
    assert document.group_id == bakery
    assert code(await send_founding(web, ANN, document, by_members(document, MEMBERS))) == "IDENTITY_EXISTS"


async def refused(web: Web, members: dict[Person, str] | None = None, founder: Person = ANN, **more: Any) -> Any:
    """Ask for a group that everybody signed, and return the problem."""
    among = members or MEMBERS
    document = founding(web, founder, among, **more)
    answer = await send_founding(web, founder, document, by_members(document, among))
    assert answer.is_error, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"threshold": 0}, "THRESHOLD_INVALID"),
        ({"threshold": 3}, "THRESHOLD_INVALID"),
        ({"members": {ANN: "A", BEN: "V"}}, "SIGNER_MISSING"),
        ({"members": {ANN: "S", BEN: "V"}}, "ADMIN_MISSING"),
        ({"members": {ANN: "SA", NOBODY: "V"}}, "MEMBER_UNKNOWN"),
        ({"members": {ANN: "SA", BEN: ""}}, "ROLE_MISSING"),
        ({"name": ""}, "NAME_INVALID"),
        ({"name": "Bake\u202ery"}, "FOUNDING_INVALID"),
        ({"type": "ROOT"}, "FOUNDING_INVALID"),
        ({"salt": "salt"}, "FOUNDING_INVALID"),
        ({"node_id": NodeId("0" * 32)}, "FOUNDING_INVALID"),
        ({"expiry_hours": 0}, "EXPIRY_INVALID"),
    ],
)
async def test_a_wrong_document_is_refused_by_name(web: Web, wrong: dict[str, Any], expected: str) -> None:
    assert (await refused(web, **wrong))["code"] == expected


async def test_a_stranger_as_member_is_named(web: Web) -> None:
    problem = await refused(web, {ANN: "SA", NOBODY: "V"})
    assert problem["facts"] == {"member": NOBODY.did}


async def test_a_frozen_identity_becomes_no_member(web: Web) -> None:
    taken(await freeze(web, BEN, BEN.did))
    assert (await refused(web))["facts"] == {"member": BEN.did}


async def test_an_anonymous_identity_is_no_member(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    assert (await refused(web, {ANN: "SA", AID: "V"}))["code"] == "MEMBER_NOT_SINGLE"


async def test_a_group_is_no_member_of_a_group(web: Web, bakery: IdentityId) -> None:
    document = founding(web, ANN, {ANN: "SA", BEN: "V"})
    members = (document.charter.members[0], replace(document.charter.members[1], identity_id=bakery))
    nested = replace(document, charter=replace(document.charter, members=members))
    assert code(await send_founding(web, ANN, nested, signed(nested, ANN))) == "MEMBER_NOT_SINGLE"


async def test_nobody_founds_in_the_name_of_another(web: Web) -> None:
    document = founding(web, ANN, MEMBERS)
    answer = await send_founding(web, BEN, document, by_members(document, MEMBERS))
    assert answer.json()["facts"] == {"part": "founder"}


async def test_who_founds_belongs_to_it(web: Web) -> None:
    document = founding(web, STRANGER, MEMBERS)
    answer = await send_founding(web, STRANGER, document, (*by_members(document, MEMBERS), *signed(document, STRANGER)))
    assert answer.json()["facts"] == {"part": "founder"}


async def test_a_guarded_identity_founds_no_group(web: Web) -> None:
    ward = Person("Ward")
    taken(await register_ward(web, ward, ANN))
    assert (await refused(web, {ward: "SA"}, ward))["code"] == "NOT_PERMITTED"


@pytest.mark.parametrize("missing", [ANN, BEN, CLEO])
async def test_without_the_signature_of_everybody_who_must_there_is_no_group(web: Web, missing: Person) -> None:
    document = founding(web, ANN, MEMBERS)
    signatures = signed(document, *(who for who in (ANN, BEN, CLEO) if who is not missing))
    answer = await send_founding(web, ANN, document, signatures)
    assert (code(answer), answer.json()["facts"]) == ("FOUNDING_UNSIGNED", {"signer": missing.did})


async def test_a_forged_founding_signature_is_refused(web: Web) -> None:
    document = founding(web, ANN, MEMBERS)
    good = by_members(document, MEMBERS)
    forged = (good[0], replace(good[1], signature=good[2].signature), good[2])
    assert code(await send_founding(web, ANN, document, forged)) == "FOUNDING_UNSIGNED"


async def test_signatures_for_another_node_found_nothing(web: Web) -> None:
    document = founding(web, ANN, MEMBERS)
    elsewhere = replace(document, node_id=NodeId("0" * 32))
    answer = await send_founding(web, ANN, document, by_members(elsewhere, MEMBERS))
    assert code(answer) == "FOUNDING_UNSIGNED"


async def test_a_refused_founding_leaves_no_group(web: Web) -> None:
    document = founding(web, ANN, MEMBERS)
    await send_founding(web, ANN, document, signed(document, ANN))
    assert code(await web.read(ANN, f"/identities/{document.group_id}")) == "IDENTITY_UNKNOWN"


async def test_a_founding_that_is_sent_again_is_answered_again(web: Web) -> None:
    document = founding(web, ANN, MEMBERS)
    request = FoundRequest(document, by_members(document, MEMBERS))
    body = adapter(FoundRequest).dump_python(request, mode="json", by_alias=True)
    once = await web.write(ANN, "/groups", body, request_id="6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11")
    again = await web.write(ANN, "/groups", body, request_id="6b1f3c1e-7a52-4c58-9d53-0c7f6b0a4f11")
    assert (again.status_code, again.content) == (201, once.content)


# ------------------------------------------------------------------------------------ who sees what

READS = ["", "/group", "/wallet", "/balances", "/transactions", "/notifications"]


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("path", READS)
async def test_every_member_reads_its_group(web: Web, bakery: IdentityId, member: Person, path: str) -> None:
    taken(await web.read(member, f"/identities/{bakery}{path}"))


@pytest.mark.parametrize("path", READS)
async def test_to_a_stranger_a_group_does_not_exist(web: Web, bakery: IdentityId, path: str) -> None:
    denied = await web.read(STRANGER, f"/identities/{bakery}{path}")
    absent = await web.read(STRANGER, f"/identities/did:qwallet:z{'1' * 44}{path}")
    assert (denied.status_code, denied.content) == (404, absent.content)


async def test_a_single_holder_is_no_group(web: Web) -> None:
    assert code(await web.read(ANN, f"/identities/{ANN.did}/group")) == "IDENTITY_UNKNOWN"


async def test_a_group_is_listed_to_its_members_only(web: Web, bakery: IdentityId) -> None:
    seen = {
        who.name: bakery in [one["id"] for one in taken(await web.read(who, "/identities"))] for who in (DORA, STRANGER)
    }
    assert seen == {"Dora": True, "Stranger": False}


async def test_members_do_not_see_each_other(web: Web, bakery: IdentityId) -> None:
    assert code(await web.read(ANN, f"/identities/{BEN.did}")) == "IDENTITY_UNKNOWN"
    assert bakery


async def test_a_session_key_reads_the_groups_of_those_who_granted_it(web: Web, bakery: IdentityId) -> None:
    taken(await web.grant(SESSION, DORA, STRANGER))
    taken(await web.read(SESSION, f"/identities/{bakery}/balances"))
    assert bakery in (await web.read(SESSION, "/identities")).text


async def test_a_session_key_of_before_the_founding_reads_the_group_at_once(web: Web) -> None:
    taken(await web.grant(SESSION, DORA))
    taken(await web.read(SESSION, "/identities"))
    bakery = await found(web, ANN, MEMBERS)
    taken(await web.read(SESSION, f"/identities/{bakery}"))


@pytest.mark.parametrize(("reader", "told"), [(DORA, True), (STRANGER, False)])
async def test_members_are_told_of_their_group_as_it_is_founded(web: Web, reader: Person, told: bool) -> None:
    async with listening(web, reader) as listener:
        assert (await listener.next()).event == "hello"
        await found(web, ANN, MEMBERS)
        taken(await web.write(reader, f"/identities/{reader.did}", {"name": "Renamed"}, method="PATCH"))
        heard = ""
        while '"Renamed"' not in (data := (await listener.next()).data):
            heard += data
    assert ('"Bakery"' in heard) is told


async def test_a_groups_transfer_is_shown_to_its_members(web: Web, bakery: IdentityId) -> None:
    token = await web.issue(ANN)
    body = {"recipient": bakery, "tokenId": token, "amount": "1.00", "memo": ""}
    paid = taken(await web.write(ANN, "/transfers", body))["transfer"]["id"]
    assert (await web.read(DORA, f"/transfers/{paid}")).is_success
    assert code(await web.read(STRANGER, f"/transfers/{paid}")) == "TRANSFER_UNKNOWN"


# ------------------------------------------------------------------------------------ what members may do


async def renamed(web: Web, actor: Person, group: IdentityId) -> Any:
    return await web.write(actor, f"/identities/{group}", {"name": "Patisserie"}, method="PATCH")


async def frozen(web: Web, actor: Person, group: IdentityId) -> Any:
    return await freeze(web, actor, group)


@pytest.mark.parametrize(
    ("ask", "member"),
    [*((renamed, member) for member in (BEN, CLEO, DORA, EVA, STRANGER)), (frozen, DORA), (frozen, STRANGER)],
)
async def test_only_an_admin_changes_a_group(web: Web, bakery: IdentityId, member: Person, ask: Any) -> None:
    assert code(await ask(web, member, bakery)) == "IDENTITY_UNKNOWN"
    assert (await shown(web, ANN, bakery))["name"] == "Bakery"


async def test_an_admin_renames_the_group(web: Web, bakery: IdentityId) -> None:
    assert taken(await renamed(web, ANN, bakery))["name"] == "Patisserie"


async def test_a_frozen_admin_changes_no_group(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A"})
    taken(await freeze(web, ANN, ANN.did))
    assert code(await renamed(web, ANN, group)) == "IDENTITY_FROZEN"


async def test_a_group_is_closed_by_nobody(web: Web, bakery: IdentityId) -> None:
    body = {"sweepTo": None}
    answers = [await web.write(who, f"/identities/{bakery}/close", body) for who in (ANN, BEN, STRANGER)]
    assert [code(answer) for answer in answers] == ["NOT_PERMITTED", "IDENTITY_UNKNOWN", "IDENTITY_UNKNOWN"]


async def test_nobody_registers_under_a_group(web: Web, bakery: IdentityId) -> None:
    link = {"parent": bakery, "parentSignature": "00" * 64, "childSignature": "00" * 64}
    answer = await web.write(NOBODY, "/identities", {"type": "ROOT", "name": "x", "link": link})
    assert (code(answer), answer.json()["facts"]) == ("LINK_INVALID", {"reason": "TYPE"})


# ------------------------------------------------------------------------------------ freezing


async def test_any_one_admin_freezes(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A", CLEO: "A"})
    taken(await freeze(web, CLEO, group, "Something is odd"))
    read = await shown(web, ANN, group)
    assert (read["status"], read["frozenBy"], read["reason"]) == ("FROZEN", CLEO.did, "Something is odd")


@pytest.mark.parametrize("admins", [{ANN: "SA"}, {ANN: "SA", BEN: "A"}])
async def test_where_half_is_one_an_admin_unfreezes_alone(web: Web, admins: dict[Person, str]) -> None:
    group = await found(web, ANN, admins)
    taken(await freeze(web, ANN, group))
    answer = await unfreeze(web, ANN, group)
    assert (answer.status_code, taken(answer)["status"]) == (200, "ACTIVE")


async def test_where_half_is_two_unfreezing_waits_for_another_admin(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A", CLEO: "A"})
    taken(await freeze(web, CLEO, group, "Something is odd"))
    answer = await unfreeze(web, ANN, group, "It was nothing")
    proposal = taken(answer)["proposal"]
    assert answer.status_code == 202
    assert (await shown(web, ANN, group))["status"] == "FROZEN"
    assert proposal["approvers"] == [ANN.did, BEN.did, CLEO.did]
    told = (proposal["subject"], proposal["required"], proposal["initiator"], proposal["initiatorCounts"])
    assert told == ("UNFREEZE", 2, ANN.did, True)
    assert (proposal["matter"]["frozenFor"], proposal["reason"]) == ("Something is odd", "It was nothing")


async def test_half_of_the_admins_unfreeze_together(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A", CLEO: "A"})
    taken(await freeze(web, CLEO, group))
    opened = taken(await unfreeze(web, ANN, group, "It was nothing"))
    proposed = taken(await sign(web, ANN, opened))
    assert (await shown(web, ANN, group))["status"] == "FROZEN"
    done = taken(await sign(web, BEN, proposed))
    read = await shown(web, ANN, group)
    assert (done["closing"]["kind"], read["status"], read["frozenBy"], read["reason"]) == (
        "EXECUTED",
        "ACTIVE",
        None,
        "",
    )


async def test_who_is_no_admin_ends_no_freeze(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A", CLEO: "A", DORA: "S"})
    taken(await freeze(web, CLEO, group))
    proposed = taken(await sign(web, ANN, taken(await unfreeze(web, ANN, group))))
    assert code(await sign(web, DORA, proposed)) == "NOT_AN_APPROVER"


async def test_a_dao_is_unfrozen_by_a_vote(web: Web) -> None:
    dao = await found(web, ANN, {ANN: "SA"}, type="DAO")
    taken(await freeze(web, ANN, dao))
    assert code(await unfreeze(web, ANN, dao)) == "GOVERNANCE_NOT_READY"


async def test_the_last_active_admin_is_not_frozen(web: Web) -> None:
    await found(web, ANN, {ANN: "A", BEN: "S"})
    answer = await freeze(web, ANN, ANN.did)
    assert (answer.status_code, code(answer), answer.json()["facts"]) == (409, "LAST_ADMIN", {"group": "Bakery"})


async def test_of_two_admins_one_may_be_frozen_and_the_other_not(web: Web) -> None:
    await found(web, ANN, {ANN: "SA", BEN: "A"})
    taken(await freeze(web, ANN, ANN.did))
    assert code(await freeze(web, BEN, BEN.did)) == "LAST_ADMIN"


async def test_who_is_no_admin_is_frozen(web: Web, bakery: IdentityId) -> None:
    taken(await freeze(web, BEN, BEN.did))
    assert (await shown(web, BEN, bakery))["status"] == "ACTIVE"
