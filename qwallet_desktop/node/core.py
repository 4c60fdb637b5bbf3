"""The node below HTTP: opens a data folder, and holds its database, its key and its writer."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, insert, select

from qwallet_desktop.domain.audit import opened_note
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import log, schema, tables
from qwallet_desktop.node.batch import Surroundings
from qwallet_desktop.node.database import is_shared, make_engine, reading, writing
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.node.node_key import NodeKey, load_key, make_key
from qwallet_desktop.node.replicas import Replicas
from qwallet_desktop.node.writer import Writer

DATABASE_NAME = "ledger.sqlite"
NODE_ID_LENGTH = 16
_KEY_LENGTH = 32


def utc_now() -> datetime:
    """Return the computer's time in UTC."""
    return datetime.now(UTC)


class Node:
    """An open node: one data folder, used by this process alone, and its database.

    `clock()` gives UTC cut to milliseconds. `public_key` is the raw Ed25519 key of its checkpoints.
    Made by `open`.
    """

    def __init__(
        self, engine: Engine, around: Surroundings, release: ExitStack, replicas: Replicas | None = None
    ) -> None:
        self.engine = engine
        self.node_id = around.node_id
        self.public_key = around.key.public_key
        self.clock = around.clock
        self.started_at = around.clock()
        self.around = around
        self.writer = Writer(engine, around, replicas=replicas)
        self._replicas = replicas
        self._release = release

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        database: URL | None = None,
        clock: Callable[[], datetime] = utc_now,
        random: Callable[[int], bytes] = os.urandom,
        told: schema.Progress = lambda _done, _total: None,
    ) -> "Node":
        """Open or create the node that lives in a folder.

        Args:
            folder: Holds the node's key, and the ledger where no other place is given for it.
            database: A PostgreSQL database that holds the ledger instead. Several nodes may use it
                at once, each with a folder of its own and a copy of the first one's `node.key`.
            clock: The present moment.
            random: Returns so many random bytes.
            told: Hears how far it is with bringing an older ledger to this program's tables.

        Raises:
            Refused: DATABASE_LOCKED, DATABASE_NEWER, DATABASE_DAMAGED, DATABASE_UNREACHABLE,
                STORAGE_READ_ONLY, STORAGE_FULL or OVERLOADED.
            ModuleNotFoundError: A database is given, and psycopg (the extra `server`) is not installed.
        """
        with ExitStack() as opened:
            opened.callback(FolderLock.take(folder).close)
            engine = make_engine(database or folder / DATABASE_NAME)
            opened.callback(engine.dispose)
            schema.prepare(engine, told)
            to_the_millisecond = _cut(clock)
            node_id, key = _who(engine, folder, to_the_millisecond, random)
            around = Surroundings(node_id, key, to_the_millisecond, random)
            replicas = Replicas(engine) if is_shared(engine) else None
            if replicas:
                opened.callback(replicas.close)
            return cls(engine, around, opened.pop_all(), replicas)

    def read(self) -> AbstractContextManager[Connection]:
        """Open a connection for reading: one snapshot of the ledger, never held up by the writer.

        Usage: `with node.read() as connection: wallets.balances(connection, …)`.

        Raises:
            Refused: What is the matter with the database, also where the reading within meets it.
        """
        return reading(self.engine)

    def access_version(self) -> int:
        """Return a number that goes up with each commit, of whatever node, that may change identities or grants.

        This node's own commits are counted before they are acknowledged, others' once they are heard of.
        """
        return self.writer.access_version + (self._replicas.version() if self._replicas else 0)

    def on_commit(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()`, from a thread of the node's own, after each commit that added events.

        Returns:
            Call it to stop listening.
        """
        forget = [self.writer.on_commit(lambda _newest: listener())]
        if self._replicas:
            forget.append(self._replicas.on_commit(listener))

        def stop() -> None:
            for one in forget:
                one()

        return stop

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
