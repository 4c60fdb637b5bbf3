"""Finds moments at which our own code keeps a thread from serving its event loop."""

import functools
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

import qwallet_desktop

PACKAGE = str(Path(qwallet_desktop.__file__).resolve().parent)
LIMIT_SECONDS = 0.05
INTERVAL_SECONDS = 0.005
# A sampler that wakes later than this was itself kept waiting, by a busy computer or by a long
# call that held the interpreter; only processor time tells which.
LATE_SECONDS = 0.015
SHOWN_FRAMES = 20


@dataclass(frozen=True, slots=True)
class Stall:
    """One of our frames stood on the watched thread's stack for too long, in one dispatch."""

    seconds: float
    stack: str


@dataclass(slots=True)
class _Stand:
    """A frame of ours that was seen, and the dispatch that it was seen in.

    Holding the frames keeps a later call from getting the same object, so identity means identity.
    """

    dispatch: FrameType
    frame: FrameType
    seconds: float = 0.0
    stack: str = ""


class Watchdog:
    """Samples one thread's stack from another; `stalls` says what stood in the way and where.

    Use it as a context manager in the thread to watch (Qt's). Frames below the innermost event loop
    don't count: `app.main` stands there all day. A dispatch is the outermost frame above the loop,
    new for every callback, so that a coroutine resumed a thousand times is a thousand short stands.
    """

    def __init__(self, limit_seconds: float = LIMIT_SECONDS) -> None:
        self.stalls: list[Stall] = []
        self._limit = limit_seconds
        self._watched = threading.get_ident()
        self._stand: _Stand | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample_until_done, name="watchdog")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def check(self) -> None:
        """Fail with the stack of each stall.

        Raises:
            AssertionError: There was at least one.
        """
        told = "\n".join(f"{stall.seconds * 1000:.0f} ms in\n{stall.stack}" for stall in self.stalls)
        assert not self.stalls, f"the thread was blocked {len(self.stalls)} times\n{told}"

    def _sample_until_done(self) -> None:
        seen_at, used_at = time.monotonic(), _processor_seconds(self._watched)
        while not self._done.wait(INTERVAL_SECONDS):
            now, used = time.monotonic(), _processor_seconds(self._watched)
            passed, worked = now - seen_at, used - used_at
            if passed < LATE_SECONDS:
                self._sample(passed, 0.0)
            else:
                self._sample(max(LATE_SECONDS, worked), worked)
            seen_at, used_at = now, used
        self._close()

    def _sample(self, seconds: float, seconds_if_new: float) -> None:
        """Look once; a frame first seen after one long call is where that call was made."""
        top = sys._current_frames().get(self._watched)
        stand = _find(top)
        last = self._stand
        if stand and last and stand.frame is last.frame and stand.dispatch is last.dispatch:
            last.seconds += seconds
        else:
            self._close()
            self._stand = last = stand
            if last:
                last.seconds = seconds_if_new
        if last and last.seconds > self._limit and not last.stack:
            last.stack = _describe(top)

    def _close(self) -> None:
        last, self._stand = self._stand, None
        if last and last.seconds > self._limit:
            self.stalls.append(Stall(last.seconds, last.stack))


def _find(top: FrameType | None) -> _Stand | None:
    """Find our outermost frame above the innermost event loop."""
    dispatch = ours = None
    while top is not None and not _runs_a_loop(top):
        dispatch = top
        if top.f_code.co_filename.startswith(PACKAGE):
            ours = top
        top = top.f_back
    return _Stand(dispatch, ours) if dispatch and ours else None


def _runs_a_loop(frame: FrameType) -> bool:
    return _holds_a_loop(frame.f_code.co_filename)


@functools.cache
def _holds_a_loop(file_name: str) -> bool:
    parts = Path(file_name).parts
    return parts[-2:] == ("asyncio", "base_events.py") or "qasync" in parts


def _describe(top: FrameType | None) -> str:
    return "".join(traceback.format_stack(top, limit=SHOWN_FRAMES)) if top else ""


def _processor_seconds(thread: int) -> float:
    """How long a thread has worked, not counting waits; the wall clock where that is unknown."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic()
    return time.clock_gettime(time.pthread_getcpuclockid(thread))
