"""Fixtures for the services' tests."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.services.fakes import Bench


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    """A client and the fake node that it talks to."""
    bench = Bench()
    yield bench
    await bench.client.close()
