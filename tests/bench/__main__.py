"""`python -m tests.bench`: measures every figure that there is a target for, and prints them as one table.

Nothing passes or fails by time. Each figure stands beside its floor, measured in turn with it in the same run, since
computers differ; look at ratios. Leave the computer alone meanwhile.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

# The windows here are never shown.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qwallet_desktop.app import make_application
from tests.bench import bursts, idles, items, last_known, nodes, reducers, starts, windows
from tests.bench.table import Row, drawn, keep

KEPT = starts.ROOT / "build" / "bench.json"
ROUNDS = 9
ALTERNATIONS = 5
ROWS = 20_000


def measures(folder: Path, rounds: int, rows: int) -> dict[str, Callable[[], Iterator[Row]]]:
    """Return what can be measured, by name; each works in a folder of its own."""
    wallet = folder / "wallet"

    def prepared() -> Path:
        if not wallet.exists():
            starts.prepare(make_application(sys.argv[:1]), wallet)
        return wallet

    return {
        "start": lambda: starts.measure(prepared(), rounds),
        "lastknown": lambda: last_known.measure(prepared(), min(rounds, ALTERNATIONS)),
        "idle": lambda: idles.measure(prepared()),
        "reducer": reducers.measure,
        "window": lambda: windows.measure(_made(folder / "window"), rows),
        "events": lambda: bursts.measure(_made(folder / "events")),
        "inbox": lambda: items.measure(_made(folder / "inbox")),
        "node": lambda: nodes.measure(_made(folder / "node"), rounds, rows),
    }


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = ("start", "lastknown", "idle", "reducer", "window", "events", "inbox", "node")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of what is repeated; medians count ({ROUNDS})")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"transfers of a large ledger ({ROWS:,})")
    parser.add_argument("--json", type=Path, default=KEPT, help="where the figures are kept for a comparison")
    chosen = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="qwallet-bench-") as folder:
        known = measures(Path(folder), chosen.rounds, chosen.rows)
        for name in chosen.only:
            sys.stderr.write(f"measuring: {name}\n")
            rows += known[name]()
    about: dict[str, str | int | float] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rounds": chosen.rounds,
        "rows": chosen.rows,
        "processors": os.cpu_count() or 0,
        "load": os.getloadavg()[0],
    }
    keep(rows, chosen.json, about)
    sys.stdout.write("\n" + drawn(rows))


if __name__ == "__main__":
    main()
