"""Notifications: who froze whom, and how far each identity has read; what happened before counts as read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring a database of the second revision to this one."""
    op.create_table(
        "status_changes",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("identity_n", NUMBER, nullable=False),
        sa.Column("actor_n", NUMBER, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=280), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_n"], ["identities.n"]),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("status_changes_by_identity", "status_changes", ["identity_n", "sequence"], unique=False)
    op.create_table(
        "notification_marks",
        sa.Column("identity_n", NUMBER, autoincrement=False, nullable=False),
        sa.Column("read_up_to", NUMBER, nullable=False),
        sa.Column("payments", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["identity_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("identity_n"),
        sqlite_with_rowid=False,
    )
    # Nobody wants to be told of years of payments at once. The low bits of a facet are 0 where it is a payment that
    # came in (node/facets.py: pack).
    op.execute(
        "INSERT INTO notification_marks (identity_n, read_up_to, payments) "
        "SELECT identities.n, log_head.events, (SELECT coalesce(sum(entries), 0) FROM history_cells "
        "WHERE history_cells.identity_n = identities.n AND (facet & 15) = 0) "
        "FROM identities CROSS JOIN log_head"
    )
