"""Signing without a network: what is asked on its sheets, what came of it, and what is to be done."""

from dataclasses import dataclass
from pathlib import Path

from qwallet_desktop.domain.code_parts import Parts
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.papers import Found, OpenedRequest, Paper, Source, Wanted

KEY = "offline"
"""One thing at a time, for the one sheet."""


@dataclass(frozen=True, slots=True)
class ReadSource:
    """Look where the person points for what is wanted."""

    wanted: Wanted
    source: Source


@dataclass(frozen=True, slots=True)
class SourceRead:
    """It is there."""

    turn: int
    found: Found


@dataclass(frozen=True, slots=True)
class PartsRead:
    """Some codes of it are there, others are missing."""

    turn: int
    parts: Parts


@dataclass(frozen=True, slots=True)
class SourceRefused:
    """It is not there, or not what is wanted; `parts` are as before."""

    turn: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class BeginAnew:
    """Forget what was read and made on this sheet."""


@dataclass(frozen=True, slots=True)
class SignOpened:
    """Sign the request that was read, with a key that is held here."""

    signer: IdentityId
    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True)
class SignText:
    """Sign a plain message at a node."""

    signer: IdentityId
    node_id: NodeId
    text: str


@dataclass(frozen=True, slots=True)
class PaperMade:
    """There is something to hand on."""

    turn: int
    paper: Paper


@dataclass(frozen=True, slots=True)
class PaperNotMade:
    """It could not be made."""

    turn: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class SavePaper:
    """Write it to the file that the person chose."""

    path: Path


@dataclass(frozen=True, slots=True)
class PaperSaved:
    """It is in that file, or why not."""

    turn: int
    path: Path
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Look(Effect):
    """Look at a source for what is wanted, with the codes that were read before."""

    turn: int
    wanted: Wanted
    source: Source
    parts: Parts

    @property
    def exclusive(self) -> str:
        """One thing at a time."""
        return KEY


@dataclass(frozen=True, slots=True)
class MakeExport(Effect):
    """Make the request of an item that is open, the evidence of one that is closed."""

    turn: int
    item_id: ItemId

    @property
    def exclusive(self) -> str:
        """One thing at a time."""
        return KEY


@dataclass(frozen=True, slots=True)
class MakeSignature(Effect):
    """Sign a request that was read."""

    turn: int
    request: OpenedRequest
    signer: IdentityId
    choice: Choice
    reason: str

    @property
    def exclusive(self) -> str:
        """One thing at a time."""
        return KEY


@dataclass(frozen=True, slots=True)
class MakeMessage(Effect):
    """Sign a plain message."""

    turn: int
    signer: IdentityId
    node_id: NodeId
    text: str

    @property
    def exclusive(self) -> str:
        """One thing at a time."""
        return KEY


@dataclass(frozen=True, slots=True)
class WritePaper(Effect):
    """Write a text to a file."""

    turn: int
    path: Path
    text: str
