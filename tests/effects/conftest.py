"""Desks for the performers' tests: one at work, with an open vault and two identities' worth of room."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node.launcher import NodeAddress
from tests.effects.desks import Place, node_in, place_at


@pytest_asyncio.fixture
async def node(tmp_path: Path) -> AsyncIterator[tuple[NodeAddress, httpx.AsyncBaseTransport]]:
    """A real node in memory."""
    async with node_in(tmp_path / "node") as opened:
        yield opened


@pytest_asyncio.fixture
async def empty(tmp_path: Path, node: tuple[NodeAddress, httpx.AsyncBaseTransport]) -> AsyncIterator[Place]:
    """A desk without a vault."""
    async with place_at(tmp_path / "desk", *node, MemoryKeyStore()) as place:
        yield place


@pytest_asyncio.fixture
async def place(empty: Place) -> Place:
    """A desk with an open vault that holds no identity yet."""
    await empty.desk.qlock.create(None)
    return empty
