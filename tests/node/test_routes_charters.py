"""Changing the signers of a group through HTTP: who asks for it, and what is refused."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.group_chain import Amendment
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.wire.shapes import adapter
from tests.node.charters import above, agreed, charter, propose, read_group
from tests.node.groups import (
    close,
    found,
    freeze,
    register_aid,
    register_ward,
    sign,
)
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora")
EVA, FAY, NEW, NOBODY = Person("Eva"), Person("Fay"), Person("New"), Person("Nobody")
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


# ------------------------------------------------------------------------------------ proposing


async def test_a_charter_is_put_to_its_signers_and_to_whoever_joins(web: Web, bakery: IdentityId) -> None:
    answer = await propose(web, ANN, bakery, WITH_EVA, reason="Eva is back")
    proposal = taken(answer)["proposal"]
    assert (answer.status_code, proposal["subject"], proposal["reason"]) == (202, "SIGNERS_CHANGE", "Eva is back")
    assert (proposal["approvers"], proposal["required"]) == ([BEN.did, CLEO.did], 2)
    assert (proposal["joining"], proposal["charterVersion"], proposal["matter"]["base"]) == ([EVA.did], 1, 1)


async def test_until_all_have_signed_nothing_of_it_is_in_force(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, BEN, await opened(web, bakery)))
    item = taken(await sign(web, CLEO, item))
    assert (item["closing"], (await read_group(web, ANN, bakery)).version) == (None, 1)


@pytest.mark.parametrize("order", [(BEN, CLEO, EVA), (EVA, BEN, CLEO), (CLEO, EVA, BEN)])
async def test_once_all_have_signed_it_is_in_force(web: Web, bakery: IdentityId, order: tuple[Person, ...]) -> None:
    item = await opened(web, bakery)
    for person in order:
        item = taken(await sign(web, person, item))
    group = await read_group(web, EVA, bakery)
    assert (item["closing"]["kind"], group.version, group.charter) == ("EXECUTED", 2, WITH_EVA)
    (change,) = group.changes
    assert isinstance(change, Amendment)
    assert [one.signer for one in change.votes] == [ANN.did, *(one.did for one in order)]


async def test_where_one_signature_is_enough_an_item_is_answered_all_the_same(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "S"}, initiator_counts=True)
    wanted = charter({ANN: "SA", BEN: "S"}, 2, initiator_counts=True)
    item = taken(await propose(web, ANN, group, wanted))
    assert (item["votes"], item["closing"]) == ([], None)
    assert taken(await sign(web, ANN, item))["closing"]["kind"] == "EXECUTED"
    assert (await read_group(web, BEN, group)).charter == wanted


async def test_the_only_signer_confirms_its_own_proposal(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "V"})
    item = taken(await propose(web, ANN, group, charter({ANN: "SA"})))
    item = taken(await sign(web, ANN, item))
    assert item["closing"] is None
    assert taken(await sign(web, ANN, item))["closing"]["kind"] == "EXECUTED"
    assert (await read_group(web, ANN, group)).version == 2


@pytest.mark.parametrize("actor", [BEN, CLEO, DORA, EVA])
async def test_only_an_admin_asks_for_it(web: Web, bakery: IdentityId, actor: Person) -> None:
    assert code(await propose(web, actor, bakery, WITH_EVA)) == "IDENTITY_UNKNOWN"


async def test_a_frozen_admin_asks_for_nothing(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A"})
    taken(await freeze(web, ANN, ANN.did))
    assert code(await propose(web, ANN, group, charter({BEN: "SA"}))) == "IDENTITY_FROZEN"


async def test_a_single_holder_has_no_charter(web: Web) -> None:
    answer = await propose(web, ANN, IdentityId(ANN.did), WITH_EVA)
    assert code(answer) == "NOT_PERMITTED"


async def test_the_members_of_a_dao_would_vote_on_it(web: Web) -> None:
    dao = await found(web, ANN, {ANN: "SA", BEN: "S"}, type="DAO")
    assert code(await propose(web, ANN, dao, charter({ANN: "SA"}))) == "GOVERNANCE_NOT_READY"


async def test_a_reason_that_is_too_long_is_refused(web: Web, bakery: IdentityId) -> None:
    assert code(await propose(web, ANN, bakery, WITH_EVA, reason="x" * 281)) == "MEMO_INVALID"


async def test_where_who_asks_does_not_count_and_too_few_are_left_it_says_so(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "S"}, threshold=2)
    answer = await propose(web, ANN, group, charter({ANN: "SA"}))
    assert (code(answer), answer.json()["facts"]) == ("APPROVERS_TOO_FEW", {"approvers": "1", "required": "2"})


# ------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("wanted", "expected", "facts"),
    [
        (replace(WITH_EVA, threshold=0), "THRESHOLD_INVALID", {"signers": "3"}),
        (replace(WITH_EVA, threshold=4), "THRESHOLD_INVALID", {"signers": "3"}),
        (charter({ANN: "A", BEN: "S"}, 2), "THRESHOLD_INVALID", {"signers": "1"}),
        (charter({ANN: "A", BEN: "V"}), "SIGNER_MISSING", {}),
        (charter({BEN: "S", CLEO: "S"}), "ADMIN_MISSING", {}),
        (charter({ANN: "SA", NOBODY: "S"}), "MEMBER_UNKNOWN", {"member": NOBODY.did}),
        (charter(MEMBERS, 2), "CHARTER_UNCHANGED", {}),
        (replace(WITH_EVA, expiry_hours=0), "EXPIRY_INVALID", {"longest": "720"}),
        (
            replace(WITH_EVA, amount_thresholds=(above("qtk1" + "0" * 64, 5, 3),)),
            "TOKEN_UNKNOWN",
            {},
        ),
        (
            replace(WITH_EVA, amount_thresholds=(above("qtk1" + "0" * 64, 5, 2),)),
            "AMOUNT_THRESHOLD_INVALID",
            {"part": "signatures", "threshold": "2", "signers": "3"},
        ),
    ],
)
async def test_a_charter_under_which_nobody_could_act_is_named(
    web: Web, bakery: IdentityId, wanted: Charter, expected: str, facts: dict[str, str]
) -> None:
    answer = await propose(web, ANN, bakery, wanted)
    assert (code(answer), answer.json()["facts"]) == (expected, facts)


async def test_amounts_have_the_decimals_of_their_token(web: Web, bakery: IdentityId) -> None:
    token = await web.issue(ANN)
    wanted = replace(WITH_EVA, amount_thresholds=(above(token, 5, 3, decimals=3),))
    answer = await propose(web, ANN, bakery, wanted)
    problem = answer.json()
    assert (code(answer), problem["field"], problem["facts"]) == (
        "AMOUNT_TOO_PRECISE",
        "amountThresholds[0]",
        {"decimals": "2"},
    )


@pytest.mark.parametrize("base", [0, 2, -1])
async def test_a_charter_that_was_written_from_another_version_is_refused(
    web: Web, bakery: IdentityId, base: int
) -> None:
    answer = await propose(web, ANN, bakery, WITH_EVA, base)
    assert (answer.status_code, code(answer)) == (409, "VERSION_CHANGED")
    assert answer.json()["facts"] == {"base": str(base), "version": "1"}


@pytest.mark.parametrize(
    "wrong",
    [{"charter": None}, {"base": "1"}, {"more": 1}, {"reason": 3}],
)
async def test_a_body_of_another_form_is_refused(web: Web, bakery: IdentityId, wrong: dict[str, Any]) -> None:
    assert code(await propose(web, ANN, bakery, WITH_EVA, wrong=wrong)) == "MALFORMED"


async def test_groups_and_anonymous_identities_do_not_join(web: Web, bakery: IdentityId) -> None:
    aid = Person("Aid")
    taken(await register_aid(web, aid, await web.issue(ANN)))
    answer = await propose(web, ANN, bakery, charter({ANN: "A", BEN: "S", aid: "V"}))
    assert (code(answer), answer.json()["facts"]) == ("MEMBER_NOT_SINGLE", {"member": aid.did})


async def test_a_guarded_identity_may_join(web: Web, bakery: IdentityId) -> None:
    taken(await register_ward(web, NEW, FAY))
    await agreed(web, bakery, charter({ANN: "A", BEN: "S", NEW: "S"}), ANN, BEN, CLEO, NEW)
    assert NEW.did in (await read_group(web, NEW, bakery)).charter.signers


@pytest.mark.parametrize("status", ["FROZEN", "CLOSED"])
async def test_who_is_not_active_does_not_join(web: Web, bakery: IdentityId, status: str) -> None:
    taken(await (freeze(web, EVA, EVA.did) if status == "FROZEN" else close(web, EVA, EVA.did)))
    assert code(await propose(web, ANN, bakery, WITH_EVA)) == "MEMBER_UNKNOWN"


async def test_a_frozen_member_stays_as_it_is_but_gets_no_other_roles(web: Web, bakery: IdentityId) -> None:
    taken(await freeze(web, DORA, DORA.did))
    more = charter({**MEMBERS, DORA: "VI"}, 2)
    assert code(await propose(web, ANN, bakery, more)) == "MEMBER_UNKNOWN"
    taken(await propose(web, ANN, bakery, charter({**MEMBERS, FAY: "V"}, 2)))


async def test_a_closed_member_has_to_be_taken_out(web: Web, bakery: IdentityId) -> None:
    taken(await close(web, DORA, DORA.did))
    assert code(await propose(web, ANN, bakery, charter({**MEMBERS, FAY: "V"}, 2))) == "MEMBER_UNKNOWN"
    taken(await propose(web, ANN, bakery, charter({ANN: "A", BEN: "S", CLEO: "SI", FAY: "V"}, 2)))


async def test_an_admin_that_is_frozen_is_not_left_as_the_only_one(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "A", CLEO: "S"})
    taken(await freeze(web, BEN, BEN.did))
    answer = await propose(web, ANN, group, charter({BEN: "A", CLEO: "S"}))
    assert (code(answer), answer.json()["facts"]) == ("LAST_ADMIN", {"group": "Bakery"})


async def test_signers_that_may_not_sign_do_not_make_up_a_threshold(web: Web) -> None:
    sub = Person("Sub")
    taken(await web.register(sub, owner=FAY))
    group = await found(web, ANN, {ANN: "SA", BEN: "S", CLEO: "S"}, threshold=1)
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(can_sign=False), mode="json", by_alias=True)
    body = {"policy": policy, "base": 0, "reason": ""}
    taken(await web.write(sub, f"/identities/{sub.did}/policy", body, method="PUT"))
    answer = await propose(web, ANN, group, charter({ANN: "SA", sub: "S"}, 2))
    assert (code(answer), answer.json()["facts"]) == ("THRESHOLD_INVALID", {"signers": "1"})
