"""The rules of payments between identities; and reading single transfers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from sqlalchemy import Connection, select

from qwallet_desktop.domain import ledger
from qwallet_desktop.domain.audit import transfer_payload
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.ledger import AccountKind, Posting
from qwallet_desktop.domain.money import Amount, parse_amount
from qwallet_desktop.domain.permissions import Decision, Outcome, PaymentFacts, Rule, decide_payment
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.transfers import Transfer, TransferKind, parse_memo
from qwallet_desktop.node import tables
from qwallet_desktop.node.movements import CREATED, Answer, Movement, Turn, move
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.working import Mentions, Working

Spent: TypeAlias = Mapping[TokenId, int]
"""Units by token that payments decided before are going to take."""

NOTHING: Spent = {}
_RULE_OF_FIELD = {"recipient": Rule.RECIPIENT_STATE, "amount": Rule.FUNDS}


@dataclass(frozen=True, slots=True)
class Pay:
    """Pays from the actor; all text as it was received. Answers Receipt, 201."""

    kind: ClassVar[str] = "PAY"
    recipient: str
    token_id: str
    amount: str
    memo: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.recipient.strip(),), (self.token_id.strip(),)


@dataclass(frozen=True, slots=True)
class _Payment:
    """A payment whose texts could be read, and what the rules say of it."""

    recipient: IdentityRow | None
    token: TokenRow
    amount: Amount
    memo: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Planned:
    """A payment that the rules allow, and the postings that make it."""

    movement: Movement
    postings: tuple[Posting, ...]


def pay(turn: Turn, ask: Pay) -> Answer:
    """Decide a payment.

    Raises:
        Refused: What is wrong with recipient, token, amount or memo, or what the rules say against it.
    """
    payment = plan(turn, ask)
    receipt = move(turn, payment.movement, payment.postings)
    return Answer(CREATED, receipt, transfer_payload(receipt.transfer))


def plan(turn: Turn, ask: Pay, spent: Spent = NOTHING) -> Planned:
    """Decide a payment without making it.

    Args:
        turn: Who pays, and what the ledger says.
        ask: The payment.
        spent: What other payments of the same turn are going to spend before it.

    Raises:
        Refused: What is wrong with recipient, token, amount or memo, or what the rules say against it.
    """
    payment = _assess(turn.working, turn.actor, ask, spent)
    decision, token = payment.decision, payment.token
    if decision.outcome is not Outcome.ALLOW or payment.recipient is None:
        raise Refused(decision.problem or Problem(Code.NOT_PERMITTED))
    movement = Movement(TransferKind.TRANSFER, turn.actor, payment.recipient, token, payment.amount, payment.memo)
    sender, recipient = turn.actor.identity.id, payment.recipient.identity.id
    return Planned(movement, ledger.transfer(sender, recipient, token.token.id, payment.amount.units))


def _assess(working: Working, sender: IdentityRow, ask: Pay, spent: Spent = NOTHING) -> _Payment:
    """Read what is asked for and apply the rules to it.

    Raises:
        Refused: RECIPIENT_EMPTY, NOT_A_DID, TOKEN_UNKNOWN, or what is wrong with amount or memo.
    """
    if not ask.recipient.strip():
        raise refuse(Code.RECIPIENT_EMPTY, at="recipient")
    # Who is registered has a DID; only another text is looked at more closely.
    recipient = working.identity(ask.recipient.strip()) or working.identity(parse_did(ask.recipient, at="recipient"))
    token = _token(working, ask.token_id)
    amount = parse_amount(ask.amount, token.token.id, token.token.decimals)
    memo = parse_memo(ask.memo)
    available = working.state(sender, token, AccountKind.AVAILABLE).balance - spent.get(token.token.id, 0)
    facts = PaymentFacts(
        sender=sender.identity,
        recipient=recipient.identity if recipient else None,
        amount=amount,
        available=amount.of(available),
        symbol=token.token.symbol,
    )
    return _Payment(recipient, token, amount, memo, decide_payment(facts))


def _token(working: Working, token_id: str) -> TokenRow:
    row = working.token(token_id.strip())
    if row is None:
        raise refuse(Code.TOKEN_UNKNOWN, at="tokenId")
    return row


def preview(  # noqa: PLR0913, PLR0917  (the four inputs as they were typed)
    connection: Connection,
    sender: IdentityId,
    recipient_text: str,
    token_text: str,
    amount_text: str,
    memo_text: str,
) -> Decision:
    """Say what a payment would come to, by the same reading and deciding as `Pay`, writing nothing.

    Raises:
        Refused: TOKEN_UNKNOWN, or IDENTITY_UNKNOWN for the sender. Everything else is a Decision
            that denies, with its problem.
    """
    working = Working(connection)
    row = working.identity(sender)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    token = _token(working, token_text)
    try:
        return _assess(working, row, Pay(recipient_text, token_text, amount_text, memo_text)).decision
    except Refused as refused:
        rule = _RULE_OF_FIELD.get(refused.problem.field, Rule.DEFAULT)
        available = working.balance(row, token).available
        return Decision(Outcome.DENY, rule, available, refused.problem)


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
        .where(own.id == transfer_id)
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
