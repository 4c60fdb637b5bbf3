"""`qwallet node seed`: sample payments for an empty ledger, under keys that the window can restore."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from qwallet_desktop.cli.program import app
from qwallet_desktop.cli.seed import NOT_EMPTY, sample_identities, sample_words
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.node import tables
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.history import history

runner = CliRunner()


def seeded(folder: Path, *options: str) -> str:
    result = runner.invoke(app, ["node", "seed", "--folder", str(folder), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_first_identity_takes_part_in_every_payment(tmp_path: Path) -> None:
    seeded(tmp_path, "--transactions", "40", "--identities", "3")
    with closing(Node.open(tmp_path)) as node, node.read() as connection:
        ((first, _), *others) = sample_identities(1, 3)
        payments = connection.scalar(select(func.count()).select_from(tables.transfers))
        page = history(connection, first, HistoryQuery(), 0, 500)
        assert payments == page.total == len(page.entries) == 43
        assert {entry.counterparty for entry in page.entries} == {None, *(did for did, _ in others)}


def test_progress_is_told_with_the_rate(tmp_path: Path) -> None:
    output = seeded(tmp_path, "--transactions", "40")
    assert "40 of 40 payments, " in output
    assert " a second\n" in output


@pytest.mark.asyncio
async def test_the_words_that_are_printed_restore_the_samples_identities(tmp_path: Path) -> None:
    output = seeded(tmp_path / "node", "--transactions", "0", "--identities", "4", "--seed", "7")
    (line,) = [line for line in output.splitlines() if line.startswith("words ")]
    words = tuple(line.split()[1:])
    qlock = Qlock(tmp_path / "vault", MemoryKeyStore())
    await qlock.restore(words, None)
    found = [did for _, did in await qlock.candidates(4)]
    qlock.close()
    assert words == sample_words(7) != sample_words(1)
    assert found == [did for did, _ in sample_identities(7, 4)]


def test_a_ledger_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    seeded(tmp_path, "--transactions", "3")
    result = runner.invoke(app, ["node", "seed", "--folder", str(tmp_path), "--transactions", "3"])
    assert result.exit_code == 2
    assert NOT_EMPTY in result.output
    with closing(Node.open(tmp_path)) as node, node.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.transfers)) == 6


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("postgresql://me:secret@host/db", "PGPASSFILE"),
        ("nonsense", "not a URL"),
        ("mysql://me@host/db", "not a URL of PostgreSQL"),
        ("postgresql:///db?password=secret", "PGPASSFILE"),
    ],
)
def test_a_database_that_cannot_be_meant_is_said(tmp_path: Path, database: str, words: str) -> None:
    result = runner.invoke(
        app, ["node", "seed", "--folder", str(tmp_path), "--transactions", "3", "--database", database]
    )
    assert result.exit_code == 2
    assert words in result.output
    assert "secret" not in result.output


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("here")
    result = runner.invoke(app, ["node", "seed", "--folder", str(blocked), "--transactions", "3"])
    assert result.exit_code == 2
    assert result.output.strip()
