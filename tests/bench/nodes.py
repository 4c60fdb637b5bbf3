"""Measures the node: its start, what it takes in, and what a transfer costs when the ledger has grown."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from qwallet_desktop.node.core import Node
from qwallet_desktop.node.launcher import Down, Launcher, LauncherState, Ready, Starting
from qwallet_desktop.node.seed import seed_demo
from tests.bench import test_node_throughput as throughput
from tests.bench.starts import ROOT
from tests.bench.table import Row, at_least, times_at_least, times_at_most
from tests.node import builders

IMPORTS = "import fastapi, uvicorn, sqlalchemy"
FEW_ROWS = 1_000
COSTED = 2_000
"""How many transfers are added to measure what one costs: few against the rows that are there."""
SEED = 1
_PAYERS = 5


def measure(folder: Path, rounds: int, rows: int) -> Iterator[Row]:
    """Measure all of it below a folder; medians of so many rounds, each in turn with its floor."""
    yield from starts(folder / "start", rounds)
    yield from singles(folder / "singles", rounds)
    yield from batches(folder / "batches", rounds)
    yield from grown(folder / "grown", rounds, rows)


def starts(folder: Path, rounds: int) -> Iterator[Row]:
    """Measure the child process from its spawn until it answers, against the import of its libraries."""
    folder.mkdir()
    Node.open(folder).close()
    floor, ours = [], []
    for _ in range(rounds):
        floor.append(_timed(lambda: subprocess.run([sys.executable, "-c", IMPORTS], check=True, cwd=ROOT)))  # noqa: S603
        with asyncio.Runner() as runner:
            ours.append(runner.run(_ready_after(folder)))
    text = f"node: from its spawn until it answers; floor: python -c '{IMPORTS}'"
    yield Row(text, statistics.median(ours) * 1000, "ms", statistics.median(floor) * 1000)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


async def _ready_after(folder: Path) -> float:
    ready = asyncio.Event()

    def report(state: LauncherState) -> None:
        match state:
            case Ready():
                ready.set()
            case Starting() | Down():
                pass

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Launcher(folder).run(report))
        await ready.wait()
        took = time.perf_counter() - begun
        running.cancel()
    return took


def singles(folder: Path, rounds: int) -> Iterator[Row]:
    """Measure signed transfers over HTTP against a bare endpoint."""
    (folder / "bare").mkdir(parents=True)
    with closing(Node.open(folder / "node" / "node")) as node:
        token_id, node_id = throughput.endow(node), node.node_id
    bare, ours = [], []
    with (
        throughput.server("bare", folder / "bare") as bare_port,
        throughput.server("node", folder / "node") as node_port,
        asyncio.Runner() as runner,
    ):
        time.sleep(1)  # A signature's second must not lie before the node's start.
        for _ in range(rounds):
            bare.append(runner.run(throughput.rate(bare_port, throughput.bare_requests(throughput.TRANSFERS))))
            requests = throughput.transfer_requests(node_id, token_id, throughput.TRANSFERS)
            ours.append(runner.run(throughput.rate(node_port, requests)))
    text = "node: signed transfers over HTTP, against a bare endpoint"
    yield Row(text, statistics.median(ours), "/s", statistics.median(bare), times_at_least(0.6))


def batches(folder: Path, rounds: int) -> Iterator[Row]:
    """Measure transfers in batches of a hundred against a bare database."""
    folder.mkdir()
    bare, ours = [], []
    with (
        closing(Node.open(folder / "node")) as node,
        closing(throughput.full_database(folder / "bare.sqlite")) as database,
    ):
        token_id = throughput.endow(node)
        database.execute("CREATE TABLE payments (n INTEGER PRIMARY KEY, recipient TEXT, amount TEXT)")
        for _ in range(rounds):
            bare.append(throughput._bare_batches(database))
            ours.append(throughput._batches(node, throughput._commands(token_id)))
    text = "node: transfers in batches of 100, against a bare database"
    yield Row(text, statistics.median(ours), "/s", statistics.median(bare), at_least(8_000))


def grown(folder: Path, rounds: int, rows: int) -> Iterator[Row]:
    """Measure seeding, and what a transfer costs on a ledger of so many rows against one of a thousand."""
    who = [(builders.person(f"sample {at}").id, f"Sample {at}") for at in range(_PAYERS)]
    with closing(Node.open(folder / "seeded")) as node:
        seconds = _timed(lambda: seed_demo(node, who, rows, SEED))
    yield Row(f"node: seeding {rows:,} transfers through the writer", rows / seconds, "/s")
    costs: dict[int, list[float]] = {FEW_ROWS: [], rows: []}
    with closing(Node.open(folder / "few")) as few, closing(Node.open(folder / "many")) as many:
        ledgers = {count: (node, _filled(node, count)) for count, node in ((FEW_ROWS, few), (rows, many))}
        for _ in range(rounds):
            for count, (node, token_id) in ledgers.items():
                costs[count].append(1e6 / throughput._batches(node, throughput._commands(token_id)[:COSTED]))
    text = f"node: cost of a transfer at {rows:,} rows, floor at {FEW_ROWS:,} (batches of 100)"
    yield Row(text, statistics.median(costs[rows]), "us", statistics.median(costs[FEW_ROWS]), times_at_most(1.5))


def _filled(node: Node, rows: int) -> str:
    """Endow the payers and let them pay each other so many times; returns the token's id."""
    token_id = throughput.endow(node)
    for first in range(0, rows, throughput.BATCHED):
        throughput._batches(node, throughput._commands(token_id)[: rows - first])
    return token_id
