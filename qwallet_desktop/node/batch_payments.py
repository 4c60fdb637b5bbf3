"""The rules of many payments in one request: all or nothing, or each for itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.audit import transfer_payload
from qwallet_desktop.domain.batches import (
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOutcome,
    PaymentRefused,
    at_payment,
)
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.ledger import Account, AccountKind, AccountState
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.problems import Problem, Refused
from qwallet_desktop.node import movements, transfers
from qwallet_desktop.node.movements import OK, Answer, Movement, Turn
from qwallet_desktop.node.transfers import Pay, Planned
from qwallet_desktop.node.working import Working, account

Record = Callable[[str, Mapping[str, Json]], object]
"""Adds a leaf of a kind with a payload to the audit log."""


@dataclass(frozen=True, slots=True)
class PayMany:
    """Makes many payments from the actor. Answers BatchReceipt, 200."""

    kind: ClassVar[str] = "PAY_MANY"
    mode: BatchMode
    payments: tuple[Pay, ...]


def pay_many(turn: Turn, ask: PayMany, record: Record) -> Answer:
    """Decide each payment on what those before it leave, then make those that are to be made.

    Nothing is written before everything is decided, so a refused batch has nothing to undo and
    other commands of the same commit see all of it or none.

    Args:
        turn: Who pays, and what the ledger says.
        ask: The payments.
        record: Takes the leaf of each payment right after it was made: the payment names that leaf.

    Raises:
        Refused: In the mode ALL_OR_NOTHING, the first refusal, with its place in the batch.
    """
    decided = _decide(turn, ask.payments)
    if ask.mode is BatchMode.ALL_OR_NOTHING:
        for index, payment in enumerate(decided):
            if isinstance(payment, Problem):
                raise Refused(at_payment(payment, index))
    outcomes = tuple(_carry_out(turn, payment, record) for payment in decided)
    return Answer(OK, BatchReceipt(outcomes), _payload(ask.mode, outcomes))


def _decide(turn: Turn, payments: Iterable[Pay]) -> list[Planned | Problem]:
    foreseen = _Foreseen(turn.working)
    decided: list[Planned | Problem] = []
    for payment in payments:
        try:
            planned = transfers.plan(turn, payment, foreseen.spent)
            foreseen.add(planned)
        except Refused as refused:
            decided.append(refused.problem)
        else:
            decided.append(planned)
    return decided


class _Foreseen:
    """How the ledger is going to stand after the payments that were decided but not made."""

    def __init__(self, working: Working) -> None:
        self.spent: dict[TokenId, int] = {}
        self._working = working
        self._states: dict[Account, AccountState] = {}

    def add(self, planned: Planned) -> None:
        """Count a payment as made.

        Raises:
            Refused: The ledger can't hold it; nothing was counted.
        """
        movement = planned.movement
        # Of these payments only what this one touches: a copy of all for each took longer than deciding them.
        touched = (posting.account for posting in planned.postings)
        foreseen = {name: self._states[name] for name in touched if name in self._states}
        before = self._stored(movement) | foreseen
        after = ledger.post(planned.postings, before)
        if isinstance(after, Problem):
            raise movements.refused(after, movement)
        self._states.update(after)
        amount = movement.amount
        self.spent[amount.token_id] = self.spent.get(amount.token_id, 0) + amount.units

    def _stored(self, movement: Movement) -> dict[Account, AccountState]:
        return {
            account(side, movement.token, kind): row.state
            for side, _, _ in movement.parties()
            for kind, row in self._working.accounts(side, movement.token).items()
            if kind is AccountKind.AVAILABLE
        }


def _carry_out(turn: Turn, decided: Planned | Problem, record: Record) -> PaymentOutcome:
    if isinstance(decided, Problem):
        return PaymentRefused(decided)
    receipt = movements.move(turn, decided.movement, decided.postings)
    record(Pay.kind, transfer_payload(receipt.transfer))
    return PaymentMade(receipt)


def _payload(mode: BatchMode, outcomes: Iterable[PaymentOutcome]) -> dict[str, Json]:
    """Return what the leaf of the whole batch keeps: which payments were made, and why others were not."""
    made: list[Json] = []
    refused: list[Json] = []
    for index, outcome in enumerate(outcomes):
        if isinstance(outcome, PaymentMade):
            made.append(outcome.receipt.transfer.id)
        else:
            problem = outcome.problem
            refused.append({"index": index, "code": problem.code, "field": problem.field, "facts": dict(problem.facts)})
    return {"mode": mode, "transferIds": made, "refused": refused}
