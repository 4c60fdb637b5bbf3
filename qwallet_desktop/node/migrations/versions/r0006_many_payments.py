"""Items about many payments, and which leaf of the audit log says how an item ended."""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_ENDING = ("SIGN_ITEM", "EXECUTE_ITEM", "EXPIRE")
_LEAVES = sa.text(
    "SELECT l.n, p.payload FROM audit_leaves l JOIN audit_payloads p ON p.leaf_n = l.n "
    "WHERE l.kind IN :kinds AND p.payload LIKE '%\"itemId\":%' ORDER BY l.n"
).bindparams(sa.bindparam("kinds", expanding=True))
_NOTE = sa.text("UPDATE items SET leaf_n = :leaf_n WHERE id = :item_id AND state = 'CLOSED'")


def upgrade() -> None:
    """Bring a database of the fifth revision to this one."""
    op.add_column("items", sa.Column("payments", NUMBER, nullable=False, server_default="0"))
    op.add_column("items", sa.Column("leaf_n", NUMBER, nullable=True))
    op.execute("UPDATE items SET payments = 1 WHERE token_n IS NOT NULL")
    # In the order of the log: the last leaf that names an item is that of its end.
    for item_id, leaf in _endings():
        op.get_bind().execute(_NOTE, {"item_id": item_id, "leaf_n": leaf})
    op.execute(
        "UPDATE items SET leaf_n = NULL WHERE closing LIKE '%\"SUPERSEDED\"%'",
    )


def _endings() -> Iterator[tuple[str, int]]:
    found = op.get_bind().execute(_LEAVES, {"kinds": _ENDING}).all()
    yield from ((json.loads(payload)["itemId"], leaf) for leaf, payload in found)
