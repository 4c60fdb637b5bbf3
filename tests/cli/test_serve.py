"""`qwallet node serve` as a process of its own: it says where it is, keeps its secret, and ends cleanly."""

import contextlib
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from qwallet_desktop.cli import serve as cli
from qwallet_desktop.cli.program import app
from qwallet_desktop.node.core import Node
from tests.helpers.interpreter import modules_after


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "qwallet_desktop.cli", "node", "serve", "--folder", str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *more], stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - our own program
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_it_prints_where_it_answers_and_who_it_is(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        url, node_id = line(process), line(process).removeprefix("node ")
        with httpx.Client(trust_env=False) as client:
            told = client.get(f"{url}/v1/node").json()
        assert told["nodeId"] == node_id


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as process:
        url = line(process)
        with httpx.Client(trust_env=False) as client:
            client.get(f"{url}/v1/health")
        process.send_signal(number)
        assert process.wait(30) == 0


def test_the_launch_secret_is_kept_and_private(tmp_path: Path) -> None:
    secret = cli._launch_secret(tmp_path)
    assert cli._launch_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / cli.SECRET_NAME).stat().st_mode) == 0o600


def test_a_folder_in_use_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    with contextlib.closing(Node.open(tmp_path)):
        ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path)])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "Another process has the ledger open.\n"


def test_a_damaged_secret_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / cli.SECRET_NAME).write_text("not hex")
    ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path)])
    assert ran.exit_code == 2
    assert cli.SECRET_NAME in ran.stderr


def test_an_address_that_is_not_here_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    arguments = ["node", "serve", "--folder", str(tmp_path), "--host", "192.0.2.1"]
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 2
    assert "192.0.2.1:0" in ran.stderr


def test_the_help_names_the_secrets_file() -> None:
    ran = CliRunner().invoke(app, ["node", "serve", "--help"])
    assert cli.SECRET_NAME in ran.stdout


def test_the_command_line_is_there_without_the_server() -> None:
    loaded = modules_after("import qwallet_desktop.cli.program")
    assert loaded & {"fastapi", "sqlalchemy", "pydantic", "uvicorn"} == set()
