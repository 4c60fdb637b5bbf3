"""Measures the window under a burst of events: what it holds up, what is lost, and what it costs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.starts import ROOT
from tests.bench.table import Row, Target, at_least, at_most

EVENTS, RATE, PEOPLE = 50_000, 5_000, 100
CUT_SECONDS = 1
CALM_EVENTS = 500
"""As many events in the floor, one in a hundred: the same clicks, and next to nothing to apply."""


def measure(folder: Path) -> Iterator[Row]:
    """Measure runs of ten seconds, each in a window of its own: a calm one, a busy one, and one over cuts."""
    calm = _endured(folder / "calm", CALM_EVENTS, RATE * CALM_EVENTS // EVENTS)
    busy = _endured(folder / "busy", EVENTS, RATE)
    cut = _endured(folder / "cut", EVENTS, RATE, CUT_SECONDS)
    about = f"{RATE:,} events/s, {PEOPLE} identities"

    def row(what: str, name: str, unit: str, target: Target | None = None) -> Row:
        return Row(f"{about}: {what}", busy[name], unit, calm[name], target)

    yield row("longest turn of ours", "longest_turn", "ms", at_most(50))
    yield row("longest wait of Qt's loop, painting included", "beat", "ms", at_most(50))
    yield row("click to painted, median", "click_median", "ms")
    yield row("click to painted, longest", "click", "ms", at_most(50))
    yield Row(f"{about}: applied of {EVENTS:,}", busy["applied"], "", target=at_least(EVENTS))
    yield Row(f"{about}: differ from the node's", busy["differ"], "", target=at_most(0))
    yield Row(f"{about}: applied", EVENTS / busy["took"], "/s", target=at_least(0.9 * RATE))
    yield Row(f"{about}, cut every second: applied of {EVENTS:,}", cut["applied"], "", target=at_least(EVENTS))
    yield Row(f"{about}, cut every second: differ", cut["differ"], "", target=at_most(0))
    yield row("processor of the window", "share", "%")
    yield row("memory that it grew by (RSS)", "grown", "MiB")


def _endured(folder: Path, events: int, rate: int, cut: int = 0) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.burst_window", *map(str, (events, rate, PEOPLE, cut, folder))]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(  # noqa: S603  (our own code, by this interpreter)
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for stack in found["stacks"]:
        sys.stderr.write(stack)
    return found
