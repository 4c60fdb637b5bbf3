"""A home for the stranger who runs the packaged program."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.package.stranger import give


@pytest.fixture
def home() -> Iterator[Path]:
    """Make a folder that is the stranger's; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="qwallet-stranger-"))
    give(folder)
    yield folder
    shutil.rmtree(folder)
