"""Says in words what new rules, limits and signers are."""

from collections.abc import Iterator, Sequence

from qwallet_desktop.domain.consent import ConsentPolicy, policy_payload
from qwallet_desktop.domain.groups import Charter, Member
from qwallet_desktop.domain.item_record import TokenRecord
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.money import Amount, format_amount

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def money(amount: Amount, tokens: Sequence[TokenRecord]) -> str:
    """Return an amount with its symbol, as the token was declared."""
    symbols = [token.symbol for token in tokens if token.id == amount.token_id]
    return " ".join((format_amount(amount), *symbols))


def policy_lines(policy: ConsentPolicy) -> Iterator[str]:
    """Say all of a policy, a line each."""
    for name, value in policy_payload(policy).items():
        if isinstance(value, bool):
            yield f"  {name}: {'yes' if value else 'no'}"
        elif name == "external":
            yield f"  {name}: {value}"
    for name, listed in (("tokens", policy.tokens), ("counterparties", policy.counterparties)):
        yield f"  {name}: {', '.join(listed) or 'any'}"
    for hours in policy.hours:
        days = " ".join(DAYS[day - 1] for day in hours.days)
        yield f"  hours: {days} {_clock(hours.since)}-{_clock(hours.until)} UTC"
    if not policy.hours:
        yield "  hours: any"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def limits_lines(limits: Limits, tokens: Sequence[TokenRecord]) -> Iterator[str]:
    """Say all limits, a line each."""
    for one in limits.tokens:
        yield f"  {one.token_id}: {', '.join(_limited(one, tokens)) or 'no limit'}"
    most = limits.max_transactions_per_hour
    yield f"  payments in an hour: {'any number' if most is None else most}"
    yield f"  tokens: {', '.join(limits.allowed_tokens) or 'any'}"
    yield f"  never to: {', '.join(limits.restricted_addresses) or 'nobody'}"


def _limited(limits: TokenLimits, tokens: Sequence[TokenRecord]) -> Iterator[str]:
    parts = {
        "a day": limits.daily,
        "in 30 days": limits.monthly,
        "a payment": limits.per_transaction,
        "without approval": limits.approval_above,
    }
    yield from (f"{money(amount, tokens)} {name}" for name, amount in parts.items() if amount is not None)


def charter_lines(before: Charter, after: Charter, tokens: Sequence[TokenRecord]) -> Iterator[str]:
    """Say who belongs to a group from now on, what of it is new, and who does not belong to it any more."""
    known = {one.identity_id: one for one in before.members}
    for one in after.members:
        was = known.pop(one.identity_id, None)
        change = "new: " if was is None else "changed: " if was != one else ""
        yield f"  {change}{_member(one)}" + (f" (was {_roles(was)})" if change == "changed: " and was else "")
    yield from (f"  removed: {_member(one)}" for one in known.values())
    yield f"  signatures: {after.threshold} of {len(after.signers)}" + _was(before.threshold, after.threshold)
    for larger in after.amount_thresholds:
        yield f"  above {money(larger.above, tokens)} of {larger.above.token_id}: {larger.threshold} signatures"
    if not after.amount_thresholds and before.amount_thresholds:
        yield "  larger payments need no more signatures than others"
    counts = "counts" if after.initiator_counts else "does not count"
    yield f"  who asks for something {counts} as one who agrees"
    yield f"  proposals wait {after.expiry_hours} hours" + _was(before.expiry_hours, after.expiry_hours)


def _member(one: Member) -> str:
    return f"{one.identity_id} as {_roles(one)}"


def _roles(one: Member) -> str:
    weight = "" if one.weight == 1 else f", weight {one.weight}"
    return ", ".join(one.roles) + weight


def _was(before: int, after: int) -> str:
    return "" if before == after else f" (was {before})"
