"""Prints what a large history costs: each question at the node, each step in the window, its turns and its memory.

`QWALLET_BENCH_ROWS=1000000 pytest tests/bench/test_large_history.py -m bench -s` fills ledgers first, which takes
minutes; `QWALLET_BENCH_LEDGER=FOLDER` takes one whose FOLDER/node `qwallet node seed --seed 1` has filled, and
`QWALLET_BENCH_DATABASE=URL` the PostgreSQL database that it was filled into.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url

from qwallet_desktop.cli.seed import sample_identities
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.node.core import DATABASE_NAME, Node
from qwallet_desktop.node.database import make_engine, reading
from qwallet_desktop.node.history import history
from qwallet_desktop.node.notifications import notifications
from qwallet_desktop.node.seed import seed_demo

pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parents[2]
# Before the tests' environment is cleaned.
ROWS = int(os.environ.get("QWALLET_BENCH_ROWS", "20000"))
LEDGER = os.environ.get("QWALLET_BENCH_LEDGER", "")
DATABASE = os.environ.get("QWALLET_BENCH_DATABASE", "")
SMALL = 1_000
TRIES = 5
PAGE = 100
EVERYTHING = HistoryQuery()
TARGET_MS = 100
NOTIFICATIONS = 50
NOTIFICATIONS_MS = 20


@dataclass(frozen=True)
class Question:
    """A page that the table asks for."""

    what: str
    query: HistoryQuery
    offset: int = 0


def seeded(folder: Path, transactions: int) -> Path:
    """Fill a ledger as `qwallet node seed` does."""
    node = Node.open(folder / "node")
    seed_demo(node, sample_identities(1, 5), transactions, 1, with_first=True)
    node.close()
    return folder


def questions(engine: Engine, who: IdentityId) -> Iterator[Question]:
    """Ask what the table asks: each order at its ends and in its middle, each filter, words."""
    with reading(engine) as connection:
        first = history(connection, who, EVERYTHING, 0, PAGE)
    entry, newest, total = first.entries[-1], first.entries[0].transfer.at, first.total
    yield Question("open", EVERYTHING)
    for key in SortKey:
        for descending, way in ((True, "falling"), (False, "rising")):
            query = replace(EVERYTHING, sort=key, descending=descending)
            for where, offset in (("top", 0), ("middle", total // 2), ("end", max(total - PAGE, 0))):
                yield Question(f"sort by {key.value.lower()}, {way}: {where}", query, offset)
    token, other = entry.transfer.amount.token_id, entry.counterparty
    month = replace(EVERYTHING, since=newest - timedelta(days=30))
    yield Question("filter: direction", replace(EVERYTHING, direction=Direction.OUT))
    yield Question("filter: kind", replace(EVERYTHING, kind=TransferKind.MINT))
    yield Question("filter: token", replace(EVERYTHING, token_id=token))
    yield Question("filter: other side", replace(EVERYTHING, counterparty=other))
    yield Question("filter: 30 days", month)
    yield Question("filter: 30 days, by amount", replace(month, sort=SortKey.AMOUNT))
    yield Question("filter: 30 days, by token", replace(month, sort=SortKey.SYMBOL))
    three = replace(EVERYTHING, direction=Direction.IN, token_id=token, counterparty=other)
    yield Question("filter: three at once, by amount", replace(three, sort=SortKey.AMOUNT))
    for what, search in (
        ("a common word", "rent"),
        ("one letter", "i"),
        ("rare words", "invoice 4242"),
        ("an id", entry.transfer.id),
        ("what is nowhere", "zzzzzz"),
    ):
        yield Question(f"search: {what}", replace(EVERYTHING, search=search))
        yield Question(f"search: {what}, by amount", replace(EVERYTHING, search=search, sort=SortKey.AMOUNT))
    yield Question("search: a common word in 30 days", replace(month, search="rent"))


def milliseconds(engine: Engine, who: IdentityId, question: Question) -> float:
    """Return the median time of a page, once it is warm."""
    times = []
    for _ in range(TRIES + 1):
        began = time.perf_counter()
        with reading(engine) as connection:
            history(connection, who, question.query, question.offset, PAGE)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def window(folder: Path, database: str = "") -> dict[str, Any]:
    """Let a window take its tour of a ledger."""
    command = [sys.executable, "-m", "tests.bench.large_window", str(folder), *([database] if database else [])]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # noqa: S603  (our own code)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(*lines: str) -> None:
    print("\n".join(lines))  # noqa: T201  (a benchmark prints)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(LEDGER) if LEDGER else seeded(tmp_path_factory.mktemp("large"), ROWS)


def test_figures_of_the_nodes_questions(folder: Path) -> None:
    ((who, _), *_) = sample_identities(1, 2)
    engine = make_engine(make_url(DATABASE) if DATABASE else folder / "node" / DATABASE_NAME)
    show("", f"{'at the node, ' + engine.dialect.name:44} {'ms':>8}  at most {TARGET_MS}")
    slowest = 0.0
    for question in questions(engine, who):
        taken = milliseconds(engine, who, question)
        slowest = max(slowest, taken)
        show(f"{question.what:44} {taken:8.1f}  {'' if taken <= TARGET_MS else 'MISSED'}")
    engine.dispose()
    assert slowest > 0


def test_figures_of_notifications(folder: Path) -> None:
    ((who, _), *_) = sample_identities(1, 2)
    engine = make_engine(make_url(DATABASE) if DATABASE else folder / "node" / DATABASE_NAME)
    with reading(engine) as connection:
        page = notifications(connection, who, "", NOTIFICATIONS)
    show("", f"{'notifications, ' + engine.dialect.name:44} {'ms':>8}  at most {NOTIFICATIONS_MS}")
    middle, last = str(page.as_of // 2), str(NOTIFICATIONS * 2)
    for what, cursor in (("the newest", ""), ("after half of them", middle), ("the last", last)):
        show(f"{what:44} {milliseconds_of_notifications(engine, who, cursor):8.1f}")
    engine.dispose()
    assert len(page.entries) == NOTIFICATIONS


def milliseconds_of_notifications(engine: Engine, who: IdentityId, cursor: str) -> float:
    """Return the median time of a slice with the number of those unread, once it is warm."""
    times = []
    for _ in range(TRIES + 1):
        began = time.perf_counter()
        with reading(engine) as connection:
            notifications(connection, who, cursor, NOTIFICATIONS)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def test_figures_of_the_window(folder: Path, tmp_path: Path) -> None:
    small = window(seeded(tmp_path / "small", SMALL))
    large = window(folder, DATABASE)
    few, many = dict(small["times"]), dict(large["times"])
    show(
        "", f"{'in the window, until it is painted':44} {small['total']:>9,} {large['total']:>11,}  at most {TARGET_MS}"
    )
    for what, taken in many.items():
        show(f"{what:44} {few[what]:9.1f} {taken:11.1f}  {'' if taken <= TARGET_MS else 'MISSED'}")
    show(
        f"{'longest turn of the thread':44} {small['longest_turn']:9.1f} {large['longest_turn']:11.1f}  at most 50",
        f"{'memory of the window, RSS in MiB':44} {small['rss']:9.1f} {large['rss']:11.1f}",
        f"{'memory of the window, unshared, in MiB':44} {small['uss']:9.1f} {large['uss']:11.1f}",
        f"longest turn stood in:\n{large['stack']}",
    )
    assert set(few) == set(many)
