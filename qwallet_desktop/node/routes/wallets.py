"""Wallets: what an identity holds and held, and its history."""

from typing import Annotated

from fastapi import Query, Response

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import HistoryPage
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext
from qwallet_desktop.node import history, wallets
from qwallet_desktop.node.access import Reading, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import (
    LARGEST_INTEGER,
    Count,
    Days,
    Filters,
    IdentityPath,
    Limit,
    TokenPath,
)
from qwallet_desktop.wire.requests import ExportPage

router = versioned("wallets", "/identities/{identity_id}")


@router.get("/wallet")
@documented(WalletContext, Code.IDENTITY_UNKNOWN)
def read_wallet(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read what the wallet screens start from: balances, permissions, position."""
    with reader.on(identity_id, Action.READ_BALANCES) as (connection, subject):
        return answer(wallets.wallet_context(connection, subject.id))


@router.get("/balances")
@documented(tuple[Balance, ...], Code.IDENTITY_UNKNOWN)
def read_balances(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read the balance of every token that the identity has or had."""
    with reader.on(identity_id, Action.READ_BALANCES) as (connection, subject):
        return answer(wallets.balances(connection, subject.id), tuple[Balance, ...])


@router.get("/balances/{token_id}/daily")
@documented(tuple[DailyBalance, ...], Code.IDENTITY_UNKNOWN, Code.TOKEN_UNKNOWN)
def read_daily_balances(reader: Reading, identity_id: IdentityPath, token_id: TokenPath, days: Days = 30) -> Response:
    """Read a token's balance at the end of each of the last days (UTC), oldest first."""
    today = reader.parts.node.clock().date()
    with reader.on(identity_id, Action.READ_BALANCES) as (connection, subject):
        daily = wallets.daily_balances(connection, subject.id, token_id, days, today)
    return answer(daily, tuple[DailyBalance, ...])


@router.get("/transactions")
@documented(HistoryPage, Code.IDENTITY_UNKNOWN)
def read_history(  # noqa: PLR0913, PLR0917 - one per parameter of the address
    reader: Reading,
    identity_id: IdentityPath,
    query: Filters,
    offset: Count = 0,
    limit: Limit = 50,
    as_of: Annotated[int | None, Query(alias="asOf", ge=0, le=LARGEST_INTEGER)] = None,
) -> Response:
    """Read a window on the history as it stood at `asOf`, or as it is now."""
    at = None if as_of is None else Sequence(as_of)
    with reader.on(identity_id, Action.READ_HISTORY) as (connection, subject):
        return answer(history.history(connection, subject.id, query, offset, limit, at))


@router.get("/transactions/export")
@documented(ExportPage, Code.IDENTITY_UNKNOWN)
def export_history(
    reader: Reading,
    identity_id: IdentityPath,
    query: Filters,
    cursor: Annotated[str, Query(max_length=500)] = "",
    limit: Limit = 500,
) -> Response:
    """Read the whole history in slices, oldest first; `next` is the cursor of the one after."""
    with reader.on(identity_id, Action.READ_HISTORY) as (connection, subject):
        return answer(history.export_page(connection, subject.id, query, cursor, limit))
