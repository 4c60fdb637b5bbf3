"""Many payments in one request: how refusals are treated, what becomes of each, and which one a problem is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem, refuse
from qwallet_desktop.domain.transfers import Receipt

MOST_PAYMENTS = 1_000
"""Payments that one request may hold."""

_PLACE = re.compile(r"payments\[(\d{1,9})\](?:\.(\w+))?")


class BatchMode(StrEnum):
    """What a refused payment means to the others of its batch."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    EACH = "EACH"


@dataclass(frozen=True, slots=True)
class AskedPayment:
    """One payment of a batch as it is asked for; `amount` is decimal text with `.` as the point."""

    recipient: IdentityId
    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """This payment is in the ledger."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class PaymentRefused:
    """This payment was refused and moved nothing; the problem's field is one of the payment's own."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class PaymentOpened:
    """This payment waits for others to agree: its amount is held, and nothing has moved."""

    item: Item


PaymentOutcome: TypeAlias = PaymentMade | PaymentRefused | PaymentOpened


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """What the node answers to a batch: what became of each payment, in the order in which they were asked."""

    outcomes: tuple[PaymentOutcome, ...]


def check_count(payments: Sequence[object]) -> None:
    """Let only so many payments pass as one request may hold.

    Raises:
        Refused: TOO_MANY_PAYMENTS (facts `count` and `most`).
    """
    if len(payments) > MOST_PAYMENTS:
        count, most = str(len(payments)), str(MOST_PAYMENTS)
        raise refuse(Code.TOO_MANY_PAYMENTS, at="payments", count=count, most=most)


def at_payment(problem: Problem, index: int) -> Problem:
    """Say of a payment's problem which payment of the batch it is about, counted from 0."""
    place = f"payments[{index}]"
    return Problem(
        problem.code,
        {**problem.facts, "index": str(index)},
        f"{place}.{problem.field}" if problem.field else place,
    )


def of_payment(problem: Problem) -> tuple[int, Problem] | None:
    """Take apart what `at_payment` joined: the payment's index, and the problem as if it stood alone.

    Returns:
        None for a problem that is not about one payment.
    """
    place = _PLACE.fullmatch(problem.field)
    if place is None:
        return None
    facts = {name: text for name, text in problem.facts.items() if name != "index"}
    return int(place[1]), Problem(problem.code, facts, place[2] or "")
