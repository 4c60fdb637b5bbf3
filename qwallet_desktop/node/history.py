"""Reading an identity's history: pages by rank at a fixed position, and exports by cursor."""

import re
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from qwallet_desktop.domain.ids import IdentityId, Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.search_terms import Term, terms
from qwallet_desktop.domain.transfers import (
    Direction,
    HistoryEntry,
    HistoryPage,
    HistoryQuery,
    SortKey,
    Transfer,
    TransferKind,
)
from qwallet_desktop.node import facets, search, tables
from qwallet_desktop.node.finding import find, following
from qwallet_desktop.node.grouping import grouped, namer
from qwallet_desktop.node.ranking import Order, Scope, Window, count, sliced
from qwallet_desktop.node.rows import newest_sequence
from qwallet_desktop.wire.requests import ExportPage

_own = tables.history.c
_holders = tables.identities.alias("holders")
_others = tables.identities.alias("others")
_INDEXED = {SortKey.AT: Order.TIME, SortKey.AMOUNT: Order.AMOUNT, SortKey.MEMO: Order.MEMO}
_CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


def history(  # noqa: PLR0913, PLR0917  (a page is these five)
    connection: Connection,
    identity_id: IdentityId,
    query: HistoryQuery,
    offset: int,
    limit: int,
    as_of: Sequence | None = None,
) -> HistoryPage:
    """Read ranks `offset` … `offset + limit` of the history as it stood at `as_of` (None: now).

    Amounts sort by value also across tokens, memos by their beginning without regard to case; what
    is equal stands in the order of the ledger, turned round with the rest.
    """
    newest = newest_sequence(connection)
    position = newest if as_of is None else as_of
    scope = _scope(connection, identity_id, query, position, newest)
    window = Window(offset, limit, query.descending)
    if scope is None:
        return HistoryPage((), offset, 0, position)
    if looked_for := terms(query.search):
        return _searched(scope, query, looked_for, window)
    total = count(scope)
    if query.sort in _INDEXED:
        sequences = sliced(scope, _INDEXED[query.sort], window, total)
    else:
        sequences = grouped(scope, query.sort, window, total)
    return HistoryPage(_read(scope, sequences), offset, total, position)


def _searched(scope: Scope, query: HistoryQuery, looked_for: tuple[Term, ...], window: Window) -> HistoryPage:
    """Read a window on what a search found, sorted: so few are sorted here."""
    # Oldest first shows the oldest; any other order is one of the newest.
    newest = query.descending or query.sort is not SortKey.AT
    if query.sort in _INDEXED:
        found = find(scope, looked_for, _INDEXED[query.sort].column, newest=newest)
        ranked = found.ranked
    else:
        found = find(scope, looked_for, _own.facet, newest=newest)
        named = namer(scope.connection, scope.identity_n, query.sort)
        ranked = [(sequence, named(facet)) for sequence, facet in found.ranked]
    entries = _read(scope, window.cut(ranked))
    return HistoryPage(entries, window.offset, len(ranked), scope.position, found.more)


def export_page(
    connection: Connection, identity_id: IdentityId, query: HistoryQuery, cursor: str, limit: int
) -> ExportPage:
    """Read a slice of the filtered history, oldest first, after an opaque cursor (empty: from the start).

    Later slices show the history as it stood at the first. A search is answered whole.

    Raises:
        Refused: MALFORMED at "cursor".
    """
    match = _CURSOR.fullmatch(cursor)
    if cursor and match is None:
        raise refuse(Code.MALFORMED, at="cursor")
    newest = newest_sequence(connection)
    position, last = (Sequence(int(match[1])), int(match[2])) if match else (newest, 0)
    scope = _scope(connection, identity_id, query, position, newest)
    if scope is None:
        return ExportPage((), "")
    sequences = following(scope, terms(query.search), last, limit + 1)
    more = f"{position}.{sequences[limit - 1]}" if len(sequences) > limit else ""
    return ExportPage(_read(scope, sequences[:limit]), more)


def _scope(
    connection: Connection, identity_id: IdentityId, query: HistoryQuery, position: Sequence, newest: Sequence
) -> Scope | None:
    """Say which entries a query's filters leave; None for an identity that nobody knows."""
    own = connection.scalar(select(tables.identities.c.n).where(tables.identities.c.id == identity_id))
    if own is None:
        return None
    search.walk(connection)
    wanted = facets.asked_for(connection, query)
    return Scope(connection, own, position, newest, wanted, query.since, query.until)


def _read(scope: Scope, sequences: list[int]) -> tuple[HistoryEntry, ...]:
    """Read the entries of these sequences, in the same order."""
    question = entries().where(_own.identity_n == scope.identity_n, _own.sequence.in_(sequences))
    found = {row["sequence"]: entry(row) for row in scope.connection.execute(question).mappings()}
    return tuple(found[sequence] for sequence in sequences)


def entries() -> Select[Any]:
    """Select history rows with all that an entry shows."""
    return (
        select(
            tables.history,
            tables.transfers.c.id,
            tables.transfers.c.amount,
            tables.transfers.c.memo,
            tables.tokens.c.id.label("token_id"),
            tables.tokens.c.decimals,
            _holders.c.id.label("holder"),
            _others.c.id.label("other"),
        )
        .join(tables.transfers, _own.transfer_n == tables.transfers.c.n)
        .join(tables.tokens, _own.token_n == tables.tokens.c.n)
        .join(_holders, _own.identity_n == _holders.c.n)
        .outerjoin(_others, _own.counterparty_n == _others.c.n)
    )


def entry(row: RowMapping) -> HistoryEntry:
    """Read one entry from a row of `entries`."""
    amount = Amount(row["amount"], row["decimals"], row["token_id"])
    direction = Direction(row["direction"])
    holder, other = IdentityId(row["holder"]), row["other"]
    sender, recipient = (other, holder) if direction is Direction.IN else (holder, other)
    moved = Transfer(
        id=TransferId(row["id"]),
        sequence=Sequence(row["sequence"]),
        kind=TransferKind(row["kind"]),
        sender=sender,
        recipient=recipient,
        amount=amount,
        memo=row["memo"],
        at=row["at"],
    )
    return HistoryEntry(holder, moved, direction, amount.of(row["balance_after"]))
