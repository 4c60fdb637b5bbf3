"""Long work off Qt's thread: it reports how far it is, and stops when nobody waits for it any more."""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from qwallet_desktop.keys.durable import Step, no_step
from qwallet_desktop.state.backups import Stage

T = TypeVar("T")

REPORT_SECONDS = 0.1

Report: TypeAlias = Callable[[Stage, int, int], None]
"""Told a stage, and how much of how much of it is done."""


class Stopped(Exception):  # noqa: N818 - the person changed their mind
    """The work is not wanted any more."""


def no_report(_stage: Stage, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Oversight:
    """What long work tells while it goes on.

    Attributes:
        report: Told often how far it is; may raise `Stopped`.
        step: Called after each step that a crash could follow; tests crash there.
    """

    report: Report = no_report
    step: Step = no_step

    def tick(self, stage: Stage) -> Callable[[int, int], None]:
        """Return what is told of one stage."""

        def tell(done: int, total: int) -> None:
            self.report(stage, done, total)

        return tell


async def in_thread(work: Callable[[Oversight], T], report: Report) -> T:
    """Run work in a thread; a cancelled caller stops it and waits until it has cleaned up.

    Args:
        work: Done in the thread.
        report: Told on the loop's thread, ten times a second at most.
    """
    loop = asyncio.get_running_loop()
    unwanted = threading.Event()
    told: tuple[Stage | None, float] = (None, 0.0)

    def tell(stage: Stage, done: int, total: int) -> None:
        nonlocal told
        if unwanted.is_set():
            raise Stopped
        now = time.monotonic()
        if stage is not told[0] or done == total or now - told[1] >= REPORT_SECONDS:
            told = (stage, now)
            loop.call_soon_threadsafe(report, stage, done, total)

    working = loop.run_in_executor(None, work, Oversight(tell))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        unwanted.set()
        await ended(working)
        raise


async def ended(work: asyncio.Future[T]) -> None:
    """Wait until work has ended, in whatever way, and however often the waiting is cancelled.

    What still clears away would take away what the next work makes under the same names.
    """
    while not work.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([work])
    if not work.cancelled():
        # Looked at, so that nobody is told of an exception that nobody waits for.
        work.exception()
