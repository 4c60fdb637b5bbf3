"""Tests of the identity service: each method's request and what it makes of the answer."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.matters import Subject, UnfreezeMatter
from qwallet_desktop.domain.messages import Grant, Link, LinkRelation, Successor
from qwallet_desktop.domain.multisig import Item, Proposal
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.identity import MOST_GRANTS, CountersignedLink, CountersignedSuccessor, IdentityService
from qwallet_desktop.wire.requests import GrantsAnswer
from tests.services.builders import REQUEST, identity
from tests.services.fakes import NODE, START, Bench

pytestmark = pytest.mark.asyncio


async def test_identities_are_listed(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/identities"] = (identity(bench.alice), identity(bench.bob, "Bob"))

    listed = await IdentityService(bench.client).list_identities()

    assert [one.id for one in listed] == [bench.alice, bench.bob]


async def test_one_identity_is_read(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}"] = identity(bench.alice)

    assert await IdentityService(bench.client).get_identity(bench.alice) == identity(bench.alice)


async def test_an_answer_about_another_identity_is_refused(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/identities/{bench.alice}"] = identity(bench.bob)

    with pytest.raises(ServiceError) as caught:
        await IdentityService(bench.client).get_identity(bench.alice)
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": "identity"})


async def test_a_served_node_gets_the_invitation_where_nothing_keeps_it(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/identities"] = identity(bench.alice)

    await IdentityService(bench.client).register_identity(
        bench.alice, "Alice", request_id=REQUEST, invitation="ABCD-EFGH"
    )

    request = bench.node.requests[0]
    assert request.headers["qwallet-invitation"] == "ABCD-EFGH"
    assert "qwallet-launch-proof" not in request.headers
    assert b"ABCD" not in request.content


async def test_a_launched_node_gets_the_launch_proof(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/identities"] = identity(bench.alice)
    service = IdentityService(bench.client)

    made = await service.register_identity(bench.alice, "Alice", request_id=REQUEST, launch_proof="ab" * 32)

    assert made == identity(bench.alice)
    request = bench.node.requests[0]
    assert request.headers["qwallet-launch-proof"] == "ab" * 32
    assert json.loads(request.content) == {
        "type": "ROOT",
        "name": "Alice",
        "link": None,
        "guardianLink": None,
        "tokenId": None,
    }
    assert bench.node.parameters(0)["keyid"] == bench.alice


async def test_a_child_is_registered_with_its_link(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/identities"] = replace(identity(bench.bob, "Bob"), owner=bench.alice)
    link = CountersignedLink(Link(bench.alice, bench.bob, NODE), b"\1" * 64, b"\2" * 64)

    await IdentityService(bench.client).register_identity(bench.bob, "Bob", request_id=REQUEST, link=link)

    request = bench.node.requests[0]
    assert "qwallet-launch-proof" not in request.headers
    assert json.loads(request.content)["link"] == {
        "parent": bench.alice,
        "parentSignature": "01" * 64,
        "childSignature": "02" * 64,
    }


async def test_a_ward_is_registered_with_its_guardian_s_link(bench: Bench) -> None:
    ward = replace(identity(bench.bob, "Bob"), type=IdentityType.CONSENTIDA, guardian=bench.alice)
    bench.node.replies["POST", "/v1/identities"] = ward
    link = CountersignedLink(Link(bench.alice, bench.bob, NODE, LinkRelation.GUARDIAN_WARD), b"\1" * 64, b"\2" * 64)

    kind = IdentityType.CONSENTIDA
    service = IdentityService(bench.client)
    made = await service.register_identity(bench.bob, "Bob", request_id=REQUEST, type=kind, guardian_link=link)

    assert made == ward
    sent = json.loads(bench.node.requests[0].content)
    assert (sent["type"], sent["guardianLink"]["parent"]) == ("CONSENTIDA", bench.alice)


async def test_an_identity_that_nobody_guards_is_not_taken_for_a_ward(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/identities"] = replace(identity(bench.bob, "Bob"), type=IdentityType.CONSENTIDA)
    link = CountersignedLink(Link(bench.alice, bench.bob, NODE, LinkRelation.GUARDIAN_WARD), b"\1" * 64, b"\2" * 64)

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await IdentityService(bench.client).register_identity(
            bench.bob, "Bob", request_id=REQUEST, type=IdentityType.CONSENTIDA, guardian_link=link
        )


async def test_the_registered_identity_must_be_the_one_that_asked(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/identities"] = identity(bench.bob)

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await IdentityService(bench.client).register_identity(bench.alice, "Alice", request_id=REQUEST)


async def test_an_identity_renames_itself(bench: Bench) -> None:
    bench.node.replies["PATCH", f"/v1/identities/{bench.alice}"] = identity(bench.alice, "Anna")

    renamed = await IdentityService(bench.client).rename(bench.alice, "Anna", request_id=REQUEST)

    assert renamed.name == "Anna"
    assert bench.node.parameters(0)["keyid"] == bench.alice


async def test_an_owner_freezes_with_its_own_key(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/status"] = identity(bench.bob)
    service = IdentityService(bench.client)

    await service.set_status(bench.bob, IdentityStatus.FROZEN, "lost", actor=bench.alice, request_id=REQUEST)

    assert bench.node.parameters(0)["keyid"] == bench.alice
    assert json.loads(bench.node.requests[0].content) == {"status": "FROZEN", "reason": "lost"}


async def test_grants_are_given_in_one_request_signed_by_the_session(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/grants"] = GrantsAnswer((bench.alice, bench.bob))
    grants = [Grant(one, bench.signer.session_id, NODE, START + timedelta(hours=1)) for one in (bench.alice, bench.bob)]

    given = await IdentityService(bench.client).give_grants([(grant, b"\3" * 64) for grant in grants])

    assert given == (bench.alice, bench.bob)
    assert bench.node.parameters(0)["keyid"] == bench.signer.session_id
    sent = json.loads(bench.node.requests[0].content)["grants"]
    assert sent[0] == {
        "identityId": bench.alice,
        "sessionKey": bench.signer.session_id,
        "expiresAt": "2026-03-04T06:06:07Z",
        "signature": "03" * 64,
    }


async def test_many_grants_go_in_several_requests(bench: Bench) -> None:
    bench.node.replies["POST", "/v1/grants"] = GrantsAnswer((bench.alice,))
    grant = Grant(bench.alice, bench.signer.session_id, NODE, START)

    given = await IdentityService(bench.client).give_grants([(grant, b"\3" * 64)] * (MOST_GRANTS + 1))

    assert given == (bench.alice,)
    assert [len(json.loads(one.content)["grants"]) for one in bench.node.requests] == [MOST_GRANTS, 1]


async def test_no_grants_need_no_request(bench: Bench) -> None:
    assert await IdentityService(bench.client).give_grants([]) == ()
    assert bench.node.requests == []


def unfreezing(bench: Bench, subject: Subject = Subject.UNFREEZE) -> Item:
    """Return what waits for the admins of Bob's group."""
    return Item(
        Proposal(
            ItemId("ms_" + "0a" * 16),
            bench.bob,
            1,
            subject,
            UnfreezeMatter("lost"),
            "found",
            bench.alice,
            (bench.alice,),
            1,
            True,
            0,
            1,
            START,
            START + timedelta(hours=72),
        )
    )


async def test_unfreezing_may_have_to_wait_for_others(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/status"] = unfreezing(bench)
    service = IdentityService(bench.client)

    answer = await service.set_status(bench.bob, IdentityStatus.ACTIVE, "found", actor=bench.alice, request_id=REQUEST)

    assert answer == unfreezing(bench)


async def test_a_freeze_may_have_to_wait_for_an_admin(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/status"] = unfreezing(bench, Subject.FREEZE)
    service = IdentityService(bench.client)
    answer = await service.set_status(bench.bob, IdentityStatus.FROZEN, "found", actor=bench.alice, request_id=REQUEST)
    assert answer == unfreezing(bench, Subject.FREEZE)


@pytest.mark.parametrize(
    ("asked", "told"), [(IdentityStatus.FROZEN, Subject.UNFREEZE), (IdentityStatus.ACTIVE, Subject.FREEZE)]
)
async def test_the_end_of_a_freeze_is_not_its_beginning(bench: Bench, asked: IdentityStatus, told: Subject) -> None:
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/status"] = unfreezing(bench, told)
    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await IdentityService(bench.client).set_status(bench.bob, asked, "found", actor=bench.alice, request_id=REQUEST)


async def test_an_item_about_something_else_is_refused(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/status"] = unfreezing(bench, Subject.POLICY_CHANGE)
    service = IdentityService(bench.client)

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await service.set_status(bench.bob, IdentityStatus.ACTIVE, actor=bench.alice, request_id=REQUEST)


async def test_an_identity_is_closed_by_who_may(bench: Bench) -> None:
    closed = replace(identity(bench.bob), status=IdentityStatus.CLOSED)
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/close"] = closed

    answer = await IdentityService(bench.client).close(bench.bob, bench.alice, actor=bench.alice, request_id=REQUEST)

    assert answer == closed
    assert json.loads(bench.node.requests[0].content) == {"sweepTo": bench.alice}
    assert bench.node.parameters(0)["keyid"] == bench.alice


async def test_an_identity_that_is_still_open_was_not_closed(bench: Bench) -> None:
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/close"] = identity(bench.bob)

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await IdentityService(bench.client).close(bench.bob, None, actor=bench.bob, request_id=REQUEST)


@pytest.mark.parametrize("by_owner", [True, False])
async def test_a_successor_is_signed_for_by_the_old_key_or_its_owner_s(bench: Bench, by_owner: bool) -> None:
    carol = bench.signer.create()
    authority = bench.alice if by_owner else bench.bob
    document = Successor(bench.bob, carol, authority, NODE)
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/successor"] = identity(carol)

    signed = CountersignedSuccessor(document, b"\1" * 64, b"\2" * 64)
    made = await IdentityService(bench.client).succeed(signed, request_id=REQUEST)

    assert made.id == carol
    assert bench.node.parameters(0)["keyid"] == authority
    given, left_out = ("ownerSignature", "oldSignature")[:: 1 if by_owner else -1]
    sent = json.loads(bench.node.requests[0].content)
    assert (sent["newSignature"], sent[given], sent[left_out]) == ("02" * 64, "01" * 64, None)


async def test_a_successor_that_is_somebody_else_is_refused(bench: Bench) -> None:
    document = Successor(bench.bob, bench.signer.create(), bench.bob, NODE)
    bench.node.replies["POST", f"/v1/identities/{bench.bob}/successor"] = identity(bench.alice)

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await IdentityService(bench.client).succeed(
            CountersignedSuccessor(document, b"\1" * 64, b"\2" * 64), request_id=REQUEST
        )


async def test_a_group_is_renamed_by_a_member_s_key(bench: Bench) -> None:
    bench.node.replies["PATCH", f"/v1/identities/{bench.bob}"] = identity(bench.bob, "Acme")

    await IdentityService(bench.client).rename(bench.bob, "Acme", request_id=REQUEST, actor=bench.alice)

    assert bench.node.parameters(0)["keyid"] == bench.alice
