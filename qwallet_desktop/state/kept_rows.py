"""Answers a question about a history from the rows that are kept here, as the node would answer it from all."""

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.last_known import KnownTable
from qwallet_desktop.domain.money import MOST_DECIMALS
from qwallet_desktop.domain.search_terms import finds, terms
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry, HistoryQuery, SortKey

KEPT_ROWS = 100
"""Rows of each history that are kept, the newest."""


def matching(
    rows: tuple[HistoryEntry, ...], query: HistoryQuery, tokens: Mapping[TokenId, Token]
) -> tuple[HistoryEntry, ...]:
    """Return the rows that a query finds, in its order; what is equal stands in the order of the ledger."""
    looked_for = terms(query.search)
    found = [row for row in rows if query.lets_through(row) and finds(looked_for, row)]
    key = _key(query.sort, tokens)
    return tuple(sorted(found, key=lambda row: (key(row), row.transfer.sequence), reverse=query.descending))


def _key(sort: SortKey, tokens: Mapping[TokenId, Token]) -> Callable[[HistoryEntry], Any]:
    match sort:
        case SortKey.AT:
            return lambda row: row.transfer.sequence
        case SortKey.AMOUNT:
            return lambda row: row.transfer.amount.units * 10 ** (MOST_DECIMALS - row.transfer.amount.decimals)
        case SortKey.SYMBOL:
            symbols = {token_id: token.symbol for token_id, token in tokens.items()}
            return lambda row: symbols.get(row.transfer.amount.token_id, "")
        case SortKey.DIRECTION:
            return lambda row: row.direction
        case SortKey.COUNTERPARTY:
            return lambda row: row.counterparty or ""
        case SortKey.MEMO:
            return lambda row: row.transfer.memo.casefold()
        case _:
            assert_never(sort)


def with_newest(kept: KnownTable, entry: HistoryEntry) -> KnownTable:
    """Put an entry before those that are kept, unless it is not newer than they are."""
    if kept.rows and entry.transfer.sequence <= kept.rows[0].transfer.sequence:
        return kept
    return KnownTable(kept.identity_id, (entry, *kept.rows[: KEPT_ROWS - 1]), kept.total + 1)
