"""`qwallet node invite`: lets one more identity register at a served node."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qwallet_desktop.cli.complaints import failed, sentence
from qwallet_desktop.cli.ledgers import Database, database_url, opened
from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.settings.places import data_folder

if TYPE_CHECKING:
    from sqlalchemy import URL

MOST_HOURS = 24 * 366


def invite(
    folder: Annotated[Path | None, typer.Option(help="The node's data folder; the user's own if left out.")] = None,
    database: Database = "",
    hours: Annotated[int, typer.Option(min=1, max=MOST_HOURS, help="How long the invitation holds.")] = 72,
    may_issue: Annotated[  # noqa: FBT002 - how typer takes a flag
        bool, typer.Option("--may-issue", help="Who uses it may issue tokens.")
    ] = False,
) -> None:
    """Print an invitation, by which one identity may register at this node, once.

    The node may be serving meanwhile. Give the invitation to the person it is for, who enters it in
    Qwallet: whoever has it can use it. The node keeps its SHA-256 only, so it can't be printed again.
    """
    place = folder or data_folder()
    url = database_url(database)
    try:
        _ready(place, url)
        text, ends = _invite(place, url, timedelta(hours=hours), may_issue=may_issue)
    except Refused as refused:
        raise failed(sentence(refused.problem)) from None
    typer.echo(text)
    typer.echo(f"until {ends:%Y-%m-%d %H:%M} UTC, for one identity", err=True)


def _ready(folder: Path, database: "URL | None") -> None:
    """Make or bring up to date the ledger, unless a node has it open, which did that when it started.

    Raises:
        Refused: What is the matter with the folder.
        typer.Exit: The database can't be used.
    """
    try:
        with opened(folder, database):
            pass
    except Refused as refused:
        if refused.problem.code is not Code.DATABASE_LOCKED:
            raise


def _invite(folder: Path, database: "URL | None", lasting: timedelta, *, may_issue: bool) -> tuple[str, datetime]:
    from qwallet_desktop.node.inviting import Invite, invite

    now = datetime.now(UTC)
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return invite(folder, database, Invite(lasting, may_issue, at), os.urandom), at + lasting
