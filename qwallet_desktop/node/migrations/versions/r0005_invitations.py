"""Invitations: by which somebody who is on no other list may register, once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring a database of the fourth revision to this one."""
    op.create_table(
        "invitations",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("may_issue", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by_n", NUMBER, nullable=True),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["used_by_n"], ["identities.n"]),
        sa.PrimaryKeyConstraint("digest"),
        sqlite_with_rowid=False,
    )
