"""The rules of many payments in one request: all or nothing, or each for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from qwallet_desktop.domain.batches import (
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentOutcome,
    PaymentRefused,
)
from qwallet_desktop.domain.explanations import decision_payload
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.node import noted_decisions, planning, transfers, waiting_payments
from qwallet_desktop.node.movements import ACCEPTED, OK, Answer, Turn
from qwallet_desktop.node.planning import Foreseen
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.waiting_payments import Planned


@dataclass(frozen=True, slots=True)
class PayMany:
    """Makes many payments from the actor, or from the group `sender`. Answers BatchReceipt, 200.

    Where it is all or nothing and others must agree to one of them, all wait for them: Item, 202.
    The payments' own `sender` is not looked at.
    """

    kind: ClassVar[str] = "PAY_MANY"
    mode: BatchMode
    payments: tuple[Pay, ...]
    sender: str = ""


def pay_many(turn: Turn, ask: PayMany) -> Answer:
    """Decide each payment on what those before it leave.

    Args:
        turn: Who asks, and what the ledger says; takes the leaf of each payment right after it was made.
        ask: The payments.

    Raises:
        Refused: In the mode ALL_OR_NOTHING, the first refusal, with its place in the batch; and what
            `waiting_payments.open_batch` says, where others must agree.
    """
    sender = transfers.sender_of(turn, ask.sender)
    if ask.mode is BatchMode.EACH:
        outcomes = tuple(_each(turn, sender, payment) for payment in ask.payments)
        return Answer(OK, BatchReceipt(outcomes), _payload(ask.mode, outcomes))
    planned = _all(turn, sender, ask.payments)
    if decision := waiting_payments.strictest(planned):
        item = waiting_payments.open_batch(turn, sender, planned, decision)
        return Answer(ACCEPTED, item, {**waiting_payments.opened_payload(item), **decision_payload(decision)})
    planning.check_room(turn, planned)
    outcomes = tuple(_made(turn, payment) for payment in planned)
    return Answer(OK, BatchReceipt(outcomes), _payload(ask.mode, outcomes))


def _each(turn: Turn, sender: IdentityRow, payment: Pay) -> PaymentOutcome:
    """Make a payment, or let it wait, before the next one is decided: that one sees what it left."""
    try:
        return _made(turn, transfers.plan(turn, sender, payment))
    except Refused as refused:
        noted_decisions.note_refused(turn.working, sender)
        turn.record(f"{Pay.kind}_REFUSED", noted_decisions.refusal_payload(refused, payment.fields()))
        return PaymentRefused(refused.problem)


def _all(turn: Turn, sender: IdentityRow, payments: Iterable[Pay]) -> list[Planned]:
    """Decide every payment before any is made, so that a refused batch has nothing to undo.

    Raises:
        Refused: What is said against the first of them that can't be made at all, with its place.
    """
    foreseen = Foreseen(turn.working)
    planned: list[Planned] = []
    for index, payment in enumerate(payments):
        with planning.at_place(index):
            one = transfers.plan_among(turn, sender, payment, foreseen.ahead)
            foreseen.add(one)
            planned.append(one)
    return planned


def _made(turn: Turn, planned: Planned) -> PaymentOutcome:
    """Carry a payment out, and keep its leaf.

    Raises:
        Refused: As `transfers.carry_out`; nothing has changed then.
    """
    answer = transfers.carry_out(turn, planned)
    turn.record(Pay.kind, answer.payload)
    match answer.body:
        case Receipt():
            return PaymentMade(answer.body)
        case Item():
            return PaymentOpened(answer.body)
        case _:
            message = "a payment is made or waits"
            raise TypeError(message)


def _payload(mode: BatchMode, outcomes: Iterable[PaymentOutcome]) -> dict[str, Json]:
    """Return what the leaf of the whole batch keeps: which payments were made or wait, and why others were not."""
    made: list[Json] = []
    opened: list[Json] = []
    refused: list[Json] = []
    for index, outcome in enumerate(outcomes):
        match outcome:
            case PaymentMade():
                made.append(outcome.receipt.transfer.id)
            case PaymentOpened():
                opened.append(outcome.item.proposal.item_id)
            case PaymentRefused(problem):
                facts = dict(problem.facts)
                refused.append({"index": index, "code": problem.code, "field": problem.field, "facts": facts})
    return {"mode": mode, "transferIds": made, "itemIds": opened, "refused": refused}
