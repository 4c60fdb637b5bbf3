"""What the first picture waits for is performed at once; all else when its parts are imported."""

import asyncio
from pathlib import Path

import pytest

from qwallet_desktop.effects.prompt import performer
from qwallet_desktop.state.audit import FetchNotes
from qwallet_desktop.state.last_known import LastKnownOpened, OpenLastKnown
from qwallet_desktop.state.lock import PerformInspect, Phase, VaultInspected
from qwallet_desktop.state.root import Action
from tests.effects.desks import make_desk

pytestmark = pytest.mark.asyncio


async def test_the_vault_and_what_the_last_run_kept_do_not_wait_for_imports(tmp_path: Path) -> None:
    desk, told = make_desk(tmp_path), list[Action]()
    perform = performer(desk, asyncio.Event().wait)
    async with asyncio.timeout(20):
        await perform(PerformInspect(), told.append)
        await perform(OpenLastKnown(), told.append)
    inspected, opened = told
    assert isinstance(inspected, VaultInspected)
    assert inspected.phase is Phase.MISSING
    assert opened == LastKnownOpened()
    desk.qlock.close()
    await asyncio.to_thread(desk.qlock._worker.shutdown)


async def test_everything_else_is_performed_when_its_parts_are_imported(tmp_path: Path) -> None:
    desk, told, imported = make_desk(tmp_path), list[Action](), asyncio.Event()

    async def ask() -> None:
        await performer(desk, imported.wait)(FetchNotes(), told.append)

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(ask())
        await asyncio.sleep(0)
        assert told == []
        imported.set()
    assert len(told) == 1
    desk.qlock.close()
    await asyncio.to_thread(desk.qlock._worker.shutdown)
