"""Who may do what to whom (the authorization table), and whether a payment may go (contract §3, §5)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import Amount, format_amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Transfer


class Relation(StrEnum):
    """What an actor is to the identity that it asks about."""

    SELF = "SELF"
    OWNER = "OWNER"
    COUNTERPARTY = "COUNTERPARTY"
    STRANGER = "STRANGER"


class Action(StrEnum):
    """Everything that can be asked of an identity."""

    READ_IDENTITY = "READ_IDENTITY"
    READ_BALANCES = "READ_BALANCES"
    READ_HISTORY = "READ_HISTORY"
    READ_EVENTS = "READ_EVENTS"
    READ_NOTIFICATIONS = "READ_NOTIFICATIONS"
    READ_TRANSFER = "READ_TRANSFER"
    READ_PROOF = "READ_PROOF"
    MARK_READ = "MARK_READ"
    SEND = "SEND"
    PREVIEW = "PREVIEW"
    ISSUE = "ISSUE"
    RENAME = "RENAME"
    FREEZE = "FREEZE"
    UNFREEZE = "UNFREEZE"
    REGISTER_CHILD = "REGISTER_CHILD"


_READ = {
    Action.READ_IDENTITY,
    Action.READ_BALANCES,
    Action.READ_HISTORY,
    Action.READ_EVENTS,
    Action.READ_NOTIFICATIONS,
    Action.READ_TRANSFER,
    Action.READ_PROOF,
}

TABLE: dict[Relation, frozenset[Action]] = {
    Relation.SELF: frozenset(Action),
    Relation.OWNER: frozenset(_READ | {Action.FREEZE, Action.UNFREEZE}),
    Relation.COUNTERPARTY: frozenset({Action.READ_TRANSFER, Action.READ_PROOF}),
    Relation.STRANGER: frozenset(),
}


def relation(actor: IdentityId, subject: Identity, transfer: Transfer | None = None) -> Relation:
    """Say what an actor is to a subject, where a shared transfer may be at hand."""
    if actor == subject.id:
        return Relation.SELF
    if subject.owner == actor:
        return Relation.OWNER
    if transfer is not None and actor in {transfer.sender, transfer.recipient}:
        return Relation.COUNTERPARTY
    return Relation.STRANGER


def may(
    actors: Collection[IdentityId],
    action: Action,
    subject: Identity,
    transfer: Transfer | None = None,
) -> bool:
    """Tell whether any of the identities that ask may do this to the subject.

    The one function behind reads, events, search and writes: what it denies is
    answered as if the subject did not exist. Nobody may read of a subject a transfer
    that it has no part in.
    """
    if transfer is not None and subject.id not in {transfer.sender, transfer.recipient}:
        return False
    return any(action in TABLE[relation(actor, subject, transfer)] for actor in actors)


def may_see(actors: Collection[IdentityId], subject: Identity, transfer: Transfer | None = None) -> bool:
    """Tell whether the subject, or this transfer of its, may be shown to those who ask."""
    action = Action.READ_IDENTITY if transfer is None else Action.READ_TRANSFER
    return may(actors, action, subject, transfer)


def may_unfreeze(actor: IdentityId, subject: Identity) -> bool:
    """Tell whether an actor may lift a freeze: who set it (the identity itself if unknown), or the owner above it."""
    return actor in {subject.frozen_by or subject.id, subject.owner}


class Outcome(StrEnum):
    """What a rule says; the strictest of all rules wins (they stand in this order)."""

    ALLOW = "ALLOW"
    NEEDS_APPROVAL = "NEEDS_APPROVAL"
    DENY = "DENY"


class Rule(StrEnum):
    """Which rule decided."""

    OWN_IDENTITIES = "OWN_IDENTITIES"
    DEFAULT = "DEFAULT"
    SENDER_STATE = "SENDER_STATE"
    RECIPIENT_STATE = "RECIPIENT_STATE"
    NOT_ONESELF = "NOT_ONESELF"
    FUNDS = "FUNDS"


@dataclass(frozen=True, slots=True)
class Decision:
    """What will happen to a payment, by which rule, and why if it is refused.

    `remaining` is what the sender could still spend of the token afterwards
    (before it, where the payment is denied).
    """

    outcome: Outcome
    rule: Rule
    remaining: Amount
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What the decision reads; the node fills it from its database inside the transaction."""

    sender: Identity
    recipient: Identity | None
    amount: Amount
    available: Amount
    symbol: str


def decide_payment(facts: PaymentFacts) -> Decision:
    """Decide whether a payment may go: the strictest of all rules (contract §5)."""
    remaining = facts.available
    refusals = [part for part in (_sender(facts), _recipient(facts), _funds(facts)) if part is not None]
    if refusals:
        rule, problem = refusals[0]
        return Decision(Outcome.DENY, rule, remaining, problem)
    rule = Rule.OWN_IDENTITIES if _same_family(facts) else Rule.DEFAULT
    return Decision(Outcome.ALLOW, rule, remaining - facts.amount)


def _sender(facts: PaymentFacts) -> tuple[Rule, Problem] | None:
    match facts.sender.status:
        case IdentityStatus.FROZEN:
            return Rule.SENDER_STATE, Problem(Code.SENDER_FROZEN, {"reason": facts.sender.reason})
        case IdentityStatus.CLOSED:
            return Rule.SENDER_STATE, Problem(Code.IDENTITY_CLOSED)
        case IdentityStatus.ACTIVE:
            return None
        case _:
            assert_never(facts.sender.status)


def _recipient(facts: PaymentFacts) -> tuple[Rule, Problem] | None:
    recipient = facts.recipient
    if recipient is None:
        return Rule.RECIPIENT_STATE, Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    if recipient.id == facts.sender.id:
        return Rule.NOT_ONESELF, Problem(Code.SELF_TRANSFER, {}, "recipient")
    if recipient.status is not IdentityStatus.ACTIVE:
        return Rule.RECIPIENT_STATE, Problem(Code.RECIPIENT_FROZEN, {}, "recipient")
    return None


def _funds(facts: PaymentFacts) -> tuple[Rule, Problem] | None:
    if facts.amount.units <= 0:
        code = Code.AMOUNT_NEGATIVE if facts.amount.units else Code.AMOUNT_ZERO
        return Rule.FUNDS, Problem(code, {}, "amount")
    if facts.amount <= facts.available:
        return None
    available = {"available": format_amount(facts.available), "symbol": facts.symbol}
    return Rule.FUNDS, Problem(Code.INSUFFICIENT_FUNDS, available, "amount")


def _same_family(facts: PaymentFacts) -> bool:
    recipient = facts.recipient
    families: Sequence[IdentityId | None] = [
        identity.owner or identity.id for identity in (facts.sender, recipient) if identity is not None
    ]
    return len(set(families)) == 1
