"""The life of a list of payments, as a union: written, under way, decided, or refused as a whole."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem

Recipients: TypeAlias = Map[IdentityId, Problem | None]


@dataclass(frozen=True, slots=True)
class Listing:
    """The list is being written.

    Attributes:
        text: The list as it was typed, pasted or read from a file.
        mode: What a refused payment is to mean to the others.
        recipients: What the node said of recipients; None where it has nothing against one.
        problem: Why what was pasted or chosen was not taken.
        taken: Goes up with each text that comes from elsewhere than the person's typing.
    """

    text: str = ""
    mode: BatchMode = BatchMode.ALL_OR_NOTHING
    recipients: Recipients = field(default_factory=Map)
    problem: Problem | None = None
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """What was confirmed: the payments in their order, and the text that they were read from."""

    payments: tuple[AskedPayment, ...]
    mode: BatchMode
    text: str


@dataclass(frozen=True, slots=True)
class Paying:
    """The order was sent under this id; no answer yet."""

    order: Order
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Paid:
    """The node decided: what became of each payment.

    `saved` is the file that the refused ones were last written to, or why they could not be.
    """

    order: Order
    request_id: RequestId
    receipt: BatchReceipt
    saved: Path | Problem | None = None


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The node refused the order as a whole, or no answer is known (`unanswered`).

    Unanswered orders may have been carried out: *Retry* sends the same request id.
    """

    order: Order
    request_id: RequestId
    problem: Problem
    unanswered: bool


Batch: TypeAlias = Listing | Paying | Paid | NotPaid


def is_open(batch: Batch) -> bool:
    """Tell whether an order may have been carried out without our knowing: it must be resolved before the next."""
    return isinstance(batch, Paying) or (isinstance(batch, NotPaid) and batch.unanswered)
