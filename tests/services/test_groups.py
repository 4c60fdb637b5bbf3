"""Groups as the identity service reads and founds them: nothing of the node's answer is taken on trust."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.matters import FreezeMatter, SignersMatter, Subject
from qwallet_desktop.domain.multisig import Item, Proposal
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.identity import IdentityService
from tests.services.builders import REQUEST
from tests.services.fakes import NODE, START, Bench

pytestmark = pytest.mark.asyncio

ALL = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
UNTRUE = Problem(Code.NODE_ANSWER_INVALID, {"about": "group"})


def founding(bench: Bench) -> Founding:
    charter = Charter((Member(bench.alice, ALL), Member(bench.bob, ALL)), 2)
    return Founding(IdentityType.ENTERPRISE, "Acme", charter, bench.alice, NODE, "0f" * 16)


async def group(bench: Bench, of: Founding | None = None) -> Group:
    document = of or founding(bench)
    signed = [
        FoundingSignature(one, (await bench.signer.sign(one, document.message())).hex())
        for one in document.required_signers
    ]
    return Group(document.group_id, document, tuple(signed), document.charter)


async def refused(bench: Bench, asked: Group, answered: Group) -> Problem:
    bench.node.replies["GET", f"/v1/identities/{asked.id}/group"] = answered
    with pytest.raises(ServiceError) as caught:
        await IdentityService(bench.client).get_group(asked.id)
    return caught.value.problem


async def test_a_group_that_checks_out_is_read(bench: Bench) -> None:
    acme = await group(bench)
    bench.node.replies["GET", f"/v1/identities/{acme.id}/group"] = acme
    assert await IdentityService(bench.client).get_group(acme.id) == acme


async def test_another_group_is_refused(bench: Bench) -> None:
    acme = await group(bench)
    assert await refused(bench, acme, await group(bench, replace(founding(bench), name="Other"))) == UNTRUE


async def test_a_document_that_does_not_make_the_id_is_refused(bench: Bench) -> None:
    acme = await group(bench)
    other = await group(bench, replace(founding(bench), name="Other"))
    assert await refused(bench, acme, replace(other, id=acme.id)) == UNTRUE


async def test_a_signature_that_does_not_fit_is_refused(bench: Bench) -> None:
    acme = await group(bench)
    forged = replace(acme.signatures[1], signature="00" * 64)
    assert await refused(bench, acme, replace(acme, signatures=(acme.signatures[0], forged))) == UNTRUE


async def test_a_missing_signature_is_refused(bench: Bench) -> None:
    acme = await group(bench)
    assert await refused(bench, acme, replace(acme, signatures=acme.signatures[:1])) == UNTRUE


async def test_members_that_nobody_signed_for_are_refused(bench: Bench) -> None:
    acme = await group(bench)
    easier = replace(acme.charter, threshold=1)
    assert await refused(bench, acme, replace(acme, charter=easier)) == UNTRUE


async def test_a_group_is_founded_by_its_founder_s_key(bench: Bench) -> None:
    acme = await group(bench)
    bench.node.replies["POST", "/v1/groups"] = acme
    service = IdentityService(bench.client)
    made = await service.found_group(acme.founding, acme.signatures, actor=bench.alice, request_id=REQUEST)
    assert made == acme
    assert bench.node.parameters(0)["keyid"] == bench.alice
    sent = json.loads(bench.node.requests[0].content)
    assert [one["signer"] for one in sent["signatures"]] == [bench.alice, bench.bob]
    assert sent["founding"]["salt"] == "0f" * 16


async def test_a_founding_that_is_answered_by_another_document_is_refused(bench: Bench) -> None:
    acme = await group(bench)
    bench.node.replies["POST", "/v1/groups"] = await group(bench, replace(founding(bench), name="Other"))
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await IdentityService(bench.client).found_group(
            acme.founding, acme.signatures, actor=bench.alice, request_id=REQUEST
        )


def proposed(acme: Group, charter: Charter, **wrong: object) -> Item:
    proposal = Proposal(
        ItemId("ms_" + "0a" * 16),
        acme.id,
        1,
        Subject.SIGNERS_CHANGE,
        SignersMatter(charter, 1),
        "smaller",
        acme.founding.founder,
        acme.charter.signers,
        2,
        False,
        0,
        1,
        START,
        START + timedelta(days=7),
    )
    return Item(replace(proposal, **wrong))  # type: ignore[arg-type]  # any field, as a test says


async def changed(bench: Bench, acme: Group, charter: Charter, answer: Item) -> Item:
    bench.node.replies["POST", f"/v1/identities/{acme.id}/charter"] = answer
    service = IdentityService(bench.client)
    return await service.change_charter(acme.id, charter, 1, "smaller", actor=bench.alice, request_id=REQUEST)


async def test_other_signers_are_asked_for_in_the_name_of_an_admin(bench: Bench) -> None:
    acme = await group(bench)
    smaller = replace(acme.charter, threshold=1)
    assert await changed(bench, acme, smaller, proposed(acme, smaller)) == proposed(acme, smaller)
    assert bench.node.parameters(0)["keyid"] == bench.alice
    sent = json.loads(bench.node.requests[0].content)
    assert (sent["base"], sent["reason"], sent["charter"]["threshold"]) == (1, "smaller", 1)


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"identity_id": "did:qwallet:z1"}, "item"),
        ({"subject": Subject.FREEZE}, "item"),
        ({"matter": FreezeMatter()}, "matter"),
    ],
)
async def test_an_item_about_something_else_is_no_answer(bench: Bench, wrong: dict[str, object], about: str) -> None:
    acme = await group(bench)
    smaller = replace(acme.charter, threshold=1)
    with pytest.raises(ServiceError) as caught:
        await changed(bench, acme, smaller, proposed(acme, smaller, **wrong))
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": about})


async def test_another_charter_than_was_asked_for_is_no_answer(bench: Bench) -> None:
    acme = await group(bench)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await changed(bench, acme, replace(acme.charter, threshold=1), proposed(acme, acme.charter))
