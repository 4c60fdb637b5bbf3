"""Writes what the decisions of a transaction came to: table by table, many rows at once, and the head last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, Update, bindparam, insert, text, update

from qwallet_desktop.domain.ledger import AccountKind
from qwallet_desktop.node import facets, rule_tables, search, statements, tables
from qwallet_desktop.node.known import AccountRow, Pair
from qwallet_desktop.node.statements import Row, Statement

Touched = tuple[Pair, AccountKind, AccountRow]
"""An account that was posted to: whose, of what, of which kind, and its row."""


def _update(table: Table, *names: str) -> Update:
    question = update(table).where(table.c.n == bindparam("row_n"))
    return question.values({name: bindparam(name) for name in names})


_NOT_INSERTED = (tables.log_head, tables.history_cells, tables.notification_marks)
INSERTS = {table.name: insert(table) for table in rule_tables.metadata.sorted_tables if table not in _NOT_INSERTED}
_UPDATE_ACCOUNTS = _update(tables.accounts, "balance", "out_sum", "out_count", "sequence", "at")
_UPDATE_IDENTITIES = _update(
    *(tables.identities, "name", "status", "owner_n", "can_issue", "frozen_by_n", "reason", "guardian_n", "successor_n")
)
_UPDATE_HEAD = update(tables.log_head).values(
    {column.name: bindparam(column.name) for column in tables.log_head.columns if column.name != "id"}
)

_UPDATE_MARKS = text(
    "INSERT INTO notification_marks (identity_n, read_up_to, payments) VALUES (:identity_n, :read_up_to, :payments) "
    "ON CONFLICT (identity_n) DO UPDATE SET read_up_to = excluded.read_up_to, payments = excluded.payments"
)


@dataclass(frozen=True, slots=True)
class Unwritten:
    """What is to be written.

    Attributes:
        rows: New rows by their table.
        accounts: Those that were posted to; the new ones have no row yet.
        identities: Rows of `identities` that are others now.
        later: What is executed once all new rows are there, each statement with its values; emptied.
        marks: How far notifications are read, where that changed.
    """

    rows: Mapping[str, list[Row]]
    accounts: Collection[Touched]
    identities: Collection[Row]
    later: list[tuple[Statement, Row]]
    marks: Collection[Row]


def write(connection: Connection, unwritten: Unwritten, head: Row) -> None:
    """Write everything; the rows are used up.

    Args:
        connection: The transaction.
        unwritten: What the decisions came to.
        head: How many rows each numbered table has then: the locked row of the global order, written last.
    """
    rows = unwritten.rows
    rows["accounts"].extend(
        {"n": row.n, "identity_n": pair[0], "token_n": pair[1], "kind": kind, **_state(row)}
        for pair, kind, row in unwritten.accounts
        if row.made
    )
    for name, question in INSERTS.items():
        statements.execute(connection, question, rows[name])
    changed = [{"row_n": row.n, **_state(row)} for _, _, row in unwritten.accounts if not row.made]
    for _, _, row in unwritten.accounts:
        row.made = False
    statements.execute(connection, _UPDATE_ACCOUNTS, changed)
    statements.execute(connection, _UPDATE_IDENTITIES, list(unwritten.identities))
    for statement, values in unwritten.later:
        statements.execute(connection, statement, [values])
    unwritten.later.clear()
    statements.execute(connection, facets.COUNT, facets.count_rows(rows["history"]))
    statements.execute(connection, _UPDATE_MARKS, list(unwritten.marks))
    search.add(connection, map(_remembered, rows["transfers"]))
    statements.execute(connection, _UPDATE_HEAD, [dict(head)])


def _remembered(row: Row) -> search.Remembered:
    parties = (row["sender_n"], row["recipient_n"])
    return search.Remembered(row["sequence"], row["memo"], tuple(n for n in parties if n is not None))


def _state(row: AccountRow) -> Row:
    return {
        "balance": row.state.balance,
        "out_sum": row.state.out_sum,
        "out_count": row.state.out_count,
        "sequence": row.sequence,
        "at": row.at,
    }
