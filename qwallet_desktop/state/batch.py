"""The form for a list of payments, as a union: being written, or submitted."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode
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
class Submitted:
    """The order was asked for under this id; what became of it is read from the operations.

    `saved` is the file that the refused payments were last written to, or why they could not be.
    """

    order: Order
    request_id: RequestId
    saved: Path | Problem | None = None


Batch: TypeAlias = Listing | Submitted
