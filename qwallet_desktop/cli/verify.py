"""`qwallet verify`: looks at evidence of a decision, or a signed message, without any network."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from qwallet_desktop.cli.complaints import complaint, failed
from qwallet_desktop.domain.checks import Anchors
from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.dossier import LARGEST
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Refused

STDIN = "-"
WRONG_GROUP = "--group is not the DID of an identity."
WRONG_NODE = "--node is not the id of a node: 32 hex digits."
WRONG_KEY = "--node-key is not a key: 64 hex digits."
_NODE = re.compile(r"[0-9a-f]{32}")
_KEY = re.compile(r"[0-9a-f]{64}")


def verify(
    file: Annotated[Path, typer.Argument(help="Evidence, or a signed message; - is stdin.", show_default=False)],
    group: Annotated[
        str, typer.Option(help="The DID of the group, or single holder, that must have decided (of a message: signed).")
    ] = "",
    node: Annotated[str, typer.Option(help="The id of the node that it must be of: 32 hex digits.")] = "",
    node_key: Annotated[
        str, typer.Option(help="The key that signs the node's audit log, in hex, if you know it from elsewhere.")
    ] = "",
) -> None:
    """Check evidence of a decision, or a signed message, with no network and nobody's word.

    It makes every signed message anew, checks each signature, the chain of signed documents from the group's id to
    the signers who had to agree, the token's declaration and the proof of the audit log, and says in words what was
    approved, by whom, when and by which rules, and what no signature establishes.

    Who may sign follows from the ids that you name. Have them from somewhere else than from this file or from whoever
    gave it to you: from your own Qwallet (Members, Settings), or from somebody of the group. Without --node-key the
    audit proof is checked too, but the time, and that it was carried out, rest on a key that the file itself names.

    Exit code 0: it holds, and its signers are established. 3: internally consistent; signers NOT established, for
    --group or --node was not given or something rests on the node's word. 1: it does not hold, or is no such
    file; the check is named. 2: the command is wrong, or the file can't be opened.
    """
    # Fast help: the checks are imported when there is something to check.
    from qwallet_desktop.verify import report

    anchors = Anchors(_node(node), _identity(group), _key(node_key))
    made = report.verify(_read(file), anchors)
    for line in made.lines:
        typer.echo(line)
    raise typer.Exit(made.outcome)


def _read(file: Path) -> bytes:
    """Read no more than could be such a file, so that nobody's is too large to be refused."""
    try:
        if str(file) == STDIN:
            return sys.stdin.buffer.read(LARGEST + 1)
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise failed(complaint(error, str(file))) from None


def _identity(text: str) -> IdentityId | None:
    try:
        return parse_did(text) if text else None
    except Refused:
        raise failed(WRONG_GROUP) from None


def _node(text: str) -> NodeId | None:
    if text and not _NODE.fullmatch(text.lower()):
        raise failed(WRONG_NODE)
    return NodeId(text.lower()) if text else None


def _key(text: str) -> str:
    if text and not _KEY.fullmatch(text.lower()):
        raise failed(WRONG_KEY)
    return text.lower()
