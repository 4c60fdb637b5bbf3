"""One run follows another: what was left unfinished is completed first, and a restore begins the program anew."""

import os
import sys
from pathlib import Path

import pytest

import qwallet_desktop
from qwallet_desktop.effects import next_run
from qwallet_desktop.effects.next_run import LOADED_ANEW, command, environment, follow, recovered
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.settings.unfinished import CHECK_NAME
from tests.effects.backups import back_up, fill, stage
from tests.helpers.interpreter import modules_after


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.asyncio
async def test_a_start_with_nothing_unfinished_touches_nothing(tmp_path: Path) -> None:
    assert await recovered(tmp_path / "new", MemoryKeyStore) is None
    assert names(tmp_path) == []


@pytest.mark.asyncio
async def test_a_check_that_was_cut_short_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / CHECK_NAME).mkdir()
    assert await recovered(tmp_path, MemoryKeyStore) is None
    assert names(tmp_path) == []


@pytest.mark.asyncio
@pytest.mark.sqlite_only("the embedded node's file is what is copied")
async def test_a_staged_restore_is_completed(tmp_path: Path) -> None:
    data, store = tmp_path / "data", MemoryKeyStore()
    await fill(data, store, transactions=5)
    await back_up(data, store, tmp_path / "a.qbackup")
    stage(data, store, tmp_path / "a.qbackup", None)
    assert await recovered(data, lambda: store) == data / "replaced-2026-11-23"


def test_the_program_is_begun_anew_on_the_same_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(os, "execve", lambda program, arguments, _environment: begun.append((program, arguments)))
    follow(tmp_path)
    arguments = [sys.executable, "-P", "-m", "qwallet_desktop", "--folder", str(tmp_path)]
    assert begun == [(sys.executable, arguments)]


def test_a_program_from_a_checkout_is_found_again_from_any_folder() -> None:
    assert str(Path(qwallet_desktop.__file__).parents[1]) in environment()["PYTHONPATH"].split(os.pathsep)
    assert LOADED_ANEW not in environment()


def test_a_frozen_program_begins_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command(tmp_path) == [sys.executable, "--folder", str(tmp_path)]
    assert environment()[LOADED_ANEW] == "1"


def test_a_start_does_not_load_what_restoring_needs() -> None:
    loaded = modules_after("import qwallet_desktop.effects.perform, qwallet_desktop.effects.next_run")
    assert not {"sqlite3", "sqlalchemy", "qwallet_desktop.effects.restoring"} & loaded
    assert next_run.__name__ in loaded
