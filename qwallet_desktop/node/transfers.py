"""The rules of payments between identities, at once or after approval; and reading single transfers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection, select

from qwallet_desktop.domain.audit import transfer_payload
from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.explanations import Denied, decision_payload
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TransferId
from qwallet_desktop.domain.money import Amount, parse_amount
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import Transfer, TransferKind, parse_memo
from qwallet_desktop.node import rule_facts, tables
from qwallet_desktop.node.expiry import Expire, release_expired
from qwallet_desktop.node.identities import subject_of
from qwallet_desktop.node.movements import ACCEPTED, CREATED, Answer, Turn, move
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.rule_facts import NOTHING, Ahead, AskedFor
from qwallet_desktop.node.waiting_payments import Planned, open_payment, opened_payload
from qwallet_desktop.node.working import Mentions, Working

NOWHERE = NodeId("")
"""The node of what is never written."""

_RULE_OF_FIELD = {"recipient": Rule.RECIPIENT_STATE, "amount": Rule.FUNDS}


@dataclass(frozen=True, slots=True)
class Pay:
    """Pays from the actor, or from a group that it may ask for; all text as it was received.

    Answers Receipt, 201, or Item, 202, where others must agree. `sender` is the group's DID, or empty.
    `expected` is the outcome that the person was shown (ALLOW or NEEDS_APPROVAL), or empty.
    """

    kind: ClassVar[str] = "PAY"
    recipient: str
    token_id: str
    amount: str
    memo: str
    sender: str = ""
    expected: str = ""

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        dids = (self.recipient.strip(), self.sender) if self.sender else (self.recipient.strip(),)
        return dids, (self.token_id.strip(),)

    def fields(self) -> dict[str, str]:
        """What is asked for by the wire's names, as the audit log keeps it."""
        return {"recipient": self.recipient, "tokenId": self.token_id, "amount": self.amount, "memo": self.memo}


def pay(turn: Turn, ask: Pay) -> Answer:
    """Decide a payment, and make it or let it wait for those who must agree.

    Raises:
        Refused: What is wrong with recipient, token, amount or memo, or what the rules say against it;
            IDENTITY_UNKNOWN for a sender that the actor may not ask for.
    """
    return carry_out(turn, plan(turn, sender_of(turn, ask.sender), ask))


def sender_of(turn: Turn, sender: str) -> IdentityRow:
    """Find out whose money is asked for: the actor's own, or that of a group where it may ask for payments.

    Raises:
        Refused: As `identities.subject_of`.
    """
    if sender in {"", turn.actor.identity.id}:
        return turn.actor
    return subject_of(turn, sender, Action.SEND)


def plan(turn: Turn, sender: IdentityRow, ask: Pay) -> Planned:
    """Decide a payment that is going to be made now, or waits.

    Raises:
        Refused: As `plan_among`, and where an AID has no room for it.
    """
    planned = plan_among(turn, sender, ask)
    if planned.decision.outcome is Outcome.ALLOW:
        check_room(turn, planned, expected=ask.expected)
    return planned


def check_room(turn: Turn, planned: Planned, ahead: Ahead = NOTHING, *, expected: str = "") -> None:
    """Check that the recipient has room for a payment that nothing else stands against.

    Raises:
        Refused: AID_CAP_REACHED.
    """
    full = rule_facts.decide_last(turn.working, planned.asked(turn), ahead)
    if full is not None:
        raise Denied(_unexpected(full.problem or Problem(Code.NOT_PERMITTED), expected), full)


def plan_among(turn: Turn, sender: IdentityRow, ask: Pay, ahead: Ahead = NOTHING) -> Planned:
    """Decide a payment without making it, and without a look at how full an AID is.

    Args:
        turn: Who asks, and what the ledger says.
        sender: Whose money it is.
        ask: The payment.
        ahead: What other payments of the same turn are going to do before it.

    Raises:
        Refused: What is wrong with recipient, token, amount or memo, or what the rules say against it;
            DECISION_CHANGED (facts `expected`, `outcome`, `rule`) where it is not what was expected.
    """
    asked, memo = _read(turn.working, sender, ask, turn.at, turn.actor.identity.id)
    planned = decide(turn.working, asked, memo, ahead, expected=ask.expected)
    decision = planned.decision
    if ask.expected not in {"", decision.outcome}:
        told = {"expected": ask.expected, "outcome": decision.outcome.value, "rule": decision.rule.value}
        raise refuse(Code.DECISION_CHANGED, **told)
    return planned


def decide(working: Working, asked: AskedFor, memo: str, ahead: Ahead = NOTHING, *, expected: str = "") -> Planned:
    """Decide a payment that could be read.

    Raises:
        Refused: What the rules say against it.
    """
    decision = rule_facts.decide(working, asked, ahead)
    if decision.outcome is Outcome.DENY or asked.recipient is None:
        raise Denied(_unexpected(decision.problem or Problem(Code.NOT_PERMITTED), expected), decision)
    return Planned(asked.sender, asked.recipient, asked.token, asked.amount, memo, decision, asked.hold)


def _unexpected(problem: Problem, expected: str) -> Problem:
    """Say of a refusal that another outcome was expected, where one was."""
    return replace(problem, facts={**problem.facts, "expected": expected}) if expected else problem


def carry_out(turn: Turn, planned: Planned) -> Answer:
    """Make a payment that was planned, or open the item that it waits as.

    Raises:
        Refused: INSUFFICIENT_FUNDS or AMOUNT_TOO_LARGE; what `multisig.open_item` says.
    """
    decision = planned.decision
    if decision.outcome is Outcome.NEEDS_APPROVAL:
        item = open_payment(turn, planned)
        return Answer(ACCEPTED, item, {**opened_payload(item), **decision_payload(decision)})
    receipt = move(turn, planned.movement, planned.postings)
    return Answer(CREATED, receipt, {**transfer_payload(receipt.transfer), **decision_payload(decision)})


def _read(working: Working, sender: IdentityRow, ask: Pay, at: datetime, initiator: IdentityId) -> tuple[AskedFor, str]:
    """Read what is asked for: the payment, and its memo.

    Raises:
        Refused: RECIPIENT_EMPTY, NOT_A_DID, TOKEN_UNKNOWN, or what is wrong with amount or memo.
    """
    if not ask.recipient.strip():
        raise refuse(Code.RECIPIENT_EMPTY, at="recipient")
    # Who is registered has a DID; only another text is looked at more closely.
    recipient = working.identity(ask.recipient.strip()) or working.identity(parse_did(ask.recipient, at="recipient"))
    token = _token(working, ask.token_id)
    amount = parse_amount(ask.amount, token.token.id, token.token.decimals)
    return AskedFor(sender, recipient, token, amount, at, initiator), parse_memo(ask.memo)


def _token(working: Working, token_id: str) -> TokenRow:
    row = working.token(token_id.strip())
    if row is None:
        raise refuse(Code.TOKEN_UNKNOWN, at="tokenId")
    return row


def preview(connection: Connection, sender: IdentityId, ask: Pay, at: datetime, initiator: IdentityId) -> Decision:
    """Say what a payment would come to, by the same reading and deciding as `Pay`, writing nothing.

    Args:
        connection: A snapshot of the ledger.
        sender: Whose money it is.
        ask: The payment; its own `sender` and `expected` are not looked at.
        at: The node's time.
        initiator: Who would ask for it.

    Raises:
        Refused: TOKEN_UNKNOWN, or IDENTITY_UNKNOWN for the sender. Everything else is a Decision
            that denies, with its problem.
    """
    working = Working(connection)
    # As the payment's own transaction would, before it decides; nothing of this working set is ever written.
    release_expired(working, Expire(at, bytes, NOWHERE, lambda *_: 0))
    row = working.identity(sender)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    token = _token(working, ask.token_id)
    try:
        asked, _ = _read(working, row, ask, at, initiator)
    except Refused as refused:
        rule = rule_of(refused.problem)
        available = working.balance(row, token).available
        return Decision(Outcome.DENY, rule, available, refused.problem)
    return rule_facts.decide(working, asked)


def rule_of(problem: Problem) -> Rule:
    """Name the rule by which a payment is refused that could not be read, by the part that was wrong."""
    return _RULE_OF_FIELD.get(problem.field.rpartition(".")[2], Rule.DEFAULT)


# ------------------------------------------------------------------------------------ reading


def transfer(connection: Connection, transfer_id: str) -> Transfer | None:
    """Read one transfer, None if there is none of that id."""
    senders, recipients = tables.identities.alias("senders"), tables.identities.alias("recipients")
    own, token = tables.transfers.c, tables.tokens.c
    question = (
        select(
            tables.transfers,
            senders.c.id.label("sender"),
            recipients.c.id.label("recipient"),
            token.id.label("token_id"),
            token.decimals,
        )
        .join(tables.tokens, own.token_n == token.n)
        .outerjoin(senders, own.sender_n == senders.c.n)
        .outerjoin(recipients, own.recipient_n == recipients.c.n)
        .where(own.id == transfer_id, own.kind.in_(list(TransferKind)))
    )
    row = connection.execute(question).mappings().one_or_none()
    if row is None:
        return None
    return Transfer(
        id=TransferId(row["id"]),
        sequence=Sequence(row["sequence"]),
        kind=TransferKind(row["kind"]),
        sender=row["sender"],
        recipient=row["recipient"],
        amount=Amount(row["amount"], row["decimals"], row["token_id"]),
        memo=row["memo"],
        at=row["at"],
    )
