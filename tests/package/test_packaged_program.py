"""The packaged program on a computer without Python: it works, brings all that it needs, and leaves nothing running.

`QWALLET_PACKAGE=dist/qwallet pytest -m slow tests/package`, after `python packaging/build.py`.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from qwallet_desktop import __version__
from qwallet_desktop.node.core import DATABASE_NAME
from qwallet_desktop.node.node_key import make_key
from qwallet_desktop.node.schema import LATEST
from tests.helpers.processes import children, lives
from tests.node.test_migrations import KEY_SECRET, write_first_revision
from tests.package.stranger import FOLDER, PATIENCE_SECONDS, give, program, run, start

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER, reason="THE PACKAGED PROGRAM WAS NOT TESTED: QWALLET_PACKAGE names no folder"),
]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

# Read before the tests' guards clear it: under Xvfb, whatever its display is.
DISPLAY = os.environ.get("DISPLAY", "") if "QWALLET_TEST_XVFB" in os.environ else ""
STEPS = ["token issued", "vault opened again", "payment made", "balance on the screen"]
LOCALE = re.compile(r"Detected locale .*\n.*C\.UTF-8.*\n(If this causes.*\nfor more information\.\n)?")


def until(look: Callable[[], object], what: str) -> None:
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not look():
        if time.monotonic() > end:
            pytest.fail(f"never saw {what}")
        os.sched_yield()


def mapped(pid: int) -> set[str]:
    """Name the files that a process has in memory."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return {words[5] for line in lines if len(words := line.split(maxsplit=5)) == 6 and words[5].startswith("/")}


@contextmanager
def window(home: Path) -> Iterator[tuple[int, int]]:
    """Open the window where nobody sees it; yields its process and its node's, once that has a ledger."""
    folder = home / "data"
    with start(home, program("qwallet-desktop"), "--folder", str(folder), QT_QPA_PLATFORM="offscreen") as process:
        try:
            until((folder / "node" / DATABASE_NAME).exists, "a ledger")
            (node,) = children(process.pid)
            yield process.pid, node
        finally:
            process.kill()


def test_the_self_test_passes_for_a_stranger_without_python(home: Path) -> None:
    done = run(home, program("qwallet-desktop"), "--self-test")
    report = json.loads(done.stdout)
    assert (done.returncode, report["ok"], report["version"]) == (0, True, __version__)
    assert [step for step in report["steps"] if step in STEPS] == STEPS
    assert LOCALE.sub("", done.stderr) == ""
    assert list(home.glob("qwallet-self-test-*")) == []


@pytest.mark.skipif(not DISPLAY, reason="not under Xvfb, or without QWALLET_TEST_XVFB")
def test_it_passes_in_a_real_window(home: Path) -> None:
    cookie = home / "cookie"
    shutil.copy(os.environ["XAUTHORITY"], cookie)
    give(cookie)
    display = {"DISPLAY": DISPLAY, "XAUTHORITY": str(cookie), "QT_QPA_PLATFORM": "xcb"}
    done = run(home, program("qwallet-desktop"), "--self-test", **display)
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True), done.stderr


@pytest.mark.skipif(shutil.which("gnome-keyring-daemon") is None, reason="there is no gnome-keyring")
def test_it_finds_the_systems_keyring(home: Path) -> None:
    bus = shutil.which("dbus-run-session")
    assert bus is not None
    places = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(home)}
    done = run(home, bus, "--", program("qwallet-desktop"), "--self-test", **places)
    assert json.loads(done.stdout)["keyring"] == "keyring.backends.SecretService", done.stderr


def test_without_a_display_it_says_so(home: Path) -> None:
    done = run(home, program("qwallet-desktop"))
    assert done.returncode == 2
    assert "needs a display" in done.stderr


@pytest.mark.parametrize("name", ["qwallet-desktop", "qwallet"])
def test_it_says_what_it_can_do(home: Path, name: str) -> None:
    done = run(home, program(name), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"sage: {name}" in done.stdout


def test_its_version_is_that_of_the_sources(home: Path) -> None:
    assert run(home, program("qwallet-desktop"), "--version").stdout.split() == ["qwallet-desktop", __version__]


@linux_only
def test_no_process_of_it_uses_a_python_from_outside(home: Path) -> None:
    with window(home) as pids:
        files = {file for pid in pids for file in mapped(pid)}
    outside = {file for file in files if not Path(file).is_relative_to(Path(FOLDER).resolve())}
    assert [file for file in outside if re.search(r"python|site-packages|PySide|libQt", file)] == []
    assert any("libpython" in Path(file).name for file in files - outside)


@linux_only
def test_the_node_is_the_same_program(home: Path) -> None:
    with window(home) as pids:
        paths = {Path(f"/proc/{pid}/exe").readlink() for pid in pids}
    assert paths == {Path(program("qwallet-desktop"))}


@linux_only
def test_a_killed_window_leaves_no_node_behind(home: Path) -> None:
    with window(home) as (desktop, node):
        os.kill(desktop, signal.SIGKILL)
        until(lambda: not lives(node), "the end of the node")


@linux_only
def test_what_it_starts_finds_its_own_libraries(home: Path) -> None:
    with window(home) as (desktop, node):
        loaded = Path(f"/proc/{desktop}/environ").read_bytes()
        passed_on = Path(f"/proc/{node}/environ").read_bytes()
    # The loader sets it for each of our processes anew, and keeps beside it what it found: here, nothing.
    assert b"LD_LIBRARY_PATH=" in loaded
    assert b"LD_LIBRARY_PATH_ORIG=" not in passed_on
    assert b"QT_PLUGIN_PATH" not in passed_on


def test_a_ledger_of_the_first_version_is_migrated(home: Path) -> None:
    folder = home / "old"
    folder.mkdir()
    write_first_revision(folder / DATABASE_NAME)
    make_key(folder, KEY_SECRET)
    for path in (folder, *folder.iterdir()):
        give(path)
    with start(home, program("qwallet"), "node", "serve", "--folder", str(folder)) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGINT)
    assert said.startswith("http://127.0.0.1:")
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as ledger:
        assert ledger.execute("SELECT version_num FROM alembic_version").fetchone() == (LATEST,)


def test_every_part_has_its_licence() -> None:
    licences = Path(FOLDER) / "licences"
    listed = (licences / "README.txt").read_text("utf-8")
    inside = {path.name.partition("-")[0] for path in (Path(FOLDER) / "_internal").glob("*.dist-info")}
    words = listed.lower().replace("_", "-")
    assert {name for name in inside if name.lower().replace("_", "-") not in words} == {"qwallet_desktop"}
    assert listed.splitlines()[2].split()[:3] == ["Qwallet", "Desktop", __version__]
    texts = [path for path in licences.iterdir() if path.is_dir()]
    assert [path.name for path in texts if not any(file.stat().st_size > 100 for file in path.iterdir())] == []
    assert "replace each of them" in (licences / "PySide6_Essentials" / "Qt.txt").read_text("utf-8")


@linux_only
def test_desktops_find_its_entry_and_icons() -> None:
    share = Path(FOLDER) / "share"
    entry = (share / "applications" / "qwallet-desktop.desktop").read_text("utf-8")
    icon = re.search(r"^Icon=(.*)$", entry, re.MULTILINE)
    assert icon is not None
    sizes = {path.parts[-3] for path in share.glob(f"icons/hicolor/*/apps/{icon[1]}.*")}
    assert {"16x16", "48x48", "256x256", "512x512", "scalable"} <= sizes
    assert f'version="{__version__}"' in (share / "metainfo" / "qwallet-desktop.metainfo.xml").read_text("utf-8")
