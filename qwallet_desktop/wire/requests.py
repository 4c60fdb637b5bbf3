"""Bodies that differ from the domain's shapes: what is asked for, and answers that join several nouns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, WithJsonSchema

from qwallet_desktop.domain.batches import BatchMode
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.wire.shapes import shape

Text = Annotated[str, Field(max_length=2_000)]
"""Text that a person typed; the domain says what is wrong with it, the wire only bounds it."""

SignatureText = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
"""An Ed25519 signature in hex."""


@shape
@dataclass(frozen=True, slots=True)
class NodeInfo:
    """Who a node is: anybody may ask. `node_key` is the hex Ed25519 key of its checkpoints."""

    node_id: NodeId
    node_key: str
    version: str
    time: datetime


@shape
@dataclass(frozen=True, slots=True)
class SignedLink:
    """A link with the signatures of both sides over `Link.message()`; `parent` is the owner, or the guardian."""

    parent: IdentityId
    parent_signature: SignatureText
    child_signature: SignatureText


@shape
@dataclass(frozen=True, slots=True)
class RegisterRequest:
    """Registers the identity whose key signs the request.

    `guardian_link` ties a CONSENTIDA to who signs for it, `token_id` names the one token of an AID.
    """

    type: IdentityType
    name: Text
    link: SignedLink | None = None
    guardian_link: SignedLink | None = None
    token_id: TokenId | None = None


@shape
@dataclass(frozen=True, slots=True)
class RenameRequest:
    """Gives the identity another name."""

    name: Text


@shape
@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Freezes or unfreezes an identity."""

    status: Annotated[IdentityStatus, WithJsonSchema({"type": "string", "enum": ["ACTIVE", "FROZEN"]})]
    reason: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class MarkReadRequest:
    """Says that the identity's notifications are read up to a sequence, or to the newest event below that."""

    up_to: Sequence


@shape
@dataclass(frozen=True, slots=True)
class SignedGrant:
    """Lets a session key read for an identity; the identity's signature over `Grant.message()`."""

    identity_id: IdentityId
    session_key: IdentityId
    expires_at: AwareDatetime
    signature: SignatureText


@shape
@dataclass(frozen=True, slots=True)
class GrantsRequest:
    """Up to 1,000 grants given at once."""

    grants: Annotated[tuple[SignedGrant, ...], Field(min_length=1, max_length=1_000)]


@shape
@dataclass(frozen=True, slots=True)
class GrantsAnswer:
    """The identities for which the node now lets the session key read."""

    identity_ids: tuple[IdentityId, ...]


@shape
@dataclass(frozen=True, slots=True)
class IssueRequest:
    """Declares a token and, unless `amount` is empty, mints that much of it."""

    symbol: Text
    name: Text
    decimals: int
    salt: Text
    amount: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class IssueAnswer:
    """The declared token and the issuer's balance of it."""

    token: Token
    balance: Balance


@shape
@dataclass(frozen=True, slots=True)
class AmountRequest:
    """Mints or burns; the amount is decimal text in the token's decimals."""

    amount: Text
    memo: Text = ""


@shape
@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Pays from the identity whose key signs the request, or that the path names; decimal text, `.` as the point.

    `expected` is the outcome that the person was shown, or empty; another one is refused.
    """

    recipient: Text
    token_id: Text
    amount: Text
    memo: Text = ""
    expected: Annotated[str, Field(pattern=r"^(ALLOW|NEEDS_APPROVAL)?$")] = ""


@shape
@dataclass(frozen=True, slots=True)
class BatchRequest:
    """Makes many payments from the identity whose key signs the request, in this order."""

    mode: BatchMode
    payments: Annotated[tuple[TransferRequest, ...], Field(min_length=1)]


@shape
@dataclass(frozen=True, slots=True)
class ExportPage:
    """A slice of a history, oldest first; `next` is the opaque cursor of the one after, or empty."""

    entries: tuple[HistoryEntry, ...]
    next: str


@shape
@dataclass(frozen=True, slots=True)
class CheckpointAnswer:
    """The node's newest signed checkpoint (C2SP tlog-checkpoint) and the hex key that signed it."""

    note: str
    node_key: str


@shape
@dataclass(frozen=True, slots=True)
class ConsistencyAnswer:
    """Hex hashes of a consistency proof between two tree sizes (RFC 9162 §2.1.4)."""

    path: tuple[str, ...]


@shape
@dataclass(frozen=True, slots=True)
class ProblemBody:
    """RFC 9457 problem details. `node_time` is given where a clock seems to be off."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    facts: dict[str, str] = field(default_factory=dict[str, str])
    field: str = ""
    node_time: datetime | None = None


@shape
@dataclass(frozen=True, slots=True)
class Resync:
    """Sent on the event stream where a gap can't be filled: read everything anew."""

    sequence: Sequence


@shape
@dataclass(frozen=True, slots=True)
class Hello:
    """The first thing on a fresh event stream: `sequence` is the newest event so far, not sent."""

    sequence: Sequence


@shape
@dataclass(frozen=True, slots=True)
class GrantExpired:
    """The last thing on an event stream: these identities may not be read for any more."""

    identity_ids: tuple[IdentityId, ...]


@shape
@dataclass(frozen=True, slots=True)
class Health:
    """Says that the node answers; anybody may ask."""

    status: Literal["ok"]
    time: datetime
