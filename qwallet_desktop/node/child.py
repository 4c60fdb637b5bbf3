"""The node as a child process: the other end of the launcher's handshake (`python -m …node.child`)."""

import argparse
import contextlib
import ctypes
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.node.told import described

if TYPE_CHECKING:
    from qwallet_desktop.node.core import Node

EXIT_PROBLEM = 3
PARENT_LOOK_SECONDS = 5.0
"""Only a second line: the end of the parent closes stdin, and Linux tells of it besides."""
GRACE_SECONDS = 2.0
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def main(arguments: list[str] | None = None) -> int:
    """Serve the ledger of one folder to the process that started this one.

    Args:
        arguments: `--folder FOLDER`; the command line's if None.

    Returns:
        The exit code: 0 after an ordinary end, 3 after a problem that was told on stdout.
    """
    parser = argparse.ArgumentParser(prog="qwallet-node")
    parser.add_argument("--folder", type=Path, required=True)
    folder: Path = parser.parse_args(arguments).folder
    parent = os.getppid()
    _die_with_parent(parent)
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    options: dict[str, Any] = json.loads(line)
    if sys.platform == "linux" and options.get("parent", parent) != parent:
        return 0  # It ended before this process could ask to be told of it.
    try:
        _serve(folder, options, parent)
    except Refused as refused:
        _tell({"problem": described(refused.problem)})
        return EXIT_PROBLEM
    return 0


def _serve(folder: Path, options: dict[str, Any], parent: int) -> None:
    # The slow imports come once it is clear that somebody waits for an answer.
    from qwallet_desktop.node.copying import Copying  # noqa: PLC0415
    from qwallet_desktop.node.core import Node  # noqa: PLC0415
    from qwallet_desktop.node.server import NodeServer, create_app, listen  # noqa: PLC0415

    node = Node.open(folder, told=lambda done, total: _tell({"preparing": [done, total]}))
    with contextlib.closing(node), listen("127.0.0.1", 0) as listener:
        _seed(node, options.get("demo"))
        server = NodeServer(create_app(node, bytes.fromhex(options["launchSecret"])))
        # Before anybody knows of this node; uvicorn takes signals over only when it runs.
        signal.signal(signal.SIGTERM, server.handle_exit)
        _watch_parent(parent, server.stop, Copying(folder, _tell).hear)
        ready = {
            "port": listener.getsockname()[1],
            "nodeId": node.node_id,
            "nodeKey": node.public_key.hex(),
        }
        # Connections wait in the listener's queue until the server takes them.
        _tell({"ready": ready})
        server.run(sockets=[listener])


def _seed(node: "Node", demo: dict[str, Any] | None) -> None:
    if demo is None:
        return
    from qwallet_desktop.node.seed import seed_demo  # noqa: PLC0415

    identities = [(IdentityId(did), str(name)) for did, name in demo["identities"]]
    seed_demo(node, identities, int(demo["transactions"]), int(demo["seed"]))


def _tell(message: Mapping[str, Any]) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def _die_with_parent(parent: int) -> None:
    """Ask Linux to end this process when its parent ends, even before it has read a line."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before that was asked
            sys.exit(0)


def _watch_parent(parent: int, stop: Callable[[], None], hear: Callable[[bytes], None]) -> None:
    """Stop the server when stdin ends or the parent changes; end hard if it takes too long.

    What comes on stdin until then is handed to `hear`.
    """

    def watch() -> None:
        while (heard := _heard(parent)) is not None:
            hear(heard)
        stop()
        # What was acknowledged is on the disk; a request that hangs must not keep an orphan alive.
        threading.Event().wait(GRACE_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _heard(parent: int) -> bytes | None:
    """Wait for a while or for something on stdin; return what came, None once the parent is gone."""
    if os.name != "nt":
        ready, _, _ = select.select([sys.stdin], [], [], PARENT_LOOK_SECONDS)
        if not ready:
            return b"" if os.getppid() == parent else None
    return os.read(sys.stdin.fileno(), 1024) or None


if __name__ == "__main__":
    sys.exit(main())
