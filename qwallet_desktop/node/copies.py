"""Copies a ledger while it is being written, and says what a copy holds.

By `sqlite3` alone: a desktop that makes a backup need not load what the node needs.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from qwallet_desktop.domain.audit import opened_note
from qwallet_desktop.domain.backups import LedgerFacts, Member
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node.folder import storage_refusal

LEDGER_NAME = "ledger.sqlite"
COPY_NAME = "ledger.copy"
PAGES_AT_ONCE = 2_048
"""Pages of 4 KiB that are copied between two reports."""

Tick: TypeAlias = Callable[[int, int], None]
"""Told how much of how much is done, often; may raise to stop the work."""


def no_tick(_done: int, _total: int) -> None:
    """Tell nobody."""


def copy_ledger(folder: Path, tick: Tick = no_tick) -> Path:
    """Copy the ledger of a folder as of one commit, however many others follow meanwhile.

    Args:
        folder: The folder of the node; whoever copies has the folder's lock.
        tick: Told pages; what it raises ends the copy and removes it.

    Returns:
        The copy, a single file in the same folder; the caller removes it.

    Raises:
        Refused: DATABASE_DAMAGED, STORAGE_FULL or STORAGE_READ_ONLY.
    """
    if not (folder / LEDGER_NAME).exists():
        raise refuse(Code.DATABASE_DAMAGED)
    target = folder / COPY_NAME
    remove_copy(folder)
    try:
        with named_errors():
            _copy(folder / LEDGER_NAME, target, tick)
    except BaseException:
        remove_copy(folder)
        raise
    return target


def _copy(source: Path, target: Path, tick: Tick) -> None:
    target.touch(mode=0o600)
    with closing(read_only(source)) as live, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        # A snapshot that is open before the first page stays the one that all steps copy.
        live.execute("BEGIN")
        live.execute("SELECT events FROM log_head").fetchone()

        def told(_status: int, remaining: int, total: int) -> None:
            tick(total - remaining, total)

        # It is read once and removed; a crash leaves nothing of worth in it.
        copy.execute("PRAGMA synchronous=OFF")
        live.backup(copy, pages=PAGES_AT_ONCE, progress=told)
        live.execute("COMMIT")
        # One file, that nothing beside it completes.
        copy.execute("PRAGMA journal_mode=DELETE")


def remove_copy(folder: Path) -> None:
    """Remove a copy, also one that a crash left.

    Raises:
        Refused: STORAGE_READ_ONLY.
    """
    try:
        for name in (COPY_NAME, *(f"{COPY_NAME}-{kind}" for kind in ("journal", "wal", "shm"))):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise storage_refusal(error) from error


def read_facts(path: Path) -> LedgerFacts:
    """Say what a copied ledger is.

    Raises:
        Refused: DATABASE_DAMAGED.
    """
    with named_errors(), closing(read_only(path)) as ledger:
        known = dict(ledger.execute("SELECT name, value FROM node_facts"))
        newest = ledger.execute("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
        rows = ledger.execute("SELECT id, name, type FROM identities ORDER BY n")
        members = tuple(Member(IdentityId(did), name, kind) for did, name, kind in rows)
        checkpoint = opened_note(newest[1], bytes.fromhex(known["node_key"]))
        if checkpoint is None:
            raise refuse(Code.DATABASE_DAMAGED)
        return LedgerFacts(
            node_id=NodeId(known["node_id"]),
            node_key=known["node_key"],
            size=int(newest[0]),
            root=checkpoint.root.hex(),
            note=newest[1],
            tokens=count_rows(ledger, "tokens"),
            transfers=count_rows(ledger, "transfers"),
            members=members,
        )


def count_rows(ledger: sqlite3.Connection, table: str) -> int:
    """Count the rows of one of the ledger's tables."""
    (count,) = ledger.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names of tables
    return int(count)


def read_only(path: Path) -> sqlite3.Connection:
    """Open a ledger file that must be there, for reading."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


@contextmanager
def named_errors() -> Iterator[None]:
    """Name what SQLite and damaged rows raise.

    Raises:
        Refused: DATABASE_DAMAGED, DATABASE_LOCKED, STORAGE_FULL or STORAGE_READ_ONLY.
    """
    try:
        yield
    except sqlite3.Error as error:
        number = getattr(error, "sqlite_errorcode", None)
        primary = number & 0xFF if isinstance(number, int) else 0
        raise refuse(_CODES.get(primary, Code.DATABASE_DAMAGED)) from error
    except OSError as error:
        raise storage_refusal(error) from error
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        # A row that is not what any ledger holds.
        raise refuse(Code.DATABASE_DAMAGED) from error


_CODES = {
    sqlite3.SQLITE_BUSY: Code.DATABASE_LOCKED,
    sqlite3.SQLITE_LOCKED: Code.DATABASE_LOCKED,
    sqlite3.SQLITE_FULL: Code.STORAGE_FULL,
    sqlite3.SQLITE_READONLY: Code.STORAGE_READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Code.STORAGE_READ_ONLY,
    sqlite3.SQLITE_NOMEM: Code.OVERLOADED,
}
