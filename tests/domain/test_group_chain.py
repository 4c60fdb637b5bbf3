"""The chain from a group's id to the charter in force: changes of signers as they are signed, and forged ones."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.group_chain import (
    CharterChange,
    Group,
    charter_at,
    founded,
    joining,
    verify_group,
    with_successor,
)
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.matters import FreezeMatter, SignersMatter, Subject
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.domain.problems import Code
from tests.domain.amendments import OTHER_NODE, changed, charter, holds, proposal, replacement, signing, with_votes
from tests.domain.builders import NODE, did, problem_of
from tests.domain.founding import ADMIN, CHARTER, FOUNDING, SIGNER_1, SIGNER_2, VIEWER, group, signed

NEW = 21
AFTER = charter(2, _11="SI", _12="S", _21="S", _13="A")
"""The founding's charter, with a third signer instead of its viewer."""


ASKED = proposal(group(), AFTER)
AGREED = signing(ASKED, ADMIN, SIGNER_1, SIGNER_2, NEW)


def amended(change: CharterChange = AGREED, after: Charter = AFTER) -> Group:
    return changed(group(), change, after)


def test_a_change_that_all_signed_holds() -> None:
    verify_group(amended(), NODE)


def test_more_signatures_than_needed_do_no_harm() -> None:
    three = replace(group(), charter=replace(CHARTER, threshold=1))
    founding = replace(FOUNDING, charter=three.charter)
    first = founded(founding, signed(founding, ADMIN, SIGNER_1, SIGNER_2))
    asked = proposal(first, AFTER)
    assert holds(changed(first, signing(asked, ADMIN, SIGNER_1, SIGNER_2, NEW), AFTER))


def test_who_was_against_it_stays_in_the_chain() -> None:
    after = charter(1, _11="S", _12="S", _22="S", _13="A")
    one = with_votes(
        proposal(amended(), after),
        *((ADMIN, Choice.SIGN), (SIGNER_2, Choice.REJECT), (SIGNER_1, Choice.SIGN)),
        *((NEW, Choice.SIGN), (22, Choice.SIGN)),
    )
    assert holds(changed(amended(), one, after))


@pytest.mark.parametrize(
    "votes",
    [
        (),
        ((SIGNER_1, Choice.SIGN), (SIGNER_2, Choice.SIGN), (NEW, Choice.SIGN)),
        ((ADMIN, Choice.SIGN), (SIGNER_1, Choice.SIGN), (NEW, Choice.SIGN)),
        ((ADMIN, Choice.SIGN), (SIGNER_1, Choice.SIGN), (SIGNER_1, Choice.SIGN), (NEW, Choice.SIGN)),
        ((ADMIN, Choice.SIGN), (SIGNER_1, Choice.SIGN), (SIGNER_2, Choice.SIGN)),
        ((ADMIN, Choice.SIGN), (SIGNER_1, Choice.SIGN), (SIGNER_2, Choice.SIGN), (VIEWER, Choice.SIGN)),
        ((ADMIN, Choice.SIGN), (SIGNER_1, Choice.SIGN), (SIGNER_2, Choice.SIGN), (NEW, Choice.REJECT)),
        ((ADMIN, Choice.SIGN), (SIGNER_1, Choice.SIGN), (SIGNER_2, Choice.REJECT), (NEW, Choice.SIGN)),
        (
            (ADMIN, Choice.SIGN),
            (SIGNER_1, Choice.SIGN),
            (ADMIN, Choice.CANCEL),
            (SIGNER_2, Choice.SIGN),
            (NEW, Choice.SIGN),
        ),
    ],
    ids=[
        "nobody",
        "not asked for",
        "too few",
        "one twice",
        "no joiner",
        "a viewer",
        "unwilling",
        "against",
        "cancelled",
    ],
)
def test_what_not_all_who_must_have_signed_is_no_change(votes: tuple[tuple[int, Choice], ...]) -> None:
    assert not holds(amended(with_votes(ASKED, *votes)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"identity_id": IdentityId("did:qwallet:z" + "1" * 44)},
        {"charter_version": 2},
        {"matter": SignersMatter(AFTER, 2)},
        {"matter": FreezeMatter()},
        {"subject": Subject.POLICY_CHANGE},
        {"approvers": (did(SIGNER_1),)},
        {"approvers": (did(SIGNER_1), did(SIGNER_2), did(NEW))},
        {"required": 1},
        {"initiator_counts": True},
        {"joining": ()},
    ],
)
def test_a_proposal_that_asks_others_than_the_charter_before_is_no_change(wrong: dict[str, object]) -> None:
    asked = replace(ASKED, **wrong)  # type: ignore[arg-type]  # any field, as the table says
    assert not holds(amended(signing(asked, ADMIN, SIGNER_1, SIGNER_2, NEW)))


def test_only_an_admin_asks_for_other_signers() -> None:
    asked = proposal(group(), AFTER, SIGNER_1)
    assert not holds(amended(signing(asked, SIGNER_1, SIGNER_2, NEW)))


def test_signatures_of_another_node_do_not_count() -> None:
    assert not holds(amended(signing(ASKED, ADMIN, SIGNER_1, SIGNER_2, NEW, node=OTHER_NODE)))


def test_a_signature_with_one_other_bit_does_not_count() -> None:
    vote = AGREED.votes[2]
    flipped = replace(vote, signature=f"{int(vote.signature, 16) ^ 1:0128x}")
    assert not holds(amended(replace(AGREED, votes=(*AGREED.votes[:2], flipped, AGREED.votes[3]))))


def test_a_change_led_to_no_other_charter_than_was_signed() -> None:
    assert not holds(amended(AGREED, replace(AFTER, threshold=1)))


def test_a_change_is_not_made_twice() -> None:
    back = proposal(amended(), CHARTER)
    there = changed(amended(), signing(back, ADMIN, SIGNER_1, SIGNER_2), CHARTER)
    assert holds(there)
    assert not holds(changed(there, AGREED, AFTER))


def test_nobody_can_agree_to_a_charter_that_makes_no_sense() -> None:
    senseless = replace(AFTER, threshold=0)
    told = amended(signing(proposal(group(), senseless), ADMIN, SIGNER_1, SIGNER_2, NEW), senseless)
    assert problem_of(lambda: verify_group(told, NODE)).code is Code.THRESHOLD_INVALID


def test_nobody_takes_the_place_of_two() -> None:
    change = replacement(SIGNER_1, SIGNER_2)
    told = changed(group(), change, with_successor(CHARTER, change.successor))
    assert problem_of(lambda: verify_group(told, NODE)).code is Code.MEMBER_TWICE


def test_an_initiator_that_may_not_sign_asks_for_more_and_that_holds() -> None:
    counting = replace(CHARTER, members=(Member(did(ADMIN), (Role.SIGNER, Role.ADMIN)), *CHARTER.members[:2]))
    counting = replace(counting, initiator_counts=True)
    founding = replace(FOUNDING, charter=counting)
    first = founded(founding, signed(founding, ADMIN, SIGNER_1, SIGNER_2))
    asked = replace(proposal(first, AFTER), initiator_counts=False)
    assert holds(changed(first, signing(asked, ADMIN, SIGNER_1, SIGNER_2, NEW), AFTER))
    assert not holds(changed(first, signing(asked, ADMIN, SIGNER_1, NEW), AFTER))


def test_who_asks_and_counts_is_one_of_the_signers() -> None:
    counting = replace(CHARTER, members=(Member(did(ADMIN), (Role.SIGNER, Role.ADMIN)), *CHARTER.members[:2]))
    counting = replace(counting, initiator_counts=True)
    founding = replace(FOUNDING, charter=counting)
    first = founded(founding, signed(founding, ADMIN, SIGNER_1, SIGNER_2))
    assert holds(changed(first, signing(proposal(first, AFTER), ADMIN, SIGNER_1, NEW), AFTER))


# ------------------------------------------------------------------------------------ who joins


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (charter(1, _11="S", _12="S", _13="A"), ()),
        (charter(1, _13="SA"), ()),
        (charter(1, _11="A", _12="S"), ()),
        (charter(1, _11="SA", _14="S"), (14,)),
        (charter(1, _11="S", _14="A"), (14,)),
        (charter(1, _11="SA", _14="I", _30="V"), ()),
        (charter(1, _31="S", _11="SA", _30="A"), (31, 30)),
    ],
)
def test_whoever_becomes_signer_or_admin_and_was_neither_joins(after: Charter, expected: tuple[int, ...]) -> None:
    assert joining(CHARTER, after) == tuple(map(did, expected))


# ------------------------------------------------------------------------------------ earlier versions


def test_each_version_has_its_charter() -> None:
    change = replacement(SIGNER_2, 31)
    third = with_successor(AFTER, change.successor)
    told = changed(amended(), change, third)
    assert [charter_at(told, version) for version in range(5)] == [None, CHARTER, AFTER, third, None]


def test_a_change_that_is_about_something_else_led_nowhere() -> None:
    told = amended(replace(AGREED, proposal=replace(ASKED, matter=FreezeMatter())))
    assert charter_at(told, 2) == CHARTER
