"""Batches: how many payments one may hold, and which one a problem is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.batches import MOST_PAYMENTS, at_payment, check_count, of_payment
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import outcome, problem_of


def test_as_many_payments_as_may_be_are_let_pass() -> None:
    assert outcome(lambda: check_count([None] * MOST_PAYMENTS)) is None


def test_one_more_is_refused_with_both_numbers() -> None:
    problem = problem_of(lambda: check_count([None] * (MOST_PAYMENTS + 1)))

    assert problem == Problem(Code.TOO_MANY_PAYMENTS, {"count": "1001", "most": "1000"}, "payments")


@given(
    index=st.integers(0, MOST_PAYMENTS),
    field=st.sampled_from(["", "amount", "tokenId", "memo"]),
    facts=st.dictionaries(st.sampled_from(["available", "symbol"]), st.text()),
)
def test_a_problem_that_was_given_its_place_is_found_again(index: int, field: str, facts: dict[str, str]) -> None:
    problem = Problem(Code.INSUFFICIENT_FUNDS, facts, field)

    assert of_payment(at_payment(problem, index)) == (index, problem)


@pytest.mark.parametrize("field", ["", "amount", "payments", "payments[x].amount", "payments[1].amount.more"])
def test_a_problem_of_something_else_has_no_place(field: str) -> None:
    assert of_payment(Problem(Code.MALFORMED, {}, field)) is None
