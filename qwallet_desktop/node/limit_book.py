"""What limits an identity and its family, how much of it is used, and when which part comes back."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.limits import (
    HOUR,
    MONTH,
    AmountChanged,
    CountChanged,
    CountUse,
    LimitBook,
    LimitDifference,
    LimitField,
    Limits,
    LimitScope,
    LimitsVersion,
    LimitUse,
    TokenLimits,
    TokenUse,
    Window,
)
from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.money import Amount, format_amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import spending, tables
from qwallet_desktop.node.movements import Turn
from qwallet_desktop.node.policies import limits_of
from qwallet_desktop.node.rows import IdentityRow, TokenRow
from qwallet_desktop.node.spending import LENGTHS, Counted
from qwallet_desktop.node.working import Working

_account = tables.accounts.c
_MOVED = (
    select(tables.tokens.c.id)
    .join(tables.accounts, _account.token_n == tables.tokens.c.n)
    .where(
        _account.identity_n.in_(bindparam("holders", expanding=True)),
        _account.kind != AccountKind.ISSUANCE,
        _account.at > bindparam("since"),
    )
    .distinct()
    .order_by(tables.tokens.c.id)
)
_WINDOW_OF = {LimitField.DAILY: Window.DAY, LimitField.MONTHLY: Window.MONTH}


def has_family(identity: Identity) -> bool:
    """Tell whether an identity may have limits for its whole family: a ROOT without an owner."""
    return identity.type is IdentityType.ROOT and identity.owner is None


def limit_book(connection: Connection, identity: Identity, at: datetime, *, family: bool) -> LimitBook:
    """Say what limits an identity and how much of that is used.

    Args:
        connection: The ledger.
        identity: Whose limits.
        at: As of when, in UTC.
        family: Also what limits the whole family that it belongs to.

    Raises:
        Refused: IDENTITY_UNKNOWN.
    """
    working = Working(connection)
    own = limit_use(working, Counted(_row(working, identity.id)), at)
    if not family:
        return LimitBook(own)
    root = _row(working, identity.owner or identity.id)
    return LimitBook(own, limit_use(working, Counted(root, LimitScope.FAMILY), at))


def _row(working: Working, identity_id: IdentityId) -> IdentityRow:
    row = working.identity(identity_id)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    return row


def limit_use(working: Working, counted: Counted, at: datetime) -> LimitUse:
    """Say how much of the limits of one scope is used, for every token that has limits or was spent in 30 days."""
    version = limits_of(working, counted.row, counted.scope)
    holders = [counted.row]
    if counted.scope is LimitScope.FAMILY:
        holders = list(spending.family_of(working, counted.row))
    return LimitUse(
        version,
        tuple(_token_uses(working, counted, version, holders, at)),
        _count_use(working, counted, version.limits, at),
        at,
    )


def _token_uses(
    working: Working, counted: Counted, version: LimitsVersion, holders: Collection[IdentityRow], at: datetime
) -> Iterator[TokenUse]:
    limited = {one.token_id: one for one in version.limits.tokens}
    values = {"holders": [one.n for one in holders], "since": at - MONTH}
    moved = working.connection.scalars(_MOVED, values).all()
    for token_id in dict.fromkeys((*limited, *map(TokenId, moved))):
        token, limits = working.token(token_id), limited.get(token_id, TokenLimits(token_id))
        if token is None:
            continue
        month = _token_use(working, counted, token, Window.MONTH, limits.monthly, at)
        if token_id in limited or month.spent.units or month.held.units:
            yield _token_use(working, counted, token, Window.DAY, limits.daily, at)
            yield month


def _token_use(  # noqa: PLR0913, PLR0917  (whose use of what, and when)
    working: Working, counted: Counted, token: TokenRow, window: Window, limit: Amount | None, at: datetime
) -> TokenUse:
    none = Amount(0, token.token.decimals, token.token.id)
    spent = spending.spent_since(working, counted, token, at - LENGTHS[window])
    held = spending.held(working, counted, token)
    frees_at = spending.leaves(working, counted, token, window, at, 1) if spent else None
    rest = spending.spent_since(working, counted, token, frees_at - LENGTHS[window]) if frees_at else 0
    return TokenUse(
        token.token.id,
        window,
        limit,
        none.of(spent),
        none.of(held),
        frees_at,
        none.of(spent - rest) if frees_at else None,
    )


def _count_use(working: Working, counted: Counted, limits: Limits, at: datetime) -> CountUse:
    made = spending.payments_since(working, counted, at - HOUR)
    return CountUse(
        limits.max_transactions_per_hour,
        made,
        spending.held_payments(working, counted),
        spending.leaves(working, counted, None, Window.HOUR, at, 1) if made else None,
    )


# ------------------------------------------------------------------------------------- changing limits


def check_use(
    turn: Turn, row: IdentityRow, scope: LimitScope, after: Limits, changed: Collection[LimitDifference]
) -> None:
    """Refuse a lower limit of which more is used already.

    Raises:
        Refused: LIMIT_BELOW_USE, with the facts `limit`, `used`, `window`, `symbol` for a limit on a token, and
            `fitsAt` (RFC 3339): from when on it could be set if nothing is paid. That is missing where more is
            held than the limit would allow.
    """
    places = {one.token_id: index for index, one in enumerate(after.tokens)}
    counted = Counted(row, scope)
    for one in changed:
        if isinstance(one, AmountChanged) and one.field in _WINDOW_OF and one.after is not None and one.narrows:
            at = f"limits.tokens[{places[one.token_id]}].{one.field.value}"
            _check_sum(turn, counted, _WINDOW_OF[one.field], one.after, at)
        elif isinstance(one, CountChanged) and one.after is not None and one.narrows:
            _check_count(turn, counted, one.after)


def _check_sum(turn: Turn, counted: Counted, window: Window, limit: Amount, at: str) -> None:
    token = turn.working.token(limit.token_id)
    if token is None:
        raise refuse(Code.TOKEN_UNKNOWN, at=at)
    spent = spending.spent_since(turn.working, counted, token, turn.at - LENGTHS[window])
    used = spent + spending.held(turn.working, counted, token)
    if used > limit.units:
        told = {"limit": format_amount(limit), "used": format_amount(limit.of(used)), "symbol": token.token.symbol}
        excess = used - limit.units
        fits = spending.leaves(turn.working, counted, token, window, turn.at, excess) if excess <= spent else None
        raise refuse(Code.LIMIT_BELOW_USE, at=at, window=window.value, **told, **_fits(fits))


def _check_count(turn: Turn, counted: Counted, limit: int) -> None:
    made = spending.payments_since(turn.working, counted, turn.at - HOUR)
    used = made + spending.held_payments(turn.working, counted)
    if used > limit:
        excess = used - limit
        fits = spending.leaves(turn.working, counted, None, Window.HOUR, turn.at, excess) if excess <= made else None
        told = {"limit": str(limit), "used": str(used), "window": Window.HOUR.value}
        raise refuse(Code.LIMIT_BELOW_USE, at="limits.maxTransactionsPerHour", **told, **_fits(fits))


def _fits(moment: datetime | None) -> dict[str, str]:
    return {} if moment is None else {"fitsAt": timestamp(moment)}
