"""The plan of backups is kept in the data folder, and a damaged one is the plan of a new wallet."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qwallet_desktop.settings.backups import FILE_NAME, BackupPlan, load_plan, save_plan
from qwallet_desktop.settings.unfinished import JOURNAL_NAME, is_unfinished

PLAN = BackupPlan(
    folder="/media/stick",
    keep=30,
    last_copy=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
    last_made=datetime(2026, 11, 23, 4, 0, 0, 5000, tzinfo=UTC),
    last_file="/media/stick/å.qbackup",
)


@pytest.mark.parametrize("plan", [PLAN, BackupPlan()])
def test_a_plan_is_read_back_as_it_was_written(tmp_path: Path, plan: BackupPlan) -> None:
    save_plan(tmp_path, plan)
    assert load_plan(tmp_path) == plan


def test_a_new_folder_has_no_plan(tmp_path: Path) -> None:
    assert load_plan(tmp_path / "new") == BackupPlan()


@pytest.mark.parametrize(
    ("old", "new"),
    [('"keep": 30', '"keep": 0'), ('"keep": 30', '"keep": true'), ("2026-11", "2026-99"), ('"folder"', '"x"')],
)
def test_a_damaged_plan_is_the_plan_of_a_new_wallet(tmp_path: Path, old: str, new: str) -> None:
    save_plan(tmp_path, PLAN)
    path = tmp_path / FILE_NAME
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert load_plan(tmp_path) == BackupPlan()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_plan_that_is_no_plan_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert load_plan(tmp_path) == BackupPlan()


def test_a_folder_says_that_something_is_unfinished(tmp_path: Path) -> None:
    assert not is_unfinished(tmp_path)
    (tmp_path / JOURNAL_NAME).touch()
    assert is_unfinished(tmp_path)
