"""Opens nodes on whichever database the tests run on."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from qwallet_desktop.node import schema
from qwallet_desktop.node.core import DATABASE_NAME, Node, utc_now
from qwallet_desktop.node.database import make_engine
from tests.helpers.postgres import ON_POSTGRESQL, database_of


def open_node(folder: Path, *, clock: Callable[[], datetime] = utc_now, **more: Any) -> Node:
    """Open the node of a folder; its database is that of the folder, for as long as the test lasts."""
    return Node.open(folder, database=database_of(folder), clock=clock, **more)


def lay_tables(folder: Path) -> None:
    """Give a node's folder a new ledger with all tables and nothing in them: a copy is quicker than making them.

    What is there stays. On PostgreSQL, `open_node` takes a copy anyway.
    """
    path = folder / DATABASE_NAME
    if not ON_POSTGRESQL and not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(_with_tables())


@cache
def _with_tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, DATABASE_NAME)
        engine = make_engine(path)
        schema.prepare(engine)
        engine.dispose()
        return path.read_bytes()
