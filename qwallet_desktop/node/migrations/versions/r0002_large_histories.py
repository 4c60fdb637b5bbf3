"""Histories of a million entries: sort keys and facets in the history, their counts, and words by sequence."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from qwallet_desktop.node import search

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.String(79).with_variant(sa.Numeric(78, 0), "postgresql")
AT_ONCE = 5_000
LONGEST_MEMO_KEY = 40
KINDS = {"TRANSFER": 0, "MINT": 1, "BURN": 2}
COPIED = (
    *("n", "identity_n", "sequence", "transfer_n", "at", "token_n", "direction", "kind", "counterparty_n"),
    *("magnitude", "memo_key", "facet", "balance_after"),
)


Told = Callable[[int], object]


def by_code_point(length: int) -> sa.types.TypeEngine[str]:
    """Make the type of text that sorts on both databases alike."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring a database of the first revision to this one."""
    entries, transfers = _highest("history"), _highest("transfers")

    def told(done: int) -> None:
        context.config.attributes["told"](done, entries + transfers)

    _put_aside()
    _make_tables()
    _copy_history(told)
    op.execute(
        "INSERT INTO history_cells (identity_n, facet, entries) "
        "SELECT identity_n, facet, count(*) FROM history GROUP BY identity_n, facet"
    )
    op.drop_table("history_0001")
    _make_indexes(lambda: told(entries))
    op.drop_column("transfers", "memo_key")
    _index_words(lambda done: told(entries + done))


def _highest(name: str) -> int:
    return int(op.get_bind().scalar(sa.text(f"SELECT coalesce(max(n), 0) FROM {name}")))  # noqa: S608  (a name of ours)


def _put_aside() -> None:
    op.drop_index("history_by_sequence", "history")
    op.drop_index("history_by_time", "history")
    op.rename_table("history", "history_0001")
    if op.get_context().dialect.name == "postgresql":
        # Names of constraints are the database's own there: the new table's shall be as if it had been the first.
        for name in ("pkey", *(f"{key}_fkey" for key in ("counterparty_n", "identity_n", "token_n", "transfer_n"))):
            op.execute(f"ALTER TABLE history_0001 RENAME CONSTRAINT history_{name} TO history_0001_{name}")


def _make_tables() -> None:
    op.create_table(
        "history",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("identity_n", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("transfer_n", NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("token_n", NUMBER, nullable=False),
        sa.Column("direction", by_code_point(3), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("counterparty_n", NUMBER, nullable=True),
        sa.Column("magnitude", by_code_point(112), nullable=False),
        sa.Column("memo_key", by_code_point(LONGEST_MEMO_KEY), nullable=False),
        sa.Column("facet", NUMBER, nullable=False),
        sa.Column("balance_after", AMOUNT, nullable=False),
        sa.ForeignKeyConstraint(["counterparty_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["token_n"], ["tokens.n"]),
        sa.ForeignKeyConstraint(["transfer_n"], ["transfers.n"]),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_table(
        "history_cells",
        sa.Column("identity_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("facet", NUMBER, autoincrement=False, nullable=False),
        sa.Column("entries", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("identity_n", "facet"),
        sqlite_with_rowid=False,
    )


def _make_indexes(told: Callable[[], object]) -> None:
    for name, columns in (
        ("history_by_sequence", ["identity_n", "sequence", "at", "facet"]),
        ("history_by_time", ["identity_n", "at", "sequence", "facet"]),
        ("history_by_facet", ["identity_n", "facet", "sequence", "at"]),
        ("history_by_amount", ["identity_n", "magnitude", "sequence", "at", "facet"]),
        ("history_by_memo", ["identity_n", "memo_key", "sequence", "at", "facet"]),
    ):
        told()
        op.create_index(name, "history", columns, unique=False)


def _copy_history(told: Told) -> None:
    """Copy the history, with the sort key of its memos and with its facets (node/facets.py: pack)."""
    copy = sa.text(f"INSERT INTO history ({', '.join(COPIED)}) VALUES ({', '.join(f':{name}' for name in COPIED)})")  # noqa: S608  (names of ours)
    question = (
        "SELECT h.*, t.memo FROM history_0001 h JOIN transfers t ON t.n = h.transfer_n "
        "WHERE h.n > :after ORDER BY h.n LIMIT :at_once"
    )
    for rows in _chunks(question, told):
        op.get_bind().execute(copy, [row | {"memo_key": _memo_key(row), "facet": _facet(row)} for row in rows])


def _memo_key(row: dict[str, Any]) -> str:
    return str(row["memo"]).casefold()[:LONGEST_MEMO_KEY]


def _facet(row: dict[str, Any]) -> int:
    party, token, kind = row["counterparty_n"] or 0, row["token_n"], KINDS[row["kind"]]
    return int(party << 28 | token << 4 | kind << 1 | (row["direction"] == "OUT"))


def _index_words(told: Told) -> None:
    """Index all memos anew, by sequence and with who took part."""
    op.execute("DROP TABLE memo_words")
    search.create(op.get_bind())
    question = (
        "SELECT n, sequence, memo, sender_n, recipient_n FROM transfers WHERE n > :after ORDER BY n LIMIT :at_once"
    )
    for rows in _chunks(question, told):
        search.add(op.get_bind(), [_remembered(row) for row in rows])


def _remembered(row: dict[str, Any]) -> search.Remembered:
    parties = (row["sender_n"], row["recipient_n"])
    return search.Remembered(row["sequence"], row["memo"], tuple(n for n in parties if n is not None))


def _chunks(question: str, told: Told) -> Iterator[list[dict[str, Any]]]:
    """Read a table by its numbers, so many rows at once that memory does not grow with it; tell how far it is."""
    after = 0
    while True:
        found = op.get_bind().execute(sa.text(question), {"after": after, "at_once": AT_ONCE}).mappings()
        rows = [dict(row) for row in found]
        if not rows:
            return
        yield rows
        after = rows[-1]["n"]
        told(after)
