"""Each guard of conftest.py is seen to fail a test that deserves it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TASK_IS_LEFT = """
    import asyncio, pytest
    tasks = []
    @pytest.mark.asyncio
    async def test_it():
        tasks.append(asyncio.get_running_loop().create_task(asyncio.sleep(60)))
"""
THREAD_IS_LEFT = """
    import threading
    stop = threading.Event()
    def test_it():
        threading.Thread(target=stop.wait, args=(30,), daemon=True, name="straggler").start()
"""
CHILD_IS_LEFT = """
    import subprocess, sys
    children = []
    def test_it():
        children.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
    def teardown_module():
        children[0].communicate()
"""
TIMER_IS_LEFT = """
    from PySide6.QtCore import QTimer
    def test_it(qapp):
        QTimer(qapp).start(1000)
"""
LINE_IS_LOGGED = """
    import logging
    def test_it():
        logging.getLogger("some.where").warning("a strange thing")
"""
QT_COMPLAINS = """
    from PySide6.QtCore import qWarning
    def test_it():
        qWarning("a strange thing")
"""
WARNING_IS_GIVEN = """
    import warnings
    def test_it():
        warnings.warn("a strange thing")
"""
NETWORK_IS_USED = """
    import socket
    def test_it():
        socket.create_connection(("192.0.2.1", 80), timeout=1)
"""
TASK_IS_ENDED = """
    import asyncio, pytest
    @pytest.mark.asyncio
    async def test_it():
        task = asyncio.get_running_loop().create_task(asyncio.sleep(60))
        task.cancel()
        await asyncio.wait({task})
"""
LINE_IS_EXPECTED = """
    import logging
    def test_it(expected_logs):
        logging.getLogger("some.where").warning("a strange thing")
        assert expected_logs.lines == ["WARNING some.where: a strange thing"]
"""

LATER_IS_NOW = """
    from PySide6.QtCore import QObject
    kept, deleted = [], []
    def test_one(qapp):
        kept.append(QObject())
        kept[0].destroyed.connect(lambda: deleted.append(True))
        kept[0].deleteLater()
        assert not deleted
    def test_two():
        assert deleted
"""
WHERE_IT_WRITES = """
    import os
    def test_it(tmp_path, watchdog):
        assert str(tmp_path.parent) == os.environ["TMPDIR"]
    def test_another(tmp_path):
        assert str(tmp_path.parent) != os.environ["TMPDIR"]
"""


@pytest.fixture
def guarded(pytester: pytest.Pytester) -> pytest.Pytester:
    """A run of pytest in a process of its own, under this project's rules and guards."""
    for name in ("pyproject.toml", "tests/conftest.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        text = text.replace('pythonpath = ["."]', f"pythonpath = ['{ROOT}']")
        (pytester.path / Path(name).name).write_text(text, encoding="utf-8")
    return pytester


def test_what_a_test_leaves_behind_is_an_error(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(
        test_task=TASK_IS_LEFT,
        test_thread=THREAD_IS_LEFT,
        test_child=CHILD_IS_LEFT,
        test_timer=TIMER_IS_LEFT,
        test_log=LINE_IS_LOGGED,
    )
    ran = guarded.runpytest_subprocess("-p", "no:randomly", ".")
    ran.assert_outcomes(passed=5, errors=5)
    ran.stdout.fnmatch_lines_random(
        [
            "*<Task pending*",
            "*straggler (*",
            "*input()",
            "*timer of *every 1000 ms",
            "*WARNING some.where: a strange thing",
        ]
    )


def test_what_a_test_may_not_do_fails_it(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(test_qt=QT_COMPLAINS, test_warning=WARNING_IS_GIVEN, test_network=NETWORK_IS_USED)
    guarded.runpytest_subprocess(".").assert_outcomes(failed=3)


def test_a_tidy_test_passes(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(test_task=TASK_IS_ENDED, test_log=LINE_IS_EXPECTED)
    guarded.runpytest_subprocess(".").assert_outcomes(passed=2)


def test_what_a_test_lets_be_deleted_later_is_gone_in_the_next(guarded: pytest.Pytester) -> None:
    guarded.makepyfile(test_later=LATER_IS_NOW)
    guarded.runpytest_subprocess("-p", "no:randomly", ".").assert_outcomes(passed=2)


def test_a_test_with_a_watchdog_writes_to_the_disk(guarded: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(guarded.mkdir("disk")))
    guarded.makepyfile(test_folders=WHERE_IT_WRITES)
    guarded.runpytest_subprocess(".").assert_outcomes(passed=2)
