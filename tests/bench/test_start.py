"""Measures starting and idling: first paint against a bare window, live balances, memory, processor, wake-ups.

`pytest -m bench -s tests/bench/test_start.py`. Every start is a process of its own, on the offscreen platform,
and counts from before the interpreter is there. It prints; nothing passes or fails by time.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.self_test import create_wallet, issue
from tests.bench.file_keys import FileKeyStore
from tests.flow.window import on_qt, opened

pytestmark = pytest.mark.bench

ROUNDS = 9
SETTLE_SECONDS = 5.0
IDLE_SECONDS = 10.0
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
    """Wait until the process says a word, and return when."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return time.perf_counter()
    pytest.fail(f"the window never said {word!r}")


def milliseconds(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:6.0f} ms   (least {min(seconds) * 1000:.0f})"


def memory_mib(pid: int) -> float:
    """Return what the process has in memory (VmRSS)."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def processor_seconds(pid: int) -> float:
    """Return the processor time of all threads, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wake_ups(pid: int) -> int:
    """Return how often threads of the process have waited and gone on."""
    statuses = [(task / "status").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    lines = [line for status in statuses for line in status.splitlines() if line.startswith("voluntary_ctxt")]
    return sum(int(line.split()[1]) for line in lines)


def idle(pid: int) -> tuple[float, float, float]:
    """Return memory (MiB), processor use (%) and wake-ups a second of a process left alone."""
    time.sleep(SETTLE_SECONDS)
    used, woken = processor_seconds(pid), wake_ups(pid)
    time.sleep(IDLE_SECONDS)
    share = (processor_seconds(pid) - used) / IDLE_SECONDS * 100
    return memory_mib(pid), share, (wake_ups(pid) - woken) / IDLE_SECONDS


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads /proc")
def test_start_and_idle(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    prepare(qapp, folder)
    bare, ours, live = [], [], []
    for _ in range(ROUNDS):
        with started(BARE) as (process, began):
            bare.append(heard(process, "painted") - began)
        with started(OURS, str(folder)) as (process, began):
            ours.append(heard(process, "painted") - began)
            live.append(heard(process, "balances") - began)
    with started(OURS, str(folder)) as (process, _):
        heard(process, "balances")
        memory, share, woken = idle(process.pid)
    ratio = statistics.median(ours) / statistics.median(bare)
    print(  # noqa: T201  (a benchmark prints)
        f"\nbare window painted      {milliseconds(bare)}"
        f"\nour window painted       {milliseconds(ours)}"
        f"\nratio                    {ratio:6.2f}      (target: at most 1.5)"
        f"\nlive balances on screen  {milliseconds(live)}   (target: at most 1200)"
        f"\nmemory when idle         {memory:6.0f} MiB  (target: at most 115)"
        f"\nprocessor when idle      {share:6.2f} %    (target: below 0.2)"
        f"\nwake-ups when idle       {woken:6.1f} /s   (target: at most 2)"
    )
    assert len(bare) == len(ours) == len(live) == ROUNDS
