"""Brings a database to the tables that this program knows: makes them, or migrates older ones."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, column, insert, inspect, select, table

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import rule_tables, search
from qwallet_desktop.node.database import writing

LATEST = "0007"
"""The newest revision in migrations/versions."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every revision, oldest first; a database with any other was written by a newer program."""

Progress = Callable[[int, int], object]
"""Told how many rows of how many an older ledger's migration has brought over; also before each of its long steps."""

_version = table("alembic_version", column("version_num"))
_MAKE_VERSION = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def prepare(engine: Engine, told: Progress = lambda _done, _total: None) -> None:
    """Make or migrate a ledger's tables; SQLite sees by itself whether the file was cut.

    A new database is made from tables.py at once, since loading alembic takes longer than all
    the rest of a start; a test holds that the migrations come to the same.

    Args:
        engine: The database.
        told: Hears how far a migration is, which may take minutes.

    Raises:
        Refused: DATABASE_NEWER, and as `database.named_errors`.
    """
    # Of several nodes that start at once on an empty database the first one makes the tables: writers are alone.
    with writing(engine) as connection:
        found = _revision(connection)
        if found is None:
            create(connection)
    if found is not None and found != LATEST:
        _migrate(engine, found, told)


def create(connection: Connection) -> None:
    """Make all tables of the newest revision in an empty database."""
    rule_tables.metadata.create_all(connection, checkfirst=False)
    search.create(connection)
    connection.exec_driver_sql(_MAKE_VERSION)
    connection.execute(insert(_version).values(version_num=LATEST))


def is_latest(connection: Connection) -> bool:
    """Tell whether the tables are those that this program knows.

    Raises:
        Refused: DATABASE_DAMAGED if these are the tables of another program.
    """
    return _revision(connection) == LATEST


def _revision(connection: Connection) -> str | None:
    """Read which revision the tables have; None for an empty database.

    Raises:
        Refused: DATABASE_DAMAGED if these are the tables of another program.
    """
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if _version.name not in names:
        raise refuse(Code.DATABASE_DAMAGED)
    return str(connection.scalar(select(_version.c.version_num)))


def _migrate(engine: Engine, found: str, told: Progress) -> None:
    """Bring older tables to the newest revision.

    Raises:
        Refused: DATABASE_NEWER if this program does not know the revision.
    """
    if found not in REVISIONS:
        raise refuse(Code.DATABASE_NEWER)
    from qwallet_desktop.node.migrations.run import upgrade  # noqa: PLC0415  (alembic: slow, and seldom needed)

    with writing(engine) as connection:
        upgrade(connection, told=told)
