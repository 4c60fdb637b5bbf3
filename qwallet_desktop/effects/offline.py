"""Performs what is signed without a network: reading what was handed over, signing it, and handing it on."""

import asyncio
from typing import assert_never

from qwallet_desktop.domain.code_parts import Parts, split
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.plain_message import PlainMessage, message_of, write_message
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects import handing
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.sources import text_from
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.effects.text_files import not_written, write_text
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.offline_actions import (
    Look,
    MakeExport,
    MakeMessage,
    MakeSignature,
    PaperMade,
    PaperNotMade,
    PaperSaved,
    PartsRead,
    SourceRead,
    SourceRefused,
    WritePaper,
)
from qwallet_desktop.state.papers import Found, Paper, PaperKind, Wanted


def paper(kind: PaperKind, text: str, name: str) -> Paper:
    """Return a text with its codes, where it fits into some."""
    try:
        codes = split(text)
    except Refused:
        codes = ()
    return Paper(kind, text, codes, name)


async def look(desk: Desk, effect: Look, dispatch: Dispatch) -> None:
    """Look at a source for what is wanted."""
    try:
        text = await text_from(desk, effect.source, effect.parts)
        if isinstance(text, Parts):
            dispatch(PartsRead(effect.turn, text))
        else:
            dispatch(SourceRead(effect.turn, await _found(desk, effect.wanted, text)))
    except Refused as refused:
        dispatch(SourceRefused(effect.turn, refused.problem))
    except ServiceError as error:
        dispatch(SourceRefused(effect.turn, error.problem))


async def _found(desk: Desk, wanted: Wanted, text: str) -> Found:
    match wanted:
        case Wanted.REQUEST:
            return await asyncio.to_thread(handing.request_in, text, _known(desk))
        case Wanted.SIGNATURE:
            return await handing.signature_in(desk, text)
        case Wanted.MESSAGE:
            return handing.message_in(text)
        case Wanted.PAYMENT:
            return handing.payment_in(text)
        case _:
            assert_never(wanted)


def _known(desk: Desk) -> frozenset[NodeId | IdentityId]:
    """Return the ids of the node and the identities that are known here."""
    node = () if desk.connected is None else (desk.connected.address.node_id,)
    return frozenset((*node, *(desk.registered or ()), *desk.held()))


async def make_export(desk: Desk, effect: MakeExport, dispatch: Dispatch) -> None:
    """Make the request of an item that is open, the evidence of one that is closed."""
    try:
        kind, text, name = await handing.exported(desk, effect.item_id)
    except ServiceError as error:
        dispatch(PaperNotMade(effect.turn, error.problem))
    except Refused as refused:
        dispatch(PaperNotMade(effect.turn, refused.problem))
    else:
        dispatch(PaperMade(effect.turn, await asyncio.to_thread(paper, kind, text, name)))


async def make_signature(desk: Desk, effect: MakeSignature, dispatch: Dispatch) -> None:
    """Sign a request that was read, unless something about it does not hold."""
    try:
        text, name = await handing.signed_request(desk, effect)
    except Refused as refused:
        dispatch(PaperNotMade(effect.turn, refused.problem))
    else:
        dispatch(PaperMade(effect.turn, paper(PaperKind.SIGNATURE, text, name)))


async def make_message(desk: Desk, effect: MakeMessage, dispatch: Dispatch) -> None:
    """Sign a plain message."""
    signed = message_of(effect.text, effect.signer, effect.node_id)
    try:
        signature = await desk.qlock.sign(effect.signer, signed)
    except Refused as refused:
        dispatch(PaperNotMade(effect.turn, refused.problem))
        return
    text = write_message(PlainMessage(effect.node_id, effect.signer, effect.text, signature.hex()))
    dispatch(PaperMade(effect.turn, paper(PaperKind.MESSAGE, text, "message.json")))


async def write_paper(_desk: Desk, effect: WritePaper, dispatch: Dispatch) -> None:
    """Write a text to the file that the person chose, whole or not at all."""
    try:
        await asyncio.to_thread(write_text, effect.path, effect.text)
    except OSError as error:
        dispatch(PaperSaved(effect.turn, effect.path, not_written(effect.path, error)))
    else:
        dispatch(PaperSaved(effect.turn, effect.path))


PERFORMERS: Performers = {
    Look: look,
    MakeExport: make_export,
    MakeSignature: make_signature,
    MakeMessage: make_message,
    WritePaper: write_paper,
}
