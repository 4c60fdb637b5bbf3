"""Reading the audit log: signed checkpoints, inclusion and consistency proofs."""

from functools import partial

from sqlalchemy import Connection, select

from qwallet_desktop.domain.audit import AuditEntry, InclusionProof, LeafProof
from qwallet_desktop.domain.ids import Sequence, TransferId
from qwallet_desktop.domain.merkle import consistency_proof, inclusion_proof
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import tables
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.log import stored_node

_leaf = tables.audit_leaves.c
_opened = tables.audit_payloads.c


def checkpoint(connection: Connection) -> str:
    """Return the newest checkpoint as a signed note (C2SP tlog-checkpoint)."""
    own = tables.checkpoints.c
    return str(connection.execute(select(own.note).order_by(own.size.desc()).limit(1)).scalar_one())


def proof(connection: Connection, node: Node, transfer_id: str) -> InclusionProof | None:
    """Prove under the newest checkpoint that a transfer's leaf stands in the log; None if there is no such transfer."""
    moved = tables.transfers.c
    index = connection.scalar(select(moved.leaf_n).where(moved.id == transfer_id))
    return None if index is None else leaf_proof(connection, node, index, TransferId(transfer_id))


def leaf_proof(connection: Connection, node: Node, index: int, transfer_id: TransferId) -> InclusionProof:
    """Prove that leaf number `index` stands in the log; `transfer_id` is empty for other leaves."""
    shown = proof_of(connection, node, index)
    return InclusionProof(transfer_id, shown.entry, shown.path, shown.note, shown.node_key, shown.salt, shown.payload)


def proof_of(connection: Connection, node: Node, index: int) -> LeafProof:
    """Prove that leaf number `index` stands in the log."""
    note = checkpoint(connection)
    question = (
        select(tables.audit_leaves, _opened.salt, _opened.payload)
        .outerjoin(tables.audit_payloads, _leaf.n == _opened.leaf_n)
        .where(_leaf.n == index)
    )
    row = connection.execute(question).one()
    entry = AuditEntry(row.n, Sequence(row.sequence), row.at, row.actor, row.kind, row.digest.hex())
    path = inclusion_proof(index, _size(connection), partial(stored_node, connection))
    return LeafProof(
        entry=entry,
        path=tuple(step.hex() for step in path),
        note=note,
        node_key=node.public_key.hex(),
        salt=(row.salt or b"").hex(),
        payload=row.payload or "",
    )


def consistency(connection: Connection, first: int, size: int) -> tuple[str, ...]:
    """Return the hex hashes that show the tree of `first` leaves to be a beginning of that of `size`.

    Raises:
        Refused: MALFORMED at "first" or "second", where these are not 1 ≤ first ≤ size ≤ the log's size.
    """
    if size > _size(connection):
        raise refuse(Code.MALFORMED, at="second")
    if not 0 < first <= size:
        raise refuse(Code.MALFORMED, at="first")
    return tuple(step.hex() for step in consistency_proof(first, size, partial(stored_node, connection)))


def _size(connection: Connection) -> int:
    return int(connection.execute(select(tables.log_head.c.audit_leaves)).scalar_one())
