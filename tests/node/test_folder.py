"""A folder is one process's at a time, also where who held it takes the lock's file away."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node import folder
from qwallet_desktop.node.folder import LOCK_NAME, FolderLock
from tests.keys.builders import refused


def test_a_folder_that_is_held_is_refused_until_it_is_given_free(tmp_path: Path) -> None:
    lock = FolderLock.take(tmp_path / "made")
    with refused(Code.DATABASE_LOCKED):
        FolderLock.take(tmp_path / "made")
    lock.close()
    with closing(FolderLock.take(tmp_path / "made")) as again:
        assert again is not lock


def test_a_folder_is_given_free_twice_without_harm_to_who_has_it_then(tmp_path: Path) -> None:
    lock = FolderLock.take(tmp_path)
    lock.close()
    with closing(FolderLock.take(tmp_path)):
        lock.close()
        with refused(Code.DATABASE_LOCKED):
            FolderLock.take(tmp_path)


def replace_by_another(path: Path) -> None:
    path.with_suffix(".new").touch()
    path.with_suffix(".new").replace(path)


@pytest.mark.parametrize("taken_away", [Path.unlink, replace_by_another])
def test_a_lock_whose_file_was_taken_away_before_it_was_had_locks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_away: Callable[[Path], None]
) -> None:
    def too_late(_descriptor: int) -> None:
        taken_away(tmp_path / LOCK_NAME)

    with monkeypatch.context() as meanwhile, refused(Code.DATABASE_LOCKED):
        meanwhile.setattr(folder, "_lock", too_late)
        FolderLock.take(tmp_path)
    FolderLock.take(tmp_path).close()
