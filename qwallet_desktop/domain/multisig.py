"""Multi-signature: items that wait for others to agree, what is signed of them, and what became of them (contract §6).

An item is opened by the node where a decision says NEEDS_APPROVAL. Its status is never stored: it is
derived (domain/item_status.py) from what is known of it (signatures, rejections, the closing) and the clock.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias, assert_never

from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId, TransferId
from qwallet_desktop.domain.matters import Matter, Subject, matter_payload
from qwallet_desktop.domain.messages import Json, Kind, canonical, message_bytes, message_hash, timestamp
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.signatures import signed_by, signed_in_hex


@dataclass(frozen=True, slots=True)
class Proposal:
    """Exactly what is signed of an item (Kind.MULTISIG): the whole matter, and under which rules it is decided.

    Attributes:
        item_id, number: The item, and its number among those of this identity, from 1.
        identity_id: The identity (or group) that is to act.
        subject: What it is about.
        matter: The whole of it.
        reason: Why, in the initiator's words; may be empty.
        initiator: Who asked for it, and signs first.
        approvers: Who may agree, frozen when the item was opened.
        required: How many of them must.
        initiator_counts: The initiator's own signature counts, if it is an approver.
        policy_version: The identity's policy version (a group's charter version is in `charter_version`).
        charter_version: 0 for a single holder.
        opened_at, expires_at: Its time; nothing is signed from `expires_at` on.
        joining: Who else must agree, every one of them: whom it makes a SIGNER or an ADMIN.
    """

    item_id: ItemId
    identity_id: IdentityId
    number: int
    subject: Subject
    matter: Matter
    reason: str
    initiator: IdentityId
    approvers: tuple[IdentityId, ...]
    required: int
    initiator_counts: bool
    policy_version: int
    charter_version: int
    opened_at: datetime
    expires_at: datetime
    joining: tuple[IdentityId, ...] = ()


class Choice(StrEnum):
    """What somebody signed of an item."""

    SIGN = "SIGN"
    REJECT = "REJECT"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Vote:
    """One signature on an item, in hex, over the message of `choice`; rejecting and cancelling need a reason."""

    signer: IdentityId
    choice: Choice
    at: datetime
    signature: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Executed:
    """It was carried out in the commit of the deciding signature; a payment is `transfer_id`, many are the others."""

    at: datetime
    transfer_id: TransferId | None = None
    transfer_ids: tuple[TransferId, ...] = ()
    kind: Literal["EXECUTED"] = "EXECUTED"


@dataclass(frozen=True, slots=True)
class ExecutionFailed:
    """Enough had signed, but it could not be carried out; it may be tried again until it expires."""

    at: datetime
    problem: Problem
    kind: Literal["FAILED"] = "FAILED"


@dataclass(frozen=True, slots=True)
class Superseded:
    """The rules that it was opened under are not in force any more."""

    at: datetime
    kind: Literal["SUPERSEDED"] = "SUPERSEDED"


@dataclass(frozen=True, slots=True)
class Expired:
    """Its time was over, and what was held for it was given back; `problem` is why it could not be carried out before.

    It is known here, and not only by the clock, so that a clock that is set back opens nothing again.
    """

    at: datetime
    problem: Problem | None = None
    kind: Literal["EXPIRED"] = "EXPIRED"


Closing: TypeAlias = Executed | ExecutionFailed | Superseded | Expired


class ItemStatus(StrEnum):
    """Where an item stands. DRAFT: it waits for its initiator's signature, and is not shown to approvers."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    EXECUTED = "EXECUTED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Item:
    """An item and all that is known of it. `votes` in the order in which they came, the initiator's first."""

    proposal: Proposal
    votes: tuple[Vote, ...] = ()
    closing: Closing | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Items, newest first; `next` is the cursor of the page after, or empty. `open` counts those not closed."""

    items: tuple[Item, ...]
    next: str
    open: int


@dataclass(frozen=True, slots=True)
class SigningCapability:
    """Whether an identity may agree to what waits for it, why not, and how many items do (seed: SigningCapability)."""

    identity_id: IdentityId
    can_sign: bool
    problem: Problem | None
    waiting: int


def payload(proposal: Proposal) -> dict[str, Json]:
    """Return what is signed of a proposal, as JSON: all of it, and the hash of the signer set (contract §6)."""
    signed: dict[str, Json] = {
        "itemId": proposal.item_id,
        "identityId": proposal.identity_id,
        "number": proposal.number,
        "subject": proposal.subject.value,
        "matter": matter_payload(proposal.matter),
        "reason": proposal.reason,
        "initiator": proposal.initiator,
        "approvers": list(proposal.approvers),
        "required": proposal.required,
        "initiatorCounts": proposal.initiator_counts,
        "signerSet": signer_set_hash(proposal),
        "policyVersion": proposal.policy_version,
        "charterVersion": proposal.charter_version,
        "openedAt": timestamp(proposal.opened_at),
        "expiresAt": timestamp(proposal.expires_at),
    }
    if proposal.joining:
        signed["joining"] = list(proposal.joining)
    return signed


def signer_set_hash(proposal: Proposal) -> str:
    """Return the hex SHA-256 of who decides on a proposal and by how many signatures, in JCS."""
    signers: dict[str, Json] = {
        "identityId": proposal.identity_id,
        "approvers": list(proposal.approvers),
        "required": proposal.required,
        "initiator": proposal.initiator,
        "initiatorCounts": proposal.initiator_counts,
        "charterVersion": proposal.charter_version,
    }
    if proposal.joining:
        signers["joining"] = list(proposal.joining)
    return hashlib.sha256(canonical(signers)).hexdigest()


def message(proposal: Proposal, node_id: NodeId, *, confirms: bool = False) -> bytes:
    """Return the bytes that the initiator and each approver sign at a node (Kind.MULTISIG).

    With `confirms`, those of the second signature of an initiator that is the only approver. They must not be
    the bytes of the first one: else whoever has that one would have the confirmation too.
    """
    confirmation: dict[str, Json] = {"confirms": True} if confirms else {}
    return message_bytes(Kind.MULTISIG, node_id, payload(proposal) | confirmation)


def proposal_hash(proposal: Proposal, node_id: NodeId) -> str:
    """Return the *Hash* of a proposal: the hex SHA-256 of its message."""
    return message_hash(message(proposal, node_id))


def vote_message(item: Item, signer: IdentityId, choice: Choice, reason: str, node_id: NodeId) -> bytes:
    """Return the bytes that somebody signs next of an item as it is; for REJECT and CANCEL with the reason, cleaned."""
    match choice:
        case Choice.SIGN:
            # The initiator's first signature asks for it; a second one of its own is the confirmation.
            signed = (vote.signer for vote in item.votes if vote.choice is Choice.SIGN)
            return message(item.proposal, node_id, confirms=signer == item.proposal.initiator and signer in signed)
        case Choice.REJECT:
            return _refusal(Kind.REJECT, item.proposal, proposal_hash(item.proposal, node_id), reason, node_id)
        case Choice.CANCEL:
            return _refusal(Kind.CANCEL, item.proposal, proposal_hash(item.proposal, node_id), reason, node_id)
        case _:
            assert_never(choice)


def _refusal(kind: Kind, proposal: Proposal, hashed: str, reason: str, node_id: NodeId) -> bytes:
    words = clean_text(reason)
    return message_bytes(kind, node_id, {"itemId": proposal.item_id, "proposal": hashed, "reason": words})


def verify_vote(item: Item, vote: Vote, node_id: NodeId) -> bool:
    """Tell whether a vote of an item, or its next one, bears its signer's signature over exactly that choice there."""
    places = [place for place, one in enumerate(item.votes) if one == vote]
    # Where it stands twice it is looked at as the later one: the first signature again is no confirmation.
    before = item.votes[: places[-1]] if places else item.votes
    signed = vote_message(Item(item.proposal, before), vote.signer, vote.choice, vote.reason, node_id)
    try:
        return signed_by(vote.signer, signed, bytes.fromhex(vote.signature))
    except ValueError:
        return False


def verify_votes(item: Item, node_id: NodeId) -> bool:
    """Tell whether each vote of an item bears its signer's signature, as what was signed next after those before it.

    As `verify_vote` of each, but what all sign is made once: made for each of hundreds of signers it took seconds.
    """
    proposal, is_begun = item.proposal, False
    plain = message(proposal, node_id)
    hashed = message_hash(plain)
    for vote in item.votes:
        match vote.choice:
            case Choice.SIGN:
                confirms = is_begun and vote.signer == proposal.initiator
                signed = message(proposal, node_id, confirms=True) if confirms else plain
                is_begun = is_begun or vote.signer == proposal.initiator
            case Choice.REJECT:
                signed = _refusal(Kind.REJECT, proposal, hashed, vote.reason, node_id)
            case Choice.CANCEL:
                signed = _refusal(Kind.CANCEL, proposal, hashed, vote.reason, node_id)
            case _:
                assert_never(vote.choice)
        if not signed_in_hex(vote.signer, signed, vote.signature):
            return False
    return True
