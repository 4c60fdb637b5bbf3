"""Fixtures of the node's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.builders import Bank, open_bank


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = open_bank(tmp_path / "node")
    yield opened
    opened.node.close()
