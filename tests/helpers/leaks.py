"""Tells what a test left running: tasks, threads, child processes and Qt's timers."""

import asyncio
import gc
import os
import sys
import threading
import time
from asyncio import runners
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 2.0
PAUSE_SECONDS = 0.01
# Started by the standard library for the whole run, once something asks for shared memory.
_LASTING_PROCESS = b"multiprocessing.resource_tracker"


@contextmanager
def unfinished_tasks() -> Iterator[list[str]]:
    """Collect the tasks that were still running when `asyncio.Runner` closed their loop.

    A runner cancels what is left without a word. That is the last moment at which it can be seen,
    and the first after the test's own fixtures have ended theirs.
    """
    names: list[str] = []
    cancel_all = runners._cancel_all_tasks  # type: ignore[attr-defined] # there is no public way

    def note_and_cancel(loop: asyncio.AbstractEventLoop) -> None:
        names.extend(repr(task) for task in asyncio.all_tasks(loop) if not task.done())
        cancel_all(loop)

    runners._cancel_all_tasks = note_and_cancel  # type: ignore[attr-defined] # as above
    try:
        yield names
    finally:
        runners._cancel_all_tasks = cancel_all  # type: ignore[attr-defined] # as above


def running_threads() -> set[str]:
    """Name the threads that Python code started, without those that only visit Python."""
    return {
        f"{thread.name} ({thread.ident})"
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
    }


def running_children() -> set[str]:
    """Name this process's living children; empty where the system has no /proc (Linux has it)."""
    if not hasattr(os, "waitid") or not _has_children():
        return set()
    parent = str(os.getpid()).encode()
    return {name for folder in Path("/proc").glob("[0-9]*") if (name := _child(folder, parent))}


def active_timers() -> set[str]:
    """Name Qt's running timers below the application and its windows, if there is one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    core = sys.modules.get("PySide6.QtCore")
    application = core.QCoreApplication.instance() if core else None
    if core is None or widgets is None or application is None:
        return set()
    roots = [application, *widgets.QApplication.topLevelWidgets()]
    return {
        f"{timer.objectName() or 'timer'} of {timer.parent()!r} every {timer.interval()} ms"
        for root in roots
        for timer in root.findChildren(core.QTimer)
        if timer.isActive()
    }


def delete_what_waits() -> None:
    """Delete what was told to `deleteLater`, as Qt does within the program's loop.

    Outside of a loop it stays: a dialog for files went on reading its folder through all later tests.
    """
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


@contextmanager
def new_garbage_collected() -> Iterator[None]:
    """Collect on this thread what was made meanwhile; to look through all that was there before takes very long."""
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()


def left_over(before: set[str], look: Callable[[], set[str]]) -> set[str]:
    """Tell what is there now and wasn't before, after giving it a moment to end."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (more := look() - before) and time.monotonic() < end:
        gc.collect(1)
        time.sleep(PAUSE_SECONDS)
    return more


def _has_children() -> bool:
    """Tell whether looking through /proc is worth its milliseconds."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _child(folder: Path, parent: bytes) -> str:
    # The program's name stands in brackets before these, and may hold brackets and spaces itself.
    numbers = _read(folder / "stat").rpartition(b")")[2].split()
    command = _read(folder / "cmdline")
    # One that has ended, but was not yet waited for, has no command line any more.
    if numbers[1:2] != [parent] or not command or _LASTING_PROCESS in command:
        return ""
    return f"{folder.name} {command.replace(bytes(1), b' ').decode(errors='replace').strip()}"


def _read(path: Path) -> bytes:
    """Read a file of /proc; empty when its process has just ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
