"""Preferences are written; a folder that takes none is told."""

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


async def test_a_folder_that_takes_no_file_is_told_with_the_systems_reason(place: Place, tmp_path: Path) -> None:
    place.desk.folder = tmp_path / "file"
    place.desk.folder.write_bytes(b"")
    told = await place.one(SavePreferences(DARK), PreferencesNotSaved)
    assert told.problem == Problem(Code.FILE_NOT_WRITTEN, {"reason": "File exists", "file": ""})


async def test_an_error_without_a_reason_is_told_without_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr(preferences, "save_preferences", fail)
    told = await place.one(SavePreferences(DARK), PreferencesNotSaved)
    assert told.problem.facts["reason"] == ""
