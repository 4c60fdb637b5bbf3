"""Registering, naming and freezing identities, and giving grants, through HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import NodeId, RequestId
from qwallet_desktop.domain.registration import launch_proof
from qwallet_desktop.domain.signatures import INVITATION_HEADER, LAUNCH_PROOF_HEADER
from qwallet_desktop.node.inviting import Invite, invite
from tests.helpers.postgres import database_of
from tests.node.builders import rows
from tests.node.http_builders import (
    SECRET,
    Person,
    Web,
    code,
    open_web,
    signed_grant,
    signed_link,
    taken,
)

pytestmark = pytest.mark.asyncio

ALICE, BOB, CHILD = Person("Alice"), Person("Bob"), Person("Child")
SESSION, OTHER_SESSION = Person("Session"), Person("Other session")
FORM = {"type": "ROOT", "name": "Alice"}


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        yield opened


async def test_the_first_identity_may_issue_and_the_second_may_not(web: Web) -> None:
    answers = [await web.register(person) for person in (ALICE, BOB)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert [taken(answer)["canIssue"] for answer in answers] == [True, False]


async def test_without_a_proof_or_link_nobody_registers(web: Web) -> None:
    assert code(await web.write(ALICE, "/identities", FORM)) == "REGISTRATION_REFUSED"


async def test_a_proof_holds_for_its_identity_request_and_node_only(web: Web) -> None:
    request_id = RequestId(str(uuid4()))
    node_id = web.node.node_id
    wrong = [
        launch_proof(bytes(32), node_id, ALICE.did, request_id),
        launch_proof(SECRET, NodeId("0" * 32), ALICE.did, request_id),
        launch_proof(SECRET, node_id, BOB.did, request_id),
        launch_proof(SECRET, node_id, ALICE.did, RequestId(str(uuid4()))),
        "",
    ]
    for proof in wrong:
        headers = {LAUNCH_PROOF_HEADER: proof}
        answer = await web.write(ALICE, "/identities", FORM, request_id=request_id, headers=headers)
        assert code(answer) == "REGISTRATION_REFUSED"


async def test_a_node_without_a_secret_takes_no_proof(tmp_path: Path) -> None:
    async with open_web(tmp_path, launched=False) as web:
        assert code(await web.register(ALICE)) == "REGISTRATION_REFUSED"


async def test_an_invitation_registers_one_at_a_node_that_takes_no_proof(tmp_path: Path) -> None:
    async with open_web(tmp_path, launched=False) as web:
        wanted = Invite(timedelta(hours=1), may_issue=True, at=web.node.clock())
        text = invite(tmp_path, database_of(tmp_path), wanted, lambda length: bytes(range(length)))
        headers = {INVITATION_HEADER: text}
        assert taken(await web.write(ALICE, "/identities", FORM, headers=headers))["canIssue"]
        again = await web.write(BOB, "/identities", {**FORM, "name": "Bob"}, headers=headers)
        assert code(again) == "INVITATION_USED"
        kept = rows(web.node, "SELECT fields, signature_base FROM requests")
        assert text not in str(kept)


@pytest.mark.parametrize("text", ["", "Ada", "77CK-5NLJ-ZYDZ-ZXYL-W6AD-5KNV-GYRV-M3MY"])
async def test_what_is_no_invitation_of_this_node_registers_nobody(web: Web, text: str) -> None:
    answer = await web.write(ALICE, "/identities", FORM, headers={INVITATION_HEADER: text})
    assert (code(answer), answer.json()["field"]) == ("INVITATION_INVALID", "invitation")


async def test_a_child_registers_by_its_parents_link(web: Web) -> None:
    taken(await web.register(ALICE))
    assert taken(await web.register(CHILD, owner=ALICE))["owner"] == ALICE.did


async def test_a_link_with_a_wrong_proof_is_refused(web: Web) -> None:
    taken(await web.register(ALICE))
    body = {**FORM, "link": signed_link(ALICE, CHILD, web.node.node_id)}
    headers = {LAUNCH_PROOF_HEADER: "00" * 32}
    answer = await web.write(CHILD, "/identities", body, headers=headers)
    assert code(answer) == "REGISTRATION_REFUSED"


async def test_one_is_renamed_by_oneself(web: Web) -> None:
    taken(await web.register(ALICE))
    path = f"/identities/{ALICE.did}"
    taken(await web.write(ALICE, path, {"name": "Alicia"}, method="PATCH"))
    assert taken(await web.read(ALICE, path))["name"] == "Alicia"


async def test_a_frozen_identity_says_by_whom_and_why(web: Web) -> None:
    taken(await web.register(ALICE))
    path = f"/identities/{ALICE.did}"
    body = {"status": "FROZEN", "reason": "The phone was lost"}
    taken(await web.write(ALICE, f"{path}/status", body))
    told = taken(await web.read(ALICE, path))
    assert (told["status"], told["frozenBy"]) == ("FROZEN", ALICE.did)
    assert told["reason"] == "The phone was lost"


async def test_a_session_key_reads_for_those_who_granted_it(web: Web) -> None:
    for person in (ALICE, BOB):
        taken(await web.register(person))
    granted = taken(await web.grant(SESSION, ALICE, BOB))
    listed = taken(await web.read(SESSION, "/identities"))
    assert granted["identityIds"] == [one["id"] for one in listed] == [ALICE.did, BOB.did]


async def test_a_grant_outlives_a_restart_of_the_node(tmp_path: Path) -> None:
    async with open_web(tmp_path) as before:
        taken(await before.register(ALICE))
        taken(await before.grant(SESSION, ALICE))
    before.clock.turn(2)
    async with open_web(tmp_path, before.clock) as after:
        taken(await after.read(SESSION, f"/identities/{ALICE.did}"))


async def test_a_grant_ends(web: Web) -> None:
    taken(await web.register(ALICE))
    taken(await web.grant(SESSION, ALICE, hours=1))
    web.clock.turn(3_601)
    assert code(await web.read(SESSION, "/identities")) == "GRANT_INVALID"


async def test_a_session_key_pays_nothing(web: Web) -> None:
    for person in (ALICE, BOB):
        taken(await web.register(person))
    token = await web.issue(ALICE)
    taken(await web.grant(SESSION, ALICE))
    assert code(await web.pay(SESSION, BOB, token)) == "IDENTITY_UNKNOWN"


@pytest.mark.parametrize(("hours", "expected"), [(12.1, "GRANT_INVALID"), (0, "GRANT_EXPIRED"), (-1, "GRANT_EXPIRED")])
async def test_a_grant_lasts_twelve_hours_at_most(web: Web, hours: float, expected: str) -> None:
    taken(await web.register(ALICE))
    assert code(await web.grant(SESSION, ALICE, hours=hours)) == expected


async def test_a_grant_is_handed_in_by_its_own_session_key(web: Web) -> None:
    taken(await web.register(ALICE))
    ends = web.clock() + timedelta(hours=1)
    grant = signed_grant(ALICE, SESSION.did, web.node.node_id, ends)
    answer = await web.write(OTHER_SESSION, "/grants", {"grants": [grant]})
    assert code(answer) == "GRANT_INVALID"


async def test_a_grant_for_another_node_is_refused(web: Web) -> None:
    taken(await web.register(ALICE))
    grant = signed_grant(ALICE, SESSION.did, NodeId("0" * 32), web.clock() + timedelta(hours=1))
    assert code(await web.write(SESSION, "/grants", {"grants": [grant]})) == "GRANT_INVALID"


@pytest.mark.parametrize("ends", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_a_grant_at_the_edge_of_time_is_refused(web: Web, ends: str) -> None:
    grant = {
        "identityId": ALICE.did,
        "sessionKey": SESSION.did,
        "expiresAt": ends,
        "signature": "0" * 128,
    }
    answer = await web.write(SESSION, "/grants", {"grants": [grant]})
    assert code(answer) in {"MALFORMED", "GRANT_INVALID", "GRANT_EXPIRED"}


async def test_an_id_with_nul_is_nobodys_and_its_refusal_is_remembered(web: Web) -> None:
    await web.register(ALICE)
    body, request_id = {"status": "FROZEN", "reason": "lost"}, str(uuid4())

    answers = [await web.write(ALICE, "/identities/%00/status", body, request_id=request_id) for _ in range(2)]

    assert code(await web.read(ALICE, "/identities/%00")) == "IDENTITY_UNKNOWN"
    assert [code(answer) for answer in answers] == ["IDENTITY_UNKNOWN"] * 2
    assert answers[0].content == answers[1].content
