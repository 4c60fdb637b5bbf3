"""From the click to the node and back: the window worked by hand, on a real node, over restarts and kills."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.self_test import pay, see_balance, switch_identity
from qwallet_desktop.state.health import Down, Up
from tests.flow.steps import kill_node, settle_in
from tests.flow.window import on_qt, opened
from tests.helpers.processes import children, lives
from tests.helpers.watchdog import Watchdog

COMMAND = (sys.executable, "-m", "qwallet_desktop")
GONE_SECONDS = 3.0
PATIENCE_SECONDS = 20.0


def wait_until(come: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not come():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_a_new_user_pays_and_finds_it_all_after_a_restart(
    qapp: QApplication, tmp_path: Path, watchdog: Watchdog
) -> None:
    keys = MemoryKeyStore()

    async def first_day() -> None:
        async with opened(qapp, tmp_path, keys) as (program, hand):
            await settle_in(hand, program)
            await pay(hand, program, "Ben", "25.00")
            await see_balance(hand, "975.00")
            await switch_identity(hand, program, "Ben")
            await see_balance(hand, "25.00")

    async def second_day() -> None:
        async with opened(qapp, tmp_path, keys) as (program, hand):
            await see_balance(hand, "25.00")
            await switch_identity(hand, program, "Ada")
            await see_balance(hand, "975.00")

    on_qt(qapp, first_day)
    on_qt(qapp, second_day)


def test_the_window_recovers_by_itself_when_its_node_is_killed(
    qapp: QApplication, tmp_path: Path, watchdog: Watchdog
) -> None:
    async def work() -> None:
        async with opened(qapp, tmp_path, MemoryKeyStore()) as (program, hand):
            await settle_in(hand, program)
            kill_node()
            await hand.until(lambda: isinstance(program.store.state.health.node, Down), "the node down")
            await hand.until(lambda: isinstance(program.store.state.health.node, Up), "the node up again")
            await pay(hand, program, "Ben", "25.00")
            await see_balance(hand, "975.00")
            await hand.until(lambda: program.store.state.health.live, "live events")

    on_qt(qapp, work)


def test_a_killed_desktop_leaves_no_node_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([*COMMAND, "--folder", str(tmp_path / "data")], env=environment) as desktop:
        try:
            assert wait_until(lambda: children(desktop.pid), PATIENCE_SECONDS)
            node = children(desktop.pid)[0]
        finally:
            desktop.kill()
        desktop.wait()
        assert wait_until(lambda: not lives(node), GONE_SECONDS)


def test_without_a_display_one_sentence_says_so() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    environment.pop("QT_QPA_PLATFORM", None)
    ran = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1
    assert "--self-test" in ran.stderr


@pytest.mark.parametrize("display", [":4711", "nowhere.invalid:0", "rubbish"])
def test_a_display_that_does_not_answer_is_none(display: str) -> None:
    environment = {**os.environ, "DISPLAY": display}
    environment.pop("QT_QPA_PLATFORM", None)
    environment.pop("WAYLAND_DISPLAY", None)
    ran = subprocess.run(COMMAND, env=environment, capture_output=True, check=False)
    assert ran.returncode == 2
