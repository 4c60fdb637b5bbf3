"""Where things are kept, how preferences survive damage, and which node addresses are taken."""

import dataclasses
import json
import os
from pathlib import Path

import platformdirs
import pytest

from qwallet_desktop import settings
from qwallet_desktop.settings import files, places
from qwallet_desktop.settings.preferences import DAMAGED_NAME, FILE_NAME
from tests.helpers.interpreter import modules_after

CHOSEN = settings.Preferences(
    theme=settings.Theme.DARK,
    font_points=14,
    auto_lock_minutes=3,
    hide_amounts=True,
    reduced_motion=False,
    pinned_identities=("did:key:b", "did:key:a"),
    hidden_identities=("did:key:c",),
    active_identity="did:key:b",
    window_geometry=bytes(range(256)),
    backup_checked=True,
    tray_icon=False,
    tray_messages=False,
    close_to_tray=True,
)


def written(folder: Path, content: bytes) -> Path:
    (folder / FILE_NAME).write_bytes(content)
    return folder


def test_the_lookups_do_not_load_pydantic() -> None:
    assert "pydantic" not in modules_after("import qwallet_desktop.settings")


def test_resources_of_a_checkout_stand_beside_the_package() -> None:
    root = Path(places.__file__).parents[2]
    assert settings.resource_path("themes", "dark.toml") == root / "resources/themes/dark.toml"


def test_resources_of_an_installed_package_stand_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_resources").mkdir()
    monkeypatch.setattr(places, "_PACKAGE", tmp_path)
    assert settings.resource_path("icons") == tmp_path / "_resources/icons"


def test_the_data_folder_is_the_platforms_unless_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("QWALLET_DATA_FOLDER")
    assert settings.data_folder() == platformdirs.user_data_path("qwallet", appauthor=False)


def test_a_data_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QWALLET_DATA_FOLDER", str(tmp_path))
    assert settings.data_folder() == tmp_path


def test_a_named_data_folder_is_made_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QWALLET_DATA_FOLDER", "here")
    assert settings.data_folder() == Path.cwd() / "here"


def test_without_a_file_the_preferences_are_the_defaults(tmp_path: Path) -> None:
    loaded = settings.load_preferences(tmp_path / "missing")
    assert loaded == settings.LoadedPreferences(settings.Preferences())


def test_saved_preferences_come_back(tmp_path: Path) -> None:
    settings.save_preferences(tmp_path / "new", CHOSEN)
    assert settings.load_preferences(tmp_path / "new").preferences == CHOSEN


def test_every_preference_differs_from_its_default_in_that_test() -> None:
    ours, defaults = dataclasses.asdict(CHOSEN), dataclasses.asdict(settings.Preferences())
    assert [name for name in ours if ours[name] == defaults[name]] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_only_the_owner_may_read_the_preferences(tmp_path: Path) -> None:
    settings.save_preferences(tmp_path / "new", CHOSEN)
    assert (tmp_path / "new" / FILE_NAME).stat().st_mode & 0o077 == 0


def test_fields_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    written(tmp_path, b'{"theme": "light", "sounds": true}')
    loaded = settings.load_preferences(tmp_path)
    assert loaded.preferences == settings.Preferences(theme=settings.Theme.LIGHT)


DAMAGED = [
    b"",
    b'{"theme": "li',
    b"\xff\xfe",
    b"[]",
    b"[" * 100_000,
    b'{"theme": "blue"}',
    b'{"theme": 1}',
    b'{"font_points": 7}',
    b'{"font_points": "10"}',
    b'{"auto_lock_minutes": 0}',
    b'{"auto_lock_minutes": true}',
    b'{"auto_lock_minutes": 1.0}',
    b'{"hide_amounts": null}',
    b'{"hide_amounts": 1}',
    b'{"pinned_identities": [1]}',
    b'{"pinned_identities": "did"}',
    b'{"active_identity": 1}',
    b'{"window_geometry": "\xc3\xa4"}',
    b'{"window_geometry": "a"}',
]


@pytest.mark.parametrize("content", DAMAGED, ids=lambda content: content[:30].decode("latin-1"))
def test_a_damaged_file_gives_the_defaults_and_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    loaded = settings.load_preferences(written(tmp_path, content))
    aside = tmp_path / DAMAGED_NAME
    assert loaded == settings.LoadedPreferences(settings.Preferences(), aside)
    assert aside.read_bytes() == content
    assert not (tmp_path / FILE_NAME).exists()


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.save_preferences(tmp_path, CHOSEN)

    def full_disk(descriptor: int) -> None:
        raise OSError(28, f"no space left for {descriptor}")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        settings.save_preferences(tmp_path, settings.Preferences())
    monkeypatch.undo()
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]
    assert settings.load_preferences(tmp_path).preferences == CHOSEN


def test_preferences_are_readable_text(tmp_path: Path) -> None:
    settings.save_preferences(tmp_path, CHOSEN)
    assert json.loads((tmp_path / FILE_NAME).read_text())["theme"] == "dark"


def test_where_the_system_opens_no_folders_none_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError):
        files._sync_folder(missing)
    monkeypatch.setattr("qwallet_desktop.settings.files.os.name", "nt")
    files._sync_folder(missing)
    monkeypatch.undo()
    assert not missing.exists()


def test_acting_under_another_identity_leaves_every_other_preference() -> None:
    assert CHOSEN.acting_under("did:key:c") == dataclasses.replace(CHOSEN, active_identity="did:key:c")
