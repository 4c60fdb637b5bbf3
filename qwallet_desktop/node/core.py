"""The node below HTTP: opens a data folder, and holds its database, its key and its writer."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from qwallet_desktop.domain.audit import opened_note
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import log, schema, tables
from qwallet_desktop.node.batch import Surroundings
from qwallet_desktop.node.database import make_engine, reading, writing
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.node.node_key import NodeKey, load_key, make_key
from qwallet_desktop.node.writer import Writer

DATABASE_NAME = "ledger.sqlite"
NODE_ID_LENGTH = 16
_KEY_LENGTH = 32


def utc_now() -> datetime:
    """Return the computer's time in UTC."""
    return datetime.now(UTC)


class Node:
    """An open node: one data folder, used by this process alone.

    `clock()` gives UTC cut to milliseconds. `public_key` is the raw Ed25519 key of its checkpoints.
    Made by `open`.
    """

    def __init__(self, engine: Engine, around: Surroundings, release: ExitStack) -> None:
        self.engine = engine
        self.node_id = around.node_id
        self.public_key = around.key.public_key
        self.clock = around.clock
        self.started_at = around.clock()
        self.around = around
        self.writer = Writer(engine, around)
        self._release = release

    @classmethod
    def open(
        cls, folder: Path, *, clock: Callable[[], datetime] = utc_now, random: Callable[[int], bytes] = os.urandom
    ) -> "Node":
        """Open or create the node that lives in a folder.

        Raises:
            Refused: DATABASE_LOCKED, DATABASE_NEWER, DATABASE_DAMAGED, STORAGE_READ_ONLY, STORAGE_FULL.
        """
        with ExitStack() as opened:
            opened.callback(FolderLock.take(folder).close)
            engine = make_engine(folder / DATABASE_NAME)
            opened.callback(engine.dispose)
            schema.prepare(engine)
            to_the_millisecond = _cut(clock)
            node_id, key = _who(engine, folder, to_the_millisecond, random)
            around = Surroundings(node_id, key, to_the_millisecond, random)
            return cls(engine, around, opened.pop_all())

    def read(self) -> AbstractContextManager[Connection]:
        """Open a connection for reading: one snapshot of the ledger, never held up by the writer.

        Usage: `with node.read() as connection: wallets.balances(connection, …)`.

        Raises:
            Refused: DATABASE_DAMAGED or DATABASE_LOCKED, also where the reading within meets it.
        """
        return reading(self.engine)

    def close(self) -> None:
        """Finish what is queued, close the database and give the folder free."""
        self.writer.close()
        self._release.close()


def _cut(clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """Let a clock give UTC in whole milliseconds, as the database and all messages carry it."""

    def to_the_millisecond() -> datetime:
        moment = clock().astimezone(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    return to_the_millisecond


def _who(
    engine: Engine, folder: Path, clock: Callable[[], datetime], random: Callable[[int], bytes]
) -> tuple[NodeId, NodeKey]:
    """Read the node's id and key, or choose them at its first start.

    Raises:
        Refused: DATABASE_DAMAGED if the key is not the one that signed the newest checkpoint.
    """
    with writing(engine) as connection:
        facts = {row.name: row.value for row in connection.execute(select(tables.node_facts))}
        if not facts:
            return _first_start(connection, folder, clock(), random)
        newest = select(tables.checkpoints.c.note).order_by(tables.checkpoints.c.size.desc()).limit(1)
        note = connection.scalar(newest) or ""
    key = load_key(folder)
    if key.public_key.hex() != facts.get("node_key") or opened_note(note, key.public_key) is None:
        raise refuse(Code.DATABASE_DAMAGED, file="node.key")
    return NodeId(facts["node_id"]), key


def _first_start(
    connection: Connection, folder: Path, at: datetime, random: Callable[[int], bytes]
) -> tuple[NodeId, NodeKey]:
    node_id = NodeId(random(NODE_ID_LENGTH).hex())
    key = make_key(folder, random(_KEY_LENGTH))
    facts = {"node_id": node_id, "node_key": key.public_key.hex()}
    connection.execute(insert(tables.node_facts), [{"name": name, "value": value} for name, value in facts.items()])
    log.begin(connection, at, node_id, key)
    return node_id, key
