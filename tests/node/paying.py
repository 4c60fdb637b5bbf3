"""Run as a program: pays from many threads until it is killed, and prints each request id that was acknowledged."""

import itertools
import sys
import threading
from pathlib import Path

from sqlalchemy import make_url

from qwallet_desktop.node.core import Node
from qwallet_desktop.node.transfers import Pay
from tests.node.builders import command, person

THREADS = 8


def pay_for_ever(node: Node, token_id: str, prefix: str) -> None:
    ann, ben = person("Ann"), person("Ben")
    for number in itertools.count():
        asked = command(ann, Pay(ben.id, token_id, "0.01", prefix), f"{prefix}-{number}")
        if node.writer.submit(asked).result().status == 201:
            sys.stdout.write(f"{asked.request_id}\n")
            sys.stdout.flush()


def main() -> None:
    folder, token_id, run, *database = sys.argv[1:]
    node = Node.open(Path(folder), database=make_url(database[0]) if database else None)
    for number in range(THREADS):
        threading.Thread(target=pay_for_ever, args=(node, token_id, f"{run}-{number}"), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
