"""Starts the window: `qwallet-desktop`, or `python -m qwallet_desktop`."""

import argparse
import gc
import os
import socket
import sys
import time
from pathlib import Path

from qwallet_desktop import __version__

NO_DISPLAY = (
    "Qwallet needs a display and found none. Start it in a desktop session, "
    "or run `qwallet-desktop --self-test` to check this installation without one."
)
EXIT_NO_DISPLAY = 2
EXIT_USAGE = 2
NODE_CHILD = "--node-child"
NO_SUCH_NODE = {
    "NODE_URL_INVALID": "--node-url takes the address of a node and nothing more: https://host or https://host:port.",
    "NODE_URL_INSECURE": (
        "The address of a node on another computer must begin with https://: over http:// everybody on the way "
        "could read along. http:// is for a node on this computer."
    ),
    "NODE_OTHER": (
        "This data folder has a ledger of its own, and keys that are known there. "
        "Choose another folder for the node at that address, by --folder."
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the program; returns its exit code (2: there is no display)."""
    began = time.perf_counter()
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [NODE_CHILD]:
        from qwallet_desktop.node import child

        return child.main(given[1:])
    chosen = _parser().parse_args(given)
    if chosen.self_test:
        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from qwallet_desktop.self_test import run_self_test

        return run_self_test(began)
    if not has_display():
        sys.stderr.write(NO_DISPLAY + "\n")
        return EXIT_NO_DISPLAY
    # All that is imported stays: to look for garbage among it would delay the first paint.
    # `ui/collector.py` takes over.
    gc.disable()
    from qwallet_desktop import app
    from qwallet_desktop.domain.problems import Refused

    try:
        options = app.choose_options(folder=chosen.folder, demo=chosen.demo, node_url=chosen.node_url)
    except Refused as refused:
        sys.stderr.write(NO_SUCH_NODE[refused.problem.code] + "\n")
        return EXIT_USAGE
    except OSError as error:
        sys.stderr.write(f"{error.strerror}: {error.filename}\n")
        return EXIT_USAGE
    return app.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="qwallet-desktop", description="A wallet for several identities.")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--demo", action="store_true", help="look around with sample data; nothing is kept")
    only.add_argument(
        "--node-url",
        metavar="URL",
        help="use a node that others run (`qwallet node serve`), such as https://node.example; the data folder "
        "remembers it",
    )
    parser.add_argument("--folder", type=Path, metavar="PATH", help="the data folder (default: the user's own)")
    parser.add_argument("--self-test", action="store_true", help="check this installation and print one JSON line")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def has_display() -> bool:
    """Tell whether a window can be opened, without letting Qt abort where it can't."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    return _answers(os.environ.get("DISPLAY", ""))


def _answers(display: str) -> bool:
    """Try an X display by its name, such as `:0` or `host:10.0`."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in {"", "unix"}:
        places: list[tuple[int, object]] = [
            (socket.AF_UNIX, f"/tmp/.X11-unix/X{number}"),  # noqa: S108  (where X servers listen)
            (socket.AF_UNIX, f"\0/tmp/.X11-unix/X{number}"),
        ]
    else:
        places = [(socket.AF_INET, (host, 6000 + int(number)))]
    return any(_connects(family, address) for family, address in places)


def _connects(family: int, address: object) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)  # type: ignore[arg-type]  # typeshed has no union of address forms
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
