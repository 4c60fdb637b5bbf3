"""The embedded node's process on a PostgreSQL database, for the window of `large_window.py` only."""

import sys
from pathlib import Path

from sqlalchemy import make_url

from qwallet_desktop.node import child
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.schema import Progress

open_node = Node.open


def main() -> int:
    """Run the child on the database that the command line names first."""
    database = make_url(sys.argv[1])

    def opened(folder: Path, *, told: Progress) -> Node:
        return open_node(folder, database=database, told=told)

    Node.open = opened  # type: ignore[method-assign,assignment]  # the child knows of no other database
    return child.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
