"""Signing without a network: what may be signed of a request, and which signatures are of use when they come back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import Choice, Item, Vote, proposal_hash, vote_message
from qwallet_desktop.domain.offline_signing import bytes_to_sign, failed_check, parse_reason, signers_of, why_unfit
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import NODE, NOW, did, key, problem_of
from tests.verify.records import ASKER, FIRST, PAYEE, SECOND, Said, group, payment, proposal_of, voted

HELD = (Check(CheckName.SUBJECT_FITS, Verdict.HOLDS), Check(CheckName.IDENTITY, Verdict.NODES_WORD))
FAILED = Check(CheckName.GROUP_CHAIN, Verdict.FAILS)
LATER = NOW + timedelta(hours=1)


def opened(*said: Said) -> Item:
    """Return a payment of the group that waits."""
    return voted(proposal_of(group(), payment(), Subject.TRANSFER), (Said(ASKER), *said))


def vote(
    by: int, choice: Choice = Choice.SIGN, reason: str = "", at: datetime = LATER, item: Item | None = None
) -> Vote:
    """Return a signature on the item as it is with its asker's."""
    signature = key(by).sign(vote_message(item or opened(), did(by), choice, reason, NODE)).hex()
    return Vote(did(by), choice, at, signature, reason)


def unfit(one: Vote, item: Item, *, node_id: NodeId = NODE) -> Code | None:
    """Return why a vote is of no use for an item."""
    found = why_unfit(item, one, proposal_hash(item.proposal, node_id), node_id)
    return None if found is None else found.code


def test_a_signature_needs_no_reason_and_keeps_none() -> None:
    assert parse_reason(Choice.SIGN, "whatever") == ""


def test_the_reason_of_a_rejection_is_cleaned() -> None:
    assert parse_reason(Choice.REJECT, " not \u202e due ") == "not due"


@pytest.mark.parametrize("typed", ["", " \u200b ", "a" * 281])
def test_a_rejection_without_a_reason_or_with_a_book_is_refused(typed: str) -> None:
    problem = problem_of(lambda: parse_reason(Choice.REJECT, typed))
    assert (problem.code, problem.field) == (Code.MEMO_INVALID, "reason")


def test_the_first_check_that_fails_is_named() -> None:
    assert failed_check((*HELD, FAILED)) is FAILED


def test_what_only_the_node_says_does_not_fail() -> None:
    assert failed_check(HELD) is None


def test_what_is_signed_is_what_the_item_asks_for() -> None:
    item = opened()
    signed = bytes_to_sign(item, vote(FIRST), NODE, HELD)
    assert signed == vote_message(item, did(FIRST), Choice.SIGN, "", NODE)


def test_nothing_is_signed_where_a_check_fails() -> None:
    problem = problem_of(lambda: bytes_to_sign(opened(), vote(FIRST), NODE, (*HELD, FAILED)))
    assert (problem.code, problem.facts) == (Code.ITEM_UNVERIFIED, {"check": "GROUP_CHAIN"})


def test_nothing_is_signed_that_was_not_checked() -> None:
    assert problem_of(lambda: bytes_to_sign(opened(), vote(FIRST), NODE, ())).code is Code.ITEM_UNVERIFIED


def test_a_stranger_signs_nothing() -> None:
    assert problem_of(lambda: bytes_to_sign(opened(), vote(PAYEE), NODE, HELD)).code is Code.NOT_AN_APPROVER


def test_nothing_is_signed_when_its_time_is_over() -> None:
    item = opened()
    late = replace(vote(FIRST), at=item.proposal.expires_at)
    assert problem_of(lambda: bytes_to_sign(item, late, NODE, HELD)).code is Code.ITEM_EXPIRED


def test_those_may_sign_who_are_asked_and_have_not() -> None:
    item = opened(Said(FIRST))
    assert signers_of(item, (did(PAYEE), did(SECOND), did(FIRST)), Choice.SIGN, LATER) == (did(SECOND),)


def test_a_signature_of_an_approver_is_of_use() -> None:
    assert unfit(vote(FIRST), opened()) is None


def test_it_still_is_when_another_has_signed_meanwhile() -> None:
    assert unfit(vote(FIRST), opened(Said(SECOND, Choice.REJECT, "not due"))) is None


def test_a_rejection_with_its_reason_is_of_use() -> None:
    assert unfit(vote(FIRST, Choice.REJECT, "not due"), opened()) is None


def test_a_signature_over_another_proposal_is_of_none() -> None:
    item = opened()
    found = why_unfit(item, vote(FIRST), "ab" * 32, NODE)
    assert found is not None
    assert found.code is Code.SIGNED_OTHERWISE


def test_a_signature_that_the_item_has_is_of_none() -> None:
    item = opened(Said(FIRST))
    assert unfit(replace(item.votes[1], at=LATER), item) is Code.ALREADY_SIGNED


@pytest.mark.parametrize(
    "altered",
    [
        replace(vote(FIRST), signature="00" * 64),
        replace(vote(FIRST), signature="no hex"),
        replace(vote(FIRST), signer=did(SECOND)),
        replace(vote(FIRST), choice=Choice.REJECT, reason="no"),
        replace(vote(FIRST, Choice.REJECT, "not due"), reason="never"),
    ],
)
def test_a_signature_that_was_altered_is_of_none(altered: Vote) -> None:
    assert unfit(altered, opened()) is Code.SIGNATURE_ALTERED


def test_a_signature_of_a_stranger_is_of_none() -> None:
    assert unfit(vote(PAYEE), opened()) is Code.NOT_AN_APPROVER


def test_a_signature_that_comes_too_late_is_of_none() -> None:
    item = opened()
    assert unfit(vote(FIRST, at=item.proposal.expires_at), item) is Code.ITEM_EXPIRED


def test_another_answer_of_who_has_signed_is_of_none() -> None:
    item = opened(Said(FIRST))
    assert unfit(vote(FIRST, Choice.REJECT, "no", item=item), item) is Code.ALREADY_SIGNED
