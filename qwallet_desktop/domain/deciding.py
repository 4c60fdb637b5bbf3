"""The one pure function that decides whether a payment may go: preview and commit both ask it (contract §5).

The outcome is the strictest of all parts: DENY before NEEDS_APPROVAL before ALLOW. A part that can't
be decided asks for approval, and never allows.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from qwallet_desktop.domain import deciding_consent, deciding_limits, deciding_state
from qwallet_desktop.domain.approvers import approvers_of
from qwallet_desktop.domain.decisions import Approval, Decision, Outcome, Part, Rule, Scope
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.payment_facts import EVERYTHING, LimitFacts, PaymentFacts, Use
from qwallet_desktop.domain.problems import Code, Problem, Refused

__all__ = ["LimitFacts", "PaymentFacts", "Use", "decide_payment"]

Report = Callable[[Exception], object]
"""Hears why a part could not be decided."""

_PartRule = Callable[[PaymentFacts], Part | None]
_STATE: tuple[_PartRule, ...] = (
    deciding_state.sender_state,
    deciding_state.recipient_state,
    deciding_state.funds,
    deciding_state.sender_type,
    deciding_state.guarded_cap,
    deciding_state.recipient_type,
)
_CONSENT: tuple[_PartRule, ...] = (
    deciding_consent.can_send,
    deciding_consent.tokens,
    deciding_consent.counterparties,
    deciding_consent.hours,
    deciding_consent.external,
    deciding_consent.cross_identity,
    deciding_consent.recipient_consent,
)
_EVERY = (*_STATE, *_CONSENT)
_ORDER = {rule: place for place, rule in enumerate(Rule)}
_STRICTNESS = {outcome: place for place, outcome in enumerate(Outcome)}


def _unheard(_error: Exception) -> None:
    """Nobody listens."""


def decide_payment(facts: PaymentFacts, report: Report = _unheard) -> Decision:
    """Decide whether a payment may go: the strictest of all rules (contract §5).

    Args:
        facts: All that is known of it.
        report: Hears the error of each part that could not be decided.

    Returns:
        The outcome with the rule that decided, all parts that had something to say, who must agree,
        and what remains.

    Raises:
        ValueError: What is available is of another token than what is to be paid.
    """
    after = facts.available - facts.amount
    parts = _parts(facts, report)
    if not parts:
        rule = Rule.OWN_IDENTITIES if facts.is_own else Rule.DEFAULT
        return Decision(
            Outcome.ALLOW, rule, after, policy_version=facts.policy_version, limits_version=facts.limits_version
        )
    parts, approval = _with_approval(facts, parts)
    # Stable: of two scopes that say the same by one rule, the sender's own is named.
    parts.sort(key=lambda part: _ORDER[part.rule])
    strictest = max(parts, key=lambda part: _STRICTNESS[part.outcome])
    outcome = strictest.outcome
    allowing = Rule.OWN_IDENTITIES if facts.is_own else Rule.DEFAULT
    return Decision(
        outcome,
        allowing if outcome is Outcome.ALLOW else strictest.rule,
        facts.available if outcome is Outcome.DENY else after,
        strictest.problem,
        approval if outcome is Outcome.NEEDS_APPROVAL else None,
        tuple(parts),
        facts.policy_version,
        facts.limits_version,
    )


def _parts(facts: PaymentFacts, report: Report) -> list[Part]:
    """Collect what every rule has to say; one that fails asks for approval."""
    parts = [Part(Rule.UNDECIDED, scope, Outcome.NEEDS_APPROVAL) for scope in facts.unread]
    consents = facts.policy is EVERYTHING and facts.recipient_policy is EVERYTHING
    for rule in _STATE if consents else _EVERY:
        try:
            part = rule(facts)
        except Exception as error:  # noqa: BLE001  (whatever it is, it must not let the payment through)
            report(error)
            part = Part(Rule.UNDECIDED, Scope.SENDER, Outcome.NEEDS_APPROVAL)
        if part is not None:
            parts.append(part)
    for scope, own in ((Scope.SENDER, facts.own), (Scope.FAMILY, facts.family)):
        if own is not None:
            parts.extend(_limit_parts(facts, own, scope, report))
    return parts


def _limit_parts(facts: PaymentFacts, own: LimitFacts, scope: Scope, report: Report) -> Iterable[Part]:
    for rule in deciding_limits.LIMIT_RULES:
        try:
            part = rule(facts, own, scope)
        except Exception as error:  # noqa: BLE001  (as above)
            report(error)
            part = Part(Rule.UNDECIDED, scope, Outcome.NEEDS_APPROVAL)
        if part is not None:
            yield part


def _with_approval(facts: PaymentFacts, parts: list[Part]) -> tuple[list[Part], Approval | None]:
    """Say who must agree, where a part asks for it.

    Nobody need agree where who asks is all that a group demands, unless a part could not be
    decided; where nobody can agree, the part denies.
    """
    asking = [part for part in parts if part.outcome is Outcome.NEEDS_APPROVAL]
    if not asking:
        return parts, None
    try:
        approval = approvers_of(facts.sender, facts.charter, amounts=facts.together)
        alone = facts.sender.type is IdentityType.ENTERPRISE and deciding_state.suffices(facts)
    except (Refused, ValueError):
        approval, alone = Approval((), 0), False
    if not approval.approvers:
        return [_without_approvers(part) for part in parts], None
    if alone and all(part.rule is not Rule.UNDECIDED for part in asking):
        return [replace(part, outcome=Outcome.ALLOW) if part in asking else part for part in parts], None
    return parts, approval


def _without_approvers(part: Part) -> Part:
    if part.outcome is not Outcome.NEEDS_APPROVAL:
        return part
    return replace(part, outcome=Outcome.DENY, problem=Problem(Code.NO_APPROVER))
