"""What databases say of disks, locks and connections becomes a refusal; a fault of our own stays what it is."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.node.database import named_errors, refusal_of


def told(number: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = number
    return error


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_BUSY, Code.DATABASE_LOCKED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Code.DATABASE_LOCKED),
        (sqlite3.SQLITE_CORRUPT, Code.DATABASE_DAMAGED),
        (sqlite3.SQLITE_FULL, Code.STORAGE_FULL),
        (sqlite3.SQLITE_READONLY, Code.STORAGE_READ_ONLY),
    ],
)
def test_a_trouble_of_the_disk_is_named_also_through_sqlalchemy(number: int, code: Code) -> None:
    errors: list[sqlite3.Error | OperationalError] = [told(number), OperationalError("SELECT 1", {}, told(number))]
    for error in errors:
        with pytest.raises(Refused) as refused, named_errors():
            raise error
        assert refused.value.problem.code is code


def test_a_fault_of_our_own_is_not_called_a_refusal() -> None:
    error = told(sqlite3.SQLITE_ERROR)
    with pytest.raises(sqlite3.OperationalError) as caught, named_errors():
        raise error
    assert caught.value is error


def test_an_error_without_a_number_is_not_named() -> None:
    assert refusal_of(sqlite3.ProgrammingError("closed")) is None


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("08006", Code.DATABASE_UNREACHABLE),
        ("25006", Code.STORAGE_READ_ONLY),
        ("25P03", Code.DATABASE_UNREACHABLE),
        ("28P01", Code.DATABASE_UNREACHABLE),
        ("3D000", Code.DATABASE_UNREACHABLE),
        ("40001", Code.DATABASE_LOCKED),
        ("40P01", Code.DATABASE_LOCKED),
        ("42501", Code.STORAGE_READ_ONLY),
        ("53100", Code.STORAGE_FULL),
        ("53300", Code.OVERLOADED),
        ("55P03", Code.DATABASE_LOCKED),
        ("57014", Code.DATABASE_LOCKED),
        ("57P01", Code.DATABASE_UNREACHABLE),
        ("58030", Code.DATABASE_DAMAGED),
        ("XX001", Code.DATABASE_DAMAGED),
    ],
)
def test_what_postgresql_says_is_named_by_its_state(state: str, code: Code) -> None:
    error = psycopg.errors.lookup(state)("what PostgreSQL says")
    for said in (error, OperationalError("SELECT 1", {}, error)):
        refused = refusal_of(said)
        assert refused is not None
        assert refused.problem.code is code


def test_a_connection_that_was_never_made_is_out_of_reach() -> None:
    refused = refusal_of(psycopg.OperationalError("connection refused"))

    assert refused is not None
    assert refused.problem.code is Code.DATABASE_UNREACHABLE


@pytest.mark.parametrize(
    "error",
    [psycopg.DataError("a value that can't be sent"), psycopg.errors.UndefinedTable("nowhere"), ValueError("no error")],
)
def test_what_is_no_trouble_of_postgresql_is_not_named(error: Exception) -> None:
    assert refusal_of(error) is None


def test_waiting_too_long_for_a_connection_is_too_much_to_do() -> None:
    refused = refusal_of(PoolTimeout())

    assert refused is not None
    assert refused.problem.code is Code.OVERLOADED
