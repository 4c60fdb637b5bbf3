"""Closing identities for good: nobody may depend on them, and what they hold has to go somewhere first."""

from dataclasses import dataclass, replace
from typing import ClassVar, assert_never

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.payment_facts import is_family
from qwallet_desktop.domain.permissions import Action, may_unfreeze
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import TransferKind
from qwallet_desktop.node import multisig, rule_facts, ties
from qwallet_desktop.node.identities import change, payload, subject_of
from qwallet_desktop.node.movements import OK, Answer, Movement, Turn, foreseen, move
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.rule_facts import Ahead, AskedFor
from qwallet_desktop.node.working import Mentions

MEMO = "Closed"
"""What the transfers out of a closed identity are called."""

_FREE_WITHIN = frozenset(
    {
        # Whether a frozen identity may be closed, and what of its own is held, is looked at here.
        Rule.SENDER_STATE,
        Rule.FUNDS,
        Rule.GUARDIAN,
        Rule.GUARDED_CAP,
        Rule.LIMIT_TOKEN,
        Rule.LIMIT_ADDRESS,
        Rule.LIMIT_TRANSACTION,
        Rule.LIMIT_DAILY,
        Rule.LIMIT_MONTHLY,
        Rule.LIMIT_HOURLY_COUNT,
        Rule.APPROVAL_ABOVE,
    }
)
"""The rules that don't stand in the way of what goes to the identity's own family at its end."""


@dataclass(frozen=True, slots=True)
class Close:
    """Closes an identity; what it holds goes to `sweep_to`. Answers Identity, 200."""

    kind: ClassVar[str] = "CLOSE"
    identity_id: str
    sweep_to: IdentityId | None

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return ((self.identity_id, self.sweep_to) if self.sweep_to else (self.identity_id,)), ()


def close(turn: Turn, ask: Close) -> Answer:
    """Decide a closing.

    Raises:
        Refused: IDENTITY_UNKNOWN, NOT_PERMITTED (a group), IDENTITY_FROZEN, IDENTITY_CLOSED, HAS_DEPENDENTS
            (facts `part`, `name`), CLOSE_NEEDS_SWEEP, or what is wrong with the recipient or the payments to it.
    """
    row = subject_of(turn, ask.identity_id, Action.CLOSE)
    _check_open(turn, row.identity)
    ties.check_nobody_depends(turn.working, row)
    _sweep(turn, row, ask.sweep_to)
    # Sweeping has released what was held; where there was nothing to sweep, changes of rules may still wait.
    multisig.supersede(turn, row)
    closed = replace(row.identity, status=IdentityStatus.CLOSED, can_issue=False, frozen_by=None, reason="")
    after = change(turn, row, closed)
    if row.n != turn.actor.n:
        turn.working.tell_status(after, turn.actor, "", turn.at)
    return Answer(OK, closed, {**payload(closed), "sweepTo": ask.sweep_to or ""})


def _check_open(turn: Turn, identity: Identity) -> None:
    """Check that an identity is not closed, and not frozen by somebody whom the actor can't overrule.

    Raises:
        Refused: IDENTITY_CLOSED or IDENTITY_FROZEN.
    """
    if identity.status is IdentityStatus.CLOSED:
        raise refuse(Code.IDENTITY_CLOSED)
    if identity.status is IdentityStatus.FROZEN and not may_unfreeze(turn.actor.identity.id, identity):
        raise refuse(Code.IDENTITY_FROZEN, reason=identity.reason)


def _sweep(turn: Turn, row: IdentityRow, sweep_to: IdentityId | None) -> None:
    """Bring all that an identity holds to another one.

    Within the family neither limits nor approval stand in the way, unless a guarded identity asks by
    itself: that would be a way round its guardian. To anybody else it must be allowed to pay all of it.

    Raises:
        Refused: CLOSE_NEEDS_SWEEP, or what is wrong with the recipient or a payment to it.
    """
    holdings = ties.holdings(turn.working, row)
    if not holdings:
        return
    if sweep_to is None:
        raise refuse(Code.CLOSE_NEEDS_SWEEP, at="sweepTo")
    recipient = turn.working.identity(sweep_to)
    if recipient is None:
        raise refuse(Code.RECIPIENT_UNKNOWN, at="sweepTo")
    if recipient.n == row.n:
        raise refuse(Code.SELF_TRANSFER, at="sweepTo")
    if recipient.identity.status is not IdentityStatus.ACTIVE:
        raise refuse(Code.RECIPIENT_FROZEN, at="sweepTo")
    # By itself a guarded identity would get round its guardian.
    alone = row.identity.type is IdentityType.CONSENTIDA and turn.actor.n == row.n
    within = is_family(row.identity, recipient.identity) and not alone
    ahead = Ahead()
    for token, amount in holdings:
        _check_payment(turn, AskedFor(row, recipient, token, amount, turn.at, row.identity.id), ahead, within=within)
        ahead.add(recipient.identity.id, amount)
    postings = ledger.hand_over if within else ledger.transfer
    moves = [
        (
            Movement(TransferKind.TRANSFER, row, recipient, token, amount, MEMO),
            postings(row.identity.id, recipient.identity.id, token.token.id, amount.units),
        )
        for token, amount in holdings
    ]
    if not within:
        # Nothing is held then. All that the ledger might refuse is known before the first of them is made.
        for movement, lines in moves:
            foreseen(turn.working, movement, lines)
    multisig.supersede(turn, row)
    for movement, lines in moves:
        move(turn, movement, lines)


def _check_payment(turn: Turn, asked: AskedFor, ahead: Ahead, *, within: bool) -> None:
    """Check that all of a token may go to whom it is to go.

    Raises:
        Refused: CLOSE_NEEDS_SWEEP, where others would have to agree; or what a rule says against it.
    """
    decision = rule_facts.decide(turn.working, asked, ahead)
    if decision.outcome is Outcome.ALLOW:
        decision = rule_facts.decide_last(turn.working, asked, ahead) or decision
    if within:
        parts = [part for part in decision.parts if part.rule not in _FREE_WITHIN]
        outcome, problem = next(
            ((part.outcome, part.problem) for part in parts if part.outcome is not Outcome.ALLOW), (Outcome.ALLOW, None)
        )
    else:
        outcome, problem = decision.outcome, decision.problem
        if turn.working.balance(asked.sender, asked.token).held.units:
            # What waits for approval is not free to go; it has to be taken back first.
            raise refuse(Code.CLOSE_NEEDS_SWEEP, at="sweepTo")
    match outcome:
        case Outcome.ALLOW:
            return
        case Outcome.NEEDS_APPROVAL:
            raise refuse(Code.CLOSE_NEEDS_SWEEP, at="sweepTo")
        case Outcome.DENY:
            raise Refused(replace(problem or Problem(Code.NOT_PERMITTED), field="sweepTo"))
        case _:
            assert_never(outcome)
