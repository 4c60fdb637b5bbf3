"""Measures the window at work, each time in a process of its own: what it takes until a step is painted."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.starts import ROOT
from tests.bench.table import Row, at_most

FEW, MANY = 10, 10_000
FEW_ROWS = 1_000


def measure(folder: Path, rows: int) -> Iterator[Row]:
    """Measure with few and with many identities, and with few and with so many transfers."""
    few, many = _worked("held", FEW), _worked("held", MANY)
    for what, name, kind, bound in (
        ("switch", "another identity, p99", "p99", 16.0),
        ("switch", "another identity, median", "median", None),
        ("theme", "another theme", "median", 50.0),
        ("font", "another size of text", "median", 50.0),
    ):
        measured, floor = (found["times"][what][kind] for found in (many, few))
        target = None if bound is None else at_most(bound)
        yield Row(f"painted: {name}; {MANY:,} identities, floor {FEW}", measured, "ms", floor, target)
    small, large = (_worked("busy", count, str(folder / str(count))) for count in (FEW_ROWS, rows))
    for what in ("open", "sort", "filter", "jump"):
        measured, floor = (found["times"][what]["median"] for found in (large, small))
        name = f"painted: activity, {what}; {rows:,} transfers, floor {FEW_ROWS:,}"
        yield Row(name, measured, "ms", floor, at_most(100))
    yield Row("longest turn of ours meanwhile", large["longest_turn"], "ms", small["longest_turn"], at_most(50))
    yield Row("memory of the window's process after it (RSS)", large["memory"], "MiB", small["memory"])


def _worked(*arguments: str | int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.window_work", *map(str, arguments)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(  # noqa: S603  (our own code, by this interpreter)
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
