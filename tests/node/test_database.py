"""What SQLite says of disk and file becomes a refusal; a fault of our own stays what it is."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

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
