"""Run as a program: serves a node as `qwallet node serve` does, whose clock can be put forward.

    python -m tests.flow.served_later FOLDER

Prints its address and its id. For each line of its input, a number of seconds, it puts its clock forward
by so much from the true time, looks at what has ended by then, and answers with a line.
"""

import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qwallet_desktop.node.core import Node
from qwallet_desktop.node.server import NodeServer, create_app, listen


class Clock:
    """The true time, and how far this clock is ahead of it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def tell(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def hear(node: Node, clock: Clock) -> None:
    for line in sys.stdin:
        clock.ahead = timedelta(seconds=float(line))
        # The writer sleeps until the next item ends by the clock as it was; this wakes it.
        node.writer.run(lambda _connection: None).result()
        tell("later")


def main(folder: Path) -> None:
    clock = Clock()
    with closing(Node.open(folder, clock=clock)) as node, listen("127.0.0.1", 0) as listener:
        tell(f"http://127.0.0.1:{listener.getsockname()[1]}")
        tell(f"node {node.node_id}")
        threading.Thread(target=hear, args=(node, clock), daemon=True).start()
        NodeServer(create_app(node, None)).run(sockets=[listener])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
