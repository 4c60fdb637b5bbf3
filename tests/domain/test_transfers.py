"""Transfers as each side sees them, and memos that show what they say."""

from datetime import timedelta

import pytest

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryQuery, TransferKind, parse_memo
from tests.domain.builders import ALICE, BOB, amount, problem_of, transfer


@pytest.mark.parametrize(
    ("sender", "recipient", "direction", "counterparty"),
    [
        (ALICE, BOB, Direction.OUT, BOB),
        (BOB, ALICE, Direction.IN, BOB),
        (None, ALICE, Direction.IN, None),
        (ALICE, None, Direction.OUT, None),
    ],
    ids=["sent", "received", "minted", "burned"],
)
def test_the_counterparty_is_the_other_side(
    sender: IdentityId | None, recipient: IdentityId | None, direction: Direction, counterparty: IdentityId | None
) -> None:
    seen = HistoryEntry(ALICE, transfer(sender, recipient), direction, amount(1))
    assert seen.counterparty == counterparty


SEEN = HistoryEntry(ALICE, transfer(ALICE, BOB), Direction.OUT, amount(1))
AT = SEEN.transfer.at
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("query", "through"),
    [
        (HistoryQuery(), True),
        (HistoryQuery(search="what nobody looks at here"), True),
        (HistoryQuery(direction=Direction.OUT, kind=TransferKind.TRANSFER, counterparty=BOB), True),
        (HistoryQuery(direction=Direction.IN), False),
        (HistoryQuery(kind=TransferKind.MINT), False),
        (HistoryQuery(counterparty=ALICE), False),
        (HistoryQuery(token_id=SEEN.transfer.amount.token_id), True),
        (HistoryQuery(token_id=TokenId("another")), False),
        (HistoryQuery(since=AT, until=AT + SECOND), True),
        (HistoryQuery(since=AT + SECOND), False),
        (HistoryQuery(until=AT), False),
    ],
)
def test_filters_let_through_what_they_name(query: HistoryQuery, *, through: bool) -> None:
    assert query.lets_through(SEEN) is through


@pytest.mark.parametrize(
    ("typed", "memo"),
    [
        ("", ""),
        ("  rent\n for\tMay ", "rent for May"),
        ("pay \u202eevil\u202c now", "pay evil now"),
        ("a\x00b\u200bc", "abc"),
        ("x" * 280, "x" * 280),
        ("e\u0301" * 280, "\u00e9" * 280),
    ],
    ids=["empty", "lines", "bidi", "invisible", "longest", "accents"],
)
def test_memos_are_tidied(typed: str, memo: str) -> None:
    assert parse_memo(typed) == memo


def test_a_memo_over_280_characters_is_refused() -> None:
    problem = problem_of(lambda: parse_memo("x" * 281, at="reason"))
    assert problem == Problem(Code.MEMO_INVALID, {"longest": "280"}, "reason")


def test_a_refused_memo_is_named_as_the_memo() -> None:
    assert problem_of(lambda: parse_memo("x" * 281)).field == "memo"
