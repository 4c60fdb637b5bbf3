"""The first tables of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.String(79).with_variant(sa.Numeric(78, 0), "postgresql")


def by_code_point(length: int) -> sa.types.TypeEngine[str]:
    """Make the type of text that sorts on both databases alike."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring an empty database to this revision."""
    op.create_table(
        "audit_leaves",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "identities",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", by_code_point(128), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner_n", NUMBER, nullable=True),
        sa.Column("can_issue", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("frozen_by_n", NUMBER, nullable=True),
        sa.Column("reason", sa.String(length=280), nullable=False),
        sa.ForeignKeyConstraint(["frozen_by_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["owner_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("identities_by_owner", "identities", ["owner_n"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("events", NUMBER, nullable=False),
        sa.Column("audit_leaves", NUMBER, nullable=False),
        sa.Column("identities", NUMBER, nullable=False),
        sa.Column("tokens", NUMBER, nullable=False),
        sa.Column("accounts", NUMBER, nullable=False),
        sa.Column("transfers", NUMBER, nullable=False),
        sa.Column("postings", NUMBER, nullable=False),
        sa.Column("history", NUMBER, nullable=False),
        sa.Column("requests", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "node_facts",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "tree_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_payloads",
        sa.Column("leaf_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["leaf_n"], ["audit_leaves.n"]),
        sa.PrimaryKeyConstraint("leaf_n"),
    )
    op.create_table(
        "events",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("identity_n", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_n", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("events_by_identity", "events", ["identity_n", "sequence"], unique=False)
    op.create_table(
        "grants",
        sa.Column("session_key", sa.String(length=128), nullable=False),
        sa.Column("identity_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("session_key", "identity_n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "requests",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("identity_n", NUMBER, nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("route", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("leaf_n", NUMBER, nullable=False),
        sa.Column("signature_base", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["leaf_n"], ["audit_leaves.n"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("request_id", "identity_n", name="requests_by_id"),
    )
    op.create_table(
        "tokens",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", by_code_point(68), nullable=False),
        sa.Column("symbol", by_code_point(10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("issuer_n", NUMBER, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("tokens_by_issuer", "tokens", ["issuer_n"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("identity_n", NUMBER, nullable=False),
        sa.Column("token_n", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("balance", AMOUNT, nullable=False),
        sa.Column("out_sum", AMOUNT, nullable=False),
        sa.Column("out_count", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["token_n"], ["tokens.n"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("identity_n", "token_n", "kind", name="accounts_by_owner"),
    )
    op.create_table(
        "transfers",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", by_code_point(35), nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sender_n", NUMBER, nullable=True),
        sa.Column("recipient_n", NUMBER, nullable=True),
        sa.Column("token_n", NUMBER, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("memo", sa.String(length=280), nullable=False),
        sa.Column("memo_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("leaf_n", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["leaf_n"], ["audit_leaves.n"]),
        sa.ForeignKeyConstraint(["recipient_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["sender_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["token_n"], ["tokens.n"]),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
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
        sa.Column("balance_after", AMOUNT, nullable=False),
        sa.ForeignKeyConstraint(["counterparty_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["token_n"], ["tokens.n"]),
        sa.ForeignKeyConstraint(["transfer_n"], ["transfers.n"]),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("history_by_sequence", "history", ["identity_n", "sequence"], unique=True)
    op.create_index("history_by_time", "history", ["identity_n", "at", "sequence"], unique=False)
    op.create_table(
        "postings",
        sa.Column("n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("transfer_n", NUMBER, nullable=False),
        sa.Column("account_n", NUMBER, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("units", AMOUNT, nullable=False),
        sa.Column("balance", AMOUNT, nullable=False),
        sa.Column("out_sum", AMOUNT, nullable=False),
        sa.Column("out_count", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["account_n"], ["accounts.n"]),
        sa.ForeignKeyConstraint(["transfer_n"], ["transfers.n"]),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("postings_by_sequence", "postings", ["account_n", "sequence"], unique=False)
    op.create_index("postings_by_time", "postings", ["account_n", "at"], unique=False)
    if op.get_context().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE memo_words USING fts5(words, content='', tokenize='ascii')")
    else:
        op.create_table("memo_words", sa.Column("n", NUMBER, primary_key=True), sa.Column("words", sa.Text()))
