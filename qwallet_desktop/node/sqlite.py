"""SQLite as the node uses it: how connections are made, and what its errors are called here."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from qwallet_desktop.domain.problems import Code

BUSY_MILLISECONDS = 250
"""How long a connection waits for another process that has the database locked."""

CACHE_KIBIBYTES = 16_384
"""Most memory of one connection for pages; with less, a big commit writes the same pages several times."""

PAGES_BEFORE_CHECKPOINT = 4_000
"""How long the write-ahead log grows before it is copied into the database, in pages of 4 KiB."""

WRITING = "qwallet_writing"
"""Execution option of the connection that writes."""

_PRIMARY = 0xFF
_CODES: Mapping[int, Code] = {
    sqlite3.SQLITE_BUSY: Code.DATABASE_LOCKED,
    sqlite3.SQLITE_LOCKED: Code.DATABASE_LOCKED,
    sqlite3.SQLITE_READONLY: Code.STORAGE_READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Code.STORAGE_READ_ONLY,
    sqlite3.SQLITE_PERM: Code.STORAGE_READ_ONLY,
    sqlite3.SQLITE_FULL: Code.STORAGE_FULL,
    sqlite3.SQLITE_CORRUPT: Code.DATABASE_DAMAGED,
    sqlite3.SQLITE_NOTADB: Code.DATABASE_DAMAGED,
}


def make_engine(path: Path) -> Engine:
    """Make the engine of a ledger file; nothing is opened yet.

    Connections use write-ahead logging, wait for the disk at each commit (`synchronous=FULL`),
    and hold foreign keys.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        # The connection that wrote last still has the pages that the next commit changes.
        pool_use_lifo=True,
        pool_size=4,
        max_overflow=28,
        # Exceptions and logs show a statement without its values: they are people's data.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def code_of(error: BaseException | None) -> Code | None:
    """Name what SQLite says of a disk, a lock or a file; None for a fault of the program's own."""
    number = getattr(error, "sqlite_errorcode", None)
    return _CODES.get(number & _PRIMARY) if isinstance(number, int) else None


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Set up a new connection; transactions are begun by `_begin`, not by Python's driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    # Pages that many commits change are copied back once for them all; the log stays below 16 MiB or so.
    cursor.execute(f"PRAGMA wal_autocheckpoint={PAGES_BEFORE_CHECKPOINT}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin a transaction: a writer takes its lock at once, so that it never has to give up half-way."""
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
