"""Payment requests: what is built is read back, and garbage is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import LARGEST_UNITS, MOST_DECIMALS
from qwallet_desktop.domain.payment_request import (
    LONGEST_LINK,
    PaymentRequest,
    build_payment_link,
    is_payment_link,
    parse_payment_link,
    request_payment,
)
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import LONGEST_MEMO
from tests.domain.builders import ALICE, TOKEN, amount, outcome, problem_of

LINK = f"qwallet:{ALICE}"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=LONGEST_MEMO).map(clean_text)
memos = texts.filter(lambda text: len(text) <= LONGEST_MEMO)


@given(st.integers(1, LARGEST_UNITS), st.integers(0, MOST_DECIMALS), memos)
def test_what_is_built_is_read_back(units: int, decimals: int, memo: str) -> None:
    request = request_payment(ALICE, TOKEN, amount(units, decimals), memo)
    assert parse_payment_link(build_payment_link(request)) == request


@given(memos)
def test_a_memo_alone_is_read_back(memo: str) -> None:
    request = request_payment(ALICE, memo=memo)
    assert parse_payment_link(build_payment_link(request)) == request


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_and_nothing_else_is_raised(text: str) -> None:
    read = outcome(lambda: parse_payment_link(f"{LINK}?{text}"))
    assert isinstance(read, Code | PaymentRequest)


def test_a_link_looks_as_the_contract_says() -> None:
    link = build_payment_link(request_payment(ALICE, TOKEN, amount(2_500), "rent & more"))
    assert link == f"qwallet:{ALICE}?token={TOKEN}&amount=25.00&memo=rent%20%26%20more"


def test_nothing_asked_for_leaves_the_identity_alone() -> None:
    assert build_payment_link(PaymentRequest(ALICE)) == LINK


def test_spaces_around_a_link_and_the_case_of_its_scheme_do_not_matter() -> None:
    assert parse_payment_link(f"  QWallet:{ALICE}\n") == PaymentRequest(ALICE)


def test_the_longest_memo_fits() -> None:
    request = request_payment(ALICE, memo="\N{GRINNING FACE}" * LONGEST_MEMO)
    assert parse_payment_link(build_payment_link(request)) == request


def test_hidden_characters_of_a_memo_are_dropped() -> None:
    assert parse_payment_link(f"{LINK}?memo=a%E2%80%AEb").memo == "ab"


def test_an_amount_needs_its_token() -> None:
    assert problem_of(lambda: request_payment(ALICE, None, amount(1))).code is Code.TOKEN_UNKNOWN


def test_an_amount_of_another_token_is_refused() -> None:
    other = amount(1, token_id=TokenId("qtk1" + "cd" * 32))
    assert problem_of(lambda: request_payment(ALICE, TOKEN, other)).field == "token"


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", Code.MALFORMED, "link"),
        ("hello", Code.MALFORMED, "link"),
        (ALICE, Code.MALFORMED, "link"),
        (f"bitcoin:{ALICE}", Code.MALFORMED, "link"),
        (f"{LINK}?memo=" + "a" * LONGEST_LINK, Code.MALFORMED, "link"),
        ("qwallet:", Code.NOT_A_DID, "recipient"),
        ("qwallet:did:key:zNobody", Code.NOT_A_DID, "recipient"),
        (LINK[:-4], Code.NOT_A_DID, "recipient"),
        (f"{LINK}?colour=red", Code.MALFORMED, "link"),
        (f"{LINK}?memo", Code.MALFORMED, "link"),
        (f"{LINK}?memo=", Code.MALFORMED, "link"),
        (f"{LINK}?memo=a&memo=b", Code.MALFORMED, "link"),
        (f"{LINK}?memo=%zz", Code.MALFORMED, "link"),
        (f"{LINK}?memo=%ff", Code.MALFORMED, "link"),
        (f"{LINK}?memo=two words", Code.MALFORMED, "link"),
        (f"{LINK}?memo=a#b", Code.MALFORMED, "link"),
        (f"{LINK}?memo={'a' * 281}", Code.MEMO_INVALID, "memo"),
        (f"{LINK}?token=QTK", Code.TOKEN_UNKNOWN, "token"),
        (f"{LINK}?amount=5", Code.TOKEN_UNKNOWN, "token"),
        (f"{LINK}?token={TOKEN}&amount=abc", Code.AMOUNT_NOT_A_NUMBER, "amount"),
        (f"{LINK}?token={TOKEN}&amount=-5", Code.AMOUNT_NOT_A_NUMBER, "amount"),
        (f"{LINK}?token={TOKEN}&amount=1e9", Code.AMOUNT_NOT_A_NUMBER, "amount"),
        (f"{LINK}?token={TOKEN}&amount=1,000", Code.AMOUNT_NOT_A_NUMBER, "amount"),
        (f"{LINK}?token={TOKEN}&amount=0.00", Code.AMOUNT_ZERO, "amount"),
        (f"{LINK}?token={TOKEN}&amount=0.{'0' * 30}1", Code.AMOUNT_TOO_PRECISE, "amount"),
        (f"{LINK}?token={TOKEN}&amount=1{'0' * 78}", Code.AMOUNT_TOO_LARGE, "amount"),
    ],
)
def test_garbage_is_refused_by_name(text: str, code: Code, field: str) -> None:
    problem = problem_of(lambda: parse_payment_link(text))
    assert (problem.code, problem.field) == (code, field)


@pytest.mark.parametrize(("text", "expected"), [(LINK, True), ("  QWALLET:x", True), (ALICE, False), ("", False)])
def test_a_link_is_told_from_other_text(text: str, expected: bool) -> None:
    assert is_payment_link(text) is expected
