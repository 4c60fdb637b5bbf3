"""Registering guarded and anonymous identities through HTTP, who stands above whom, and what a guardian may."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.messages import LinkRelation
from tests.node.builders import rows
from tests.node.groups import (
    found,
    freeze,
    register,
    register_aid,
    register_ward,
    shown,
    signed_relation,
    unfreeze,
    ward_form,
)
from tests.node.http_builders import Person, Web, code, open_web, signed_link, taken
from tests.node.stream_builders import listening

pytestmark = pytest.mark.asyncio

ANN, BEN, SUB, WARD = Person("Ann"), Person("Ben"), Person("Sub"), Person("Ward")
STRANGER, AID, OTHER_AID, NOBODY = Person("Stranger"), Person("Aid"), Person("Other aid"), Person("Nobody")
SESSION, OTHER_SESSION = Person("Session"), Person("Other session")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, STRANGER):
            taken(await opened.register(person))
        taken(await opened.register(SUB, owner=ANN))
        yield opened


def problem(answer: Any) -> tuple[str, str, str]:
    """Return a refusal's code, the part that was wrong, and the reason."""
    return code(answer), answer.json()["field"], answer.json()["facts"].get("reason", "")


# ------------------------------------------------------------------------------------ guarded identities


async def test_a_guarded_identity_has_its_guardian(web: Web) -> None:
    ward = taken(await register_ward(web, WARD, BEN))
    assert (ward["type"], ward["guardian"], ward["owner"], ward["canIssue"]) == ("CONSENTIDA", BEN.did, None, False)


async def test_a_guarded_identity_may_have_an_owner_too(web: Web) -> None:
    ward = taken(await register_ward(web, WARD, BEN, owner=ANN))
    assert (ward["guardian"], ward["owner"]) == (BEN.did, ANN.did)


async def test_an_owner_may_be_the_guardian(web: Web) -> None:
    ward = taken(await register_ward(web, WARD, ANN, owner=ANN))
    assert (ward["guardian"], ward["owner"]) == (ANN.did, ANN.did)


async def test_anothers_own_identity_may_be_a_guardian(web: Web) -> None:
    assert taken(await register_ward(web, WARD, SUB))["guardian"] == SUB.did


async def test_the_first_identity_issues_only_if_it_is_a_root(tmp_path: Path) -> None:
    async with open_web(tmp_path) as web:
        # Nobody is there who could guard it: so no other type can ever be the first.
        assert code(await register(web, WARD, ward_form(web, WARD, BEN))) == "LINK_INVALID"


async def test_a_guarded_identity_without_a_guardian_is_refused(web: Web) -> None:
    answer = await register(web, WARD, {"type": "CONSENTIDA", "name": "Ward"})
    assert problem(answer) == ("GUARDIAN_MISSING", "guardianLink", "")


async def test_a_guardian_is_not_the_ward(web: Web) -> None:
    assert problem(await register_ward(web, WARD, WARD)) == ("LINK_INVALID", "link", "SELF")


async def test_a_ward_of_the_ward_is_no_guardian(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    assert problem(await register_ward(web, BEN, WARD)) == ("LINK_INVALID", "link", "CYCLE")


async def test_a_guardian_is_registered(web: Web) -> None:
    assert problem(await register_ward(web, WARD, NOBODY)) == ("LINK_INVALID", "guardianLink", "UNKNOWN")


async def test_a_guardian_is_not_frozen(web: Web) -> None:
    taken(await freeze(web, BEN, BEN.did))
    assert problem(await register_ward(web, WARD, BEN)) == ("LINK_INVALID", "guardianLink", "STATE")


async def test_a_guarded_identity_guards_nobody(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    assert problem(await register_ward(web, NOBODY, WARD)) == ("LINK_INVALID", "guardianLink", "TYPE")


async def test_a_root_has_no_guardian(web: Web) -> None:
    form = {**ward_form(web, WARD, BEN), "type": "ROOT"}
    assert problem(await register(web, WARD, form)) == ("LINK_INVALID", "guardianLink", "NOT_GUARDED")


@pytest.mark.parametrize("which", ["parentSignature", "childSignature"])
async def test_guardian_and_ward_both_sign(web: Web, which: str) -> None:
    form = ward_form(web, WARD, BEN)
    form["guardianLink"][which] = "00" * 64
    assert problem(await register(web, WARD, form)) == ("LINK_INVALID", "guardianLink", "SIGNATURE")


async def test_a_link_to_an_owner_makes_no_guardian(web: Web) -> None:
    form = ward_form(web, WARD, BEN)
    form["guardianLink"] = signed_relation(BEN, WARD, web.node.node_id, LinkRelation.PARENT_CHILD)
    assert problem(await register(web, WARD, form)) == ("LINK_INVALID", "guardianLink", "SIGNATURE")


async def test_a_guardians_link_for_another_node_is_refused(web: Web) -> None:
    form = ward_form(web, WARD, BEN)
    form["guardianLink"] = signed_relation(BEN, WARD, NodeId("0" * 32), LinkRelation.GUARDIAN_WARD)
    assert problem(await register(web, WARD, form)) == ("LINK_INVALID", "guardianLink", "SIGNATURE")


# ------------------------------------------------------------------------------------ sub-identities


async def child(web: Web, below: Person, above: Person) -> Any:
    form = {"type": "ROOT", "name": "Child", "link": signed_link(above, below, web.node.node_id)}
    return await register(web, below, form, launched=False)


async def test_nobody_is_its_own_owner(web: Web) -> None:
    assert problem(await child(web, NOBODY, NOBODY)) == ("LINK_INVALID", "link", "SELF")


async def test_nobody_comes_to_stand_below_its_own_identity(web: Web) -> None:
    assert problem(await child(web, ANN, SUB)) == ("LINK_INVALID", "link", "CYCLE")


async def test_what_has_an_owner_owns_nobody(web: Web) -> None:
    assert problem(await child(web, NOBODY, SUB)) == ("LINK_INVALID", "link", "DEPTH")


async def test_a_guarded_identity_owns_nobody(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    assert problem(await child(web, NOBODY, WARD)) == ("LINK_INVALID", "link", "TYPE")


async def test_both_sides_of_a_link_are_kept(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN, owner=ANN))
    with web.node.read() as connection:
        kept = connection.exec_driver_sql("SELECT relation FROM links ORDER BY relation").scalars().all()
    assert kept == ["guardian-ward", "parent-child", "parent-child"]


# ------------------------------------------------------------------------------------ what a guardian may


@pytest.mark.parametrize("path", ["", "/wallet", "/balances", "/transactions", "/notifications", "/policy", "/limits"])
async def test_a_guardian_reads_its_ward(web: Web, path: str) -> None:
    taken(await register_ward(web, WARD, BEN))
    taken(await web.read(BEN, f"/identities/{WARD.did}{path}"))


@pytest.mark.parametrize("path", ["", "/wallet", "/balances", "/policy", "/limits"])
async def test_a_ward_does_not_read_its_guardian(web: Web, path: str) -> None:
    taken(await register_ward(web, WARD, BEN))
    assert code(await web.read(WARD, f"/identities/{BEN.did}{path}")) == "IDENTITY_UNKNOWN"


async def test_wards_are_listed_to_their_guardian_only(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    seen = {who.name: WARD.did in (await web.read(who, "/identities")).text for who in (BEN, STRANGER)}
    assert seen == {"Ben": True, "Stranger": False}


async def test_a_guardian_is_told_of_its_ward(web: Web) -> None:
    async with listening(web, BEN) as listener:
        assert (await listener.next()).event == "hello"
        taken(await register_ward(web, WARD, BEN))
        assert f'"identityId":"{WARD.did}"' in (await listener.next()).data


async def test_a_guardian_freezes_its_ward_which_can_not_undo_it(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    taken(await freeze(web, BEN, WARD.did))
    assert code(await unfreeze(web, WARD, WARD.did)) == "NOT_PERMITTED"
    assert taken(await unfreeze(web, BEN, WARD.did))["status"] == "ACTIVE"


async def test_a_guardian_does_not_lift_an_owners_freeze(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN, owner=ANN))
    taken(await freeze(web, ANN, WARD.did))
    assert code(await unfreeze(web, BEN, WARD.did)) == "NOT_PERMITTED"


async def test_a_frozen_guardian_changes_nothing_of_its_ward(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    taken(await freeze(web, BEN, BEN.did))
    assert code(await freeze(web, BEN, WARD.did)) == "IDENTITY_FROZEN"


async def test_a_guardian_renames_nobody(web: Web) -> None:
    taken(await register_ward(web, WARD, BEN))
    answer = await web.write(BEN, f"/identities/{WARD.did}", {"name": "x"}, method="PATCH")
    assert code(answer) == "IDENTITY_UNKNOWN"


# ------------------------------------------------------------------------------------ anonymous identities


async def test_an_anonymous_identity_has_a_token_and_nothing_else(web: Web) -> None:
    token = await web.issue(ANN)
    aid = taken(await register_aid(web, AID, token))
    told = (aid["type"], aid["name"], aid["owner"], aid["guardian"], aid["tokenId"], aid["canIssue"])
    assert told == ("AID", "", None, None, token, False)


@pytest.mark.parametrize("wrong", ["name", "link", "guardianLink", "tokenId"])
async def test_what_would_tie_an_anonymous_identity_to_anybody_is_refused(web: Web, wrong: str) -> None:
    token = await web.issue(ANN)
    node_id = web.node.node_id
    given = {
        "name": "Somebody",
        "link": signed_link(ANN, AID, node_id),
        "guardianLink": signed_relation(BEN, AID, node_id, LinkRelation.GUARDIAN_WARD),
        "tokenId": None,
    }
    assert problem(await register_aid(web, AID, token, **{wrong: given[wrong]})) == ("AID_INVALID", wrong, "")


async def test_what_is_refused_of_an_anonymous_identity_is_not_kept(web: Web) -> None:
    token = await web.issue(ANN)
    await register_aid(web, AID, token, name="Somebody", link=signed_link(ANN, AID, web.node.node_id))
    questions = (
        "SELECT count(*) AS n FROM requests WHERE fields LIKE :name OR signature_base LIKE :did",
        "SELECT count(*) AS n FROM audit_payloads WHERE payload LIKE :did OR payload LIKE :name",
        "SELECT count(*) AS n FROM audit_leaves WHERE actor LIKE :did OR actor LIKE :name",
    )
    kept = [rows(web.node, question, did=f"%{AID.did}%", name="%Somebody%")[0]["n"] for question in questions]
    assert kept == [0, 0, 0]


async def test_an_anonymous_identity_without_a_proof_is_refused(web: Web) -> None:
    form = {"type": "AID", "name": "", "tokenId": await web.issue(ANN)}
    assert code(await register(web, AID, form, launched=False)) == "REGISTRATION_REFUSED"


async def test_a_token_that_is_none_is_refused(web: Web) -> None:
    answer = await register_aid(web, AID, "qtk1" + "0" * 64)
    assert problem(answer) == ("TOKEN_UNKNOWN", "tokenId", "")


async def test_no_other_type_is_bound_to_a_token(web: Web) -> None:
    form = {"type": "ROOT", "name": "Nobody", "tokenId": await web.issue(ANN)}
    assert problem(await register(web, NOBODY, form)) == ("AID_INVALID", "tokenId", "")


async def test_an_anonymous_identity_takes_no_name_later(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    answer = await web.write(AID, f"/identities/{AID.did}", {"name": "Somebody"}, method="PATCH")
    assert code(answer) == "NOT_PERMITTED"


async def test_an_anonymous_identity_founds_no_group(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    with pytest.raises(AssertionError, match="NOT_PERMITTED"):
        await found(web, AID, {AID: "SA"})


@pytest.mark.parametrize("reader", [ANN, BEN, STRANGER])
async def test_an_anonymous_identity_is_seen_by_itself_only(web: Web, reader: Person) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    assert code(await web.read(reader, f"/identities/{AID.did}")) == "IDENTITY_UNKNOWN"
    assert AID.did not in (await web.read(reader, "/identities")).text


async def test_an_anonymous_identity_has_a_session_key_of_its_own(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    taken(await web.grant(SESSION, AID))
    taken(await web.grant(SESSION, AID))
    assert (await shown(web, SESSION, AID.did))["id"] == AID.did


@pytest.mark.parametrize("others", [(ANN,), (OTHER_AID,), (NOBODY,), (ANN, BEN)])
async def test_one_session_key_for_an_anonymous_identity_and_another_is_refused(
    web: Web, others: tuple[Person, ...]
) -> None:
    token = await web.issue(ANN)
    for aid in (AID, OTHER_AID):
        taken(await register_aid(web, aid, token))
    answer = await web.grant(SESSION, AID, *others)
    assert (answer.status_code, code(answer), answer.json()["field"]) == (401, "GRANT_INVALID", "grants")
    assert code(await web.read(SESSION, "/identities")) == "GRANT_INVALID"


@pytest.mark.parametrize(("first", "second"), [(ANN, AID), (AID, ANN), (AID, OTHER_AID)])
async def test_nor_does_it_go_by_two_requests(web: Web, first: Person, second: Person) -> None:
    token = await web.issue(ANN)
    for aid in (AID, OTHER_AID):
        taken(await register_aid(web, aid, token))
    taken(await web.grant(SESSION, first))
    assert code(await web.grant(SESSION, second)) == "GRANT_INVALID"
    taken(await web.grant(OTHER_SESSION, second))


async def test_an_identitys_own_key_is_no_session_key_of_an_anonymous_one(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    assert code(await web.grant(ANN, AID)) == "GRANT_INVALID"


async def test_a_session_key_that_was_anothers_is_free_once_that_grant_has_ended(web: Web) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    taken(await web.grant(SESSION, ANN, hours=1))
    web.clock.turn(3_700)
    taken(await web.grant(SESSION, AID))
