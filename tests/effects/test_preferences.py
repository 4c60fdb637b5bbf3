"""Preferences are written; a folder that takes none is told."""

import errno
from pathlib import Path

import pytest

from qwallet_desktop import settings
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects import preferences
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.preferences import PreferencesNotSaved, SavePreferences
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio

DARK = Preferences(theme=Theme.DARK)


async def test_what_was_chosen_is_there_the_next_time(place: Place) -> None:
    assert await place.answer(SavePreferences(DARK)) == []
    assert settings.load_preferences(place.desk.folder).preferences == DARK


@pytest.mark.parametrize(("number", "code"), [(errno.EROFS, Code.STORAGE_READ_ONLY), (errno.ENOSPC, Code.STORAGE_FULL)])
async def test_a_disk_that_takes_no_file_is_named(
    place: Place, monkeypatch: pytest.MonkeyPatch, number: int, code: Code
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(number, "what the system says")

    monkeypatch.setattr(preferences, "save_preferences", fail)
    told = await place.one(SavePreferences(DARK), PreferencesNotSaved)
    assert told.problem == Problem(code, {"folder": str(place.desk.folder)})


async def test_a_folder_that_is_a_file_is_told_and_stays(place: Place, tmp_path: Path) -> None:
    place.desk.folder = tmp_path / "file"
    place.desk.folder.write_bytes(b"kept")
    told = await place.one(SavePreferences(DARK), PreferencesNotSaved)
    assert told.problem.facts["error"] == "EEXIST"
    assert place.desk.folder.read_bytes() == b"kept"
