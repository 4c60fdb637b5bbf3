"""What tests write goes to memory only where there is room and programs run from it."""

from pathlib import Path

import pytest

from tests.helpers import memory


def test_a_missing_place_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_SHARED_MEMORY", tmp_path / "missing")
    assert memory.folder() is None


@pytest.mark.parametrize(("least", "taken"), [(0, True), (2**80, False)])
def test_a_place_is_taken_if_it_has_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int, taken: bool
) -> None:
    monkeypatch.setattr(memory, "_SHARED_MEMORY", tmp_path)
    monkeypatch.setattr(memory, "_LEAST_BYTES", least)
    assert (memory.folder() == tmp_path) is taken
