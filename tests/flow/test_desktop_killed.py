"""The desktop is killed between keeping, sending and the answer: after the next start each payment is made once."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flow.killed_desk import PAYMENTS
from tests.helpers.crashes import REPOSITORY

MEMOS = [f"payment {number}" for number in range(PAYMENTS)]


def ran(moment: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.flow.killed_desk", moment, str(folder), *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120)


def told(moment: str, folder: Path, *arguments: str) -> dict[str, Any]:
    done = ran(moment, folder, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def wallet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str, str]]:
    """A wallet with a token, and who has it."""
    folder = tmp_path_factory.mktemp("wallet") / "data"
    known = told("prepare", folder)
    return folder, (known["sender"], known["recipient"], known["token"])


def killed(wallet: tuple[Path, tuple[str, str, str]], tmp_path: Path, moment: str) -> dict[str, Any]:
    base, who = wallet
    folder = tmp_path / "data"
    shutil.copytree(base, folder)
    assert ran(moment, folder, *who).returncode == -signal.SIGKILL
    return told("finish", folder, who[0])


@pytest.mark.parametrize("moment", ["before-sending", "before-the-answer-is-known", "before-the-answer-is-kept"])
def test_what_was_kept_is_made_once_after_the_next_start(
    wallet: tuple[Path, tuple[str, str, str]], tmp_path: Path, moment: str
) -> None:
    end = killed(wallet, tmp_path, moment)
    assert end["memos"] == MEMOS[: end["made"]]
    assert end["units"] == 100_000 - 100 * end["made"]
    assert end["made"] == len(end["stages"]) >= 1


def test_waiting_payments_survive_with_all_that_was_asked_for(
    wallet: tuple[Path, tuple[str, str, str]], tmp_path: Path
) -> None:
    end = killed(wallet, tmp_path, "while-the-node-is-away")
    assert (end["memos"], end["units"]) == (MEMOS, 100_000 - 100 * PAYMENTS)


def test_what_was_not_kept_is_not_made(wallet: tuple[Path, tuple[str, str, str]], tmp_path: Path) -> None:
    end = killed(wallet, tmp_path, "before-keeping")
    assert (end["memos"], end["stages"], end["units"]) == ([], [], 100_000)
