"""Policies: what they change, what is refused of them, what is signed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.consent import (
    ALWAYS,
    ConsentPolicy,
    External,
    Hours,
    HoursChanged,
    ListChanged,
    PolicyField,
    Switched,
    default_policy,
    differences,
    in_hours,
    minutes,
    policy_payload,
    widens,
)
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.messages import canonical
from tests.domain.builders import ALICE, BOB, CAROL, TOKEN

HOURS = st.builds(
    lambda days, since, length: Hours(tuple(days), since, min(since + length, 1_440)),
    st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
    st.integers(0, 1_439),
    st.integers(1, 1_440),
)
POLICIES = st.builds(
    ConsentPolicy,
    *[st.booleans()] * 6,
    tokens=st.lists(st.sampled_from([TOKEN, TokenId("qtk1" + "cd" * 32)]), unique=True).map(tuple),
    counterparties=st.lists(st.sampled_from([ALICE, BOB, CAROL]), unique=True).map(tuple),
    hours=st.lists(HOURS, max_size=3).map(tuple),
    external=st.sampled_from(External),
)


@given(POLICIES)
def test_a_policy_does_not_differ_from_itself(policy: ConsentPolicy) -> None:
    assert differences(policy, policy) == ()


@given(POLICIES, POLICIES)
def test_policies_that_differ_in_nothing_allow_the_same(before: ConsentPolicy, after: ConsentPolicy) -> None:
    def meaning(policy: ConsentPolicy) -> dict[str, object]:
        sets = {"tokens": set(policy.tokens), "counterparties": set(policy.counterparties)}
        return {**policy_payload(policy), **sets, "hours": minutes(policy.hours)}

    assert (differences(before, after) == ()) == (meaning(before) == meaning(after))


@given(POLICIES, POLICIES)
def test_what_widens_one_way_narrows_the_other(before: ConsentPolicy, after: ConsentPolicy) -> None:
    there, back = differences(before, after), differences(after, before)
    assert [(one.field, one.widens, one.narrows) for one in there] == [
        (one.field, one.narrows, one.widens) for one in back
    ]


@given(POLICIES, POLICIES, st.sampled_from([ALICE, BOB]), st.datetimes(timezones=st.just(UTC)))
def test_a_change_that_does_not_widen_allows_nothing_new(
    before: ConsentPolicy, after: ConsentPolicy, who: str, at: datetime
) -> None:
    def lets(policy: ConsentPolicy) -> bool:
        named = not policy.counterparties or who in policy.counterparties
        return policy.can_send and named and in_hours(policy.hours, at) and policy.external is External.ALLOW

    assert widens(before, after) or not lets(after) or lets(before)


@given(st.lists(HOURS, max_size=3).map(tuple), st.datetimes(timezones=st.just(UTC)))
def test_the_minutes_of_the_week_are_those_of_the_hours(hours: tuple[Hours, ...], at: datetime) -> None:
    minute = (at.isoweekday() - 1) * 1_440 + at.hour * 60 + at.minute
    assert bool(minutes(hours) >> minute & 1) == in_hours(hours, at)


def test_no_hours_are_all_hours() -> None:
    assert minutes(()) == ALWAYS


def test_hours_written_otherwise_are_no_difference() -> None:
    one = ConsentPolicy(hours=(Hours((1, 2), 60, 120),))
    other = ConsentPolicy(hours=(Hours((2,), 60, 120), Hours((1,), 60, 90), Hours((1,), 90, 120)))
    assert differences(one, other) == ()


def test_a_list_in_another_order_is_no_difference() -> None:
    one, other = ConsentPolicy(counterparties=(ALICE, BOB)), ConsentPolicy(counterparties=(BOB, ALICE))
    assert differences(one, other) == ()


def test_differences_say_what_was_added_and_removed() -> None:
    (found,) = differences(ConsentPolicy(counterparties=(ALICE, BOB)), ConsentPolicy(counterparties=(BOB, CAROL)))
    assert isinstance(found, ListChanged)
    assert (found.added, found.removed, found.widens, found.narrows) == ((CAROL,), (ALICE,), True, True)


def test_to_name_the_first_is_to_narrow() -> None:
    (found,) = differences(ConsentPolicy(), ConsentPolicy(tokens=(TOKEN,)))
    assert (found.field, found.widens, found.narrows) == (PolicyField.TOKENS, False, True)


def test_to_turn_something_off_is_to_narrow() -> None:
    assert differences(ConsentPolicy(), ConsentPolicy(can_vote=False)) == (Switched(PolicyField.CAN_VOTE, after=False),)


def test_other_hours_widen_and_narrow() -> None:
    (found,) = differences(ConsentPolicy(hours=(Hours((1,), 0, 60),)), ConsentPolicy(hours=(Hours((2,), 0, 60),)))
    assert isinstance(found, HoursChanged)
    assert (found.widens, found.narrows) == (True, True)


@pytest.mark.parametrize(
    ("before", "after", "wider"),
    [
        (External.DENY, External.APPROVAL, True),
        (External.APPROVAL, External.ALLOW, True),
        (External.ALLOW, External.DENY, False),
    ],
)
def test_others_may_be_treated_more_or_less_strictly(before: External, after: External, *, wider: bool) -> None:
    assert widens(ConsentPolicy(external=before), ConsentPolicy(external=after)) is wider


def test_hours_end_before_their_last_minute() -> None:
    office = (Hours((1,), 9 * 60, 17 * 60),)
    assert in_hours(office, datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    assert not in_hours(office, datetime(2026, 3, 2, 17, 0, tzinfo=UTC))


@pytest.mark.parametrize("kind", IdentityType)
def test_every_type_has_a_default(kind: IdentityType) -> None:
    assert default_policy(kind).can_send


def test_the_default_of_an_anonymous_identity_lets_it_do_nothing_but_pay() -> None:
    policy = default_policy(IdentityType.AID)
    assert (policy.can_issue, policy.can_vote, policy.can_sign, policy.cross_identity) == (False,) * 4


@given(POLICIES, POLICIES)
def test_what_is_signed_of_policies_differs_as_they_do(one: ConsentPolicy, other: ConsentPolicy) -> None:
    assert (canonical(policy_payload(one)) == canonical(policy_payload(other))) == (one == other)
