"""Measures the start: first paint against a bare window in turns, and live balances.

Every start is a process of its own, on the offscreen platform, and counts from before the interpreter is there.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from qwallet_desktop.self_test import create_wallet, issue
from tests.bench.file_keys import FileKeyStore
from tests.bench.table import Row, at_most, times_at_most
from tests.flow.window import on_qt, opened

ROOT = Path(__file__).resolve().parents[2]
BARE = "from tests.bench import bare_window; bare_window.main()"
# As `__main__` does it.
OURS = "import gc; gc.disable(); from tests.bench import our_window; our_window.main()"


def prepare(application: QApplication, folder: Path) -> None:
    """Make a wallet with one identity, one token and its balance."""

    async def work() -> None:
        async with opened(application, folder, FileKeyStore(folder / "key")) as (program, hand):
            await create_wallet(hand, program, "Ada")
            await issue(hand, "1,000.00")

    on_qt(application, work)


@contextmanager
def started(code: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """Start a window and end it; yields the process and when it was started."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  (our own code, by this interpreter)
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
        text=True,
    ) as process:
        yield process, began
        process.communicate()


def heard(process: subprocess.Popen[str], word: str) -> float:
    """Wait until the process says a word, and return when.

    Raises:
        EOFError: It ended without.
    """
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return time.perf_counter()
    raise EOFError(word)


def measure(folder: Path, rounds: int) -> Iterator[Row]:
    """Measure on a prepared folder; medians of so many rounds."""
    bare, ours, live = [], [], []
    for _ in range(rounds):
        with started(BARE) as (process, began):
            bare.append(heard(process, "painted") - began)
        with started(OURS, str(folder)) as (process, began):
            ours.append(heard(process, "painted") - began)
            live.append(heard(process, "balances") - began)
    floor = statistics.median(bare) * 1000
    yield Row(
        "start: first paint, against a bare window", statistics.median(ours) * 1000, "ms", floor, times_at_most(1.5)
    )
    yield Row("start: live balances on the screen", statistics.median(live) * 1000, "ms", floor, at_most(1200))
