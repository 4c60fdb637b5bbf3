"""`qwallet-desktop --self-test` as a user runs it: one JSON line that says what it did, or what went wrong."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from qwallet_desktop import __version__
from qwallet_desktop.self_test import EXIT_FAILED

STEPS = [
    "first paint",
    "first identity",
    "second identity",
    "token issued",
    "vault opened again",
    "payment made",
    "balance on the screen",
]
# The same program with a payment that no balance will ever show, and a hand without much patience.
BROKEN = """
import sys
from qwallet_desktop import self_test
from qwallet_desktop.ui import hand
hand.Hand.__init__.__kwdefaults__["patience"] = 6.0
self_test.LEFT = "974.99"
sys.exit(self_test.run_self_test())
"""


def ran(*arguments: str, folder: str) -> tuple[int, dict[str, Any], str]:
    """Run Python without a display; return exit code, what it reported, and its complaints."""
    environment = {**os.environ, "TMPDIR": folder}
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    (line,) = done.stdout.splitlines()
    return done.returncode, json.loads(line), done.stderr


def test_a_whole_installation_reports_what_it_did(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a platform that somebody chose, it finds out by itself that there is no display.
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    folder = tmp_path_factory.mktemp("whole")
    code, report, complaints = ran("-m", "qwallet_desktop", "--self-test", folder=str(folder))
    assert (code, report["ok"], complaints) == (0, True, "")
    assert list(report["steps"]) == STEPS
    assert (report["paid"], report["left"]) == ("25.00", "975.00")
    assert (report["version"], report["keyring"]) == (__version__, "none")
    assert report["transfer"].startswith("tr_")
    assert list(folder.iterdir()) == []


def test_a_broken_one_says_what_it_did_not_see_and_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    folder = tmp_path_factory.mktemp("broken")
    code, report, _ = ran("-c", BROKEN, folder=str(folder))
    assert (code, report["ok"]) == (EXIT_FAILED, False)
    assert report["problem"] == "did not see balance 974.99"
    assert list(report["steps"]) == STEPS[:-1]
    assert list(folder.iterdir()) == []
