"""`qwallet node serve`: runs a node alone."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qwallet_desktop.cli.complaints import complaint, failed, sentence
from qwallet_desktop.cli.ledgers import Database, database_url, opened
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.domain.registration import SECRET_LENGTH
from qwallet_desktop.settings.files import write_atomically
from qwallet_desktop.settings.places import data_folder

if TYPE_CHECKING:
    from sqlalchemy import URL

SECRET_NAME = "launch.secret"  # noqa: S105 - a file's name
LARGEST_PORT = 65_535


def serve(
    folder: Annotated[Path | None, typer.Option(help="The data folder; the user's own if left out.")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=LARGEST_PORT, help="0 takes a free one.")] = 0,
    database: Database = "",
) -> None:
    """Serve one folder's ledger until interrupted.

    Prints the address and the node's id. Who is to join needs an invitation: `qwallet node invite`.
    Whoever can read FOLDER/launch.secret (32 bytes in hex, made at the first start, mode 0600) may
    register identities, too; keep it to yourself.

    Several nodes may serve one PostgreSQL database: each has a folder of its own, into which
    node.key and launch.secret of the first are copied before it starts.
    """
    try:
        _serve(folder or data_folder(), database_url(database), host, port)
    except Refused as refused:
        raise failed(sentence(refused.problem)) from None
    except OSError as error:
        raise failed(complaint(error, f"{host}:{port}")) from None


def _serve(folder: Path, database: "URL | None", host: str, port: int) -> None:
    # Fast help and errors: what serving needs is imported when something is served.
    from qwallet_desktop.node.server import NodeServer, create_app, listen

    with opened(folder, database) as node, listen(host, port) as listener:
        server = NodeServer(create_app(node, _launch_secret(folder)))
        address, chosen = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        typer.echo(f"http://{shown}:{chosen}")
        typer.echo(f"node {node.node_id}")
        server.run(sockets=[listener])


def _launch_secret(folder: Path) -> bytes:
    """Read the folder's launch secret, making it at the first start.

    Raises:
        Refused: DATABASE_DAMAGED, where the file holds something else (fact `file`).
        OSError: The file can't be read or written.
    """
    path = folder / SECRET_NAME
    if not path.exists():
        write_atomically(path, os.urandom(SECRET_LENGTH).hex().encode() + b"\n")
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_LENGTH:
        raise Refused(Problem(Code.DATABASE_DAMAGED, {"file": SECRET_NAME}))
    return secret
