"""Limits: what changes of them let through, and what is signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import (
    AmountChanged,
    EntriesChanged,
    LimitField,
    Limits,
    TokenLimits,
    TokenUse,
    Window,
    differences,
    limits_payload,
    widens,
)
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.domain.money import Amount
from tests.domain.builders import ALICE, BOB, TOKEN, amount

OTHER = TokenId("qtk1" + "cd" * 32)


def token_limits(token_id: TokenId) -> st.SearchStrategy[TokenLimits]:
    amounts = st.none() | st.integers(1, 5).map(lambda units: Amount(units, 2, token_id))
    return st.builds(TokenLimits, st.just(token_id), amounts, amounts, amounts, amounts)


LIMITS = st.builds(
    Limits,
    st.lists(token_limits(TOKEN) | token_limits(OTHER), unique_by=lambda one: one.token_id).map(tuple),
    st.none() | st.integers(1, 3),
    st.lists(st.sampled_from([TOKEN, OTHER]), unique=True).map(tuple),
    st.lists(st.sampled_from([ALICE, BOB]), unique=True).map(tuple),
)


def on(**given: int) -> Limits:
    return Limits((TokenLimits(TOKEN, **{name: amount(units) for name, units in given.items()}),))


@given(limits=LIMITS, guarded=st.booleans())
def test_limits_do_not_differ_from_themselves(limits: Limits, *, guarded: bool) -> None:
    assert differences(limits, limits, guarded=guarded) == ()


@given(LIMITS, LIMITS)
def test_limits_that_differ_in_nothing_say_the_same(before: Limits, after: Limits) -> None:
    def meaning(limits: Limits) -> tuple[object, ...]:
        tokens = {one for one in limits.tokens if one != TokenLimits(one.token_id)}
        lists = (set(limits.allowed_tokens), set(limits.restricted_addresses))
        return tokens, limits.max_transactions_per_hour, *lists

    assert (differences(before, after) == ()) == (meaning(before) == meaning(after))


@given(before=LIMITS, after=LIMITS, guarded=st.booleans())
def test_what_widens_one_way_narrows_the_other(before: Limits, after: Limits, *, guarded: bool) -> None:
    there, back = differences(before, after, guarded=guarded), differences(after, before, guarded=guarded)
    assert {(repr(one.field), one.before, one.widens, one.narrows) for one in there} == {
        (repr(one.field), one.after, one.narrows, one.widens) for one in back
    }


@given(LIMITS, LIMITS, st.integers(1, 6))
def test_a_change_that_does_not_widen_lets_nothing_new_through(before: Limits, after: Limits, units: int) -> None:
    def lets(limits: Limits) -> bool:
        found = next((one for one in limits.tokens if one.token_id == TOKEN), TokenLimits(TOKEN))
        given = (found.daily, found.monthly, found.per_transaction, found.approval_above)
        allowed = not limits.allowed_tokens or TOKEN in limits.allowed_tokens
        return allowed and all(one is None or units <= one.units for one in given)

    assert widens(before, after) or not lets(after) or lets(before)


def test_a_guarded_identitys_first_daily_limit_widens_what_it_may_pay() -> None:
    assert not widens(Limits(), on(daily=100))
    assert widens(Limits(), on(daily=100), guarded=True)


def test_a_guarded_identity_without_a_daily_limit_may_pay_less_than_with_one() -> None:
    assert not widens(on(daily=100), Limits(), guarded=True)


def test_to_ask_from_a_higher_amount_on_is_to_widen() -> None:
    assert widens(on(approval_above=1), on(approval_above=2))


def test_to_restrict_an_address_is_to_narrow() -> None:
    (found,) = differences(Limits(restricted_addresses=(ALICE,)), Limits(restricted_addresses=(ALICE, BOB)))
    assert isinstance(found, EntriesChanged)
    assert (found.added, found.removed, found.widens, found.narrows) == ((BOB,), (), False, True)


def test_a_difference_names_the_token_and_both_limits() -> None:
    assert differences(on(daily=1), on(daily=2)) == (AmountChanged(LimitField.DAILY, TOKEN, amount(1), amount(2)),)


@pytest.mark.parametrize(("limit", "left"), [(10, 3), (7, 0), (5, 0)])
def test_what_is_left_is_never_below_nothing(limit: int, left: int) -> None:
    assert TokenUse(TOKEN, Window.DAY, amount(limit), amount(4), amount(3)).left == amount(left)


def test_without_a_limit_nothing_is_said_to_be_left() -> None:
    assert TokenUse(TOKEN, Window.DAY, None, amount(4), amount(3)).left is None


@given(LIMITS, LIMITS)
def test_what_is_signed_of_limits_differs_as_they_do(one: Limits, other: Limits) -> None:
    assert (canonical(limits_payload(one)) == canonical(limits_payload(other))) == (one == other)
