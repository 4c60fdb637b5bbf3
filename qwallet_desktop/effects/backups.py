"""Performs what backups ask for; the work itself is loaded when it is first asked for."""

import asyncio
from importlib import import_module

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.state.backups import RunBackup, StopBackup

JOBS = "qwallet_desktop.effects.backup_jobs"


async def load_jobs() -> None:
    """Load what jobs need off the loop: SQLite and all, which no start is to wait for."""
    await asyncio.to_thread(import_module, JOBS)


async def run_backup(desk: Desk, effect: RunBackup, dispatch: Dispatch) -> None:
    """Carry a command out."""
    await load_jobs()
    from qwallet_desktop.effects.backup_jobs import carry_out  # noqa: PLC0415 - see load_jobs

    await carry_out(desk, effect.command, dispatch)


async def stop_backup(_desk: Desk, _effect: StopBackup, _dispatch: Dispatch) -> None:
    """Nothing more to do: taking the job's place has cancelled it."""


PERFORMERS: Performers = {RunBackup: run_backup, StopBackup: stop_backup}
