"""What `qwallet sign` does: reads, checks and tells, opens the vault, asks, signs, and writes the signature's file."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from qwallet_desktop.cli.complaints import failed
from qwallet_desktop.cli.papers import read_paper, read_plain, refuse_existing, write_paper
from qwallet_desktop.cli.vault import unlock, vault_of
from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.checks import Anchors
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.messages import message_hash
from qwallet_desktop.domain.multisig import Choice, Vote, proposal_hash
from qwallet_desktop.domain.offline_signing import bytes_to_sign, failed_check, parse_reason, signers_of
from qwallet_desktop.domain.plain_message import PlainMessage, message_of, parse_text, write_message
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.verify import request

if TYPE_CHECKING:
    from qwallet_desktop.keys.lock_service import Qlock

NOT_SIGNED: Final = 1
NO_SIGNER: Final = "None of the keys in this vault may decide about this, or each that may has done so already."
WHICH: Final = "Say whose key signs: --identity DID. In this vault there are: {dids}"
NO_NODE: Final = "Say for which node the message is signed: --node ID. Settings shows it."


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be signed, with which vault, and where the signature goes.

    Attributes:
        folder: The data folder.
        identity_id: Who signs; None for the only one who can.
        node_id: The node that it must be of; None where that is not known.
        out: The file for the signature; None for one with a name that says what it is.
        passphrase_file: Where the vault's passphrase is; None asks for it.
        yes: Don't ask before signing.
    """

    folder: Path
    identity_id: IdentityId | None
    node_id: NodeId | None
    out: Path | None
    passphrase_file: Path | None
    yes: bool


async def sign_request(
    files: Sequence[Path], choice: Choice, reason: str, group: IdentityId | None, order: Order
) -> None:
    """Sign a request, or a rejection of it.

    Raises:
        Refused: It can't be read or signed.
        typer.Exit: It does not hold, or is not wanted; it was said.
    """
    read = dossier.read_request(read_paper(files).encode())
    checks = check_record(read.record, read.node_id, Anchors(order.node_id, group))
    for line in request.told(read, checks):
        typer.echo(line, err=True)
    if failed_check(checks) is not None:
        raise typer.Exit(NOT_SIGNED)
    item = read.record.item
    out = order.out or Path(f"signature-{item.proposal.number}.json")
    refuse_existing(out)
    words = parse_reason(choice, reason)
    with contextlib.closing(vault_of(order.folder)) as qlock:
        await unlock(qlock, order.passphrase_file)
        signer = _request_signer(qlock, read, choice, order)
        vote = Vote(signer, choice, datetime.now(UTC), "", words)
        message = bytes_to_sign(item, vote, read.node_id, checks)
        _confirm(f"Hash {message_hash(message)}\n{_verb(choice)} this as {signer}?", order)
        signature = await qlock.sign(signer, message)
    signed = dossier.SignatureFile(
        read.node_id,
        item.proposal.item_id,
        proposal_hash(item.proposal, read.node_id),
        signer,
        choice,
        words,
        signature.hex(),
    )
    write_paper(out, dossier.write_signature(signed).decode())


def _verb(choice: Choice) -> str:
    return "Reject" if choice is Choice.REJECT else "Sign"


def _request_signer(qlock: "Qlock", read: dossier.Dossier, choice: Choice, order: Order) -> IdentityId:
    """Return who signs: who was named, else the only one who may."""
    held = qlock.held()
    if order.identity_id is not None:
        return _held(order.identity_id, held)
    may = signers_of(read.record.item, held, choice, datetime.now(UTC))
    if not may:
        raise failed(NO_SIGNER)
    return _only(may)


def _held(identity_id: IdentityId, held: Sequence[IdentityId]) -> IdentityId:
    if identity_id not in held:
        raise refuse(Code.KEY_UNKNOWN)
    return identity_id


def _only(dids: Sequence[IdentityId]) -> IdentityId:
    if len(dids) != 1:
        raise failed(WHICH.format(dids=", ".join(dids)))
    return dids[0]


async def sign_message(file: Path, order: Order) -> None:
    """Sign the text in a file as a plain message.

    Raises:
        Refused: It can't be read or signed.
        typer.Exit: It is not wanted, or something is missing; it was said.
    """
    text = parse_text(read_plain(file))
    out = order.out or Path("message.json")
    refuse_existing(out)
    with contextlib.closing(vault_of(order.folder)) as qlock:
        await unlock(qlock, order.passphrase_file)
        held = qlock.held()
        signer = _only(held) if order.identity_id is None else _held(order.identity_id, held)
        node_id = order.node_id or await _known_node(qlock)
        if node_id is None:
            raise failed(NO_NODE)
        message = message_of(text, signer, node_id)
        typer.echo(text, err=True)
        _confirm(f"Hash {message_hash(message)}\nSign this text as {signer}, for node {node_id}?", order)
        signature = await qlock.sign(signer, message)
    write_paper(out, write_message(PlainMessage(node_id, signer, text, signature.hex())))


async def _known_node(qlock: "Qlock") -> NodeId | None:
    """Return the node that the window was connected to last, as it is kept sealed in the vault."""
    from qwallet_desktop.state.taking import DIRECTORY
    from qwallet_desktop.wire.last_known import DamagedError, unpack

    try:
        sealed = await qlock.unseal(DIRECTORY, passing=True)
        return None if sealed is None else (await asyncio.to_thread(unpack, sealed)).node_id
    except (Refused, DamagedError):
        return None


def _confirm(question: str, order: Order) -> None:
    """Ask, unless that was said not to be needed.

    Raises:
        typer.Exit: It is not wanted, or nobody could be asked.
    """
    if order.yes:
        typer.echo(f"{question.removesuffix('?')}.", err=True)
    elif not typer.confirm(question, err=True):
        typer.echo("Nothing was signed.", err=True)
        raise typer.Exit(NOT_SIGNED)
