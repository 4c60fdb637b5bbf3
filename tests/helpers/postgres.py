"""A throwaway PostgreSQL server, started when the first test wants it, with a database for each ledger folder."""

import itertools
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import URL

from qwallet_desktop.node import schema
from qwallet_desktop.node.database import make_engine

VARIABLE = "QWALLET_TEST_DATABASE"
ON_POSTGRESQL = os.environ.get(VARIABLE, "sqlite") == "postgresql"
"""Whether nodes of tests keep their ledger in PostgreSQL. Read before the tests' own environment is cleaned."""

USER = "postgres"
# Whatever is torn off is thrown away; a test of what survives the server's own death would need these.
_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
# Ends the server and removes its folder once the tests are over, in whatever way they ended.
_GUARD = 'while ps -p "$1" >/dev/null; do sleep 1; done; "$2" -D "$3/data" -m immediate stop; rm -rf "$3"'
_numbers = itertools.count(1)
_databases: dict[Path, URL] = {}


def programs() -> Path | None:
    """Find the folder of PostgreSQL's programs, the newest version; None if it is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders else None


@cache
def server(*, fsync: bool = False) -> Path:
    """Start a server that ends with this process, and return the folder of its socket.

    Args:
        fsync: Whether its commits wait for the disk; the tests have no need to.
    """
    binaries = programs()
    if binaries is None:
        message = "there is no PostgreSQL: CONTRIBUTING.md says what the tests need"
        raise RuntimeError(message)
    folder = Path(tempfile.mkdtemp(prefix="qwpg"))
    # The names of a default cluster sort by a country's rules, so that a test sees where ours must not.
    words = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--encoding=UTF8")
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    _as_owner(binaries / "initdb", "--auth=trust", "--no-sync", f"--username={USER}", *words, "-D", folder / "data")
    settings = {**_SETTINGS, "unix_socket_directories": str(folder)}
    if fsync:
        settings |= {"fsync": "on", "full_page_writes": "on"}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    pg_ctl = binaries / "pg_ctl"
    _as_owner(pg_ctl, "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")
    # In the background of a shell that ends at once: no child of ours, which a test might be said to have left.
    _as_owner("sh", "-c", f"(sh -c '{_GUARD}' guard \"$@\" &)", "guards", str(os.getpid()), pg_ctl, folder)
    return folder


def _as_owner(*command: str | Path) -> None:
    """Run a program as whom PostgreSQL runs; it refuses root."""
    who = USER if os.geteuid() == 0 else None
    ran = subprocess.run(  # noqa: S603  (our own words)
        [str(part) for part in command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        # What ends the tests by a signal to their group must not end what tidies up after them.
        start_new_session=True,
        user=who,
        group=who,
        extra_groups=[] if who else None,
    )
    if ran.returncode:
        message = f"{command[0]} failed with {ran.returncode}"
        raise RuntimeError(message)


def url(name: str, folder: Path) -> URL:
    """Name a database of the server whose socket is in a folder."""
    return URL.create("postgresql", username=USER, database=name, query={"host": str(folder)})


def new_database(template: str = "template1", folder: Path | None = None) -> URL:
    """Make a database; it is empty unless another template is named."""
    folder = folder or server()
    name = f"ledger{next(_numbers)}"
    _order(folder, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return url(name, folder)


@cache
def _with_tables() -> str:
    """Make a database with a ledger's tables, for others to be copied from: that is quicker than making them."""
    database = new_database()
    engine = make_engine(database)
    schema.prepare(engine)
    engine.dispose()
    return str(database.database)


def drop(database: URL) -> None:
    """Remove a database, whoever still uses it."""
    _order(Path(str(database.query["host"])), f"DROP DATABASE IF EXISTS {database.database} WITH (FORCE)")


def database_of(folder: Path, *, empty: bool = False) -> URL | None:
    """Return the database of a node's folder, making it at first; None while the tests run on SQLite.

    Args:
        folder: The node's.
        empty: Whether a new one is to be without tables.
    """
    if not ON_POSTGRESQL:
        return None
    if folder not in _databases:
        _databases[folder] = new_database() if empty else new_database(_with_tables())
    return _databases[folder]


def share_database(folder: Path, others: Path) -> None:
    """Let a node's folder have the database of another one."""
    _databases[folder] = _databases[others]


def drop_databases() -> None:
    """Remove the databases of all folders."""
    while _databases:
        drop(_databases.popitem()[1])


def order(database: URL, statement: str) -> None:
    """Have the server's owner do something about a database, from outside of it."""
    _order(Path(str(database.query["host"])), statement)


def _order(folder: Path, statement: str) -> None:
    with psycopg.connect(host=str(folder), user=USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
