"""What every screen is given: where its actions go, and the edges (clock, ids, how numbers are written)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.root import Action


@dataclass(frozen=True, slots=True)
class Bench:
    """The screens' tools.

    Attributes:
        dispatch: Takes what a screen emits.
        now: The clock, UTC.
        new_request_id: A fresh UUID for each thing that is submitted.
        new_salt: 32 random hex digits.
        numbers: How the locale writes numbers.
    """

    dispatch: Callable[[Action], None]
    now: Callable[[], datetime]
    new_request_id: Callable[[], RequestId]
    new_salt: Callable[[], str]
    numbers: NumberStyle
