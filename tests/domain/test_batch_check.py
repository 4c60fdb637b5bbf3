"""Checking a list: each line's problem, sums, and what the lines before have spent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.batch_check import CheckedLine, ListFacts, check_list
from qwallet_desktop.domain.batch_lines import Line
from qwallet_desktop.domain.batches import AskedPayment
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from tests.domain.builders import ALICE, BOB, CAROL

NOW = datetime(2026, 3, 4, tzinfo=UTC)
QTK, GOLD, FAKE = (TokenId(f"qtk1{letter * 64}") for letter in "abc")


def token(token_id: TokenId, symbol: str, decimals: int = 2) -> Token:
    return Token(token_id, symbol, symbol, decimals, ALICE, "0" * 32, NOW)


def held(token_id: TokenId, units: int, decimals: int = 2) -> Balance:
    return Balance(Amount(units, decimals, token_id), Amount(0, decimals, token_id), Sequence(1))


def identity(did: IdentityId, status: IdentityStatus = IdentityStatus.ACTIVE) -> Identity:
    return Identity(did, IdentityType.ROOT, "x", status, None, can_issue=False, created_at=NOW)


TOKENS = {QTK: token(QTK, "QTK"), GOLD: token(GOLD, "GOLD", 6)}
BALANCES = {QTK: held(QTK, 10_000)}
FACTS = ListFacts(ALICE, {ALICE: identity(ALICE), BOB: identity(BOB)}, TOKENS, BALANCES)


def line(number: int = 1, **parts: Any) -> Line:
    return Line(number, **{"recipient": BOB, "amount": "25", "token": "QTK", **parts})


def one(facts: ListFacts = FACTS, **parts: Any) -> CheckedLine:
    return check_list([line(**parts)], facts).lines[0]


def said(checked: CheckedLine) -> tuple[Code, str] | None:
    return (checked.problem.code, checked.problem.field) if checked.problem is not None else None


def test_a_good_line_becomes_a_payment_with_all_decimals() -> None:
    checked = one(memo="  rent  in March ")

    assert (checked.payment, checked.problem) == (AskedPayment(BOB, QTK, "25.00", "rent in March"), None)


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"recipient": " "}, Code.RECIPIENT_EMPTY, "recipient"),
        ({"recipient": "Bob"}, Code.NOT_A_DID, "recipient"),
        ({"recipient": ALICE}, Code.SELF_TRANSFER, "recipient"),
        ({"token": ""}, Code.TOKEN_UNKNOWN, "token"),
        ({"token": "SILVER"}, Code.TOKEN_UNKNOWN, "token"),
        ({"amount": ""}, Code.AMOUNT_EMPTY, "amount"),
        ({"amount": "1.234,50"}, Code.AMOUNT_NOT_A_NUMBER, "amount"),
        ({"amount": "1,234.50"}, Code.AMOUNT_NOT_A_NUMBER, "amount"),
        ({"amount": "1.001"}, Code.AMOUNT_TOO_PRECISE, "amount"),
        ({"amount": "-1"}, Code.AMOUNT_NEGATIVE, "amount"),
        ({"memo": "x" * 281}, Code.MEMO_INVALID, "memo"),
    ],
)
def test_a_line_that_can_not_be_asked_for_says_why(parts: dict[str, str], code: Code, field: str) -> None:
    checked = one(FACTS, **parts)

    assert (said(checked), checked.payment) == ((code, field), None)


def test_what_could_not_be_divided_keeps_its_problem() -> None:
    problem = Problem(Code.MALFORMED, {"reason": "columns"}, "line")

    assert check_list([Line(1, problem=problem)], FACTS).lines[0].problem == problem


@pytest.mark.parametrize("text", ["qtk", " QTK ", QTK])
def test_a_token_is_named_by_symbol_in_any_case_or_by_id(text: str) -> None:
    assert one(token=text).token == TOKENS[QTK]


def test_of_two_tokens_of_one_name_the_one_that_the_sender_has_is_meant() -> None:
    facts = ListFacts(ALICE, {}, {**TOKENS, FAKE: token(FAKE, "Qtk")}, BALANCES)

    assert one(facts).token == TOKENS[QTK]


def test_a_name_that_two_of_the_senders_tokens_have_is_ambiguous() -> None:
    facts = ListFacts(ALICE, {}, {**TOKENS, FAKE: token(FAKE, "QTK")}, {**BALANCES, FAKE: held(FAKE, 1)})
    problem = one(facts).problem

    assert problem is not None
    assert (problem.code, problem.facts["reason"]) == (Code.TOKEN_UNKNOWN, "ambiguous")


def test_a_recipient_of_ours_that_is_frozen_would_be_refused() -> None:
    facts = ListFacts(ALICE, {BOB: identity(BOB, IdentityStatus.FROZEN)}, TOKENS, BALANCES)
    checked = one(facts)

    assert said(checked) == (Code.RECIPIENT_FROZEN, "recipient")
    assert checked.payment is not None


def test_what_the_node_said_of_a_stranger_is_shown_at_each_of_its_lines() -> None:
    unknown = Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    facts = ListFacts(ALICE, {}, TOKENS, BALANCES, {CAROL: unknown})
    checked = check_list([line(1, recipient=CAROL), line(2), line(3, recipient=CAROL)], facts)

    assert [one.problem for one in checked.lines] == [unknown, None, unknown]


def test_each_line_spends_what_the_lines_before_it_left() -> None:
    checked = check_list([line(n, amount=amount) for n, amount in enumerate(["60", "60", "40", "1"], 1)], FACTS)

    problems = [one.problem for one in checked.lines]
    assert [problem and problem.facts["available"] for problem in problems] == [None, "40.00", None, "0.00"]


def test_a_line_that_would_be_refused_spends_nothing() -> None:
    facts = ListFacts(ALICE, {}, TOKENS, BALANCES, {CAROL: Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")})
    checked = check_list([line(1, recipient=CAROL, amount="100"), line(2, amount="100")], facts)

    assert checked.lines[1].problem is None


def test_a_token_without_a_balance_has_nothing_to_spend() -> None:
    problem = one(token="GOLD").problem  # noqa: S106 - a token of the ledger

    assert problem == Problem(Code.INSUFFICIENT_FUNDS, {"available": "0.000000", "symbol": "GOLD"}, "amount")


def test_sums_are_by_token_and_say_what_is_left() -> None:
    checked = check_list([line(1), line(2, amount="90"), line(3, amount="1", token="gold")], FACTS)  # noqa: S106

    assert [(t.token.symbol, t.total.units, t.left.units) for t in checked.totals] == [
        ("QTK", 11_500, -1_500),
        ("GOLD", 1_000_000, -1_000_000),
    ]


def test_lines_that_can_not_be_asked_for_are_in_no_sum() -> None:
    checked = check_list([line(1), line(2, recipient="Bob")], FACTS)

    assert ([t.total.units for t in checked.totals], checked.unreadable()) == ([2_500], 1)


def test_the_same_payment_again_names_the_line_it_is_like() -> None:
    checked = check_list([line(2), line(3, amount="26"), line(5, amount="25.00", memo="again")], FACTS)

    assert [one.twin for one in checked.lines] == [None, None, 2]


@given(st.lists(st.integers(1, 9_000), max_size=12))
def test_what_is_not_doomed_never_spends_more_than_there_is(cents: list[int]) -> None:
    lines = [line(n, amount=f"{units // 100}.{units % 100:02d}") for n, units in enumerate(cents, 1)]
    checked = check_list(lines, FACTS)

    good = [one.amount.units for one in checked.lines if one.problem is None and one.amount is not None]
    assert sum(good) <= 10_000
    assert checked.doomed() + len(good) == len(cents) == len(checked.payments())
