"""Fixtures of the node's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.postgres import ON_POSTGRESQL, drop_databases
from tests.node.builders import Bank, open_bank


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what looks at SQLite's own file, and say so."""
    for item in items:
        if ON_POSTGRESQL and (marker := item.get_closest_marker("sqlite_only")):
            item.add_marker(pytest.mark.skip(reason=f"SQLite only: {marker.args[0]}"))


@pytest.fixture(autouse=True)
def _own_databases() -> Iterator[None]:
    yield
    drop_databases()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = open_bank(tmp_path / "node")
    yield opened
    opened.node.close()
