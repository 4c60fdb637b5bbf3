"""Keeps the plan of backups: where copies go, and when the last backup was made."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.keys.durable import storage_problems
from qwallet_desktop.settings.backups import BackupPlan, load_plan, save_plan
from qwallet_desktop.state.copies import BackupNoted

NO_PLAN = BackupPlan()


async def note(desk: Desk, dispatch: Dispatch, change: Callable[[BackupPlan], BackupPlan]) -> None:
    """Remember in the plan that a backup was made; a plan that can't be written is no reason to say it was not."""
    plan = change(await known_plan(desk))
    with suppress(Refused):
        await write_plan(desk, plan)
    dispatch(BackupNoted(plan))


async def known_plan(desk: Desk, otherwise: BackupPlan = NO_PLAN) -> BackupPlan:
    """Read the plan; one that can't be read is as good as none, or as what was known of it."""
    with suppress(OSError):
        return await asyncio.to_thread(load_plan, desk.folder)
    return otherwise


async def write_plan(desk: Desk, plan: BackupPlan) -> None:
    """Write the plan.

    Raises:
        Refused: A problem of the storage.
    """
    with storage_problems(desk.folder):
        await asyncio.to_thread(save_plan, desk.folder, plan)
