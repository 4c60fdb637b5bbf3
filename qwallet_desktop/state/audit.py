"""The detail drawer: one entry, its audit proof as checked by this desktop, and private notes."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.audit import InclusionProof
from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import HistoryEntry, Transfer
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.lock import Phase, VaultInspected

PROOF_KEY = "proof"
"""One entry is looked at: under this key its proof is read."""


@dataclass(frozen=True, slots=True)
class Proving:
    """The proof of the selected entry is being fetched."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The proof, and whether it held when this desktop recomputed it."""

    proof: InclusionProof
    holds: bool


@dataclass(frozen=True, slots=True)
class NotProved:
    """The proof could not be had."""

    problem: Problem


ProofState: TypeAlias = Proving | Proved | NotProved


@dataclass(frozen=True, slots=True)
class Selection:
    """The entry in the detail drawer."""

    entry: HistoryEntry
    proof: ProofState = Proving()


@dataclass(frozen=True, slots=True)
class Drawer:
    """The entry looked at, if any, the private notes by transfer, and why they could not be kept.

    Notes are written only once the sealed ones were `opened`: saving replaces all of them.
    """

    selection: Selection | None = None
    notes: Map[TransferId, str] = Map()
    opened: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class SelectEntry:
    """Open the detail drawer on an entry."""

    entry: HistoryEntry


@dataclass(frozen=True, slots=True)
class LoadProof:
    """Read the audit proof of the entry in the drawer."""

    transfer_id: TransferId


@dataclass(frozen=True, slots=True)
class CloseEntry:
    """Close the detail drawer."""


@dataclass(frozen=True, slots=True)
class ProofLoaded:
    """The audit proof of a transfer, checked by this desktop."""

    transfer_id: TransferId
    proof: InclusionProof
    holds: bool


@dataclass(frozen=True, slots=True)
class ProofFailed:
    """The audit proof could not be had."""

    transfer_id: TransferId
    problem: Problem


@dataclass(frozen=True, slots=True)
class NotesLoaded:
    """The private notes of this desktop, opened from the vault."""

    notes: Map[TransferId, str]


@dataclass(frozen=True, slots=True)
class NotesFailed:
    """The private notes could not be opened or kept."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Keep a private note on a transfer; empty text removes it."""

    transfer_id: TransferId
    text: str


@dataclass(frozen=True, slots=True)
class FetchProof(Effect):
    """Read the audit proof of a transfer, and check that it shows this very transfer."""

    transfer: Transfer

    @property
    def exclusive(self) -> str:
        """One entry is looked at."""
        return PROOF_KEY


@dataclass(frozen=True, slots=True)
class FetchNotes(Effect):
    """Open the sealed private notes."""


@dataclass(frozen=True, slots=True)
class SaveNotes(Effect):
    """Seal the private notes; `about` is the transfer that one of them was just written on, where it is known."""

    notes: Map[TransferId, str]
    about: Transfer | None = None

    @property
    def exclusive(self) -> str:
        """The newest notes are the ones to keep."""
        return "notes"


Action: TypeAlias = (
    SelectEntry
    | LoadProof
    | CloseEntry
    | ProofLoaded
    | ProofFailed
    | NotesLoaded
    | NotesFailed
    | WriteNote
    | VaultInspected
    | SwitchIdentity
)


def reduce(drawer: Drawer, action: Action) -> tuple[Drawer, tuple[Effect, ...]]:
    """Apply an action to the drawer or the notes."""
    match action:
        case SelectEntry(entry):
            return replace(drawer, selection=Selection(entry)), ()
        case LoadProof(transfer_id):
            selection = drawer.selection
            if selection is None or selection.entry.transfer.id != transfer_id:
                return drawer, ()
            return _proof(drawer, transfer_id, Proving()), (FetchProof(selection.entry.transfer),)
        case CloseEntry() | SwitchIdentity():
            return (drawer if drawer.selection is None else replace(drawer, selection=None)), ()
        case ProofLoaded(transfer_id, proof, holds):
            return _proof(drawer, transfer_id, Proved(proof, holds)), ()
        case ProofFailed(transfer_id, problem):
            return _proof(drawer, transfer_id, NotProved(problem)), ()
        case NotesLoaded(notes):
            return replace(drawer, notes=notes, opened=True, problem=None), ()
        case NotesFailed(problem):
            return replace(drawer, problem=problem), ()
        case WriteNote(transfer_id, text):
            if not drawer.opened or drawer.notes.get(transfer_id, "") == text:
                return drawer, ()
            notes = drawer.notes.set(transfer_id, text) if text else drawer.notes.delete(transfer_id)
            return replace(drawer, notes=notes), (SaveNotes(notes, _about(drawer, transfer_id)),)
        case VaultInspected(phase):
            if phase is not Phase.OPEN:
                return Drawer(), ()
            return drawer, (() if drawer.opened else (FetchNotes(),))
        case _:
            assert_never(action)


def _about(drawer: Drawer, transfer_id: TransferId) -> Transfer | None:
    transfer = drawer.selection.entry.transfer if drawer.selection is not None else None
    return transfer if transfer is not None and transfer.id == transfer_id else None


def _proof(drawer: Drawer, transfer_id: TransferId, proof: ProofState) -> Drawer:
    selection = drawer.selection
    if selection is None or selection.entry.transfer.id != transfer_id:
        return drawer
    return replace(drawer, selection=replace(selection, proof=proof))
