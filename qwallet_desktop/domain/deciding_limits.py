"""What the limits of the sender, and of its family, say to a payment (contract §5).

Exactly at a limit is allowed. What is held counts as used until it is released.
"""

from collections.abc import Callable
from datetime import datetime

from qwallet_desktop.domain.deciding_state import denied
from qwallet_desktop.domain.decisions import Outcome, Part, Rule, Scope
from qwallet_desktop.domain.limits import LimitScope, Window
from qwallet_desktop.domain.money import Amount, format_amount
from qwallet_desktop.domain.payment_facts import LimitFacts, PaymentFacts
from qwallet_desktop.domain.problems import Code, Problem

LimitRule = Callable[[PaymentFacts, LimitFacts, Scope], Part | None]


def allowed_tokens(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """Only tokens that are named may be paid, where any are."""
    named = own.limits.allowed_tokens
    if not named or facts.amount.token_id in named:
        return None
    told = {"symbol": facts.symbol, "scope": _name(scope)}
    return denied(Rule.LIMIT_TOKEN, Problem(Code.TOKEN_NOT_ALLOWED, told, "tokenId"), scope)


def restricted_addresses(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """Some are never paid."""
    if facts.recipient is None or facts.recipient.id not in own.limits.restricted_addresses:
        return None
    told = {"scope": _name(scope)}
    return denied(Rule.LIMIT_ADDRESS, Problem(Code.ADDRESS_RESTRICTED, told, "recipient"), scope)


def per_transaction(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """A single payment has a limit."""
    limits = own.on(facts.amount.token_id)
    if limits is None or limits.per_transaction is None:
        return None
    limit = limits.per_transaction
    if facts.amount <= limit:
        return Part(Rule.LIMIT_TRANSACTION, scope, Outcome.ALLOW, left=limit)
    problem = _exceeded(facts, scope, "TRANSACTION", limit, limit.of(0))
    return Part(Rule.LIMIT_TRANSACTION, scope, Outcome.DENY, problem, limit)


def daily(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """There is a limit for any 24 hours."""
    limits = own.on(facts.amount.token_id)
    if limits is None or limits.daily is None:
        return None
    spent = limits.daily.of(own.use.day)
    return _summed(facts, own, scope, (Rule.LIMIT_DAILY, Window.DAY), (limits.daily, spent))


def monthly(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """There is a limit for any 30 days."""
    limits = own.on(facts.amount.token_id)
    if limits is None or limits.monthly is None:
        return None
    spent = limits.monthly.of(own.use.month)
    return _summed(facts, own, scope, (Rule.LIMIT_MONTHLY, Window.MONTH), (limits.monthly, spent))


def hourly_count(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """There is a limit to the payments of any hour, over all tokens."""
    limit = own.limits.max_transactions_per_hour
    if limit is None:
        return None
    made, waiting = own.use.made, own.use.waiting
    left = limit - made - waiting
    if left >= 1:
        return Part(Rule.LIMIT_HOURLY_COUNT, scope, Outcome.ALLOW, left_payments=left - 1)
    told = {"scope": _name(scope), "limit": str(limit), "made": str(made), "waiting": str(waiting)}
    problem = Problem(Code.TOO_MANY_PER_HOUR, told)
    free_at = _free_at(facts, scope, Window.HOUR, 1 - left, made)
    return Part(Rule.LIMIT_HOURLY_COUNT, scope, Outcome.DENY, problem, free_at=free_at, left_payments=0)


def approval_above(facts: PaymentFacts, own: LimitFacts, scope: Scope) -> Part | None:
    """A payment above a set amount asks, unless it is to an own identity."""
    limits = own.on(facts.amount.token_id)
    if limits is None or limits.approval_above is None or facts.is_own:
        return None
    outcome = Outcome.ALLOW if facts.amount <= limits.approval_above else Outcome.NEEDS_APPROVAL
    return Part(Rule.APPROVAL_ABOVE, scope, outcome, left=limits.approval_above)


LIMIT_RULES: tuple[LimitRule, ...] = (
    allowed_tokens,
    restricted_addresses,
    per_transaction,
    daily,
    monthly,
    hourly_count,
    approval_above,
)


def _summed(
    facts: PaymentFacts, own: LimitFacts, scope: Scope, which: tuple[Rule, Window], amounts: tuple[Amount, Amount]
) -> Part:
    """Hold a payment against a limit on what went out in a window."""
    (rule, window), (limit, spent) = which, amounts
    left = limit.units - spent.units - own.use.held
    excess = facts.amount.units - left
    if excess <= 0:
        return Part(rule, scope, Outcome.ALLOW, left=limit.of(-excess))
    problem = _exceeded(facts, scope, window.value, limit, limit.of(spent.units + own.use.held))
    free_at = _free_at(facts, scope, window, excess, spent.units)
    return Part(rule, scope, Outcome.DENY, problem, limit.of(max(0, left)), free_at)


def _free_at(facts: PaymentFacts, scope: Scope, window: Window, excess: int, spent: int) -> datetime | None:
    """Say when enough will have left a window; never, where more is too much than can leave it."""
    if excess > spent or facts.frees is None:
        return None
    return facts.frees(scope, window, excess)


def _exceeded(facts: PaymentFacts, scope: Scope, window: str, limit: Amount, used: Amount) -> Problem:
    told = {
        "window": window,
        "scope": _name(scope),
        "part": f"FAMILY_{window}" if scope is Scope.FAMILY else window,
        "limit": format_amount(limit),
        "used": format_amount(used),
        "left": format_amount(limit.of(max(0, limit.units - used.units))),
        "symbol": facts.symbol,
    }
    return Problem(Code.LIMIT_EXCEEDED, told, "amount")


def _name(scope: Scope) -> str:
    return LimitScope.FAMILY if scope is Scope.FAMILY else LimitScope.IDENTITY
