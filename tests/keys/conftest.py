"""Locks for tests, closed at the end of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qwallet_desktop.keys.lock_service import Qlock
from tests.keys.builders import make_lock
from tests.keys.fakes import MemoryKeyStore


@pytest.fixture
def store() -> MemoryKeyStore:
    return MemoryKeyStore()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def lock(folder: Path, store: MemoryKeyStore) -> Iterator[Qlock]:
    lock = make_lock(folder, store)
    yield lock
    lock.close()


@pytest.fixture
def again(folder: Path, store: MemoryKeyStore) -> Iterator[Qlock]:
    """The same vault after a restart of the program."""
    lock = make_lock(folder, store)
    yield lock
    lock.close()
