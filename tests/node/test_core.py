"""Opening a node: what stays, and what is said of a folder or file that can't be used."""

import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy.exc import DBAPIError

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.database import named_errors, writing
from tests.helpers.ledgers import open_node
from tests.node.builders import START, Bank, TurnedClock, a_node, open_bank

sqlite_only = pytest.mark.sqlite_only("it looks into the ledger's file")


def refusal(folder: Path) -> Code:
    with pytest.raises(Refused) as refused:
        open_node(folder)
    return refused.value.problem.code


def closed_ledger(folder: Path) -> Path:
    """Make a ledger, close it, and return its file."""
    open_bank(folder).node.close()
    return folder / "ledger.sqlite"


def test_a_node_keeps_its_id_and_key(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        first = (node.node_id, node.public_key)
    with a_node(tmp_path) as node:
        assert (node.node_id, node.public_key) == first


def test_two_nodes_have_different_ids(tmp_path: Path) -> None:
    with a_node(tmp_path / "a") as one, a_node(tmp_path / "b") as other:
        assert len({one.node_id, other.node_id, "0" * 32}) == 3
        assert len(one.node_id) == 32


def test_the_node_knows_when_it_started(tmp_path: Path) -> None:
    with a_node(tmp_path, TurnedClock()) as node:
        assert node.started_at == START


def test_only_the_owner_reads_the_nodes_key(tmp_path: Path) -> None:
    with a_node(tmp_path):
        assert (tmp_path / "node.key").stat().st_mode & 0o777 == 0o600


def test_a_second_node_on_the_same_folder_is_refused(bank: Bank, tmp_path: Path) -> None:
    assert bank.node.node_id
    assert refusal(tmp_path / "node") is Code.DATABASE_LOCKED


@sqlite_only
def test_the_folder_is_free_after_closing_and_after_a_failed_opening(tmp_path: Path) -> None:
    closed_ledger(tmp_path).rename(tmp_path / "away")
    (tmp_path / "ledger.sqlite").write_bytes(b"garbage" * 1000)
    assert refusal(tmp_path) is Code.DATABASE_DAMAGED
    (tmp_path / "away").rename(tmp_path / "ledger.sqlite")

    with a_node(tmp_path) as node:
        assert node.node_id


@sqlite_only
def test_a_database_locked_by_another_process_is_named(tmp_path: Path) -> None:
    other = sqlite3.connect(closed_ledger(tmp_path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert refusal(tmp_path) is Code.DATABASE_LOCKED
    finally:
        other.close()


def test_a_database_of_a_newer_version_is_named(tmp_path: Path) -> None:
    with a_node(tmp_path) as node, writing(node.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")

    assert refusal(tmp_path) is Code.DATABASE_NEWER


@sqlite_only
def test_a_newer_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = closed_ledger(tmp_path)
    with sqlite3.connect(path) as other:
        other.execute("UPDATE alembic_version SET version_num = '0099'")
    other.close()
    before = path.read_bytes()

    refusal(tmp_path)

    assert path.read_bytes() == before


@sqlite_only
def test_garbage_in_place_of_the_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database " * 500)

    assert refusal(tmp_path) is Code.DATABASE_DAMAGED


@sqlite_only
@pytest.mark.parametrize("part", [0.25, 0.5, 0.9])
def test_a_database_cut_short_is_named(tmp_path: Path, part: float) -> None:
    path = closed_ledger(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])

    assert refusal(tmp_path) is Code.DATABASE_DAMAGED


@sqlite_only
def test_the_database_of_another_program_is_named(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()

    assert refusal(tmp_path) is Code.DATABASE_DAMAGED


@pytest.mark.parametrize("content", [None, b"", b"no key", "another"])
def test_a_missing_or_wrong_node_key_is_named_and_not_replaced(tmp_path: Path, content: bytes | str | None) -> None:
    closed_ledger(tmp_path / "node")
    key = tmp_path / "node" / "node.key"
    if isinstance(content, bytes):
        key.write_bytes(content)
    elif content:
        closed_ledger(tmp_path / "other")
        key.write_bytes((tmp_path / "other" / "node.key").read_bytes())
    else:
        key.unlink()

    assert refusal(tmp_path / "node") is Code.DATABASE_DAMAGED
    assert key.exists() == (content is not None)


def test_a_key_of_another_kind_is_named(tmp_path: Path) -> None:
    closed_ledger(tmp_path)
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "node.key").write_bytes(other)

    assert refusal(tmp_path) is Code.DATABASE_DAMAGED


@sqlite_only
def test_a_start_cut_short_between_key_and_database_is_taken_up(tmp_path: Path) -> None:
    with a_node(tmp_path) as node:
        key = node.public_key
    for file in tmp_path.glob("ledger.sqlite*"):
        file.unlink()

    with a_node(tmp_path) as node:
        assert node.public_key == key


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "node").write_text("a file")

    assert refusal(tmp_path / "node") is Code.STORAGE_READ_ONLY


def test_a_folder_that_can_not_be_made_is_named() -> None:
    assert refusal(Path("/proc/self/node")) is Code.STORAGE_READ_ONLY


@sqlite_only
def test_a_database_file_that_can_not_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()

    assert refusal(tmp_path) is Code.STORAGE_READ_ONLY


def test_a_key_that_can_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qwallet_desktop.node.node_key.write_atomically", full)

    assert refusal(tmp_path) is Code.STORAGE_FULL


@sqlite_only
def test_a_connection_opened_read_only_is_named(tmp_path: Path) -> None:
    connection = sqlite3.connect(f"file:{closed_ledger(tmp_path)}?mode=ro", uri=True)
    with pytest.raises(Refused) as refused, named_errors():
        connection.execute("DELETE FROM grants")
    connection.close()

    assert refused.value.problem.code is Code.STORAGE_READ_ONLY


def test_an_error_of_our_own_keeps_its_name(bank: Bank) -> None:
    with pytest.raises(DBAPIError, match="nowhere"), bank.node.read() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")


def test_reading_sees_one_moment_of_the_ledger(bank: Bank) -> None:
    with bank.node.read() as connection:
        before = connection.exec_driver_sql("SELECT events FROM log_head").scalar_one()
        bank.pay()
        after = connection.exec_driver_sql("SELECT events FROM log_head").scalar_one()

    assert before == after


@sqlite_only
def test_commits_wait_for_the_disk(bank: Bank) -> None:
    with bank.node.read() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert pragmas == ["wal", 2, 1]
