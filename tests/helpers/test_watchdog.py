"""The watchdog sees our code block a thread, and nothing else."""

import asyncio
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.hand import by_qtest
from tests.helpers.watchdog import PACKAGE, Watchdog


def compiled(source: str, file_name: str, **names: Any) -> Callable[..., Any]:
    """Make a function of which Python believes that it stands in the given file."""
    exec(compile(textwrap.dedent(source), file_name, "exec"), names)  # noqa: S102 - a file name can't be given otherwise
    function: Callable[..., Any] = names["work"]
    return function


OURS = str(Path(PACKAGE, "ui", "screens", "imagined.py"))
SLEEP = """
    def work():
        time.sleep(0.2)
"""


def run_in_a_slot(qtbot: QtBot, work: Callable[[], None]) -> None:
    timer = QTimer(singleShot=True)
    timer.timeout.connect(work)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)


def test_a_sleep_in_a_slot_of_ours_fails(qtbot: QtBot) -> None:
    with Watchdog() as dog:
        run_in_a_slot(qtbot, compiled(SLEEP, OURS, time=time))
    with pytest.raises(AssertionError, match=r"imagined\.py"):
        dog.check()


def test_the_length_of_a_stall_is_told(qtbot: QtBot) -> None:
    with Watchdog() as dog:
        run_in_a_slot(qtbot, compiled(SLEEP, OURS, time=time))
    assert [round(stall.seconds, 1) for stall in dog.stalls] == [0.2]


def test_a_long_computation_in_a_slot_of_ours_fails(qtbot: QtBot) -> None:
    # The interpreter is held all the time, so that the sampler is late.
    work = compiled("def work(): sum(range(20_000_000))", OURS)
    with Watchdog() as dog:
        run_in_a_slot(qtbot, work)
    assert len(dog.stalls) == 1


def test_a_sleep_of_others_is_not_ours(qtbot: QtBot) -> None:
    with Watchdog() as dog:
        run_in_a_slot(qtbot, compiled(SLEEP, "elsewhere.py", time=time))
    dog.check()


def test_many_short_calls_are_no_stall(qtbot: QtBot) -> None:
    work = compiled("def work(): time.sleep(0.01)", OURS, time=time)
    with Watchdog() as dog:
        for _ in range(20):
            run_in_a_slot(qtbot, work)
    dog.check()


@pytest.mark.asyncio
async def test_a_coroutine_of_ours_that_is_resumed_often_is_no_stall() -> None:
    source = """
        async def work():
            for _ in range(20):
                time.sleep(0.01)
                await asyncio.sleep(0)
    """
    with Watchdog() as dog:
        await compiled(source, OURS, time=time, asyncio=asyncio)()
    dog.check()


@pytest.mark.asyncio
async def test_a_coroutine_of_ours_that_blocks_the_loop_fails() -> None:
    with Watchdog() as dog:
        await asyncio.get_running_loop().create_task(compiled("async def work(): time.sleep(0.2)", OURS, time=time)())
    assert len(dog.stalls) == 1


def test_the_watchdog_is_a_fixture_too(watchdog: Watchdog) -> None:
    assert watchdog.stalls == []


def test_what_follows_a_click_of_qtest_is_counted_by_itself(qtbot: QtBot) -> None:
    work = compiled("def work(): [by_qtest(time.sleep, 0.03) for _ in range(5)]", OURS, time=time, by_qtest=by_qtest)
    with Watchdog() as dog:
        run_in_a_slot(qtbot, work)
    dog.check()


def test_a_slot_of_ours_that_a_click_of_qtest_calls_is_watched(qtbot: QtBot) -> None:
    with Watchdog() as dog:
        by_qtest(run_in_a_slot, qtbot, compiled(SLEEP, OURS, time=time))
    assert len(dog.stalls) == 1
