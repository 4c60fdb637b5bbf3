"""What rules stand on: groups, links, policies, limits, items to be approved, shared address books."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT = sa.String(79).with_variant(sa.Numeric(78, 0), "postgresql")


def by_code_point(length: int) -> sa.types.TypeEngine[str]:
    """Make the type of text that sorts on both databases alike."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring a database of the third revision to this one."""
    _widen()
    _groups()
    _rules()
    _decisions()
    _items()


def _widen() -> None:
    for name in ("guardian_n", "token_n", "successor_n"):
        op.add_column("identities", sa.Column(name, NUMBER, nullable=True))
    op.create_index("identities_by_guardian", "identities", ["guardian_n"], unique=False)
    op.add_column("accounts", sa.Column("at", sa.BigInteger(), nullable=True))
    for name in ("items", "item_votes", "contacts"):
        op.add_column("log_head", sa.Column(name, NUMBER, nullable=False, server_default="0"))


def _of(name: str, **options: Any) -> sa.Column[Any]:
    """Make a column that names a row, which is there unless `nullable`."""
    return sa.Column(name, NUMBER, autoincrement=False, nullable=options.get("nullable", False))


def _to(name: str, table: str = "identities") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{table}.n"])


def _groups() -> None:
    op.create_table(
        "groups",
        _of("identity_n"),
        sa.Column("founding", sa.Text(), nullable=False),
        sa.Column("signatures", sa.Text(), nullable=False),
        _to("identity_n"),
        sa.PrimaryKeyConstraint("identity_n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "charters",
        _of("identity_n"),
        _of("version"),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("replacement", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to("identity_n"),
        sa.PrimaryKeyConstraint("identity_n", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memberships",
        _of("group_n"),
        _of("member_n"),
        sa.Column("roles", sa.String(length=80), nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        _to("group_n"),
        _to("member_n"),
        sa.PrimaryKeyConstraint("group_n", "member_n"),
        sqlite_with_rowid=False,
    )
    op.create_index("memberships_by_member", "memberships", ["member_n"], unique=False)
    op.create_table(
        "links",
        _of("child_n"),
        sa.Column("relation", sa.String(length=20), nullable=False),
        _of("parent_n"),
        sa.Column("parent_signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("child_signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to("child_n"),
        _to("parent_n"),
        sa.PrimaryKeyConstraint("child_n", "relation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "successions",
        _of("old_n"),
        _of("new_n"),
        _of("authority_n"),
        sa.Column("authority_signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("new_signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to("old_n"),
        _to("new_n"),
        _to("authority_n"),
        sa.PrimaryKeyConstraint("old_n"),
        sqlite_with_rowid=False,
    )
    op.create_index("successions_by_new", "successions", ["new_n"], unique=False)


def _rules() -> None:
    op.create_table(
        "policies",
        _of("identity_n"),
        _of("version"),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of("by_n"),
        sa.Column("reason", sa.String(length=280), nullable=False),
        _to("by_n"),
        _to("identity_n"),
        sa.PrimaryKeyConstraint("identity_n", "version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "limit_versions",
        _of("identity_n"),
        sa.Column("scope", sa.String(length=10), nullable=False),
        _of("version"),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _of("by_n"),
        sa.Column("reason", sa.String(length=280), nullable=False),
        _to("by_n"),
        _to("identity_n"),
        sa.PrimaryKeyConstraint("identity_n", "scope", "version"),
        sqlite_with_rowid=False,
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        _of("identity_n"),
        _of("leaf_n"),
        _of("item_n", nullable=True),
        _to("identity_n"),
        _to("leaf_n", "audit_leaves"),
        sa.PrimaryKeyConstraint("identity_n", "leaf_n"),
        sqlite_with_rowid=False,
    )
    op.create_index("decisions_by_item", "decisions", ["item_n"], unique=False)


def _items() -> None:
    op.create_table(
        "items",
        _of("n"),
        sa.Column("id", by_code_point(35), nullable=False),
        _of("identity_n"),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        _of("initiator_n"),
        sa.Column("proposal", sa.Text(), nullable=False),
        _of("token_n", nullable=True),
        sa.Column("held", AMOUNT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        _to("identity_n"),
        _to("initiator_n"),
        _to("token_n", "tokens"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("identity_n", "number", name="items_by_number"),
    )
    op.create_index("items_by_identity", "items", ["identity_n", "n"], unique=False)
    op.create_index("items_by_expiry", "items", ["state", "expires_at"], unique=False)
    op.create_table(
        "item_approvers",
        _of("signer_n"),
        _of("item_n"),
        _to("item_n", "items"),
        _to("signer_n"),
        sa.PrimaryKeyConstraint("signer_n", "item_n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item_votes",
        _of("n"),
        _of("item_n"),
        _of("signer_n"),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("reason", sa.String(length=280), nullable=False),
        _to("item_n", "items"),
        _to("signer_n"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("item_n", "signer_n", "choice", name="item_votes_once"),
    )
    op.create_table(
        "item_news",
        _of("sequence"),
        _of("identity_n"),
        _of("item_n"),
        sa.Column("status", sa.String(length=16), nullable=False),
        _of("by_n", nullable=True),
        sa.Column("reason", sa.String(length=280), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to("by_n"),
        _to("identity_n"),
        _to("item_n", "items"),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("item_news_by_identity", "item_news", ["identity_n", "sequence"], unique=False)
    op.create_table(
        "contacts",
        _of("n"),
        sa.Column("id", by_code_point(35), nullable=False),
        _of("group_n"),
        sa.Column("did", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=280), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        _of("proposed_by_n"),
        _of("decided_by_n", nullable=True),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _to("decided_by_n"),
        _to("group_n"),
        _to("proposed_by_n"),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("contacts_by_group", "contacts", ["group_n", "n"], unique=False)
