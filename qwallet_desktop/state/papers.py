"""What is handed from one computer to another without a network: where it is read from, and what it may be."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from qwallet_desktop.domain.checks import Check
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.domain.payment_request import PaymentRequest
from qwallet_desktop.domain.plain_message import PlainMessage


class PaperKind(StrEnum):
    """What a text is that is handed on."""

    REQUEST = "REQUEST"
    EVIDENCE = "EVIDENCE"
    SIGNATURE = "SIGNATURE"
    MESSAGE = "MESSAGE"


class Wanted(StrEnum):
    """What a sheet looks for."""

    REQUEST = "REQUEST"
    SIGNATURE = "SIGNATURE"
    MESSAGE = "MESSAGE"
    PAYMENT = "PAYMENT"


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file with the text, or with a picture of its codes."""

    path: Path


@dataclass(frozen=True, slots=True)
class FromClipboard:
    """What was copied: the text, or a picture of its codes."""


@dataclass(frozen=True, slots=True)
class FromScreen:
    """What can be seen on the screens of this computer."""


Source: TypeAlias = FromFile | FromClipboard | FromScreen


@dataclass(frozen=True, slots=True)
class Paper:
    """A text to hand on.

    Attributes:
        kind: What it is.
        text: All of it, as it stands in a file.
        codes: The same as QR codes; none where it is too long for them.
        name: What a file of it is called.
    """

    kind: PaperKind
    text: str
    codes: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A request to sign an item of a node, and what came of checking it by itself.

    Attributes:
        record: The item, and all that is needed to check it.
        node_id: The node that it is of, by its own word: part of what is signed.
        checks: Whether it holds together.
    """

    record: ItemRecord
    node_id: NodeId
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class IncomingSignature:
    """A signature that fits an item here: made by another, to be delivered by one of ours.

    Attributes:
        item: The item as it is now.
        signer, choice, reason, signature: What was signed, by whom; the signature in hex.
        proposal_hash: The hash of the proposal that it is over.
    """

    item: Item
    signer: IdentityId
    choice: Choice
    reason: str
    signature: str
    proposal_hash: str

    @property
    def item_id(self) -> ItemId:
        """The item that it is about."""
        return self.item.proposal.item_id


Found: TypeAlias = OpenedRequest | IncomingSignature | PlainMessage | PaymentRequest
