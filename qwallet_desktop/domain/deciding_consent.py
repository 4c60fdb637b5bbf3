"""What the consent of both sides says to a payment (contract §5)."""

from datetime import datetime, timedelta

from qwallet_desktop.domain.consent import MINUTES_OF_DAY, ConsentPolicy, External, in_hours
from qwallet_desktop.domain.deciding_state import denied
from qwallet_desktop.domain.decisions import Outcome, Part, Rule, Scope
from qwallet_desktop.domain.payment_facts import PaymentFacts
from qwallet_desktop.domain.problems import Code, Problem

_DAYS_AHEAD = 8
"""The days of a week and today's again, whose hours may have begun before now."""


def can_send(facts: PaymentFacts) -> Part | None:
    """Sending may be off."""
    return None if facts.policy.can_send else denied(Rule.CONSENT_SEND, Problem(Code.SENDING_OFF))


def tokens(facts: PaymentFacts) -> Part | None:
    """Only tokens that are named may be paid, where any are."""
    if not facts.policy.tokens or facts.amount.token_id in facts.policy.tokens:
        return None
    return denied(Rule.CONSENT_TOKEN, Problem(Code.TOKEN_NOT_ALLOWED, {"symbol": facts.symbol}, "tokenId"))


def counterparties(facts: PaymentFacts) -> Part | None:
    """Only those who are named may be paid, where any are."""
    named, recipient = facts.policy.counterparties, facts.recipient
    if not named or recipient is None or recipient.id in named:
        return None
    return denied(Rule.CONSENT_COUNTERPARTY, Problem(Code.COUNTERPARTY_NOT_ALLOWED, {}, "recipient"))


def hours(facts: PaymentFacts) -> Part | None:
    """Payments go out in the weekly hours that are named, where any are."""
    policy = facts.policy
    if not policy.hours or in_hours(policy.hours, facts.at):
        return None
    problem = Problem(Code.OUTSIDE_HOURS)
    return Part(Rule.CONSENT_HOURS, Scope.SENDER, Outcome.DENY, problem, free_at=next_hours(policy, facts.at))


def next_hours(policy: ConsentPolicy, after: datetime) -> datetime | None:
    """Return when the next of a policy's weekly hours begin; None if it names none that come."""
    midnight = after.replace(hour=0, minute=0, second=0, microsecond=0)
    begins = (
        midnight + timedelta(days=ahead, minutes=one.since)
        for ahead in range(_DAYS_AHEAD)
        for one in policy.hours
        if (midnight + timedelta(days=ahead)).isoweekday() in one.days and one.since < one.until <= MINUTES_OF_DAY
    )
    return min((begin for begin in begins if begin > after), default=None)


def external(facts: PaymentFacts) -> Part | None:
    """A payment to others than one's own identities and groups may be off, or ask."""
    policy = facts.policy
    if policy.external is External.ALLOW or facts.recipient is None or facts.is_own or facts.shares_group:
        return None
    if policy.external is External.APPROVAL:
        return Part(Rule.CONSENT_EXTERNAL, Scope.SENDER, Outcome.NEEDS_APPROVAL)
    return denied(Rule.CONSENT_EXTERNAL, Problem(Code.EXTERNAL_OFF, {}, "recipient"))


def cross_identity(facts: PaymentFacts) -> Part | None:
    """Payments within the family may be off, at either side."""
    if not facts.is_own:
        return None
    if not facts.policy.cross_identity:
        return denied(Rule.CONSENT_CROSS_IDENTITY, Problem(Code.CROSS_IDENTITY_OFF, {}, "recipient"))
    if not facts.recipient_policy.cross_identity:
        return denied(Rule.CONSENT_CROSS_IDENTITY, Problem(Code.RECIPIENT_REFUSES, {}, "recipient"), Scope.RECIPIENT)
    return None


def recipient_consent(facts: PaymentFacts) -> Part | None:
    """The recipient may refuse payments, tokens and senders; which of these it is, is its own affair."""
    policy = facts.recipient_policy
    takes_token = not policy.tokens or facts.amount.token_id in policy.tokens
    takes_from = not policy.counterparties or facts.sender.id in policy.counterparties
    if policy.can_receive and takes_token and takes_from:
        return None
    return denied(Rule.CONSENT_RECEIVE, Problem(Code.RECIPIENT_REFUSES, {}, "recipient"), Scope.RECIPIENT)
