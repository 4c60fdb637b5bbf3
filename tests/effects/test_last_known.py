"""What is known is sealed by the vault, in parts, and read at the next start; what is wrong with it hurts nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.ids import NodeId, Sequence
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.last_known import LEDGER, SECONDS, keep_at_the_end
from qwallet_desktop.effects.prompt import performer
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.state import health, identities, lock, wallets
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.last_known import (
    KeepLastKnown,
    LastKnownDue,
    LastKnownKept,
    LastKnownOpened,
    LastKnownRead,
    OpenLastKnown,
    Seen,
    WaitToKeep,
)
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.taking import seen
from tests.effects.desks import make_desk
from tests.state.builders import ADA, BEN, NODE, NOW, context, entry, identity

pytestmark = pytest.mark.asyncio

PEOPLE = (identity(ADA, "Ada"), identity(BEN, "Ben", 1))
OPENED = lock.VaultInspected(
    lock.Phase.OPEN,
    lock.Slot.KEYRING,
    words_checked=True,
    has_previous=False,
    keyring_usable=True,
    held=(ADA, BEN),
)
KNOWN: tuple[Action, ...] = (
    OPENED,
    health.NodeReady(NODE),
    identities.IdentitiesLoaded(PEOPLE, NOW),
    wallets.WalletLoaded(context(ADA), (entry(1),), NOW),
    wallets.WalletLoaded(context(BEN, 500), (entry(2, BEN),), NOW),
)


def state_of(*actions: Action) -> State:
    state = State()
    for action in actions:
        state = reduce(state, action)[0]
    return state


def what(*actions: Action) -> Seen:
    taken = seen(state_of(*KNOWN, *actions), NOW)
    assert taken is not None
    return taken


def clock_at(at: datetime) -> Callable[[], datetime]:
    return lambda: at


async def never() -> None:
    raise AssertionError


async def answers(desk: Desk, effect: Effect) -> list[Action]:
    told: list[Action] = []
    await performer(desk, never)(effect, told.append)
    return told


async def read(desk: Desk) -> list[LastKnownRead]:
    *parts, last = await answers(desk, OpenLastKnown())
    assert last == LastKnownOpened()
    return [each for each in parts if isinstance(each, LastKnownRead)]


def files(desk: Desk) -> dict[Path, bytes]:
    folder = desk.folder / "vault" / "sealed"
    return {path: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk with an open vault, whose node never started; its folder has a ledger."""
    desk = make_desk(tmp_path, MemoryKeyStore())
    (tmp_path / LEDGER).parent.mkdir()
    (tmp_path / LEDGER).write_bytes(b"")
    await desk.qlock.create(None)
    yield desk
    desk.qlock.close()
    await asyncio.to_thread(desk.qlock._worker.shutdown)


async def test_what_was_kept_is_read_at_the_next_start(desk: Desk) -> None:
    assert await answers(desk, KeepLastKnown(what())) == [LastKnownKept()]
    front, others = await read(desk)
    assert (front.known.active, front.known.identities) == (ADA, PEOPLE)
    assert [wallet.balances for wallet in front.known.wallets] == [context(ADA).balances]
    assert [wallet.identity_id for wallet in others.known.wallets] == [BEN]


async def test_before_anything_was_kept_nothing_is_read(desk: Desk) -> None:
    assert await read(desk) == []


async def test_without_a_ledger_the_node_is_another_one_and_nothing_is_read(desk: Desk) -> None:
    await answers(desk, KeepLastKnown(what()))
    (desk.folder / LEDGER).unlink()
    assert await read(desk) == []


async def test_what_is_damaged_is_passed_over(desk: Desk) -> None:
    await answers(desk, KeepLastKnown(what()))
    for path, data in files(desk).items():
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert await read(desk) == []


async def test_what_another_version_wrote_is_passed_over(desk: Desk) -> None:
    await desk.qlock.seal("last-known", b"of another version", passing=True)
    await desk.qlock.seal("last-known-identities", b"of another version", passing=True)
    assert await read(desk) == []


async def test_only_the_part_that_changed_is_written_again(desk: Desk) -> None:
    await answers(desk, KeepLastKnown(what()))
    before = files(desk)
    await answers(desk, KeepLastKnown(replace(what(), head=Sequence(9))))
    same = what()
    await answers(desk, KeepLastKnown(same))
    changed = files(desk)
    await answers(desk, KeepLastKnown(replace(same, head=Sequence(10))))
    again = files(desk)
    assert before.keys() == changed.keys() == again.keys()
    assert sum(again[path] != data for path, data in changed.items()) == 1


async def test_nothing_is_written_where_nothing_changed(desk: Desk) -> None:
    same = what()
    await answers(desk, KeepLastKnown(same))
    before = files(desk)
    await answers(desk, KeepLastKnown(same))
    assert files(desk) == before


async def test_nothing_readable_is_written(desk: Desk) -> None:
    await answers(desk, KeepLastKnown(what()))
    assert all(b"Ada" not in data for data in files(desk).values())


async def test_a_locked_vault_keeps_nothing_and_that_hurts_nobody(desk: Desk) -> None:
    desk.qlock.lock()
    assert await answers(desk, KeepLastKnown(what())) == [LastKnownKept()]
    assert files(desk) == {}


async def test_a_full_disk_hurts_nobody_and_the_next_time_is_another_chance(desk: Desk) -> None:
    sealed = desk.folder / "vault" / "sealed"
    sealed.write_bytes(b"in the way")
    assert await answers(desk, KeepLastKnown(what())) == [LastKnownKept()]
    sealed.unlink()
    await answers(desk, KeepLastKnown(what()))
    assert len(await read(desk)) == 2


async def test_changes_are_gathered_before_they_are_written(desk: Desk) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    desk.pause, desk.now = pause, clock_at(NOW)
    assert await answers(desk, WaitToKeep()) == [LastKnownDue(NOW)]
    assert waited == [SECONDS]


async def test_at_the_end_what_is_known_is_kept_as_of_then(desk: Desk) -> None:
    state = state_of(*KNOWN, health.StreamConnected(Sequence(7)))
    for at in (NOW, NOW + timedelta(hours=3)):
        desk.now = clock_at(at)
        await keep_at_the_end(desk, state)
        front, _ = await read(desk)
        assert (front.known.head, front.known.at, front.known.wallets[0].at) == (7, at, at)


async def test_at_the_end_of_a_run_that_learnt_nothing_nothing_is_kept(desk: Desk) -> None:
    await keep_at_the_end(desk, State())
    assert files(desk) == {}


async def test_at_the_end_a_locked_vault_hurts_nobody(desk: Desk) -> None:
    desk.qlock.lock()
    await keep_at_the_end(desk, state_of(*KNOWN))
    assert files(desk) == {}


@pytest.mark.parametrize("part", ["last-known", "last-known-identities"])
async def test_one_part_alone_is_not_shown(desk: Desk, part: str) -> None:
    await answers(desk, KeepLastKnown(what()))
    await desk.qlock.seal(part, b"spoilt", passing=True)
    assert await read(desk) == []


async def test_what_is_kept_says_of_which_node_it_is(desk: Desk) -> None:
    await answers(desk, KeepLastKnown(replace(what(), node_id=NodeId("cd" * 16))))
    assert {each.known.node_id for each in await read(desk)} == {"cd" * 16}
