"""What the state, the funds and the types of both sides say to a payment (contract §3, §5)."""

from typing import assert_never

from qwallet_desktop.domain.approvers import approvers_of, is_enough
from qwallet_desktop.domain.decisions import Outcome, Part, Rule, Scope
from qwallet_desktop.domain.identities import AID_CAP, IdentityStatus, IdentityType
from qwallet_desktop.domain.money import format_amount
from qwallet_desktop.domain.payment_facts import PaymentFacts
from qwallet_desktop.domain.problems import Code, Problem


def denied(rule: Rule, problem: Problem, scope: Scope = Scope.SENDER) -> Part:
    """Say that a rule denies, and why."""
    return Part(rule, scope, Outcome.DENY, problem)


def sender_state(facts: PaymentFacts) -> Part | None:
    """A frozen or closed identity pays nothing."""
    match facts.sender.status:
        case IdentityStatus.ACTIVE:
            return None
        case IdentityStatus.FROZEN:
            return denied(Rule.SENDER_STATE, Problem(Code.SENDER_FROZEN, {"reason": facts.sender.reason}))
        case IdentityStatus.CLOSED:
            return denied(Rule.SENDER_STATE, Problem(Code.IDENTITY_CLOSED))
        case _:
            assert_never(facts.sender.status)


def recipient_state(facts: PaymentFacts) -> Part | None:
    """Who is paid must be another one, registered and active."""
    recipient = facts.recipient
    if recipient is None:
        return denied(Rule.RECIPIENT_STATE, Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient"), Scope.RECIPIENT)
    if recipient.id == facts.sender.id:
        return denied(Rule.NOT_ONESELF, Problem(Code.SELF_TRANSFER, {}, "recipient"))
    if recipient.status is not IdentityStatus.ACTIVE:
        return denied(Rule.RECIPIENT_STATE, Problem(Code.RECIPIENT_FROZEN, {}, "recipient"), Scope.RECIPIENT)
    return None


def funds(facts: PaymentFacts) -> Part | None:
    """What is paid must be there, and not be held."""
    units = facts.amount.units
    if units <= 0:
        return denied(Rule.FUNDS, Problem(Code.AMOUNT_NEGATIVE if units else Code.AMOUNT_ZERO, {}, "amount"))
    if units <= facts.available.units:
        return None
    available = {"available": format_amount(facts.available), "symbol": facts.symbol}
    return denied(Rule.FUNDS, Problem(Code.INSUFFICIENT_FUNDS, available, "amount"))


def sender_type(facts: PaymentFacts) -> Part | None:
    """Groups and guarded identities don't pay alone; an AID pays its one token."""
    sender = facts.sender
    match sender.type:
        case IdentityType.ROOT:
            return None
        case IdentityType.ENTERPRISE:
            alone = suffices(facts)
            return Part(Rule.GROUP_SIGNERS, Scope.SENDER, Outcome.ALLOW if alone else Outcome.NEEDS_APPROVAL)
        case IdentityType.DAO:
            return denied(Rule.GROUP_VOTE, Problem(Code.GOVERNANCE_NOT_READY))
        case IdentityType.CONSENTIDA:
            return Part(Rule.GUARDIAN, Scope.SENDER, Outcome.NEEDS_APPROVAL)
        case IdentityType.AID:
            if facts.amount.token_id == sender.token_id:
                return None
            return denied(Rule.AID_TOKEN, Problem(Code.AID_OTHER_TOKEN, {}, "tokenId"))
        case _:
            assert_never(sender.type)


def suffices(facts: PaymentFacts) -> bool:
    """Tell whether who asks for a group's payment is all that must agree to it.

    Raises:
        ValueError: The charter is not known.
    """
    sender, charter = facts.sender, facts.charter
    if sender.type is not IdentityType.ENTERPRISE:
        return False
    approval = approvers_of(sender, charter, amounts=facts.together)
    if charter is None or facts.initiator is None:
        return False
    return is_enough(approval, facts.initiator, initiator_counts=charter.initiator_counts)


def guarded_cap(facts: PaymentFacts) -> Part | None:
    """A guarded identity pays only tokens for which a daily limit is set."""
    if facts.sender.type is not IdentityType.CONSENTIDA:
        return None
    limits = facts.own.on(facts.amount.token_id) if facts.own else None
    if limits is not None and limits.daily is not None:
        return None
    return denied(Rule.GUARDED_CAP, Problem(Code.CAP_MISSING, {"symbol": facts.symbol}, "tokenId"))


def recipient_type(facts: PaymentFacts) -> Part | None:
    """An AID takes its one token, up to a cap. What it holds is not told: nobody may read that of it."""
    recipient = facts.recipient
    if recipient is None or recipient.type is not IdentityType.AID:
        return None
    if facts.amount.token_id != recipient.token_id:
        return denied(Rule.AID_TOKEN, Problem(Code.AID_OTHER_TOKEN, {}, "tokenId"), Scope.RECIPIENT)
    if facts.recipient_holds is None:
        message = "what an AID holds was not read"
        raise ValueError(message)
    if (facts.recipient_holds + facts.amount).units <= AID_CAP * 10**facts.amount.decimals:
        return None
    told = {"cap": str(AID_CAP), "symbol": facts.symbol}
    return denied(Rule.AID_CAP, Problem(Code.AID_CAP_REACHED, told, "amount"), Scope.RECIPIENT)
