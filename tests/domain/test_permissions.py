"""The authorization table and the decision on payments, each written out a second time by hand."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.permissions import (
    Action,
    Decision,
    Outcome,
    PaymentFacts,
    Relation,
    Rule,
    decide_payment,
    may,
    may_see,
    may_unfreeze,
    relation,
)
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, amount, identity, transfer

ROOT = CAROL
SUBJECT = identity(ALICE, owner=ROOT)
SHARED = transfer(ALICE, BOB)

# Who asks:            self   owner  the other side of a transfer   anyone else
EXPECTED: Mapping[Action, tuple[bool, bool, bool, bool]] = {
    Action.READ_IDENTITY: (True, True, False, False),
    Action.READ_BALANCES: (True, True, False, False),
    Action.READ_HISTORY: (True, True, False, False),
    Action.READ_EVENTS: (True, True, False, False),
    Action.READ_NOTIFICATIONS: (True, True, False, False),
    Action.MARK_READ: (True, False, False, False),
    Action.READ_TRANSFER: (True, True, True, False),
    Action.READ_PROOF: (True, True, True, False),
    Action.SEND: (True, False, False, False),
    Action.PREVIEW: (True, False, False, False),
    Action.ISSUE: (True, False, False, False),
    Action.RENAME: (True, False, False, False),
    Action.FREEZE: (True, True, False, False),
    Action.UNFREEZE: (True, True, False, False),
    Action.REGISTER_CHILD: (True, False, False, False),
}
ASKING = (ALICE, ROOT, BOB, DAVE)
CELLS = [(who, action, EXPECTED[action][place]) for action in Action for place, who in enumerate(ASKING)]


@pytest.mark.parametrize(("who", "action", "expected"), CELLS)
def test_the_table_with_a_shared_transfer_at_hand(who: IdentityId, action: Action, expected: bool) -> None:
    assert may([who], action, SUBJECT, SHARED) is expected


@pytest.mark.parametrize(("who", "action", "expected"), CELLS)
def test_without_a_shared_transfer_the_other_side_is_a_stranger(
    who: IdentityId, action: Action, expected: bool
) -> None:
    assert may([who], action, SUBJECT) is (expected and who != BOB)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", ASKING)
def test_a_transfer_of_others_opens_nothing(who: IdentityId, action: Action) -> None:
    assert not may([who], action, SUBJECT, transfer(BOB, DAVE))


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_nothing(action: Action) -> None:
    assert not may([], action, SUBJECT, SHARED)


@given(st.sets(st.sampled_from(ASKING)), st.sampled_from(list(Action)))
def test_several_who_ask_may_do_what_one_of_them_may(who: set[IdentityId], action: Action) -> None:
    assert may(who, action, SUBJECT, SHARED) is any(may([one], action, SUBJECT, SHARED) for one in who)


@pytest.mark.parametrize(
    ("who", "subject", "shared", "expected"),
    [
        (ALICE, SUBJECT, None, Relation.SELF),
        (ALICE, SUBJECT, SHARED, Relation.SELF),
        (ROOT, SUBJECT, None, Relation.OWNER),
        (ROOT, SUBJECT, transfer(ROOT, ALICE), Relation.OWNER),
        (BOB, SUBJECT, SHARED, Relation.COUNTERPARTY),
        (BOB, SUBJECT, transfer(BOB, ALICE), Relation.COUNTERPARTY),
        (BOB, SUBJECT, None, Relation.STRANGER),
        (DAVE, SUBJECT, SHARED, Relation.STRANGER),
        # A child is nothing to its owner, nor are two children to each other.
        (ALICE, identity(ROOT), None, Relation.STRANGER),
        (BOB, identity(ALICE, owner=ROOT), None, Relation.STRANGER),
        # Minting has no sender whom somebody could be.
        (BOB, SUBJECT, transfer(None, ALICE), Relation.STRANGER),
    ],
)
def test_what_somebody_is_to_a_subject(who: IdentityId, subject: Identity, shared: None, expected: Relation) -> None:
    assert relation(who, subject, shared) is expected


@pytest.mark.parametrize(
    ("who", "identity_shown", "transfer_shown"),
    [(ALICE, True, True), (ROOT, True, True), (BOB, False, True), (DAVE, False, False)],
)
def test_who_may_see_an_identity_and_its_transfer(who: IdentityId, identity_shown: bool, transfer_shown: bool) -> None:
    assert (may_see([who], SUBJECT), may_see([who], SUBJECT, SHARED)) == (identity_shown, transfer_shown)


@pytest.mark.parametrize(
    ("who", "frozen_by", "expected"),
    [
        (ALICE, ALICE, True),
        (ALICE, ROOT, False),
        (ALICE, None, True),
        (ROOT, ALICE, True),
        (ROOT, ROOT, True),
        (ROOT, None, True),
        (BOB, ALICE, False),
        (BOB, ROOT, False),
        (BOB, None, False),
    ],
)
def test_only_who_froze_or_stands_above_may_unfreeze(
    who: IdentityId, frozen_by: IdentityId | None, expected: bool
) -> None:
    frozen = identity(ALICE, owner=ROOT, status=IdentityStatus.FROZEN, frozen_by=frozen_by)
    assert may_unfreeze(who, frozen) is expected


FACTS = PaymentFacts(identity(ALICE), identity(BOB), amount(2_500), amount(10_000), "QTK")
FROZEN, CLOSED = IdentityStatus.FROZEN, IdentityStatus.CLOSED


def test_a_payment_in_order_goes_and_says_what_remains() -> None:
    assert decide_payment(FACTS) == Decision(Outcome.ALLOW, Rule.DEFAULT, amount(7_500))


def test_everything_may_be_spent() -> None:
    assert decide_payment(replace(FACTS, amount=amount(10_000))).remaining == amount(0)


@pytest.mark.parametrize(
    ("sender", "recipient", "rule"),
    [
        (identity(ALICE), identity(BOB, owner=ALICE), Rule.OWN_IDENTITIES),
        (identity(BOB, owner=ALICE), identity(ALICE), Rule.OWN_IDENTITIES),
        (identity(BOB, owner=ALICE), identity(CAROL, owner=ALICE), Rule.OWN_IDENTITIES),
        (identity(BOB, owner=ALICE), identity(CAROL, owner=DAVE), Rule.DEFAULT),
        (identity(BOB, owner=ALICE), identity(CAROL), Rule.DEFAULT),
    ],
)
def test_payments_within_a_family_are_ones_own(sender: Identity, recipient: Identity, rule: Rule) -> None:
    assert decide_payment(replace(FACTS, sender=sender, recipient=recipient)).rule is rule


@pytest.mark.parametrize(
    ("facts", "rule", "problem"),
    [
        (
            replace(FACTS, sender=identity(ALICE, status=FROZEN, reason="lost laptop")),
            Rule.SENDER_STATE,
            Problem(Code.SENDER_FROZEN, {"reason": "lost laptop"}),
        ),
        (replace(FACTS, sender=identity(ALICE, status=CLOSED)), Rule.SENDER_STATE, Problem(Code.IDENTITY_CLOSED)),
        (replace(FACTS, recipient=None), Rule.RECIPIENT_STATE, Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")),
        (replace(FACTS, recipient=FACTS.sender), Rule.NOT_ONESELF, Problem(Code.SELF_TRANSFER, {}, "recipient")),
        (
            replace(FACTS, recipient=identity(BOB, status=FROZEN)),
            Rule.RECIPIENT_STATE,
            Problem(Code.RECIPIENT_FROZEN, {}, "recipient"),
        ),
        (
            replace(FACTS, recipient=identity(BOB, status=CLOSED)),
            Rule.RECIPIENT_STATE,
            Problem(Code.RECIPIENT_FROZEN, {}, "recipient"),
        ),
        (
            replace(FACTS, amount=amount(10_001)),
            Rule.FUNDS,
            Problem(Code.INSUFFICIENT_FUNDS, {"available": "100.00", "symbol": "QTK"}, "amount"),
        ),
        (replace(FACTS, amount=amount(0)), Rule.FUNDS, Problem(Code.AMOUNT_ZERO, {}, "amount")),
        (replace(FACTS, amount=amount(-1)), Rule.FUNDS, Problem(Code.AMOUNT_NEGATIVE, {}, "amount")),
    ],
)
def test_each_rule_denies_by_name_and_nothing_is_spent(facts: PaymentFacts, rule: Rule, problem: Problem) -> None:
    assert decide_payment(facts) == Decision(Outcome.DENY, rule, facts.available, problem)


SENDERS = [identity(ALICE, status=status) for status in IdentityStatus]
RECIPIENTS = [None, identity(ALICE), *(identity(BOB, status=status) for status in IdentityStatus)]
AMOUNTS = [amount(units) for units in (-1, 0, 1, 100, 101)]


@pytest.mark.parametrize(("sender", "recipient", "paid"), list(product(SENDERS, RECIPIENTS, AMOUNTS)))
def test_sender_before_recipient_before_funds(sender: Identity, recipient: Identity | None, paid: Amount) -> None:
    decision = decide_payment(PaymentFacts(sender, recipient, paid, amount(100), "QTK"))
    if sender.status is not IdentityStatus.ACTIVE:
        expected = Rule.SENDER_STATE
    elif recipient is not None and recipient.id == sender.id:
        expected = Rule.NOT_ONESELF
    elif recipient is None or recipient.status is not IdentityStatus.ACTIVE:
        expected = Rule.RECIPIENT_STATE
    elif not 0 < paid.units <= 100:
        expected = Rule.FUNDS
    else:
        expected = Rule.DEFAULT
    assert (decision.rule, decision.outcome) == (
        expected,
        Outcome.ALLOW if expected is Rule.DEFAULT else Outcome.DENY,
    )


def test_funds_of_another_token_are_never_compared() -> None:
    with pytest.raises(ValueError, match="different tokens"):
        decide_payment(replace(FACTS, available=amount(10_000, token_id=TokenId("qtk1" + "cd" * 32))))


def test_outcomes_stand_from_lenient_to_strict() -> None:
    assert list(Outcome) == [Outcome.ALLOW, Outcome.NEEDS_APPROVAL, Outcome.DENY]
