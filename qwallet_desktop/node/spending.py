"""How much an identity, or its whole family, spent in a sliding time, by index reads; and when that frees again.

Each posting stores the running sum and count of what its account paid out, and the times of an
account's postings never go back: so what left in a window is what the account has now less what it
had at the window's beginning, one index read for each account. A posting at exactly the beginning is
out of the window. All counts what the transaction posted and has not written yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.limits import DAY, HOUR, MONTH, Limits, LimitScope, Window
from qwallet_desktop.domain.payment_facts import UNUSED, Use
from qwallet_desktop.node import statements
from qwallet_desktop.node.columns import milliseconds
from qwallet_desktop.node.posted import PostedLine
from qwallet_desktop.node.rows import IdentityRow, TokenRow, identity_rows_numbered
from qwallet_desktop.node.stored import moment_of, units_of
from qwallet_desktop.node.working import Working

LENGTHS = {Window.HOUR: HOUR, Window.DAY: DAY, Window.MONTH: MONTH}

_WHOSE = {
    LimitScope.IDENTITY: "= :holder",
    LimitScope.FAMILY: "IN (SELECT i.n FROM identities i WHERE i.n = :holder OR i.owner_n = :holder)",
}
_BEFORE = (
    "(SELECT p.{column} FROM postings p WHERE p.account_n = a.n AND p.at <= :{moment} "
    "ORDER BY p.at DESC, p.n DESC LIMIT 1)"
)
_ACCOUNTS = "FROM accounts a WHERE a.identity_n {whose} {token} AND a.kind <> 'ISSUANCE' {moved}"
_OF_TOKEN, _MOVED = "AND a.token_n = :token", "AND (a.at IS NULL OR a.at > :since)"
_OPEN_ITEMS = "SELECT COALESCE(SUM(t.payments), 0) FROM items t WHERE t.state = 'OPEN'"
_SUMS = {
    scope: text(
        f"SELECT a.out_sum, a.at, {_BEFORE.format(column='out_sum', moment='first')}, "
        f"{_BEFORE.format(column='out_sum', moment='second')} "
        + _ACCOUNTS.format(whose=whose, token=_OF_TOKEN, moved=_MOVED)
    )
    for scope, whose in _WHOSE.items()
}
_COUNTS = {
    scope: text(
        f"SELECT a.out_count, a.at, {_BEFORE.format(column='out_count', moment='first')} "
        + _ACCOUNTS.format(whose=whose, token="", moved=_MOVED)
    )
    for scope, whose in _WHOSE.items()
}
_HELD = {
    scope: text("SELECT a.balance " + _ACCOUNTS.format(whose=whose, token=_OF_TOKEN, moved="AND a.kind = 'HELD'"))
    for scope, whose in _WHOSE.items()
}
_WAITING = {scope: text(f"{_OPEN_ITEMS} AND t.identity_n {whose}") for scope, whose in _WHOSE.items()}
_MEMBERS = text("SELECT i.n FROM identities i WHERE i.n = :holder OR i.owner_n = :holder")


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose spending is summed: an identity's own, or that of a ROOT and all that it owns."""

    row: IdentityRow
    scope: LimitScope = LimitScope.IDENTITY

    def lines(self, working: Working) -> Iterator[PostedLine]:
        """Go through what the transaction posted for them and has not written."""
        return working.posted.of(self.row.identity.id, with_family=self.scope is LimitScope.FAMILY)


def use_of(working: Working, counted: Counted, token: TokenRow, at: datetime, limits: Limits) -> Use:
    """Say how much of some limits is used; what no limit asks for is not read.

    Args:
        working: The ledger, with what the transaction changed.
        counted: Whose limits these are.
        token: What is to be paid.
        at: When, in UTC.
        limits: Those in force.
    """
    mine = next((one for one in limits.tokens if one.token_id == token.token.id), None)
    day = month = waits = made = waiting = 0
    if mine is not None and (mine.daily is not None or mine.monthly is not None):
        day, month = _spent_in_two(working, counted, token, at)
        waits = held(working, counted, token)
    if limits.max_transactions_per_hour is not None:
        made = payments_since(working, counted, at - HOUR)
        waiting = held_payments(working, counted)
    return Use(day, month, waits, made, waiting) if day or month or waits or made or waiting else UNUSED


def _spent_in_two(working: Working, counted: Counted, token: TokenRow, at: datetime) -> tuple[int, int]:
    """Read what was spent in the last day and in the last month, in one question."""
    day, month = at - DAY, at - MONTH
    spent = [0, 0]
    for out_sum, _, before_month, before_day in _sums(working, counted, token, month, month, day):
        spent[0] += _units(out_sum) - _units(before_day)
        spent[1] += _units(out_sum) - _units(before_month)
    for line, moment in counted.lines(working):
        if line.token.n == token.n:
            spent[0] += line.spent if moment > day else 0
            spent[1] += line.spent if moment > month else 0
    return spent[0], spent[1]


def spent_since(working: Working, counted: Counted, token: TokenRow, since: datetime) -> int:
    """Say how many units of a token left as payments after a moment."""
    written = sum(_units(row[0]) - _units(row[2]) for row in _sums(working, counted, token, since, since))
    lines = (line for line, at in counted.lines(working) if line.token.n == token.n and at > since)
    return written + sum(line.spent for line in lines)


def payments_since(working: Working, counted: Counted, since: datetime) -> int:
    """Say how many payments of any token went out after a moment."""
    written: int = sum(out_count - (before or 0) for out_count, _, before in _counts(working, counted, since, since))
    return written + sum(line.payments for line, at in counted.lines(working) if at > since)


def held(working: Working, counted: Counted, token: TokenRow) -> int:
    """Say how many units of a token wait for approval."""
    if counted.scope is LimitScope.IDENTITY:
        return working.state(counted.row, token, AccountKind.HELD).balance
    values = {"holder": counted.row.n, "token": token.n}
    written = sum(_units(balance) for (balance,) in statements.ask(working.connection, _HELD[counted.scope], values))
    lines = (line for line, _ in counted.lines(working) if line.token.n == token.n and line.kind is AccountKind.HELD)
    return written + sum(line.units for line in lines)


def held_payments(working: Working, counted: Counted) -> int:
    """Say how many payments wait for approval, each of many that wait together."""
    ((written,),) = statements.ask(working.connection, _WAITING[counted.scope], {"holder": counted.row.n})
    with_family = counted.scope is LimitScope.FAMILY
    return int(written) + working.posted.waiting(counted.row.identity.id, with_family=with_family)


def leaves(  # noqa: PLR0913, PLR0917  (what is summed, and how much of it)
    working: Working, counted: Counted, token: TokenRow | None, window: Window, at: datetime, amount: int
) -> datetime | None:
    """Say when so much of what is spent will have left a window.

    Args:
        working: The ledger, with what the transaction changed.
        counted: Whose spending.
        token: Of which token, or None to count payments of all.
        window: In which sliding time.
        at: As of when, in UTC.
        amount: Units, or payments; above zero.

    Returns:
        None where so much was not spent.
    """
    since = at - LENGTHS[window]
    # The moments between which the posting lies that makes it enough, in milliseconds.
    low, high = milliseconds(since), _newest(working, counted, token, since, at)
    begun = _paid_until(working, counted, token, since, low)
    if _paid_until(working, counted, token, since, high) - begun < amount:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        enough = _paid_until(working, counted, token, since, middle) - begun >= amount
        low, high = (low, middle) if enough else (middle, high)
    return moment_of(high) + LENGTHS[window]


def _newest(working: Working, counted: Counted, token: TokenRow | None, since: datetime, at: datetime) -> int:
    """Return the time of the newest posting, which is after `at` where the clock was set back."""
    if token is None:
        written = [moved for _, moved, _ in _counts(working, counted, since, since)]
    else:
        written = [moved for _, moved, *_ in _sums(working, counted, token, since, since)]
    posted = (milliseconds(moment) for _, moment in counted.lines(working))
    return max([milliseconds(at), *(int(moved) for moved in written if moved is not None), *posted])


def _paid_until(working: Working, counted: Counted, token: TokenRow | None, since: datetime, until: int) -> int:
    """Return the running sum (or count) at a moment, of the accounts that paid anything after `since`."""
    moment = moment_of(until)
    lines = [line for line, at in counted.lines(working) if at <= moment]
    if token is None:
        written: int = sum(before or 0 for _, _, before in _counts(working, counted, since, moment))
        return written + sum(line.payments for line in lines)
    written = sum(_units(row[2]) for row in _sums(working, counted, token, since, moment))
    return written + sum(line.spent for line in lines if line.token.n == token.n)


def family_of(working: Working, row: IdentityRow) -> tuple[IdentityRow, ...]:
    """Return a ROOT and the identities that it owns, as they stand after the decisions so far."""
    numbers = [n for (n,) in statements.ask(working.connection, _MEMBERS, {"holder": row.n})]
    written = [found.identity.id for found in identity_rows_numbered(working.connection, numbers).values()]
    added = [new["id"] for new in working.rows["identities"] if new["owner_n"] == row.n]
    members = (working.identity(member) for member in (*written, *added))
    return tuple(member for member in members if member is not None)


def _sums(  # noqa: PLR0913, PLR0917  (a question's values)
    working: Working,
    counted: Counted,
    token: TokenRow,
    since: datetime,
    first: datetime,
    second: datetime | None = None,
) -> list[Any]:
    """Ask for the accounts that were touched after `since`: sum, newest time, and the sums at two moments."""
    values = {
        "holder": counted.row.n,
        "token": token.n,
        "since": milliseconds(since),
        "first": milliseconds(first),
        "second": milliseconds(second or first),
    }
    return statements.ask(working.connection, _SUMS[counted.scope], values)


def _counts(working: Working, counted: Counted, since: datetime, first: datetime) -> list[Any]:
    """Ask for the accounts of any token that were touched after `since`: count, newest time, the count at a moment."""
    values = {"holder": counted.row.n, "since": milliseconds(since), "first": milliseconds(first)}
    return statements.ask(working.connection, _COUNTS[counted.scope], values)


def _units(stored: str | Decimal | None) -> int:
    """Read units as the driver gives them."""
    return units_of(stored) if isinstance(stored, str) else int(stored or 0)
