"""Where an item stands, who may still sign it and why not, for every way in which items are decided."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import (
    agreed,
    confirms_itself,
    deciders,
    is_open,
    missing,
    rejected,
    status,
    still_required,
    waits_for,
    why_not,
)
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import (
    Choice,
    Closing,
    Executed,
    ExecutionFailed,
    Expired,
    Item,
    ItemStatus,
    Superseded,
    Vote,
)
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, NOW
from tests.domain.items import proposal

SIGN, REJECT, CANCEL = Choice.SIGN, Choice.REJECT, Choice.CANCEL
LATER = NOW + timedelta(hours=72)
FAILED = ExecutionFailed(NOW, Problem(Code.INSUFFICIENT_FUNDS))


def item(*votes: tuple[IdentityId, Choice], closing: Closing | None = None, **terms: Any) -> Item:
    """Build an item of Alice's that Bob, Carol and Dave may agree to; two of them must."""
    given: dict[str, Any] = {"approvers": (BOB, CAROL, DAVE), "required": 2, **terms}
    made = replace(proposal(), **given)
    return Item(made, tuple(Vote(who, choice, NOW, "00" * 64) for who, choice in votes), closing)


def code(found: Problem | None) -> Code | None:
    return found.code if found else None


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (item(), ItemStatus.DRAFT),
        (item((BOB, SIGN)), ItemStatus.DRAFT),
        (item((ALICE, SIGN)), ItemStatus.PENDING),
        (item((ALICE, SIGN), (BOB, SIGN)), ItemStatus.PENDING),
        (item((ALICE, SIGN), (BOB, REJECT)), ItemStatus.PENDING),
        (item((ALICE, SIGN), (BOB, REJECT), (CAROL, REJECT)), ItemStatus.REJECTED),
        (item((ALICE, SIGN), (BOB, SIGN), (CAROL, REJECT), (DAVE, REJECT)), ItemStatus.REJECTED),
        (item((ALICE, CANCEL)), ItemStatus.CANCELLED),
        (item((ALICE, SIGN), (ALICE, CANCEL)), ItemStatus.CANCELLED),
        (item((ALICE, SIGN), (BOB, SIGN), (CAROL, SIGN), closing=Executed(NOW)), ItemStatus.EXECUTED),
        (item((ALICE, SIGN), (BOB, SIGN), (CAROL, SIGN), closing=FAILED), ItemStatus.FAILED),
        (item((ALICE, SIGN), (ALICE, CANCEL), closing=FAILED), ItemStatus.CANCELLED),
        (item((ALICE, SIGN), closing=Superseded(NOW)), ItemStatus.SUPERSEDED),
        (item((ALICE, SIGN), closing=Expired(NOW)), ItemStatus.EXPIRED),
    ],
)
def test_the_status_follows_from_the_facts(now: Item, found: ItemStatus) -> None:
    assert status(now, NOW) is found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (item(), ItemStatus.EXPIRED),
        (item((ALICE, SIGN)), ItemStatus.EXPIRED),
        (item((ALICE, SIGN), closing=FAILED), ItemStatus.EXPIRED),
        (item((ALICE, SIGN), closing=Executed(NOW)), ItemStatus.EXECUTED),
        (item((ALICE, CANCEL)), ItemStatus.CANCELLED),
        (item((ALICE, SIGN), closing=Superseded(NOW)), ItemStatus.SUPERSEDED),
    ],
)
def test_time_ends_only_what_is_open(now: Item, found: ItemStatus) -> None:
    assert status(now, LATER) is found


def test_an_item_is_open_until_just_before_it_expires() -> None:
    pending = item((ALICE, SIGN))
    assert is_open(pending, LATER - timedelta(milliseconds=1))
    assert not is_open(pending, LATER)


def test_a_clock_that_is_set_back_opens_nothing_again() -> None:
    assert not is_open(item((ALICE, SIGN), closing=Expired(LATER)), NOW)


@pytest.mark.parametrize(
    ("terms", "votes", "counted"),
    [
        ({}, [(ALICE, SIGN), (BOB, SIGN), (DAVE, SIGN)], (BOB, DAVE)),
        ({"approvers": (ALICE, BOB)}, [(ALICE, SIGN), (BOB, SIGN)], (BOB,)),
        ({"approvers": (ALICE, BOB), "initiator_counts": True}, [(ALICE, SIGN), (BOB, SIGN)], (ALICE, BOB)),
        ({"initiator_counts": True}, [(ALICE, SIGN)], ()),
        ({"approvers": (ALICE,), "required": 1}, [(ALICE, SIGN)], ()),
        ({"approvers": (ALICE,), "required": 1}, [(ALICE, SIGN), (ALICE, SIGN)], (ALICE,)),
        ({"approvers": (ALICE, BOB)}, [(ALICE, SIGN), (ALICE, SIGN)], ()),
        ({}, [(ALICE, SIGN), (BOB, SIGN), (BOB, SIGN)], (BOB,)),
    ],
)
def test_whose_signatures_count(
    terms: dict[str, Any], votes: list[tuple[IdentityId, Choice]], counted: tuple[IdentityId, ...]
) -> None:
    now = item(*votes, **terms)
    assert agreed(now) == counted
    assert still_required(now) == max(0, now.proposal.required - len(counted))


def test_an_initiator_whose_signature_does_not_count_is_no_decider() -> None:
    assert deciders(item(approvers=(ALICE, BOB)).proposal) == (BOB,)
    assert deciders(item(approvers=(ALICE, BOB), initiator_counts=True).proposal) == (ALICE, BOB)


def test_an_initiator_that_is_the_only_approver_confirms_itself() -> None:
    assert confirms_itself(item(approvers=(ALICE,)).proposal)
    assert not confirms_itself(item(approvers=(ALICE,), initiator_counts=True).proposal)
    assert not confirms_itself(item(approvers=(ALICE, BOB)).proposal)


def test_missing_are_those_who_have_not_decided() -> None:
    now = item((ALICE, SIGN), (CAROL, REJECT), (BOB, SIGN))
    assert missing(now) == (DAVE,)
    assert rejected(now) == (CAROL,)


@pytest.mark.parametrize(
    ("now", "who", "choice", "found"),
    [
        (item(), ALICE, SIGN, None),
        (item(), ALICE, REJECT, Code.ITEM_DRAFT),
        (item(), ALICE, CANCEL, None),
        (item(), BOB, SIGN, Code.ITEM_DRAFT),
        (item(), IdentityId("did:key:zStranger"), SIGN, Code.NOT_AN_APPROVER),
        (item((ALICE, SIGN)), BOB, SIGN, None),
        (item((ALICE, SIGN)), BOB, REJECT, None),
        (item((ALICE, SIGN)), BOB, CANCEL, Code.NOT_PERMITTED),
        (item((ALICE, SIGN)), ALICE, SIGN, Code.NOT_AN_APPROVER),
        (item((ALICE, SIGN)), ALICE, CANCEL, None),
        (item((ALICE, SIGN), approvers=(ALICE, BOB), required=1), ALICE, SIGN, Code.ALREADY_SIGNED),
        (item((ALICE, SIGN), approvers=(ALICE,), required=1), ALICE, SIGN, None),
        (item((ALICE, SIGN), (BOB, SIGN)), BOB, SIGN, Code.ALREADY_SIGNED),
        (item((ALICE, SIGN), (BOB, SIGN)), BOB, REJECT, Code.ALREADY_SIGNED),
        (item((ALICE, SIGN), (BOB, REJECT)), BOB, SIGN, Code.ALREADY_SIGNED),
        (item((ALICE, SIGN), closing=FAILED), DAVE, SIGN, Code.ITEM_CLOSED),
        (item((ALICE, SIGN), closing=FAILED), ALICE, CANCEL, None),
        (item((ALICE, SIGN), closing=Executed(NOW)), DAVE, SIGN, Code.ITEM_CLOSED),
        (item((ALICE, SIGN), (ALICE, CANCEL)), BOB, SIGN, Code.ITEM_CLOSED),
        (item((ALICE, SIGN), closing=Superseded(NOW)), BOB, SIGN, Code.ITEM_SUPERSEDED),
        (item((ALICE, SIGN), closing=Expired(NOW)), BOB, SIGN, Code.ITEM_EXPIRED),
        (item((ALICE, SIGN), closing=Expired(NOW)), ALICE, CANCEL, Code.ITEM_EXPIRED),
    ],
)
def test_who_may_sign_and_why_not(now: Item, who: IdentityId, choice: Choice, found: Code | None) -> None:
    assert code(why_not(now, who, choice, NOW)) is found


def test_an_admin_may_take_back_what_another_member_asked_for() -> None:
    assert why_not(item((ALICE, SIGN)), CAROL, CANCEL, NOW, is_admin=True) is None


def test_a_signature_at_the_moment_of_expiry_is_too_late() -> None:
    found = why_not(item((ALICE, SIGN)), BOB, SIGN, LATER)
    assert found == Problem(Code.ITEM_EXPIRED, {"expiresAt": "2026-03-07T05:06:07.089Z"})


def test_a_draft_waits_for_its_initiator_and_a_proposal_for_its_approvers() -> None:
    draft, pending = item(), item((ALICE, SIGN))
    assert [why_not(draft, who, Choice.SIGN, NOW) is None for who in (ALICE, BOB)] == [True, False]
    assert [why_not(pending, who, Choice.SIGN, NOW) is None for who in (ALICE, BOB)] == [False, True]


@pytest.mark.parametrize(
    ("subject", "hours", "waits"),
    [
        (Subject.TRANSFER, None, timedelta(hours=72)),
        (Subject.UNFREEZE, None, timedelta(hours=72)),
        (Subject.POLICY_CHANGE, None, timedelta(days=7)),
        (Subject.LIMIT_CHANGE, None, timedelta(days=7)),
        (Subject.TRANSFER, 5, timedelta(hours=5)),
        (Subject.POLICY_CHANGE, 5, timedelta(days=7)),
        (Subject.POLICY_CHANGE, 240, timedelta(days=10)),
    ],
)
def test_how_long_items_wait(subject: Subject, hours: int | None, waits: timedelta) -> None:
    charter = None if hours is None else Charter((), 1, expiry_hours=hours)
    assert waits_for(subject, charter) == waits
