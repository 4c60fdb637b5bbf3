"""The composition root: how it is asked to start, one program a folder, and an orderly end."""

import asyncio
import gc
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from qwallet_desktop import app, recovery, settings
from qwallet_desktop.app import Options, Program, choose_options
from qwallet_desktop.domain.samples import SAMPLE_NAMES
from qwallet_desktop.node.folder import FolderLock
from qwallet_desktop.recovery import Recovery
from qwallet_desktop.settings import Preferences
from qwallet_desktop.settings.preferences import FILE_NAME
from qwallet_desktop.settings.unfinished import NEW_NAME, is_unfinished
from qwallet_desktop.ui.hand import Hand
from qwallet_desktop.ui.meeting import Meeting, meeting_name
from qwallet_desktop.ui.pipe_meeting import PipeMeeting
from tests.flow.window import on_qt
from tests.helpers.leaks import new_garbage_collected

COMMAND = (sys.executable, "-m", "qwallet_desktop")


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Delete Qt's timers on this thread; another test's thread may collect them otherwise."""
    gc.collect()
    with new_garbage_collected():
        yield


# ------------------------------------------------------------------------------ options


def test_the_data_folder_is_the_users_own_unless_one_is_named(tmp_path: Path) -> None:
    assert choose_options(folder=None, demo=False) == Options(settings.data_folder())
    assert choose_options(folder=tmp_path, demo=False) == Options(tmp_path)


def test_sample_data_is_kept_apart_from_the_users_folder_and_keyring(tmp_path: Path) -> None:
    chosen = choose_options(folder=tmp_path, demo=True)
    try:
        assert (chosen.demo, chosen.memory_keys, list(chosen.folder.iterdir())) == (True, True, [])
        assert tmp_path not in {chosen.folder, *chosen.folder.parents}
    finally:
        chosen.folder.rmdir()


def test_preferences_that_can_not_be_read_are_the_defaults(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert app._preferences(tmp_path) == Preferences()


def test_preferences_that_can_be_read_are_taken(tmp_path: Path) -> None:
    chosen = Preferences(font_points=14)
    settings.save_preferences(tmp_path, chosen)
    assert app._preferences(tmp_path) == chosen


# ------------------------------------------------------------------------------ meeting

both_ways = pytest.mark.parametrize("way", [Meeting, PipeMeeting])
Way = type[Meeting] | type[PipeMeeting]


@both_ways
def test_a_second_program_calls_the_first_which_comes_forward(qtbot: QtBot, tmp_path: Path, way: Way) -> None:
    came: list[bool] = []
    first, second = way(tmp_path), way(tmp_path)
    assert not first.called_other()
    first.answer(lambda: came.append(True))
    assert second.called_other()
    qtbot.waitUntil(lambda: came == [True])
    first.close()
    assert not second.called_other()


@both_ways
def test_programs_on_other_folders_do_not_meet(qapp: QApplication, tmp_path: Path, way: Way) -> None:
    first = way(tmp_path / "one")
    first.answer(lambda: None)
    assert not way(tmp_path / "two").called_other()
    first.close()


@both_ways
def test_two_names_of_one_folder_meet(qapp: QApplication, tmp_path: Path, way: Way) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    first = way(tmp_path / "data")
    first.answer(lambda: None)
    assert way(tmp_path / "link").called_other()
    first.close()


@both_ways
def test_what_a_killed_program_left_does_not_keep_the_next_one_out(qtbot: QtBot, tmp_path: Path, way: Way) -> None:
    came: list[bool] = []
    stale = way(tmp_path)
    place = Path(os.environ["XDG_RUNTIME_DIR"]) / meeting_name(tmp_path)
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place))
    assert place.exists()
    assert not stale.called_other()
    stale.answer(lambda: came.append(True))
    assert way(tmp_path).called_other()
    qtbot.waitUntil(lambda: came == [True])
    stale.close()


def test_of_two_that_start_in_one_moment_one_goes_on(qapp: QApplication, tmp_path: Path) -> None:
    first, second = Meeting(tmp_path), Meeting(tmp_path)
    assert (first.called_other(), second.called_other()) == (False, True)
    first.close()
    assert not second.called_other()
    second.close()


def test_only_the_user_may_call_and_nothing_is_left_behind(qapp: QApplication, tmp_path: Path) -> None:
    place = Path(os.environ["XDG_RUNTIME_DIR"]) / meeting_name(tmp_path)
    first = Meeting(tmp_path)
    first.answer(lambda: None)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    first.close()
    assert not place.exists()


def test_a_program_runs_also_where_it_can_not_be_called(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    alone = Meeting(tmp_path)
    alone.answer(lambda: None)
    assert not alone.called_other()
    alone.close()


def test_a_second_start_on_a_folder_is_one_sentence_and_no_window(qtbot: QtBot, tmp_path: Path) -> None:
    came: list[bool] = []
    first = Meeting(tmp_path)
    first.answer(lambda: came.append(True))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [*COMMAND, "--folder", str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    qtbot.waitUntil(lambda: came == [True])
    first.close()
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (0, "", 1)
    assert "already open" in ran.stderr
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------ a whole run


class Brief(Program):
    """A program whose window is closed as soon as it is there."""

    async def start(self) -> None:
        await super().start()
        self.shell.close()
        self.shell.deleteLater()


def test_closing_the_window_ends_the_program_in_order(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "make_application", lambda _arguments: qapp)
    monkeypatch.setattr(app, "Program", Brief)
    assert app.run(Options(tmp_path, memory_keys=True)) == 0
    assert settings.load_preferences(tmp_path).preferences.window_geometry
    assert not Meeting(tmp_path).called_other()


def test_a_program_that_nobody_awaits_is_left_without_complaint(qapp: QApplication, tmp_path: Path) -> None:
    program = Program(qapp, Options(tmp_path))
    program.leave()
    assert program._done is None
    program.shell.deleteLater()


def test_sample_data_is_there_for_five_identities_and_gone_at_the_end(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "DEMO_TRANSACTIONS", 20)
    options = choose_options(folder=None, demo=True)

    async def look_around() -> None:
        program = Program(qapp, options)
        program.show()
        await program.start()
        try:
            identities = await Hand(program.shell).until(lambda: program.store.state.identities.known, "identities")
            assert {identity.name for identity in identities.values()} == set(SAMPLE_NAMES)
        finally:
            await program.close()
            program.shell.close()
            program.shell.deleteLater()

    on_qt(qapp, look_around)
    assert not options.folder.exists()


def staged_elsewhere(folder: Path) -> None:
    """Leave a restore to be cleared away in a folder whose ledger another program has."""
    (folder / NEW_NAME).mkdir(parents=True)


def test_a_restore_that_can_not_be_completed_is_said_in_the_window_and_tried_again(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "RETRY_SECONDS", 60.0)
    staged_elsewhere(tmp_path)
    lock = FolderLock.take(tmp_path / "node")

    async def begin() -> None:
        program = Program(qapp, Options(tmp_path, memory_keys=True))
        program.show()
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(
                Recovery(program.shell, Preferences(), tmp_path, program._make_key_store).recovered()
            )
            hand = Hand(program.shell)
            button = await hand.until(lambda: shown_button(program, "Retry"), "a button")
            lock.close()
            button.click()
        assert waiting.result() is None
        assert not is_unfinished(tmp_path)
        program.shell.close()
        program.shell.deleteLater()

    on_qt(qapp, begin)


def shown_button(program: Program, text: str) -> QAbstractButton | None:
    buttons = program.shell.findChildren(QAbstractButton)
    return next((each for each in buttons if each.text() == text and each.isVisible()), None)


def test_a_window_that_is_closed_while_a_restore_waits_ends_the_program(qapp: QApplication, tmp_path: Path) -> None:
    staged_elsewhere(tmp_path)
    lock = FolderLock.take(tmp_path / "node")

    async def begin() -> None:
        program = Program(qapp, Options(tmp_path, memory_keys=True))
        program.show()
        async with asyncio.TaskGroup() as group:
            group.create_task(program.run())
            await Hand(program.shell).until(lambda: shown_button(program, "Retry"), "a button")
            # As the window says it; closing the last one would end the tests' application.
            program.shell.closing.emit()
        program.shell.hide()
        program.shell.deleteLater()

    on_qt(qapp, begin)
    lock.close()
    assert is_unfinished(tmp_path)


def test_the_systems_keyring_is_used_unless_keys_are_to_stay_in_memory(qapp: QApplication, tmp_path: Path) -> None:
    kinds = []
    for memory_keys in (False, True):
        program = Program(qapp, Options(tmp_path, memory_keys=memory_keys))
        kinds.append(type(program._make_key_store()).__name__)
        program.shell.deleteLater()
    assert kinds == ["OsKeyring", "MemoryKeyStore"]
