"""Opens nodes on whichever database the tests run on."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from qwallet_desktop.node.core import Node, utc_now
from tests.helpers.postgres import database_of


def open_node(folder: Path, *, clock: Callable[[], datetime] = utc_now, **more: Any) -> Node:
    """Open the node of a folder; its database is that of the folder, for as long as the test lasts."""
    return Node.open(folder, database=database_of(folder), clock=clock, **more)
