"""Guards for every test: no network, no real folders or keys, and nothing left behind."""

import atexit
import gc
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.helpers import leaks, memory
from tests.helpers.logs import LogCollector
from tests.helpers.watchdog import LIMIT_SECONDS, Watchdog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# A shared computer may be slow for a moment; that says nothing about the code.
hypothesis.settings.register_profile("qwallet", deadline=None, print_blob=True)
hypothesis.settings.load_profile("qwallet")

QUICK = "not slow and not bench and not oracle"
"""Which tests run where none are asked for, as pyproject.toml has it."""

MOST_WORKERS = 4
"""Processes among which the tests are shared: each opens windows and starts nodes of its own."""


def pytest_configure(config: pytest.Config) -> None:
    """Set what pytest, Qt and keyring read when they are first used, before any test is imported."""
    if is_quick(config) and (folder := memory.folder()):
        os.environ.setdefault(memory.VARIABLE, str(folder))
    if "QWALLET_TEST_XVFB" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    # A short path, for the name of a socket has at most 107 characters; Qt complains without one.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="qw")
    atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)


def is_quick(config: pytest.Config) -> bool:
    """Tell whether neither faults nor measurements are asked for, which want a disk and the computer for themselves."""
    return bool(config.getoption("markexpr") == QUICK)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the whole quick suite among a few processors; a part of it is there sooner without helpers."""
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return min(os.cpu_count() or 1, MOST_WORKERS) if is_whole and is_quick(config) else 0


@pytest.fixture
def tmp_path(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Give a test with a watchdog a folder on the disk: that our code waits for it is what there is to be seen."""
    if "watchdog" not in request.fixturenames:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="qwallet-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def qapp(qapp: "QApplication") -> "QApplication":
    """Go on when a test has closed the last window, as the program does: else the next test's loop would end."""
    qapp.setQuitOnLastWindowClosed(False)
    return qapp


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test have its own data, config, cache and state folders and no settings."""
    # What says how to test (a seed, a database) stays.
    for name in [name for name in os.environ if name.startswith("QWALLET_") and not name.startswith("QWALLET_TEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QWALLET_DATA_FOLDER", str(tmp_path / "qwallet"))
    for kind in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture(autouse=True)
def _log_collector() -> Iterator[LogCollector]:
    collector = LogCollector()
    logging.getLogger().addHandler(collector)
    yield collector
    logging.getLogger().removeHandler(collector)


@pytest.fixture(autouse=True)
def _nothing_logged(request: pytest.FixtureRequest, _log_collector: LogCollector) -> Iterator[None]:
    """Fail a test that logged at WARNING or above, unless it asked for `expected_logs`."""
    yield
    # A failed task tells of itself when it is collected, which must not be in the next test.
    gc.collect(1)
    if _log_collector.records and "expected_logs" not in request.fixturenames:
        pytest.fail("unexpected log lines:\n" + "\n".join(_log_collector.lines))


@pytest.fixture
def expected_logs(_log_collector: LogCollector) -> LogCollector:
    """Let a test log at WARNING or above; it looks at `lines` or `records` itself."""
    return _log_collector


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Fail a test that left a task, a thread, a child process or a timer."""
    looks = (leaks.running_threads, leaks.running_children, leaks.active_timers)
    before = [look() for look in looks]
    with leaks.unfinished_tasks() as tasks:
        yield
    leaks.delete_what_waits()
    left = [*tasks]
    for seen, look in zip(before, looks, strict=True):
        left.extend(sorted(leaks.left_over(seen, look)))
    if left:
        pytest.fail("left running:\n" + "\n".join(left))


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    """Fail a test in which our code blocked its thread for over 50 ms at once."""
    # As the window's collector does: a full collection is not to go through the tests' own modules, which are many.
    gc.freeze()
    # Counting coverage makes our code about three times slower; `.ci/run` looks again without it.
    limit = LIMIT_SECONDS * (3 if sys.gettrace() else 1)
    with Watchdog(limit) as dog:
        yield dog
    gc.unfreeze()
    dog.check()
