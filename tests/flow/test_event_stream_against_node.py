"""The event stream from a real node, which runs in a process of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from qwallet_desktop.domain.events import TransferPosted
from qwallet_desktop.domain.notifications import noticed
from qwallet_desktop.services.events import (
    Connected,
    Disconnected,
    GrantExpired,
    Received,
    Resync,
)
from tests.flow.desk import Desk, Watched, desk_at, new_id, running, watching

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def told_of(folder: Path, *, payments: int) -> AsyncIterator[tuple[Desk, Watched]]:
    """Issue a token, pay with it, and wait until all of that was told."""
    async with running(folder / "node") as (address, secret):
        desk = desk_at(address, secret)
        await desk.settle_in()
        async with watching(desk) as watched:
            await watched.until([Connected])
            token_id = (await desk.issue()).token.id
            for _ in range(payments):
                await desk.pay(token_id)
            await watched.until([Received] * (2 + 2 * payments))
            yield desk, watched


async def test_a_payment_is_told_to_both_sides(tmp_path: Path) -> None:
    async with told_of(tmp_path, payments=1) as (desk, watched):
        told = [
            (item.event.identity_id, item.event.fact.balance.settled.units)
            for item in watched.items
            if isinstance(item, Received) and isinstance(item.event.fact, TransferPosted)
        ]
    assert told == [(desk.alice, 100_000), (desk.alice, 97_500), (desk.bob, 2_500)]


async def test_live_events_give_the_notifications_that_are_read_later(tmp_path: Path) -> None:
    async with told_of(tmp_path, payments=2) as (desk, watched):
        read = await desk.notifications.get_notifications(desk.bob)

    live = [noticed(item.event) for item in watched.items if isinstance(item, Received)]
    assert tuple(one for one in reversed(live) if one is not None) == read.entries


async def test_the_stream_waits_for_a_grant(tmp_path: Path) -> None:
    async with running(tmp_path / "node") as (address, secret):
        desk = desk_at(address, secret)
        await desk.register(desk.alice, "Alice")
        async with watching(desk) as watched:
            await watched.until([GrantExpired])
            await desk.grant(desk.alice)
            await watched.until([Connected])
            await desk.identities.rename(desk.alice, "Anna", request_id=new_id())
            await watched.until([Connected, Received])


async def test_an_identity_that_comes_later_is_told_on_the_same_stream(tmp_path: Path) -> None:
    async with running(tmp_path / "node") as (address, secret):
        desk = desk_at(address, secret)
        await desk.register(desk.alice, "Alice")
        await desk.grant(desk.alice)
        async with watching(desk) as watched:
            await watched.until([Connected])
            await desk.register(desk.bob, "Bob")
            await desk.grant(desk.bob)
            await desk.identities.rename(desk.bob, "Ben", request_id=new_id())
            await watched.until([Received])

    assert {item.event.identity_id for item in watched.items if isinstance(item, Received)} == {desk.bob}
    assert [item for item in watched.items if isinstance(item, Disconnected)] == []


async def test_the_stream_goes_on_after_a_restart_and_misses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    async with AsyncExitStack() as first:
        address, secret = await first.enter_async_context(running(folder))
        desk = desk_at(address, secret)
        await desk.settle_in()
        token_id = (await desk.issue()).token.id
        async with watching(desk) as watched:
            await watched.until([Connected])
            await desk.pay(token_id, "1.00")
            await watched.until([Connected, Received, Received])
            await first.aclose()
            await watched.until([Disconnected])
            async with running(folder) as (moved, _):
                desk.client.base_url = moved.url
                await desk.pay(token_id, "2.00")
                await watched.until([Connected, Received, Received])

    events = [item.event for item in watched.items if isinstance(item, Received)]
    assert all(later.previous == earlier.sequence for earlier, later in pairwise(events))
    assert [item for item in watched.items if isinstance(item, Resync)] == []
