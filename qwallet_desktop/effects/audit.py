"""Performs what the detail drawer asks for: the audit proof, checked here, and the private notes."""

import json

from immutables import Map

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.audit import (
    FetchNotes,
    FetchProof,
    NotesFailed,
    NotesLoaded,
    ProofFailed,
    ProofLoaded,
    SaveNotes,
)

NOTES = "notes"
"""The name of the sealed document that holds the private notes as JSON {transfer id: text}."""


async def fetch_proof(desk: Desk, effect: FetchProof, dispatch: Dispatch) -> None:
    """Read the audit proof and recompute it, from what the screen shows up to the node's key that we know."""
    transfer = effect.transfer
    try:
        services = await desk.services_for_party(transfer.sender, transfer.recipient)
        proof = await services.audit.get_inclusion_proof(transfer.id)
    except ServiceError as error:
        dispatch(ProofFailed(transfer.id, error.problem))
        return
    ours = proof.node_key == services.address.node_key
    dispatch(ProofLoaded(transfer.id, proof, holds=ours and proof.shows(transfer)))


async def fetch_notes(desk: Desk, _effect: FetchNotes, dispatch: Dispatch) -> None:
    """Open the private notes."""
    try:
        sealed = await desk.qlock.unseal(NOTES)
    except Refused as refused:
        dispatch(NotesFailed(refused.problem))
        return
    kept: dict[str, str] = json.loads(sealed) if sealed else {}
    notes = Map((TransferId(key), text) for key, text in kept.items())
    dispatch(NotesLoaded(notes.update({key: text for key, text in desk.unsaid.items() if text})))


async def save_notes(desk: Desk, effect: SaveNotes, dispatch: Dispatch) -> None:
    """Seal the private notes."""
    transfer = effect.about
    if transfer is not None and desk.is_anonymous(transfer.sender, transfer.recipient):
        # Sealed or not, a note on it would show whose it is. It lasts as long as the AID does.
        desk.unsaid[transfer.id] = effect.notes.get(transfer.id, "")
        return
    notes = {key: text for key, text in effect.notes.items() if key not in desk.unsaid}
    try:
        await desk.qlock.seal(NOTES, json.dumps(notes).encode())
    except Refused as refused:
        dispatch(NotesFailed(refused.problem))


PERFORMERS: Performers = {FetchProof: fetch_proof, FetchNotes: fetch_notes, SaveNotes: save_notes}
