"""Performs automatic copies: waits for a day's copy, makes it, and removes the oldest of our own."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

from qwallet_desktop.domain.backups import RETRY_AFTER, dated_name, is_dated, is_part, next_copy_at, surplus
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.effects.backup_plan import known_plan, write_plan
from qwallet_desktop.effects.backups import load_jobs
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.long_work import no_report
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.keys.backup_file import BackupKey, read_header
from qwallet_desktop.keys.durable import storage_problems
from qwallet_desktop.settings.backups import BackupPlan
from qwallet_desktop.state.copies import (
    ChangeCopies,
    CopiesNotSet,
    CopiesSet,
    CopyMade,
    CopyMissed,
    DropCopies,
    KeepCopies,
    PlanRead,
    ReadPlan,
    SetCopies,
    StopCopies,
    Trouble,
)

LONGEST_WAIT = timedelta(minutes=10)
"""How long is waited before the clock is looked at again: a sleeping computer stops timers, not days."""


async def read_plan(desk: Desk, _effect: ReadPlan, dispatch: Dispatch) -> None:
    """Read the plan; one that can't be read is as good as none."""
    dispatch(PlanRead(await known_plan(desk), desk.again is not None))


async def change_copies(desk: Desk, effect: ChangeCopies, dispatch: Dispatch) -> None:
    """Begin with automatic copies, change where they go, or end with them."""
    command = effect.command
    try:
        plan = await known_plan(desk)
        match command:
            case SetCopies():
                plan = await _set(desk, command, plan)
            case StopCopies():
                plan = replace(plan, folder="")
                await write_plan(desk, plan)
                await desk.qlock.backups.forget_copies_key()
            case _:
                assert_never(command)
    except Refused as refused:
        dispatch(CopiesNotSet(command.request_id, refused.problem))
    else:
        dispatch(CopiesSet(command.request_id, plan))


async def _set(desk: Desk, command: SetCopies, plan: BackupPlan) -> BackupPlan:
    if not await asyncio.to_thread(_is_folder, command.folder):
        raise refuse(Code.FOLDER_MISSING, at="folder", folder=str(command.folder))
    if command.passphrase is not None:
        await desk.qlock.backups.keep_copies_key(command.passphrase.text)
    changed = str(command.folder) != plan.folder or command.passphrase is not None
    # What was chosen just now is tried at once, so that a mistake shows while the person is there.
    if changed:
        plan = replace(plan, last_copy=None, copy_content="")
    plan = replace(plan, folder=str(command.folder), keep=command.keep)
    await write_plan(desk, plan)
    return plan


async def keep_copies(desk: Desk, effect: KeepCopies, dispatch: Dispatch) -> None:
    """Wait until a copy is due, make it, and say how it went."""
    plan = effect.plan
    if not effect.at_once:
        await _wait(desk, plan.last_copy, effect.failed_at)
    try:
        made = None if not effect.at_once and await _is_same(desk, plan) else await _make(desk, plan)
        at = desk.now()
        # The plan may have been noted anew by a backup that was made by hand meanwhile.
        plan = replace(await known_plan(desk, plan), last_copy=at)
        if made is not None:
            file = str(made.path)
            plan = replace(plan, last_made=at, last_file=file, copy_file=file, copy_content=made.content)
        with suppress(Refused):
            # A copy that was made is one, and is not made again each hour, also if that can't be remembered.
            await write_plan(desk, plan)
    except Refused as refused:
        dispatch(CopyMissed(_trouble(refused.problem, desk.now())))
    except Exception:
        dispatch(CopyMissed(_trouble(Problem(Code.INTERNAL), desk.now())))
        raise
    else:
        dispatch(CopyMade(plan))


def _is_folder(path: Path) -> bool:
    with storage_problems(path):
        return path.is_dir()


def _trouble(problem: Problem, at: datetime) -> Trouble:
    return Trouble(problem, at, at + RETRY_AFTER)


async def _wait(desk: Desk, last_copy: datetime | None, failed_at: datetime | None) -> None:
    while (left := next_copy_at(last_copy, failed_at, desk.now()) - desk.now()) > timedelta(0):
        await desk.pause(min(left, LONGEST_WAIT).total_seconds())


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy that was made, and the digest of what is in it."""

    path: Path
    content: str


async def _is_same(desk: Desk, plan: BackupPlan) -> bool:
    """Tell whether the last copy is still there and holds what a new one would."""
    if not plan.copy_content or Path(plan.copy_file).parent != Path(plan.folder):
        return False
    if not await asyncio.to_thread(_is_file, Path(plan.copy_file)):
        return False
    await load_jobs()
    from qwallet_desktop.effects.backup_jobs import content_here  # noqa: PLC0415 - see load_jobs

    return await content_here(desk) == plan.copy_content


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


async def _make(desk: Desk, plan: BackupPlan) -> _Copy:
    await load_jobs()
    from qwallet_desktop.effects.backup_jobs import content_of, make  # noqa: PLC0415 - see load_jobs

    folder = Path(plan.folder)
    key = await desk.qlock.backups.copies_key()
    if key is None:
        raise refuse(Code.COPIES_NOT_SET_UP)
    with key.key:
        path = await asyncio.to_thread(_free_path, folder, desk.now())
        manifest, _ = await make(desk, path, key, no_report, overwrite=False)
        await asyncio.to_thread(_remove_surplus, path, key, plan.keep)
    return _Copy(path, content_of(manifest))


def _free_path(folder: Path, at: datetime) -> Path:
    """Return a path for the day's copy that nothing has; another wallet may use the same folder."""
    number = 1
    with storage_problems(folder):
        if not folder.is_dir():
            raise refuse(Code.FOLDER_MISSING, folder=str(folder))
        while (path := folder / dated_name(at.date(), number)).exists():
            number += 1
    return path


def _remove_surplus(newest: Path, key: BackupKey, keep: int) -> None:
    """Remove the oldest copies that were made with this very key, and what crashes left of others.

    A file that is anybody else's stays.
    """
    folder = newest.parent
    with suppress(OSError):
        ours = [path.name for path in folder.iterdir() if _is_ours(path, key)]
        parts = [name for name in ours if is_part(name)]
        for name in (*surplus(ours, keep, newest.name), *parts):
            (folder / name).unlink()


def _is_ours(path: Path, key: BackupKey) -> bool:
    if not (is_dated(path.name) or is_part(path.name)):
        return False
    try:
        # A pipe of that name would be waited for.
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return read_header(file).salt == key.salt
    except (Refused, OSError):
        return False


async def drop_copies(_desk: Desk, _effect: DropCopies, _dispatch: Dispatch) -> None:
    """Nothing more to do: taking the copies' place has cancelled them."""


PERFORMERS: Performers = {
    ReadPlan: read_plan,
    ChangeCopies: change_copies,
    KeepCopies: keep_copies,
    DropCopies: drop_copies,
}
