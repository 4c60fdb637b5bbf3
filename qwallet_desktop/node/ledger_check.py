"""Checks a copied ledger from its first row to its last, as if nobody were to be trusted but the node's key."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from qwallet_desktop.domain import merkle
from qwallet_desktop.domain.audit import AuditEntry, Checkpoint, opened_note, origin
from qwallet_desktop.domain.backups import LedgerFacts
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.node.copies import Tick, count_rows, named_errors, no_tick, read_facts, read_only
from qwallet_desktop.node.stored import moment_of, units_of

ROWS_AT_ONCE = 2_000
"""Rows that are looked at between two reports."""

STEPS_BETWEEN_LOOKS = 1_000_000
"""Steps of SQLite's machine between two looks whether the check is still wanted; some 10 ms."""


def check_ledger(path: Path, expected: LedgerFacts, tick: Tick = no_tick) -> None:
    """Check a copy by all that it says twice.

    SQLite's own checks; the audit log's root, recomputed from its leaves, against the signed
    checkpoint; every balance, recomputed from the postings; every transfer, which must add up to 0.

    Args:
        path: The copy.
        expected: What the backup says of it.
        tick: Told rows; may raise to stop.

    Raises:
        Refused: BACKUP_DAMAGED (fact `part`: `content`, `tree` or `books`) or BACKUP_NEWER.
    """
    try:
        with named_errors(), closing(read_only(path)) as ledger:
            _check_revision(ledger)
            leaves, postings = count_rows(ledger, "audit_leaves"), count_rows(ledger, "postings")
            total = leaves + postings
            tick(0, total)
            with _stoppable(ledger, lambda: tick(0, total)):
                _check_file(ledger)
            _check_tree(ledger, expected, lambda done: tick(done, total))
            _check_books(ledger, lambda done: tick(leaves + done, total))
        if read_facts(path) != expected:
            raise _damaged("content")
    except Refused as refusal:
        if refusal.problem.code is Code.DATABASE_DAMAGED:
            raise _damaged("content") from None
        raise


@contextmanager
def _stoppable(ledger: sqlite3.Connection, look: Callable[[], None]) -> Iterator[None]:
    """Let long statements be stopped by what `look` raises."""
    stops: list[Exception] = []

    def interrupt() -> bool:
        try:
            look()
        except Exception as stop:  # noqa: BLE001 - raised below; SQLite would lose it
            stops.append(stop)
        return bool(stops)

    ledger.set_progress_handler(interrupt, STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        raise (stops or [error])[0] from None
    finally:
        ledger.set_progress_handler(None, 0)


def _check_file(ledger: sqlite3.Connection) -> None:
    if ledger.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise _damaged("content")
    if ledger.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise _damaged("content")


def _check_revision(ledger: sqlite3.Connection) -> None:
    # Late: it loads SQLAlchemy, and only whoever checks a backup needs to know.
    from qwallet_desktop.node.schema import REVISIONS  # noqa: PLC0415

    (found,) = ledger.execute("SELECT version_num FROM alembic_version").fetchone()
    if found not in REVISIONS:
        raise refuse(Code.BACKUP_NEWER)


def _check_tree(ledger: sqlite3.Connection, expected: LedgerFacts, tick: Callable[[int], None]) -> None:
    checkpoint = opened_note(expected.note, bytes.fromhex(expected.node_key))
    (head,) = ledger.execute("SELECT audit_leaves FROM log_head").fetchone()
    edge: list[tuple[int, bytes]] = []
    size = 0
    for row in _rows(ledger, "SELECT n, sequence, at, actor, kind, digest FROM audit_leaves ORDER BY n", tick):
        number, sequence, at, actor, kind, digest = row
        if number != size:
            raise _damaged("tree")
        entry = AuditEntry(number, Sequence(sequence), moment_of(at), actor, kind, digest.hex())
        _add(edge, merkle.leaf_hash(entry.leaf()))
        size += 1
    if checkpoint != Checkpoint(origin(expected.node_id), size, _root(edge)) or size != head:
        raise _damaged("tree")


def _add(edge: list[tuple[int, bytes]], leaf: bytes) -> None:
    """Add a leaf to the complete subtrees at a tree's right edge (RFC 9162 §2.1.1)."""
    level, node = 0, leaf
    while edge and edge[-1][0] == level:
        node = merkle.node_hash(edge.pop()[1], node)
        level += 1
    edge.append((level, node))


def _root(edge: list[tuple[int, bytes]]) -> bytes:
    if not edge:
        return merkle.EMPTY_ROOT
    node = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        node = merkle.node_hash(left, node)
    return node


def _check_books(ledger: sqlite3.Connection, tick: Callable[[int], None]) -> None:
    balances: dict[int, int] = {}
    sums: dict[int, int] = {}
    for row in _rows(ledger, "SELECT transfer_n, account_n, units, balance FROM postings ORDER BY n", tick):
        transfer, account, units, balance = row[0], row[1], units_of(row[2]), units_of(row[3])
        balances[account] = balances.get(account, 0) + units
        left = sums.pop(transfer, 0) + units
        if left:
            sums[transfer] = left
        if balances[account] != balance:
            raise _damaged("books")
    stated = {number: units_of(text) for number, text in ledger.execute("SELECT n, balance FROM accounts")}
    if sums or any(balances.pop(number, 0) != balance for number, balance in stated.items()) or balances:
        raise _damaged("books")


def _rows(ledger: sqlite3.Connection, question: str, tick: Callable[[int], None]) -> Iterator[tuple[Any, ...]]:
    cursor = ledger.execute(question)
    done = 0
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from rows
        done += len(rows)
        tick(done)


def _damaged(part: str) -> Refused:
    return refuse(Code.BACKUP_DAMAGED, part=part)
