"""What is refused of policies and limits, and by which name."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.consent import ConsentPolicy, Hours
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.money import LARGEST_UNITS, Amount
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.rule_checks import (
    MOST_ENTRIES,
    MOST_HOURS,
    MOST_PER_HOUR,
    WayOut,
    check_limits,
    check_policy,
    locks_out,
)
from tests.domain.builders import ALICE, BOB, CAROL, TOKEN, amount, identity, problem_of

OFF = ConsentPolicy(can_sign=False)


@pytest.mark.parametrize(
    "hours",
    [
        Hours((), 0, 60),
        Hours((0,), 0, 60),
        Hours((8,), 0, 60),
        Hours((1, 1), 0, 60),
        Hours((1,), 60, 60),
        Hours((1,), 61, 60),
        Hours((1,), -1, 60),
        Hours((1,), 0, 1_441),
    ],
)
def test_a_time_that_never_comes_is_refused(hours: Hours) -> None:
    problem = problem_of(lambda: check_policy(ConsentPolicy(hours=(Hours((1,), 0, 1_440), hours))))
    assert (problem.code, problem.field) == (Code.HOURS_INVALID, "policy.hours[1]")


def test_a_policy_has_so_many_times_at_most() -> None:
    hours = tuple(Hours((1,), n, n + 1) for n in range(MOST_HOURS + 1))
    check_policy(ConsentPolicy(hours=hours[1:]))
    assert problem_of(lambda: check_policy(ConsentPolicy(hours=hours))).code is Code.TOO_MANY_ENTRIES


def test_a_list_has_so_many_entries_at_most() -> None:
    tokens = tuple(TokenId(str(n)) for n in range(MOST_ENTRIES + 1))
    check_policy(ConsentPolicy(tokens=tokens[1:]))
    problem = problem_of(lambda: check_policy(ConsentPolicy(tokens=tokens)))
    assert (problem.code, problem.facts["most"]) == (Code.TOO_MANY_ENTRIES, "500")


@pytest.mark.parametrize("did", ["", "Ann", f" {ALICE}", "did:key:z6Mk"])
def test_a_counterparty_is_a_did(did: str) -> None:
    problem = problem_of(lambda: check_policy(ConsentPolicy(counterparties=(BOB, IdentityId(did)))))
    assert (problem.code, problem.field) == (Code.NOT_A_DID, "policy.counterparties[1]")


def test_what_stands_twice_is_named() -> None:
    problem = problem_of(lambda: check_policy(ConsentPolicy(counterparties=(ALICE, BOB, ALICE))))
    assert (problem.code, problem.facts["entry"], problem.field) == (
        Code.ENTRY_TWICE,
        ALICE,
        "policy.counterparties[2]",
    )


def test_what_can_still_sign_is_not_locked_out() -> None:
    assert locks_out(ConsentPolicy(), identity(ALICE)) is None


def test_a_root_of_its_own_is_locked_out_without_its_signature() -> None:
    problem = locks_out(OFF, identity(ALICE))
    assert problem is not None
    assert (problem.code, problem.facts) == (Code.POLICY_LOCKS_OUT, {"wayOut": WayOut.FREEZE})


def test_an_owner_or_a_guardian_can_let_it_in_again() -> None:
    assert locks_out(OFF, identity(ALICE, owner=BOB)) is None
    assert locks_out(OFF, replace(identity(ALICE), guardian=CAROL)) is None


@pytest.mark.parametrize("kind", [IdentityType.ENTERPRISE, IdentityType.DAO])
def test_a_group_that_may_not_sign_is_locked_out(kind: IdentityType) -> None:
    problem = locks_out(OFF, replace(identity(ALICE), type=kind))
    assert problem is not None
    assert problem.facts["wayOut"] == WayOut.SIGNERS


def test_a_group_left_without_signers_is_named() -> None:
    problem = locks_out(OFF, identity(ALICE, owner=BOB), [CAROL])
    assert problem is not None
    assert (problem.facts["wayOut"], problem.facts["group"]) == (WayOut.SIGNERS, CAROL)


def on(**given: int) -> Limits:
    return Limits((TokenLimits(TOKEN, **{name: amount(units) for name, units in given.items()}),))


@pytest.mark.parametrize(
    ("given", "lower", "upper"),
    [
        ({"daily": 101, "monthly": 100}, "daily", "monthly"),
        ({"per_transaction": 101, "daily": 100}, "perTransaction", "daily"),
        ({"per_transaction": 101, "monthly": 100}, "perTransaction", "monthly"),
        ({"per_transaction": 50, "daily": 101, "monthly": 100}, "daily", "monthly"),
    ],
)
def test_limits_the_wrong_way_round_are_both_named(given: dict[str, int], lower: str, upper: str) -> None:
    problem = problem_of(lambda: check_limits(on(**given)))
    assert (problem.code, problem.facts) == (Code.LIMIT_ORDER, {"lower": lower, "upper": upper})
    assert problem.field == f"limits.tokens[0].{lower}"


def test_limits_may_be_equal() -> None:
    check_limits(on(per_transaction=100, daily=100, monthly=100))


@pytest.mark.parametrize("name", ["daily", "monthly", "per_transaction", "approval_above"])
def test_no_limit_is_negative(name: str) -> None:
    assert problem_of(lambda: check_limits(on(**{name: -1}))).code is Code.AMOUNT_NEGATIVE


@pytest.mark.parametrize("name", ["daily", "monthly", "per_transaction"])
def test_no_limit_is_nothing(name: str) -> None:
    assert problem_of(lambda: check_limits(on(**{name: 0}))).code is Code.AMOUNT_ZERO


def test_approval_may_be_asked_for_every_payment() -> None:
    check_limits(on(approval_above=0))


def test_a_limit_is_not_larger_than_the_ledger() -> None:
    assert problem_of(lambda: check_limits(on(daily=LARGEST_UNITS + 1))).code is Code.AMOUNT_TOO_LARGE


def test_a_limit_is_of_the_token_that_it_limits() -> None:
    limits = Limits((TokenLimits(TOKEN, daily=Amount(1, 2, TokenId("other"))),))
    assert problem_of(lambda: check_limits(limits)).code is Code.TOKEN_UNKNOWN


@pytest.mark.parametrize("count", [0, -1, MOST_PER_HOUR + 1])
def test_payments_are_counted_in_whole_numbers_above_nothing(count: int) -> None:
    assert problem_of(lambda: check_limits(Limits(max_transactions_per_hour=count))).code is Code.LIMIT_COUNT


def test_a_token_is_limited_once() -> None:
    limits = Limits((TokenLimits(TOKEN), TokenLimits(TOKEN)))
    assert problem_of(lambda: check_limits(limits)).field == "limits.tokens[1]"


def test_a_restricted_address_is_a_did() -> None:
    limits = Limits(restricted_addresses=(IdentityId("nobody"),))
    assert problem_of(lambda: check_limits(limits)).field == "limits.restrictedAddresses[0]"
