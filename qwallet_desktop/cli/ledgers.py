"""Opens a node for a command: says which database, and what is wrong with it in a sentence for its operator."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qwallet_desktop.cli.complaints import failed, sentence
from qwallet_desktop.domain.problems import Code, Refused

if TYPE_CHECKING:
    from sqlalchemy import URL

    from qwallet_desktop.node.core import Node

NO_URL = "The database is not a URL of PostgreSQL, such as postgresql://user@host/name."
SAID_ALOUD = (
    "Leave the password out of --database: whoever lists this computer's processes can read it there. "
    "PostgreSQL's own ways are a password file (~/.pgpass or PGPASSFILE) and a service file "
    "(postgresql:///?service=name)."
)
NO_DRIVER = "A PostgreSQL database needs the extra `server`: pip install 'qwallet-desktop[server]'"
OTHER_KEY = (
    "{folder}/node.key is not the key of the ledger in this database. "
    "Copy node.key from the folder of a node that uses it, and start again."
)
OTHER_ENCODING = (
    "This database keeps text as {encoding}. Make one with UTF8: createdb --encoding=UTF8 --template=template0"
)
_SCHEMES = {"postgresql", "postgres"}

Database = Annotated[
    str,
    typer.Option(
        metavar="URL",
        help=(
            "Keep the ledger in PostgreSQL: postgresql://user@host/name. No password here: "
            "libpq reads it from ~/.pgpass, PGPASSFILE or a service file."
        ),
    ),
]


def database_url(text: str) -> "URL | None":
    """Read the option `--database`; None if it is empty.

    Raises:
        typer.Exit: It is no URL of PostgreSQL, or holds a password. A sentence says so, without the text.
    """
    if not text:
        return None
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise failed(NO_URL) from None
    if url.get_backend_name() not in _SCHEMES:
        raise failed(NO_URL)
    if url.password is not None or "password" in url.query:
        raise failed(SAID_ALOUD)
    return url


@contextlib.contextmanager
def opened(folder: Path, database: "URL | None") -> Iterator["Node"]:
    """Open a node, and close it at the end.

    Raises:
        typer.Exit: The database can't be used; a sentence on stderr says why.
        Refused: What is the matter with the folder.
    """
    from qwallet_desktop.node.core import Node

    try:
        node = Node.open(folder, database=database, told=_progress())
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise failed(NO_DRIVER) from None
    except Refused as refused:
        if database is None:
            raise
        raise failed(_said(refused, folder)) from None
    with contextlib.closing(node):
        yield node


def _progress() -> Callable[[int, int], None]:
    """Return what tells on stderr, at each further percent, how far an older ledger has been brought up to date."""
    shown = -1

    def told(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // max(total, 1)
        if percent != shown:
            shown = percent
            typer.echo(f"bringing an older ledger up to date: {percent} %", err=True)

    return told


def _said(refused: Refused, folder: Path) -> str:
    """Say of a shared database what its operator can do about it; PostgreSQL's words go to nobody else."""
    problem = refused.problem
    if problem.code is Code.DATABASE_DAMAGED and problem.facts.get("file") == "node.key":
        return OTHER_KEY.format(folder=folder)
    if "encoding" in problem.facts:
        return OTHER_ENCODING.format_map(problem.facts)
    reason = str(getattr(refused.__cause__, "orig", "")).strip()
    return f"{sentence(problem)} {reason}".strip()
