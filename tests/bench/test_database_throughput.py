"""How many transfers a second the writer commits on SQLite and on PostgreSQL, both waiting for the disk."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL

from qwallet_desktop.node.core import Node
from tests.bench import test_node_throughput as throughput
from tests.helpers.postgres import drop, new_database, programs, server

pytestmark = [pytest.mark.bench, pytest.mark.skipif(programs() is None, reason="there is no PostgreSQL here")]


@contextmanager
def a_database() -> Iterator[URL]:
    database = new_database(folder=server(fsync=True))
    yield database
    drop(database)


@pytest.mark.parametrize("batch", [100, 1])
def test_transfers_on_sqlite_and_on_postgresql(tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "BATCH", batch)
    monkeypatch.setattr(throughput, "BATCHED", 20 * batch if batch > 1 else 300)
    rates: dict[str, list[float]] = {"SQLite": [], "PostgreSQL": []}
    with ExitStack() as opened:
        places = {"SQLite": None, "PostgreSQL": opened.enter_context(a_database())}
        nodes = {
            name: opened.enter_context(closing(Node.open(tmp_path / name, database=place)))
            for name, place in places.items()
        }
        tokens = {name: throughput.endow(node) for name, node in nodes.items()}
        for _ in range(throughput.ROUNDS):
            for name, node in nodes.items():
                rates[name].append(throughput._batches(node, throughput._commands(tokens[name])))
    throughput.report(f"{batch} to a commit", "transfers", rates)
    assert len(rates["PostgreSQL"]) == throughput.ROUNDS
