"""Measures the inbox with few and with thousands of items: opening it, signing one, a burst of events, and memory."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import item_ledger
from tests.bench.starts import ROOT
from tests.bench.table import Row, at_most

FEW, MANY = 50, 5_000


def measure(folder: Path) -> Iterator[Row]:
    """Measure with few and with many items that wait for a signature, each in a window and on a node of its own."""
    few, many = (_worked(folder / str(count), count) for count in (FEW, MANY))
    about = f"{MANY:,} open items, floor {FEW}"
    for name, what, bound in (("opened", "inbox opened: click to painted", 100), ("signed", "signed: to shown", 150)):
        times, floor = many[name], few[name]
        yield Row(f"{about}: {what}, first", times[0], "ms", floor[0], at_most(bound))
        yield Row(f"{about}: {what}, median", statistics.median(times), "ms", statistics.median(floor), at_most(bound))
        yield Row(f"{about}: {what}, p95 of {len(times)}", _p95(times), "ms", _p95(floor), at_most(bound))
    for part in ("loading", "open", "sign", "burst"):
        name = f"longest_turn_{part}"
        yield Row(f"{about}: longest turn of ours, {part}", many[name], "ms", few[name], at_most(50))
    yield Row(f"{about}: 1,000 events at once, until they are painted", many["burst"], "ms", few["burst"])
    yield Row(f"{about}: times that the list was drawn for them", many["drawn"], "", few["drawn"])
    yield Row(f"{about}: until all are read, from the start", many["loaded"], "s", few["loaded"])
    yield Row(f"{about}: memory of the window's process before (RSS)", many["rss_before"], "MiB", few["rss_before"])
    yield Row(f"{about}: memory of the window's process after (RSS)", many["rss"], "MiB", few["rss"])


def _p95(times: list[float]) -> float:
    return sorted(times)[len(times) * 95 // 100]


def _worked(folder: Path, count: int) -> dict[str, Any]:
    item_ledger.fill(folder, count)
    item_ledger.keep_words(folder)
    command = [sys.executable, "-m", "tests.bench.item_window", str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(  # noqa: S603  (our own code, by this interpreter)
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for name in ("loading", "open", "sign", "burst"):
        for stack in found[f"stacks_{name}"][:1]:
            sys.stderr.write(f"{count:,} items, {name}: {stack}\n")
    return found
