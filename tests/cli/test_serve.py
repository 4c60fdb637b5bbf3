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
from sqlalchemy import make_url
from typer.testing import CliRunner

from qwallet_desktop.cli import ledgers
from qwallet_desktop.cli import serve as cli
from qwallet_desktop.cli.program import app
from qwallet_desktop.node.core import Node
from tests.helpers.interpreter import modules_after
from tests.helpers.postgres import ON_POSTGRESQL, drop, new_database, order


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


@pytest.mark.parametrize("url", ["postgresql://me:secret@host/name", "postgresql://host/name?password=secret"])
def test_a_password_on_the_command_line_is_refused_without_repeating_it(tmp_path: Path, url: str) -> None:
    ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path), "--database", url])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "PGPASSFILE" in ran.stderr
    assert "secret" not in ran.stderr


@pytest.mark.parametrize("url", ["name", "mysql://host/name", "postgresql://host:port/name"])
def test_what_is_no_postgresql_database_is_one_sentence_and_exit_code_2(tmp_path: Path, url: str) -> None:
    ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path), "--database", url])
    assert (ran.exit_code, ran.stderr) == (2, f"{ledgers.NO_URL}\n")


def test_a_database_out_of_reach_is_told_with_the_reason(tmp_path: Path) -> None:
    url = f"postgresql:///name?host={tmp_path}"
    ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path), "--database", url])
    assert ran.exit_code == 2
    assert ran.stderr.startswith("The node can't reach its database; try again shortly. connection")
    assert str(tmp_path) in ran.stderr


def test_without_the_driver_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path), "--database", "postgresql:///name"])
    assert (ran.exit_code, ran.stderr) == (2, f"{ledgers.NO_DRIVER}\n")


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL only")
class TestOnPostgresql:
    """`--database` against a real server."""

    @pytest.fixture
    def database(self) -> Iterator[str]:
        made = new_database()
        yield made.render_as_string()
        drop(made)

    def test_a_node_that_was_killed_is_the_same_one_afterwards(self, tmp_path: Path, database: str) -> None:
        told = []
        for _ in range(2):
            with serving(tmp_path, "--database", database) as process:
                line(process)
                told.append(line(process))
        assert told[0].startswith("node ")
        assert told[0] == told[1]
        assert not (tmp_path / "ledger.sqlite").exists()

    def test_a_folder_without_the_ledgers_key_is_told_what_to_copy(self, tmp_path: Path, database: str) -> None:
        with serving(tmp_path / "first", "--database", database) as process:
            line(process)
        ran = CliRunner().invoke(app, ["node", "serve", "--folder", str(tmp_path / "other"), "--database", database])
        assert ran.exit_code == 2
        assert ran.stderr == ledgers.OTHER_KEY.format(folder=tmp_path / "other") + "\n"

    def test_a_database_of_another_encoding_is_told_how_to_make_one(self, tmp_path: Path, database: str) -> None:
        url = make_url(database)
        order(url, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
        latin = url.set(database="latin")
        ran = CliRunner().invoke(
            app, ["node", "serve", "--folder", str(tmp_path), "--database", latin.render_as_string()]
        )
        drop(latin)
        assert (ran.exit_code, ran.stderr) == (2, ledgers.OTHER_ENCODING.format(encoding="LATIN1") + "\n")


def test_the_help_names_the_secrets_file() -> None:
    ran = CliRunner().invoke(app, ["node", "serve", "--help"])
    assert cli.SECRET_NAME in ran.stdout


def test_the_command_line_is_there_without_the_server() -> None:
    loaded = modules_after("import qwallet_desktop.cli.program")
    assert loaded & {"fastapi", "sqlalchemy", "pydantic", "uvicorn"} == set()
