"""Reading an identity's history: pages by rank at a fixed position, and exports by cursor."""

import re
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, UnaryExpression, and_, func, select

from qwallet_desktop.domain.ids import IdentityId, Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.transfers import (
    Direction,
    HistoryEntry,
    HistoryPage,
    HistoryQuery,
    SortKey,
    Transfer,
    TransferKind,
)
from qwallet_desktop.node import search, tables
from qwallet_desktop.node.rows import newest_sequence
from qwallet_desktop.wire.requests import ExportPage

_own = tables.history.c
_holders = tables.identities.alias("holders")
_others = tables.identities.alias("others")
_SORTED_BY: dict[SortKey, ColumnElement[Any]] = {
    SortKey.AT: _own.at,
    SortKey.AMOUNT: _own.magnitude,
    SortKey.SYMBOL: tables.tokens.c.symbol,
    SortKey.DIRECTION: _own.direction,
    SortKey.COUNTERPARTY: func.coalesce(_others.c.id, ""),
    SortKey.MEMO: tables.transfers.c.memo_key,
}
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

    Amounts sort by value also across tokens, memos without regard to case; what is equal stands
    in the order of the ledger, turned round with the rest.
    """
    position = newest_sequence(connection) if as_of is None else as_of
    wanted = and_(_filters(connection, identity_id, query), _own.sequence <= position)
    total = connection.execute(select(func.count()).select_from(tables.history).where(wanted)).scalar_one()
    order = _order(query)
    ranks = _sortable(query.sort, select(_own.n)).where(wanted).order_by(*order).offset(offset).limit(limit)
    rows = connection.execute(entries().where(_own.n.in_(ranks)).order_by(*order)).mappings()
    return HistoryPage(tuple(entry(row) for row in rows), offset, total, Sequence(position))


def export_page(
    connection: Connection, identity_id: IdentityId, query: HistoryQuery, cursor: str, limit: int
) -> ExportPage:
    """Read a slice of the filtered history, oldest first, after an opaque cursor (empty: from the start).

    Later slices show the history as it stood at the first.

    Raises:
        Refused: MALFORMED at "cursor".
    """
    match = _CURSOR.fullmatch(cursor)
    if cursor and match is None:
        raise refuse(Code.MALFORMED, at="cursor")
    position, last = (int(match[1]), int(match[2])) if match else (newest_sequence(connection), 0)
    wanted = and_(_filters(connection, identity_id, query), _own.sequence <= position, _own.sequence > last)
    question = entries().where(wanted).order_by(_own.sequence).limit(limit + 1)
    found = [entry(row) for row in connection.execute(question).mappings()]
    more = f"{position}.{found[limit - 1].transfer.sequence}" if len(found) > limit else ""
    return ExportPage(tuple(found[:limit]), more)


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


def _filters(connection: Connection, identity_id: IdentityId, query: HistoryQuery) -> ColumnElement[bool]:
    own = connection.scalar(select(tables.identities.c.n).where(tables.identities.c.id == identity_id))
    parts = [_own.identity_n == own, search.matches(query.search)]
    if query.since is not None:
        parts.append(_own.at >= query.since)
    if query.until is not None:
        parts.append(_own.at < query.until)
    if query.token_id is not None:
        parts.append(_own.token_n == _number(tables.tokens.c, query.token_id))
    if query.direction is not None:
        parts.append(_own.direction == query.direction)
    if query.kind is not None:
        parts.append(_own.kind == query.kind)
    if query.counterparty is not None:
        parts.append(_own.counterparty_n == _number(tables.identities.c, query.counterparty))
    return and_(*parts)


def _number(columns: Any, name: str | None) -> Any:  # noqa: ANN401,RUF100  (SQLAlchemy's columns)
    return select(columns.n).where(columns.id == name).scalar_subquery()


def _sortable(key: SortKey, question: Select[Any]) -> Select[Any]:
    """Join what a sort key reads, and no more: the rank is found in the index where it can be."""
    match key:
        case SortKey.SYMBOL:
            return question.join(tables.tokens, _own.token_n == tables.tokens.c.n)
        case SortKey.COUNTERPARTY:
            return question.outerjoin(_others, _own.counterparty_n == _others.c.n)
        case SortKey.MEMO:
            return question.join(tables.transfers, _own.transfer_n == tables.transfers.c.n)
        case SortKey.AT | SortKey.AMOUNT | SortKey.DIRECTION:
            return question
        case _:
            assert_never(key)


def _order(query: HistoryQuery) -> list[UnaryExpression[Any]]:
    keys = (_SORTED_BY[query.sort], _own.sequence)
    return [key.desc() if query.descending else key.asc() for key in keys]
