"""The rules of many payments in one request: all or nothing, or each for itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.batches import (
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentOutcome,
    PaymentRefused,
    at_payment,
)
from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.explanations import Denied
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ledger import Account, AccountKind, AccountState
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.node import movements, noted_decisions, transfers
from qwallet_desktop.node.movements import OK, Answer, Movement, Turn
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.rule_facts import Ahead
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.waiting_payments import Planned
from qwallet_desktop.node.working import Working, account

Record = Callable[[str, Mapping[str, Json]], object]
"""Adds a leaf of a kind with a payload to the audit log."""


@dataclass(frozen=True, slots=True)
class PayMany:
    """Makes many payments from the actor, or from the group `sender`. Answers BatchReceipt, 200.

    The payments' own `sender` is not looked at.
    """

    kind: ClassVar[str] = "PAY_MANY"
    mode: BatchMode
    payments: tuple[Pay, ...]
    sender: str = ""


def pay_many(turn: Turn, ask: PayMany, record: Record) -> Answer:
    """Decide each payment on what those before it leave.

    Args:
        turn: Who asks, and what the ledger says.
        ask: The payments.
        record: Takes the leaf of each payment right after it was made: the payment names that leaf.

    Raises:
        Refused: In the mode ALL_OR_NOTHING, the first refusal, with its place in the batch, and
            BATCH_NEEDS_APPROVAL (fact `rule`) at the first payment that would have to wait.
    """
    sender = transfers.sender_of(turn, ask.sender)
    if ask.mode is BatchMode.ALL_OR_NOTHING:
        planned = _all(turn, sender, ask.payments)
        outcomes = tuple(_made(turn, payment, record) for payment in planned)
    else:
        outcomes = tuple(_each(turn, sender, payment, record) for payment in ask.payments)
    return Answer(OK, BatchReceipt(outcomes), _payload(ask.mode, outcomes))


def _each(turn: Turn, sender: IdentityRow, payment: Pay, record: Record) -> PaymentOutcome:
    """Make a payment, or let it wait, before the next one is decided: that one sees what it left."""
    try:
        return _made(turn, transfers.plan(turn, sender, payment), record)
    except Refused as refused:
        noted_decisions.note_refused(turn.working, sender)
        record(f"{Pay.kind}_REFUSED", noted_decisions.refusal_payload(refused, payment.fields()))
        return PaymentRefused(refused.problem)


def _all(turn: Turn, sender: IdentityRow, payments: Iterable[Pay]) -> list[Planned]:
    """Decide every payment before any is made, so that a refused batch has nothing to undo.

    Raises:
        Refused: What is said against the first of them that can't be made at once, with its place.
    """
    foreseen = _Foreseen(turn.working)
    planned: list[Planned] = []
    for index, payment in enumerate(payments):
        try:
            planned.append(_at_once(turn, sender, payment, foreseen))
        except Denied as denied:
            raise Denied(at_payment(denied.problem, index), denied.decision) from None
        except Refused as refused:
            raise Refused(at_payment(refused.problem, index)) from None
    _check_room(turn, planned)
    return planned


def _check_room(turn: Turn, planned: Iterable[Planned]) -> None:
    """Check that every AID has room for what it is to be paid, once all else is decided.

    Raises:
        Denied: AID_CAP_REACHED at the first payment to an AID, whichever does not fit: with others that never fit,
            the place of the one that doesn't would tell what an AID holds, and cost nothing.
    """
    first, ahead = -1, Ahead()
    for index, payment in enumerate(planned):
        if payment.recipient.identity.type is not IdentityType.AID:
            continue
        first = index if first < 0 else first
        try:
            transfers.check_room(turn, payment, ahead)
        except Denied as denied:
            raise Denied(at_payment(denied.problem, first), denied.decision) from None
        ahead.add(payment.recipient.identity.id, payment.amount)


def _at_once(turn: Turn, sender: IdentityRow, payment: Pay, foreseen: "_Foreseen") -> Planned:
    """Decide a payment that may not wait.

    Raises:
        Refused: What is said against it, or BATCH_NEEDS_APPROVAL.
    """
    planned = transfers.plan_among(turn, sender, payment, foreseen.ahead)
    if planned.decision.outcome is Outcome.NEEDS_APPROVAL:
        raise refuse(Code.BATCH_NEEDS_APPROVAL, rule=planned.decision.rule.value)
    foreseen.add(planned)
    return planned


class _Foreseen:
    """How the ledger is going to stand after the payments that were decided but not made."""

    def __init__(self, working: Working) -> None:
        self.ahead = Ahead()
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
        self.ahead.add(planned.recipient.identity.id, planned.amount)

    def _stored(self, movement: Movement) -> dict[Account, AccountState]:
        return {
            account(side, movement.token, kind): row.state
            for side, _, _ in movement.parties()
            for kind, row in self._working.accounts(side, movement.token).items()
            if kind is AccountKind.AVAILABLE
        }


def _made(turn: Turn, planned: Planned, record: Record) -> PaymentOutcome:
    """Carry a payment out, and keep its leaf.

    Raises:
        Refused: As `transfers.carry_out`; nothing has changed then.
    """
    answer = transfers.carry_out(turn, planned)
    record(Pay.kind, answer.payload)
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
