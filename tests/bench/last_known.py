"""Measures the start with a node that can't start against one that does: when are the last-known balances on screen?

The node is kept down by its own lock on its folder, which another process holds. All kinds of start take turns.
"""

import statistics
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from qwallet_desktop.node.folder import FolderLock
from tests.bench.starts import BARE, OURS, heard, started
from tests.bench.table import Row, times_at_most

TIMES = 3.0
"""Times the bare window's first paint that the last-known balances may take."""


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """Measure on a folder whose wallet was open before; medians of so many rounds."""
    bare, alive, dead = [], [], []
    for _ in range(rounds):
        with started(BARE) as (process, began):
            bare.append(heard(process, "painted") - began)
        alive.append(_known(folder))
        with closing(FolderLock.take(folder / "node")):
            dead.append(_known(folder))
    floor = statistics.median(bare) * 1000
    words = "start: last-known balances on the screen, node"
    yield Row(f"{words} alive", statistics.median(alive) * 1000, "ms", floor, times_at_most(TIMES))
    yield Row(f"{words} dead", statistics.median(dead) * 1000, "ms", floor, times_at_most(TIMES))


def _known(folder: Path) -> float:
    """Start once; returns the seconds until balances are on the screen, however old they are."""
    with started(OURS, str(folder)) as (process, began):
        return heard(process, "known") - began
