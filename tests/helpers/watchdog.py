"""Finds moments at which our own code keeps a thread from serving its event loop."""

import contextlib
import functools
import os
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
RUNS_QT = "by_qtest"
"""The function in `ui/hand.py` under which QTest runs Qt's loop: a click, and then all that follows."""


@dataclass(frozen=True, slots=True)
class Stall:
    """One of our frames stood on the watched thread's stack for too long, in one dispatch."""

    seconds: float
    stack: str


@dataclass(slots=True)
class _Stand:
    """A call of ours that was seen, and the dispatch that it was seen in, by the ids of their frames.

    The frames themselves are never kept: their locals would outlive the call, and a QPainter among
    them would then be destroyed late and in the watchdog's thread.
    """

    dispatch: int
    frame: int
    seconds: float = 0.0
    stack: str = ""


class _Waits:
    """How long a busy computer has let a thread wait for a processor; 0 where the system doesn't say."""

    def __init__(self, thread: int) -> None:
        self._path = Path(f"/proc/self/task/{thread}/schedstat")
        self._file = -1

    def open(self) -> None:
        """Begin."""
        with contextlib.suppress(OSError):
            self._file = os.open(self._path, os.O_RDONLY)

    def close(self) -> None:
        """End."""
        if self._file >= 0:
            os.close(self._file)

    def seconds(self) -> float:
        """Read the time, in one call to the system."""
        return int(os.pread(self._file, 100, 0).split()[1]) / 1e9 if self._file >= 0 else 0.0


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
        self._waits = _Waits(threading.get_native_id())
        self._kept_at = self._seen_at = self._used_at = 0.0
        self._stand: _Stand | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample_until_done, name="watchdog")

    def __enter__(self) -> Self:
        self._waits.open()
        self._kept_at = self._waits.seconds()
        # Here, in the watched thread: the sampler may first come to run after a stall.
        self._seen_at, self._used_at = time.monotonic(), _processor_seconds(self._watched)
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
        self._waits.close()

    def check(self) -> None:
        """Fail with the stack of each stall.

        Raises:
            AssertionError: There was at least one.
        """
        told = "\n".join(f"{stall.seconds * 1000:.0f} ms in\n{stall.stack}" for stall in self.stalls)
        assert not self.stalls, f"the thread was blocked {len(self.stalls)} times\n{told}"

    def _sample_until_done(self) -> None:
        while True:
            # A look after each call that lets the other thread go on: what it did meanwhile is seen nowhere else.
            late = self._look_now()
            kept = self._waits.seconds()
            late |= self._look_now()
            if self._stand and not late:
                self._stand.seconds = max(0.0, self._stand.seconds - (kept - self._kept_at))
            self._kept_at = kept
            if self._done.wait(INTERVAL_SECONDS):
                break
        self._close()

    def _look_now(self) -> bool:
        """Look once; tell whether this came late."""
        now, used = time.monotonic(), _processor_seconds(self._watched)
        passed, worked = now - self._seen_at, used - self._used_at
        self._seen_at, self._used_at = now, used
        late = passed >= LATE_SECONDS
        if late:
            self._sample(max(LATE_SECONDS, worked), worked)
        else:
            self._sample(passed, 0.0)
        return late

    def _sample(self, seconds: float, seconds_if_new: float) -> None:
        """Look once; a frame first seen after one long call is where that call was made."""
        stand, stack, seen_before = _look(self._watched)
        last = self._stand
        if seen_before and stand and last and (stand.frame, stand.dispatch) == (last.frame, last.dispatch):
            last.seconds += seconds
        else:
            self._close()
            self._stand = last = stand
            if last:
                last.seconds = seconds_if_new
        if last and last.seconds > self._limit and not last.stack:
            last.stack = _describe(stack)

    def _close(self) -> None:
        last, self._stand = self._stand, None
        if last and last.seconds > self._limit:
            self.stalls.append(Stall(last.seconds, last.stack))


def _look(thread: int) -> tuple[_Stand | None, list[tuple[str, int, str]], bool]:
    """Find our outermost call above the innermost event loop; tell whether it was seen before.

    Nothing here waits or reads files: the watched thread must not go on while its frames are held.
    """
    frame = sys._current_frames().get(thread)
    stack: list[tuple[str, int, str]] = []
    dispatch = ours = None
    while frame is not None and not _runs_a_loop(frame):
        stack.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        dispatch = frame
        if frame.f_code.co_filename.startswith(PACKAGE):
            ours = frame
        frame = frame.f_back
    if dispatch is None or ours is None:
        return None, stack, False
    return _Stand(id(dispatch), id(ours)), stack, _was_marked(ours) & _was_marked(dispatch)


def _was_marked(frame: FrameType) -> bool:
    """Mark the call that a frame stands for; an id may be given again, the mark goes with the call.

    The flag has no effect: nothing here traces by opcodes.
    """
    marked = frame.f_trace_opcodes
    frame.f_trace_opcodes = True
    return marked


def _runs_a_loop(frame: FrameType) -> bool:
    return _holds_a_loop(frame.f_code.co_filename) or frame.f_code.co_name == RUNS_QT


@functools.cache
def _holds_a_loop(file_name: str) -> bool:
    parts = Path(file_name).parts
    return parts[-2:] == ("asyncio", "base_events.py") or "qasync" in parts


def _describe(stack: list[tuple[str, int, str]]) -> str:
    shown = [traceback.FrameSummary(*frame, lookup_line=False) for frame in stack[SHOWN_FRAMES - 1 :: -1]]
    return "".join(traceback.format_list(shown))


def _processor_seconds(thread: int) -> float:
    """How long a thread has worked, not counting waits; the wall clock where that is unknown."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic()
    return time.clock_gettime(time.pthread_getcpuclockid(thread))
