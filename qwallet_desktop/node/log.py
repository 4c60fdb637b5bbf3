"""Writes the audit log: a leaf for everything that happens, the tree above it, a checkpoint per commit."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, false, insert, or_, select

from qwallet_desktop.domain import merkle
from qwallet_desktop.domain.audit import SALT_LENGTH, Checkpoint, leaf_bytes, origin
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.messages import Json, canonical
from qwallet_desktop.node import tables
from qwallet_desktop.node.node_key import NodeKey
from qwallet_desktop.node.working import Working


def stored_node(connection: Connection, level: int, position: int) -> bytes:
    """Read the hash of one complete subtree.

    Raises:
        sqlalchemy.exc.NoResultFound: It is not there.
    """
    own = tables.tree_nodes.c
    question = select(own.hash).where(own.level == level, own.position == position)
    return bytes(connection.execute(question).scalar_one())


class Log:
    """Adds leaves to the log within one transaction.

    Args:
        working: Takes the rows.
        random: Source of the salts.
    """

    def __init__(self, working: Working, random: Callable[[int], bytes]) -> None:
        self._working = working
        self._random = random
        self._first = int(working.head["audit_leaves"])
        self._nodes = dict(working.edge) or _edge(working.connection, self._first)

    def add(self, at: datetime, actor: str, kind: str, payload: Mapping[str, Json]) -> int:
        """Add the leaf of something that happened and return its index."""
        rows, head = self._working.rows, self._working.head
        index = int(head["audit_leaves"])
        salt, opened = self._random(SALT_LENGTH), canonical(payload)
        digest = hashlib.sha256(salt + opened).digest()
        leaf = merkle.leaf_hash(leaf_bytes(index, at, actor, kind, digest.hex()))
        rows["audit_leaves"].append(
            {
                "n": index,
                "sequence": head["events"],
                "at": at,
                "actor": actor,
                "kind": kind,
                "digest": digest,
            }
        )
        rows["audit_payloads"].append({"leaf_n": index, "salt": salt, "payload": opened.decode()})
        for level, position, node in merkle.completed(index, leaf, self._node):
            self._nodes[level, position] = node
            rows["tree_nodes"].append({"level": level, "position": position, "hash": node})
        head["audit_leaves"] = index + 1
        return index

    def close(self, at: datetime, node_id: NodeId, key: NodeKey) -> None:
        """Sign the head of the tree, if leaves were added."""
        size = int(self._working.head["audit_leaves"])
        self._working.edge.clear()
        self._working.edge.update({place: self._node(*place) for place in _edge_of(size)})
        if size > self._first:
            note = key.note(Checkpoint(origin(node_id), size, merkle.root(size, self._node)))
            self._working.rows["checkpoints"].append({"size": size, "at": at, "note": note})

    def _node(self, level: int, position: int) -> bytes:
        return self._nodes[level, position]


def _edge(connection: Connection, size: int) -> dict[tuple[int, int], bytes]:
    """Read the complete subtrees at the right edge of a tree, all that adding to it needs."""
    wanted: dict[str, int] = {}
    places = _edge_of(size)
    for number, (level, position) in enumerate(places):
        wanted |= {f"level{number}": level, f"position{number}": position}
    found = connection.execute(_subtrees(len(places)), wanted)
    return {(level, position): bytes(node) for level, position, node in found}


def _edge_of(size: int) -> list[tuple[int, int]]:
    """List the complete subtrees, by level and position, of which a tree of `size` leaves consists."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1]


@cache
def _subtrees(count: int) -> Select[Any]:
    """Ask for so many subtrees, each through the index: to answer `(level, position) IN (…)` SQLite reads them all."""
    own = tables.tree_nodes.c
    wanted = (
        and_(own.level == bindparam(f"level{number}"), own.position == bindparam(f"position{number}"))
        for number in range(count)
    )
    return select(own.level, own.position, own.hash).where(or_(false(), *wanted))


def begin(connection: Connection, at: datetime, node_id: NodeId, key: NodeKey) -> None:
    """Write the signed checkpoint of the empty log, and the counters of an empty ledger."""
    names = [column.name for column in tables.log_head.columns if column.name != "id"]
    connection.execute(insert(tables.log_head).values({"id": 1, **dict.fromkeys(names, 0)}))
    note = key.note(Checkpoint(origin(node_id), 0, merkle.EMPTY_ROOT))
    connection.execute(insert(tables.checkpoints).values(size=0, at=at, note=note))
