"""The decision on payments, written out a second time by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.consent import ConsentPolicy, Hours
from qwallet_desktop.domain.deciding import LimitFacts, PaymentFacts, Use, decide_payment
from qwallet_desktop.domain.deciding_state import suffices
from qwallet_desktop.domain.decisions import Approval, Decision, Outcome, Rule, Scope
from qwallet_desktop.domain.groups import AmountThreshold
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import Limits, TokenLimits, Window
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, NOW, TOKEN, amount, identity
from tests.domain.decision_cases import CHARTER
from tests.domain.decision_cases import SENDERS as SENDERS_OF

FACTS = PaymentFacts(identity(ALICE), identity(BOB), amount(2_500), amount(10_000), "QTK", NOW)
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
    decision = decide_payment(facts)

    assert (decision.outcome, decision.rule, decision.remaining) == (Outcome.DENY, rule, facts.available)
    assert decision.problem == problem


SENDERS = [identity(ALICE, status=status) for status in IdentityStatus]
RECIPIENTS = [None, identity(ALICE), *(identity(BOB, status=status) for status in IdentityStatus)]
AMOUNTS = [amount(units) for units in (-1, 0, 1, 100, 101)]


@pytest.mark.parametrize(("sender", "recipient", "paid"), list(product(SENDERS, RECIPIENTS, AMOUNTS)))
def test_sender_before_recipient_before_funds(sender: Identity, recipient: Identity | None, paid: Amount) -> None:
    decision = decide_payment(PaymentFacts(sender, recipient, paid, amount(100), "QTK", NOW))
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


def test_all_parts_that_had_something_to_say_are_told_in_the_order_of_the_rules() -> None:
    limited = LimitFacts(Limits((TokenLimits(TOKEN, daily=amount(2_500)),), 5), Use(day=1, made=2, waiting=1))
    facts = replace(FACTS, recipient=identity(BOB, status=FROZEN), own=limited, amount=amount(10_001))

    decision = decide_payment(facts)

    assert [(part.rule, part.outcome) for part in decision.parts] == [
        (Rule.RECIPIENT_STATE, Outcome.DENY),
        (Rule.FUNDS, Outcome.DENY),
        (Rule.LIMIT_DAILY, Outcome.DENY),
        (Rule.LIMIT_HOURLY_COUNT, Outcome.ALLOW),
    ]
    assert decision.rule is Rule.RECIPIENT_STATE


def test_a_limit_that_allows_says_what_it_leaves() -> None:
    limited = LimitFacts(Limits((TokenLimits(TOKEN, daily=amount(5_000)),), 5), Use(day=1_000, held=500, made=2))

    daily, hourly = decide_payment(replace(FACTS, own=limited)).parts

    assert (daily.left, hourly.left_payments) == (amount(1_000), 2)


def test_exactly_at_a_limit_is_allowed() -> None:
    limited = LimitFacts(Limits((TokenLimits(TOKEN, daily=amount(4_000)),)), Use(day=1_000, held=500))

    assert decide_payment(replace(FACTS, own=limited)).outcome is Outcome.ALLOW


def test_a_part_that_fails_asks_and_is_reported() -> None:
    heard: list[Exception] = []
    broken = LimitFacts(Limits((TokenLimits(TOKEN, per_transaction=amount(5, token_id=TokenId("another"))),)))

    decision = decide_payment(replace(FACTS, own=broken), heard.append)

    assert (decision.outcome, decision.rule) == (Outcome.NEEDS_APPROVAL, Rule.UNDECIDED)
    assert [type(error) for error in heard] == [ValueError]


def test_a_part_that_fails_hides_none_that_denies() -> None:
    broken = LimitFacts(Limits((TokenLimits(TOKEN, per_transaction=amount(5, token_id=TokenId("another"))),)))

    decision = decide_payment(replace(FACTS, own=broken, amount=amount(10_001)))

    assert (decision.outcome, decision.rule) == (Outcome.DENY, Rule.FUNDS)


def test_what_denies_for_a_time_says_until_when() -> None:
    later = NOW + timedelta(hours=3)
    asked: list[tuple[Scope, Window, int]] = []

    def frees(scope: Scope, window: Window, excess: int) -> datetime:
        asked.append((scope, window, excess))
        return later

    limited = LimitFacts(Limits((TokenLimits(TOKEN, daily=amount(5_000)),)), Use(day=4_000))
    (part,) = decide_payment(replace(FACTS, family=limited, frees=frees)).parts

    assert (part.free_at, asked) == (later, [(Scope.FAMILY, Window.DAY, 1_500)])


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 3, 4, 7, 59, tzinfo=UTC), datetime(2026, 3, 4, 8, tzinfo=UTC)),
        (datetime(2026, 3, 4, 17, 0, tzinfo=UTC), datetime(2026, 3, 5, 8, tzinfo=UTC)),
        (datetime(2026, 3, 6, 18, 0, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)),
    ],
    ids=["in the morning", "in the evening", "before the weekend"],
)
def test_outside_the_hours_it_says_when_they_begin(at: datetime, expected: datetime) -> None:
    policy = ConsentPolicy(hours=(Hours((1, 2, 3, 4, 5), 480, 1_020),))

    (part,) = decide_payment(replace(FACTS, policy=policy, at=at)).parts

    assert (part.rule, part.free_at) == (Rule.CONSENT_HOURS, expected)


_limit = st.none() | st.integers(0, 5_000).map(amount)
_scopes = st.none() | st.builds(
    LimitFacts,
    st.builds(
        lambda per_hour, **given: Limits((TokenLimits(TOKEN, **given),), per_hour),
        per_hour=st.none() | st.integers(1, 3),
        daily=_limit,
        monthly=_limit,
        per_transaction=_limit,
        approval_above=_limit,
    ),
    st.builds(Use, *(st.integers(0, 3_000),) * 3, *(st.integers(0, 3),) * 2),
)


@given(paid=st.integers(1, 6_000), own=_scopes, family=_scopes)
def test_the_outcome_is_the_strictest_of_all_parts(
    paid: int, own: LimitFacts | None, family: LimitFacts | None
) -> None:
    order = list(Outcome)
    decision = decide_payment(replace(FACTS, amount=amount(paid), own=own, family=family))

    assert decision.outcome == max((part.outcome for part in decision.parts), key=order.index, default=Outcome.ALLOW)


@given(paid=st.integers(1, 6_000), own=_scopes)
def test_what_is_let_through_never_exceeds_a_limit(paid: int, own: LimitFacts | None) -> None:
    decision = decide_payment(replace(FACTS, amount=amount(paid), own=own))

    if decision.outcome is not Outcome.DENY and own is not None:
        (limits,), use = own.limits.tokens, own.use
        for limit, used in ((limits.daily, use.day + use.held), (limits.monthly, use.month + use.held)):
            assert limit is None or used + paid <= limit.units
        assert own.limits.max_transactions_per_hour is None or (
            use.made + use.waiting + 1 <= own.limits.max_transactions_per_hour
        )


def test_nobody_who_asks_for_a_group_is_never_enough() -> None:
    facts = replace(FACTS, sender=SENDERS_OF["ENTERPRISE"], charter=CHARTER, initiator=None)
    assert not suffices(facts)


@pytest.mark.parametrize("kind", ["ROOT", "CONSENTIDA", "DAO"])
def test_only_for_a_company_can_who_asks_be_enough(kind: str) -> None:
    assert not suffices(replace(FACTS, sender=SENDERS_OF[kind], charter=CHARTER, initiator=CAROL))


GRADED = replace(CHARTER, threshold=1, initiator_counts=True, amount_thresholds=(AmountThreshold(amount(1_000), 2),))


@pytest.mark.parametrize(
    ("paid", "beside", "outcome"),
    [
        (1_000, None, Outcome.ALLOW),
        (1_001, None, Outcome.NEEDS_APPROVAL),
        (600, 400, Outcome.ALLOW),
        (600, 401, Outcome.NEEDS_APPROVAL),
    ],
)
def test_who_asks_is_enough_for_small_payments_however_they_are_cut(
    paid: int, beside: int | None, outcome: Outcome
) -> None:
    other = None if beside is None else amount(beside)
    sender, asked = SENDERS_OF["ENTERPRISE"], amount(paid)
    decision = decide_payment(
        replace(FACTS, sender=sender, charter=GRADED, initiator=GRADED.signers[0], amount=asked, beside=other)
    )
    assert (decision.outcome, decision.rule is Rule.GROUP_SIGNERS) == (outcome, outcome is Outcome.NEEDS_APPROVAL)
    assert decision.approval == (None if outcome is Outcome.ALLOW else Approval(GRADED.signers, 2))
