"""`python -m tests.bench.frozen_starts dist`: the packaged program's start against a bare window packaged alike.

Before it, `python packaging/build.py --bench` makes both. Unpackaged starts run in turn with them, for a comparison.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# The windows here are never shown.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qwallet_desktop.app import make_application
from tests.bench import starts
from tests.bench.table import Row, at_most, drawn, times_at_most

ROUNDS = 9
PAINTED, BALANCES = "painted", "balances"


def measure(programs: Path, folder: Path, rounds: int) -> Iterator[Row]:
    """Start all four windows in turn, so many times.

    Args:
        programs: Where packaging/build.py put the packaged ones.
        folder: A data folder that `starts.prepare` has made.
        rounds: Of which the medians count; one more comes first, to warm up.
    """
    frozen = {name: str(programs.resolve() / name / name) for name in ("bench_bare", "bench_ours")}
    commands = {
        "frozen bare": [frozen["bench_bare"]],
        "frozen ours": [frozen["bench_ours"], str(folder)],
        "bare": [sys.executable, "-c", starts.BARE],
        "ours": [sys.executable, "-c", starts.OURS, str(folder)],
    }
    took: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            took[name].append(_started(command, PAINTED if name.endswith("bare") else BALANCES))

    def median(name: str, word: str) -> float:
        return statistics.median(one[word] for one in took[name][1:]) * 1000

    floor = median("frozen bare", PAINTED)
    yield Row(
        "packaged: first paint, against a bare window", median("frozen ours", PAINTED), "ms", floor, times_at_most(1.5)
    )
    yield Row("packaged: live balances on the screen", median("frozen ours", BALANCES), "ms", floor, at_most(1200))
    floor = median("bare", PAINTED)
    yield Row(
        "unpackaged: first paint, against a bare window", median("ours", PAINTED), "ms", floor, times_at_most(1.5)
    )
    yield Row("unpackaged: live balances on the screen", median("ours", BALANCES), "ms", floor, at_most(1200))


def _started(command: list[str], last: str) -> dict[str, float]:
    """Start a window and end it; returns the seconds after which it said each word, up to the last."""
    heard: dict[str, float] = {}
    began = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603  (our own windows)
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, cwd=starts.ROOT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            heard[line.strip()] = time.perf_counter() - began
            if last in heard:
                break
        process.communicate()
    return heard


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.frozen_starts", description=__doc__)
    parser.add_argument("programs", type=Path, help="the folder that packaging/build.py --bench filled")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qwallet-bench-") as folder:
        data = Path(folder) / "data"
        starts.prepare(make_application(sys.argv[:1]), data)
        sys.stdout.write(drawn(measure(chosen.programs, data, chosen.rounds)))


if __name__ == "__main__":
    main()
