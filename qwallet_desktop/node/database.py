"""The node's database, whichever it is: engines, transactions, and refusals for what databases complain of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.node import postgresql, sqlite
from qwallet_desktop.node.columns import POSTGRESQL
from qwallet_desktop.node.sqlite import WRITING


def make_engine(database: Path | URL) -> Engine:
    """Make the engine of a ledger: of a file by SQLite, of a URL by PostgreSQL. Nothing is opened yet.

    Raises:
        ModuleNotFoundError: psycopg (the extra `server`) is not installed.
    """
    return sqlite.make_engine(database) if isinstance(database, Path) else postgresql.make_engine(database)


def is_shared(engine: Engine) -> bool:
    """Tell whether other processes may write to the same database at the same time."""
    return engine.dialect.name == POSTGRESQL


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn what a database says of a full disk, a lock, damage or a lost connection into a refusal.

    Raises:
        Refused: DATABASE_LOCKED, DATABASE_DAMAGED, DATABASE_UNREACHABLE, STORAGE_FULL,
            STORAGE_READ_ONLY or OVERLOADED.
    """
    try:
        yield
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(error: Exception) -> Refused | None:
    """Name a database error; None if it is a fault of the program's own, or no error of a database."""
    if isinstance(error, PoolTimeout):
        return refuse(Code.OVERLOADED)
    original = error.orig if isinstance(error, DBAPIError) else error
    code = sqlite.code_of(original) or postgresql.code_of(original)
    return None if code is None else refuse(code)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one snapshot for reading.

    Raises:
        Refused: As `named_errors`.
    """
    with named_errors(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes, alone; committed at the end unless an exception leaves it.

    Raises:
        Refused: As `named_errors`.
    """
    with named_errors(), engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        yield connection
