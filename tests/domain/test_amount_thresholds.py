"""Thresholds from amounts on: what a charter may say, and how many signatures that comes to."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.groups import (
    MOST_AMOUNT_THRESHOLDS,
    AmountThreshold,
    Charter,
    Founding,
    Member,
    Role,
    charter_payload,
    check_charter,
)
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.money import LARGEST_UNITS
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import TOKEN, amount, did, problem_of
from tests.domain.founding import CHARTER, FOUNDING

OTHER = TokenId("qtk1" + "cd" * 32)
FIVE = Charter(tuple(Member(did(number), (Role.SIGNER, Role.ADMIN)) for number in range(1, 6)), 2)


def above(units: int, threshold: int, token_id: TokenId = TOKEN, decimals: int = 2) -> AmountThreshold:
    return AmountThreshold(amount(units, decimals, token_id), threshold)


def graded(*thresholds: AmountThreshold) -> Charter:
    return replace(FIVE, amount_thresholds=thresholds)


@pytest.mark.parametrize(
    "thresholds",
    [
        (),
        (above(1, 3),),
        (above(1, 3), above(2, 4), above(3, 5)),
        (above(1, 3), above(1, 3, OTHER), above(2, 5)),
        (above(LARGEST_UNITS, 5),),
    ],
)
def test_thresholds_that_rise_are_taken(thresholds: tuple[AmountThreshold, ...]) -> None:
    check_charter(graded(*thresholds))


@pytest.mark.parametrize(
    ("thresholds", "place", "part"),
    [
        ((above(1, 3, TokenId("")),), 0, "token"),
        ((above(1, 3, TokenId("qtk1")),), 0, "token"),
        ((above(0, 3),), 0, "amount"),
        ((above(-1, 3),), 0, "amount"),
        ((above(LARGEST_UNITS + 1, 3),), 0, "amount"),
        ((above(1, 3), above(2, 4, decimals=3)), 1, "amount"),
        ((above(1, 2),), 0, "signatures"),
        ((above(1, 0),), 0, "signatures"),
        ((above(1, 6),), 0, "signatures"),
        ((above(2, 3), above(1, 4)), 1, "order"),
        ((above(1, 3), above(1, 4)), 1, "order"),
        ((above(1, 4), above(2, 3)), 1, "order"),
        ((above(1, 3), above(2, 3)), 1, "order"),
        ((above(1, 3), above(1, 3, OTHER), above(2, 3)), 2, "order"),
    ],
)
def test_thresholds_that_make_no_sense_are_named(
    thresholds: tuple[AmountThreshold, ...], place: int, part: str
) -> None:
    facts = {"part": part, "threshold": "2", "signers": "5"}
    expected = Problem(Code.AMOUNT_THRESHOLD_INVALID, facts, f"amountThresholds[{place}]")
    assert problem_of(lambda: check_charter(graded(*thresholds))) == expected


def test_there_are_not_endlessly_many() -> None:
    tokens = (TokenId(f"qtk1{number:064x}") for number in range(MOST_AMOUNT_THRESHOLDS + 1))
    thresholds = [above(1, 3, token_id) for token_id in tokens]
    check_charter(graded(*thresholds[1:]))
    problem = problem_of(lambda: check_charter(graded(*thresholds)))
    assert problem == Problem(Code.TOO_MANY_ENTRIES, {"most": "100"}, "amountThresholds")


@pytest.mark.parametrize(("units", "required"), [(1, 2), (1_000, 2), (1_001, 3), (5_000, 3), (5_001, 5)])
def test_a_payment_of_more_than_an_amount_needs_its_signatures(units: int, required: int) -> None:
    assert graded(above(1_000, 3), above(5_000, 5)).required_for([amount(units)]) == required


def test_another_token_has_thresholds_of_its_own() -> None:
    charter = graded(above(1_000, 3), above(5, 4, OTHER))
    assert charter.required_for([amount(10, token_id=OTHER)]) == 4


def test_the_strictest_is_the_most_that_anything_needs() -> None:
    assert (FIVE.strictest, graded(above(1_000, 3), above(5, 4, OTHER)).strictest) == (2, 4)


def test_what_was_signed_before_there_were_any_keeps_its_hash() -> None:
    assert "amountThresholds" not in charter_payload(CHARTER)


def test_a_founding_signs_its_thresholds() -> None:
    founding: Founding = replace(FOUNDING, charter=graded(above(1_000, 3)))
    signed = (
        b'"amountThresholds":[{"above":{"decimals":2,"tokenId":"'
        + TOKEN.encode()
        + b'","units":"1000"},"threshold":3}]'
    )
    assert signed in founding.message()
