"""Reads limits as they are typed, and writes limits as they would be typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.limits import LimitBook, LimitField, Limits, LimitScope, LimitUse, TokenLimits, Window
from qwallet_desktop.domain.money import Amount, NumberStyle, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.rule_checks import MOST_PER_HOUR, check_limits
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.limits import LimitsDraft, TokenDraft

AMOUNTS: Final = (LimitField.DAILY, LimitField.MONTHLY, LimitField.PER_TRANSACTION, LimitField.APPROVAL_ABOVE)
"""The limits on a token, in the order of their fields."""

PER_HOUR: Final = f"limits.{LimitField.MAX_TRANSACTIONS_PER_HOUR}"
_WINDOWS: Final = {Window.DAY: LimitField.DAILY, Window.MONTH: LimitField.MONTHLY}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says: limits where all of it makes sense, and what is wrong, by the names of its fields."""

    limits: Limits | None
    problems: Mapping[str, Problem]


def field_of(place: int, limit: LimitField) -> str:
    """Return the name that problems give the field of a limit on a draft's token."""
    return f"limits.tokens[{place}].{limit}"


def texts_of(draft: TokenDraft) -> dict[LimitField, str]:
    """Return what is typed for a token, by limit."""
    typed = (draft.daily, draft.monthly, draft.per_transaction, draft.approval_above)
    return dict(zip(AMOUNTS, typed, strict=True))


def draft_of(limits: Limits, base: int, numbers: NumberStyle) -> LimitsDraft:
    """Write limits as they would be typed."""

    def typed(amount: Amount | None) -> str:
        return "" if amount is None else format_amount(amount, numbers)

    tokens = tuple(
        TokenDraft(
            one.token_id,
            typed(one.daily),
            typed(one.monthly),
            typed(one.per_transaction),
            typed(one.approval_above),
        )
        for one in limits.tokens
    )
    count = limits.max_transactions_per_hour
    per_hour = "" if count is None else str(count)
    return LimitsDraft(base, tokens, per_hour, limits.allowed_tokens, limits.restricted_addresses)


def use_of(book: LimitBook | None, scope: LimitScope) -> LimitUse | None:
    """Return the limits of a scope out of all that limits an identity."""
    if book is None:
        return None
    return book.own if scope is LimitScope.IDENTITY else book.family


def read_draft(
    draft: LimitsDraft, tokens: Mapping[TokenId, Token], numbers: NumberStyle, use: LimitUse | None
) -> Reading:
    """Read a draft; wrong are also limits below what is used already, as far as that is known here.

    Args:
        draft: What is typed.
        tokens: The tokens that are known, for their decimals.
        numbers: How the locale writes numbers.
        use: What is used now of the limits in force.
    """
    problems: dict[str, Problem] = {}
    read: list[TokenLimits] = []
    for place, one in enumerate(draft.tokens):
        amounts: dict[LimitField, Amount | None] = {}
        for limit, text in texts_of(one).items():
            try:
                amounts[limit] = _amount(text, tokens.get(one.token_id), numbers, limit)
            except Refused as refused:
                problems[field_of(place, limit)] = refused.problem
        if any(amount is not None for amount in amounts.values()):
            read.append(TokenLimits(one.token_id, *(amounts.get(limit) for limit in AMOUNTS)))
    count = _count(draft.per_hour, problems)
    if problems:
        return Reading(None, problems)
    limits = Limits(tuple(read), count, draft.allowed, draft.restricted)
    try:
        check_limits(limits)
    except Refused as refused:
        return Reading(None, {_in_draft(refused.problem.field, draft, limits): refused.problem})
    below = _below_use(limits, draft, tokens, use)
    return Reading(None if below else limits, below)


def _amount(text: str, token: Token | None, numbers: NumberStyle, limit: LimitField) -> Amount | None:
    """Read one limit; approval may be asked for from nothing on.

    Raises:
        Refused: An AMOUNT_… problem, or TOKEN_UNKNOWN.
    """
    if not text.strip():
        return None
    if token is None:
        raise refuse(Code.TOKEN_UNKNOWN)
    try:
        return parse_amount(text, token.id, token.decimals, numbers)
    except Refused as refused:
        if refused.problem.code is Code.AMOUNT_ZERO and limit is LimitField.APPROVAL_ABOVE:
            return Amount(0, token.decimals, token.id)
        raise


def _count(text: str, problems: dict[str, Problem]) -> int | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and 1 <= int(text) <= MOST_PER_HOUR):
        problems[PER_HOUR] = Problem(Code.LIMIT_COUNT, {"most": str(MOST_PER_HOUR)}, PER_HOUR)
        return None
    return int(text)


def _in_draft(field: str, draft: LimitsDraft, limits: Limits) -> str:
    """Return the draft's name of a field of limits: tokens without any limit are not among those."""
    head = "limits.tokens["
    if not field.startswith(head):
        return field
    number, _, limit = field.removeprefix(head).partition("].")
    token_id = limits.tokens[int(number)].token_id if number.isdigit() else None
    places = {one.token_id: place for place, one in enumerate(draft.tokens)}
    return field if token_id not in places else f"{head}{places[token_id]}].{limit}"


def _below_use(
    limits: Limits, draft: LimitsDraft, tokens: Mapping[TokenId, Token], use: LimitUse | None
) -> dict[str, Problem]:
    """Say which limits are below what is used already; the node looks again when it is asked."""
    if use is None:
        return {}
    places = {one.token_id: place for place, one in enumerate(draft.tokens)}
    given = {one.token_id: one for one in limits.tokens}
    found: dict[str, Problem] = {}
    for one in use.tokens:
        new, limit = given.get(one.token_id), _WINDOWS.get(one.window)
        asked = None if new is None or limit is None else (new.daily if limit is LimitField.DAILY else new.monthly)
        used = one.spent + one.held
        lower = asked is not None and (one.limit is None or asked < one.limit)
        if asked is None or limit is None or not lower or used <= asked:
            continue
        token = tokens.get(one.token_id)
        facts = {"limit": format_amount(asked), "used": format_amount(used), "window": one.window.value, "part": "used"}
        facts["symbol"] = token.symbol if token is not None else one.token_id[:8]
        at = field_of(places[one.token_id], limit)
        found[at] = Problem(Code.LIMIT_BELOW_USE, facts, at)
    made, count = use.count.made + use.count.held, limits.max_transactions_per_hour
    if count is not None and made > count and (use.count.limit is None or count < use.count.limit):
        facts = {"limit": str(count), "used": str(made), "window": Window.HOUR.value, "part": "used"}
        found[PER_HOUR] = Problem(Code.LIMIT_BELOW_USE, facts, PER_HOUR)
    return found
