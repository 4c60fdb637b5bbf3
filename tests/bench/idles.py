"""Measures a program left alone: memory, processor time and wake-ups of the window and of its node."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.starts import BARE, OURS, heard, started
from tests.bench.table import Row, Target, at_most

SETTLE_SECONDS = 10.0
"""By then what was learnt at the start has been kept for the next one, as `effects/last_known.py` does after five."""
IDLE_SECONDS = 12.0
_MIB = 1024
_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED: how Linux numbers the clock of another process


def memory(pid: int) -> dict[str, float]:
    """Return MiB by the names of `smaps_rollup`: Rss (shared pages too), Pss (shares), Private_Dirty and others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(rest.split()[0]) / _MIB for name, rest in (line.split(":") for line in lines)}


def unshared(found: dict[str, float]) -> float:
    """Return the MiB that would be free if the process ended (USS)."""
    return found["Private_Clean"] + found["Private_Dirty"]


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used, also by threads that have ended, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)


def wake_ups(pid: int) -> dict[str, int]:
    """Return how often each thread of the process has waited and gone on."""
    statuses = {task.name: (task / "status").read_text() for task in Path(f"/proc/{pid}/task").iterdir()}
    return {
        thread: int(line.split()[1])
        for thread, status in statuses.items()
        for line in status.splitlines()
        if line.startswith("voluntary_ctxt")
    }


def woken_since(before: dict[str, int], now: dict[str, int]) -> int:
    """Count the wake-ups between two looks; a thread that ended in between takes its own along."""
    return sum(count - before.get(thread, 0) for thread, count in now.items())


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def measure(folder: Path) -> Iterator[Row]:
    """Measure on a prepared folder, once the balances were on the screen."""
    with started(BARE) as (process, _):
        heard(process, "painted")
        bare = memory(process.pid)
    with started(OURS, str(folder)) as (process, _):
        heard(process, "balances")
        time.sleep(SETTLE_SECONDS)
        window, (node,) = process.pid, children(process.pid)
        before = [(processor_seconds(pid), wake_ups(pid)) for pid in (window, node)]
        time.sleep(IDLE_SECONDS)
        after = [(processor_seconds(pid), wake_ups(pid)) for pid in (window, node)]
        ours, nodes = memory(window), memory(node)
    yield Row("idle: memory of the window's process (RSS)", ours["Rss"], "MiB", bare["Rss"], at_most(115))
    yield Row("idle: the same, shared pages by share (PSS)", ours["Pss"], "MiB", bare["Pss"])
    yield Row("idle: the same, its own pages only (USS)", unshared(ours), "MiB", unshared(bare))
    yield Row("idle: memory of the node's process (RSS)", nodes["Rss"], "MiB")
    for name, (used, woken), (used_then, woken_then) in zip(("window", "node"), before, after, strict=True):
        share = (used_then - used) / IDLE_SECONDS * 100
        yield Row(f"idle: processor, {name}", share, "%", target=Target("below", 0.2))
        yield Row(f"idle: wake-ups, {name}", woken_since(woken, woken_then) / IDLE_SECONDS, "/s", target=at_most(2))


def can_measure() -> bool:
    """Tell whether the system says what is asked for here."""
    return Path("/proc/self/smaps_rollup").exists() and os.name == "posix"
