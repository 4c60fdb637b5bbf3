"""`qwallet sign`: signs a request, or a plain message, with a key of the vault and without any network."""

import asyncio
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from qwallet_desktop.cli.complaints import complaint, failed
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.settings.places import data_folder

_NODE = re.compile(r"[0-9a-f]{32}")
WRONG_NODE = "--node is not the id of a node: 32 hex digits."
WRONG_DID = "{option} is not the DID of an identity."
NOTHING = "Name the request's file, or --message with a file of text; not both."


class Decision(StrEnum):
    """What is signed of a request."""

    SIGN = "sign"
    REJECT = "reject"


def sign(  # noqa: PLR0913, PLR0917 - what can be said of a signature; typer names each
    request: Annotated[
        list[Path] | None,
        typer.Argument(help="The request's file, or pictures of its codes; - is stdin.", show_default=False),
    ] = None,
    identity: Annotated[str, typer.Option(help="The DID that signs; may be left out where only one can.")] = "",
    choice: Annotated[Decision, typer.Option(help="Agree to the request, or reject it.")] = Decision.SIGN,
    reason: Annotated[str, typer.Option(help="Why it is rejected; everyone who may see it can read this.")] = "",
    message: Annotated[
        Path | None, typer.Option(help="Sign the text in this file instead of a request; - is stdin.")
    ] = None,
    node: Annotated[
        str, typer.Option(help="The id of the node that it must be of; of a message: for which it is signed.")
    ] = "",
    group: Annotated[str, typer.Option(help="The DID that must act by the request, if you know it.")] = "",
    folder: Annotated[Path | None, typer.Option(help="The data folder; the user's own if left out.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file for the signature; - is stdout.")] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(help="A file with the vault's passphrase in its first line; asked for if left out."),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before signing.")] = False,
) -> None:
    """Check a request and sign it, or sign a plain message, without any network.

    It says in words what the key signs, its hash, and every check; then it asks. The passphrase is asked for
    without being shown, where the vault has one; else the computer's keyring opens it. Hand the file that it
    writes back to where the request came from: there, “Import signature…” delivers it.

    Exit code 0: the signature is in the file. 1: the request does not hold, or you did not want to sign. 2: the
    command is wrong, or the key can't be used; one sentence says why.
    """
    if bool(request) == (message is not None):
        raise failed(NOTHING)
    # Fast help: what signing needs is imported when something is signed.
    from qwallet_desktop.cli import papers, signing
    from qwallet_desktop.domain.multisig import Choice

    where = folder or data_folder()
    order = signing.Order(where, _did(identity, "--identity"), _node(node), out, passphrase_file, yes)
    decided = Choice.SIGN if choice is Decision.SIGN else Choice.REJECT
    try:
        with asyncio.Runner() as runner:
            if message is not None:
                runner.run(signing.sign_message(message, order))
            else:
                runner.run(signing.sign_request(request or (), decided, reason, _did(group, "--group"), order))
    except Refused as refused:
        raise failed(papers.said(refused.problem)) from None
    except OSError as error:
        raise failed(complaint(error, str(message or where))) from None


def _did(text: str, option: str) -> IdentityId | None:
    try:
        return parse_did(text) if text else None
    except Refused:
        raise failed(WRONG_DID.format(option=option)) from None


def _node(text: str) -> NodeId | None:
    if text and not _NODE.fullmatch(text.lower()):
        raise failed(WRONG_NODE)
    return NodeId(text.lower()) if text else None
