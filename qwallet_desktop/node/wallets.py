"""Reading what an identity holds: balances, their past, and the context that its screens start from."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.node import policies, tables
from qwallet_desktop.node.rows import identity_rows, newest_sequence, token_rows

_HELD_BY_IDENTITY = (AccountKind.AVAILABLE, AccountKind.HELD)
_account = tables.accounts.c
_posting = tables.postings.c
_token = tables.tokens.c


def wallet_context(connection: Connection, identity_id: IdentityId) -> WalletContext:
    """Read what the wallet screens of an identity start from.

    Raises:
        Refused: IDENTITY_UNKNOWN.
    """
    row = next(identity_rows(connection, [identity_id]), None)
    if row is None:
        raise refuse(Code.IDENTITY_UNKNOWN)
    newest = connection.scalar(select(func.max(tables.history.c.at)).where(tables.history.c.identity_n == row.n))
    return WalletContext(
        identity_id=row.identity.id,
        balances=balances(connection, identity_id),
        permissions=_permissions(row.identity, policies.policy(connection, row.identity).policy),
        as_of=newest_sequence(connection),
        last_updated=newest or row.identity.created_at,
    )


def _permissions(identity: Identity, policy: ConsentPolicy) -> WalletPermissions:
    active = identity.status is IdentityStatus.ACTIVE
    return WalletPermissions(
        can_send=active and policy.can_send,
        can_receive=active and policy.can_receive,
        can_issue=active and identity.can_issue and policy.can_issue,
    )


def balances(connection: Connection, identity_id: IdentityId) -> tuple[Balance, ...]:
    """Read the balance of every token that the identity has or had, by symbol and token id."""
    question = (
        select(_token.id, _token.decimals, _account.kind, _account.balance, _account.sequence)
        .join(tables.identities, _account.identity_n == tables.identities.c.n)
        .join(tables.tokens, _account.token_n == _token.n)
        .where(tables.identities.c.id == identity_id, _account.kind.in_(_HELD_BY_IDENTITY))
        .order_by(_token.symbol, _token.id)
    )
    found: dict[str, Balance] = {}
    for token_id, decimals, kind, units, sequence in connection.execute(question):
        amount = Amount(units, decimals, TokenId(token_id))
        before = found.get(token_id, Balance(amount.of(0), amount.of(0), Sequence(0)))
        held = before.held + amount if kind == AccountKind.HELD else before.held
        found[token_id] = Balance(before.settled + amount, held, Sequence(max(before.sequence, sequence)))
    return tuple(found.values())


def daily_balances(
    connection: Connection, identity_id: IdentityId, token_id: str, days: int, today: date
) -> tuple[DailyBalance, ...]:
    """Read the settled balance at the end of each of the last `days` days up to `today` (UTC), oldest first.

    Raises:
        Refused: TOKEN_UNKNOWN.
    """
    token = next(token_rows(connection, [token_id]), None)
    if token is None:
        raise refuse(Code.TOKEN_UNKNOWN, at="tokenId")
    accounts = connection.scalars(
        select(_account.n)
        .join(tables.identities, _account.identity_n == tables.identities.c.n)
        .where(tables.identities.c.id == identity_id, _account.token_n == token.n, _account.kind.in_(_HELD_BY_IDENTITY))
    ).all()
    dates = [today - timedelta(days=back) for back in range(days)]
    series = [_units_by_day(connection, account, dates) for account in accounts]
    totals = [sum(units) for units in zip(*series, strict=True)] if series else [0] * days
    amount = Amount(0, token.token.decimals, token.token.id)
    return tuple(DailyBalance(day, amount.of(units)) for day, units in zip(dates, totals, strict=True))[::-1]


def _units_by_day(connection: Connection, account: int, dates: list[date]) -> Iterator[int]:
    """Read what an account held at the end of each day, newest day first; a quiet time is read once."""
    question = (
        select(_posting.at, _posting.balance)
        .where(_posting.account_n == account)
        .order_by(_posting.at.desc(), _posting.n.desc())
        .limit(1)
    )
    known_from: datetime | None = None
    units = 0
    for day in dates:
        end = datetime.combine(day + timedelta(days=1), time(), UTC)
        if known_from is None or known_from >= end:
            row = connection.execute(question.where(_posting.at < end)).one_or_none()
            known_from, units = (row.at, row.balance) if row else (datetime.min.replace(tzinfo=UTC), 0)
        yield units
