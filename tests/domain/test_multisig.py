"""What is signed of an item is all of it, exactly, and checked by whoever reads it."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import (
    Choice,
    Item,
    Proposal,
    Vote,
    message,
    payload,
    proposal_hash,
    signer_set_hash,
    verify_vote,
    verify_votes,
    vote_message,
)
from tests.domain.builders import ALICE, BOB, CAROL, NODE, NOW, TOKEN, amount, key
from tests.domain.items import MATTERS, PAYMENT, proposal

OTHER_NODE = NodeId("01" * 16)
KEYS = {ALICE: key(1), BOB: key(2)}
OTHERWISE: dict[str, Any] = {
    "item_id": ItemId("ms_" + "7d" * 16),
    "identity_id": BOB,
    "number": 8,
    "subject": Subject.CROSS_IDENTITY_TRANSFER,
    "matter": replace(PAYMENT, memo="Rent"),
    "reason": "",
    "initiator": CAROL,
    "approvers": (BOB, CAROL),
    "required": 2,
    "initiator_counts": True,
    "policy_version": 4,
    "charter_version": 3,
    "opened_at": NOW + timedelta(milliseconds=1),
    "expires_at": NOW + timedelta(hours=73),
    "joining": (CAROL,),
}


def voted(item: Item, who: IdentityId, choice: Choice = Choice.SIGN, reason: str = "") -> Vote:
    signature = KEYS[who].sign(vote_message(item, who, choice, reason, NODE))
    return Vote(who, choice, NOW, signature.hex(), reason)


def test_the_message_says_its_kind_the_node_and_the_whole_proposal() -> None:
    head, node, body = message(proposal(), NODE).decode().split("\n")
    assert (head, node) == ("qwallet/multisig/v1", NODE)
    assert json.loads(body) == {
        "itemId": "ms_" + "7c" * 16,
        "identityId": proposal().identity_id,
        "number": 7,
        "subject": "TRANSFER",
        "matter": {
            "kind": "PAYMENT",
            "recipient": CAROL,
            "amount": {"tokenId": TOKEN, "decimals": 2, "units": "2500"},
            "symbol": "QTK",
            "memo": "Rent, März",
        },
        "reason": "It is due",
        "initiator": proposal().initiator,
        "approvers": [BOB],
        "required": 1,
        "initiatorCounts": False,
        "signerSet": signer_set_hash(proposal()),
        "policyVersion": 3,
        "charterVersion": 2,
        "openedAt": "2026-03-04T05:06:07.089Z",
        "expiresAt": "2026-03-07T05:06:07.089Z",
    }


def test_every_part_of_a_proposal_is_named_here() -> None:
    assert {part.name for part in fields(Proposal)} == OTHERWISE.keys()


@pytest.mark.parametrize("part", OTHERWISE)
def test_no_part_can_change_under_a_signature(part: str) -> None:
    assert message(replace(proposal(), **{part: OTHERWISE[part]}), NODE) != message(proposal(), NODE)


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.kind)
def test_every_part_of_a_matter_is_signed(matter: Any) -> None:
    others: dict[str, Any] = {
        "recipient": BOB,
        "amount": amount(2_501),
        "symbol": "ETH",
        "memo": "",
        "policy": replace(MATTERS[1].policy, can_sign=False),  # type: ignore[union-attr]
        "base": 9,
        "scope": "IDENTITY",
        "limits": replace(MATTERS[2].limits, max_transactions_per_hour=None),  # type: ignore[union-attr]
        "frozen_for": "Nothing",
    }
    parts = [part.name for part in fields(matter) if part.name != "kind"]
    signed = {message(proposal(matter), NODE)}
    for part in parts:
        value = type(getattr(matter, part))(others[part]) if part == "scope" else others[part]
        signed.add(message(proposal(replace(matter, **{part: value})), NODE))
    assert len(signed) == len(parts) + 1


def test_matters_of_different_kinds_are_never_signed_alike() -> None:
    assert len({message(proposal(matter), NODE) for matter in MATTERS}) == len(MATTERS)


def test_the_signer_set_is_hashed_with_its_order_and_number() -> None:
    two = replace(proposal(), approvers=(BOB, CAROL))
    assert len({signer_set_hash(one) for one in (proposal(), two, replace(two, approvers=(CAROL, BOB)))}) == 3
    assert signer_set_hash(replace(two, required=2)) != signer_set_hash(two)


def test_the_hash_of_a_proposal_is_that_of_its_message() -> None:
    assert proposal_hash(proposal(), NODE) == hashlib.sha256(message(proposal(), NODE)).hexdigest()


def test_the_payload_holds_no_float_and_nothing_twice() -> None:
    assert json.loads(json.dumps(payload(proposal()))) == payload(proposal())


@pytest.mark.parametrize("choice", Choice)
def test_a_vote_is_checked_against_its_own_choice_only(choice: Choice) -> None:
    item = Item(proposal())
    vote = voted(item, BOB, choice, "Too much")
    assert verify_vote(item, vote, NODE)
    assert not any(verify_vote(item, replace(vote, choice=other), NODE) for other in Choice if other is not choice)


@pytest.mark.parametrize("choice", [Choice.REJECT, Choice.CANCEL])
def test_the_reason_is_signed_as_it_is_kept(choice: Choice) -> None:
    item = Item(proposal())
    vote = voted(item, BOB, choice, " Too  much ")
    assert verify_vote(item, replace(vote, reason="Too much"), NODE)
    assert not verify_vote(item, replace(vote, reason="Too little"), NODE)


def test_a_signature_for_another_node_or_item_or_by_another_key_is_wrong() -> None:
    item, other = Item(proposal()), Item(replace(proposal(), number=8))
    vote = voted(item, BOB)
    assert not verify_vote(item, vote, OTHER_NODE)
    assert not verify_vote(other, vote, NODE)
    assert not verify_vote(item, replace(vote, signer=ALICE), NODE)


@pytest.mark.parametrize("signature", ["", "00", "zz" * 64, "00" * 64])
def test_what_is_no_signature_is_wrong(signature: str) -> None:
    assert not verify_vote(Item(proposal()), Vote(BOB, Choice.SIGN, NOW, signature), NODE)


def test_a_group_has_no_key_that_could_sign() -> None:
    group = IdentityId("did:qwallet:z8rT3yKf7mQwZpL2sNvXcB5hJdGaE9uRtYxW4kMnPqS1b")
    assert not verify_vote(Item(proposal()), Vote(group, Choice.SIGN, NOW, "00" * 64), NODE)


def test_the_confirmation_of_an_only_approver_is_not_its_first_signature_again() -> None:
    alone = Item(replace(proposal(), approvers=(ALICE,)))
    first = voted(alone, ALICE)
    begun = replace(alone, votes=(first,))
    second = voted(begun, ALICE)
    both = replace(begun, votes=(first, second))
    assert second.signature != first.signature
    assert verify_vote(both, first, NODE)
    assert verify_vote(both, second, NODE)
    assert not verify_vote(begun, replace(second, signature=first.signature, reason="again"), NODE)
    assert not verify_vote(replace(begun, votes=(first, first)), first, NODE)


@pytest.mark.parametrize("choice", Choice)
def test_all_votes_are_checked_as_each_is(choice: Choice) -> None:
    begun = Item(proposal(), (voted(Item(proposal()), ALICE),))
    item = replace(begun, votes=(*begun.votes, voted(begun, BOB, choice, "Too much")))
    forged = replace(item.votes[1], reason="Too little", signature=item.votes[0].signature)

    assert verify_votes(item, NODE)
    assert not verify_votes(item, OTHER_NODE)
    assert not verify_votes(replace(item, votes=(item.votes[0], forged)), NODE)


def test_of_all_votes_the_first_signature_again_is_no_confirmation() -> None:
    alone = Item(replace(proposal(), approvers=(ALICE,)))
    begun = replace(alone, votes=(voted(alone, ALICE),))

    assert verify_votes(replace(begun, votes=(*begun.votes, voted(begun, ALICE))), NODE)
    assert not verify_votes(replace(begun, votes=begun.votes * 2), NODE)
