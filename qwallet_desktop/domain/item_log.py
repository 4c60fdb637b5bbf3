"""Whether the audit log holds what became of an item: its proof, what the leaf tells, and whose key (contract §8)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from qwallet_desktop.domain.audit import LeafProof, opened_note, origin
from qwallet_desktop.domain.checks import HELD, Finding, on_word, wrong
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.matters import PaymentMatter
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Executed, Item, ItemStatus, Vote, proposal_hash

SIGNED: Final = "SIGN_ITEM"
RETRIED: Final = "EXECUTE_ITEM"
"""What the log calls the two requests that can decide an item: a signature, and a later try to carry it out."""

DECIDED: Final = frozenset({ItemStatus.EXECUTED, ItemStatus.REJECTED, ItemStatus.CANCELLED})
"""What becomes of an item by signatures, so that the log holds a leaf of it."""

_HEX: Final = re.compile(r"[0-9a-f]*")


def became(item: Item) -> ItemStatus:
    """Return what became of an item, whatever time it is: an open one is DRAFT, PENDING or FAILED."""
    return status(item, item.proposal.opened_at)


def in_log(item: Item, proof: LeafProof, node_id: NodeId) -> Finding:
    """Say whether a proof shows just what decided an item, at the time at which that was.

    Args:
        item: One that was executed, rejected or cancelled.
        proof: Of the leaf of the deciding vote, or of the try that carried the item out.
        node_id: Whose log.

    Raises:
        ValueError: The proof, or the item, is not made of what it must be.
    """
    checkpoint = opened_note(proof.note, bytes.fromhex(proof.node_key))
    if checkpoint is None or checkpoint.origin != origin(node_id):
        return wrong("head")
    written = (*proof.path, proof.node_key, proof.salt, proof.entry.digest)
    if not proof.holds() or not all(map(_HEX.fullmatch, written)):
        return wrong("proof")
    if not proof.payload:
        # The log may forget what a leaf was about; then it shows nothing of this.
        return wrong("erased")
    is_retry = proof.entry.kind == RETRIED and isinstance(item.closing, Executed)
    if proof.entry.kind != SIGNED and not is_retry:
        return wrong("kind")
    if not item.votes or not proof.tells(_told(item, None if is_retry else item.votes[-1], node_id)):
        return wrong("payload")
    return HELD if proof.entry.at == _decided_at(item) else wrong("time")


def _decided_at(item: Item) -> datetime:
    if isinstance(item.closing, Executed):
        return item.closing.at
    return item.votes[-1].at


def _told(item: Item, vote: Vote | None, node_id: NodeId) -> Mapping[str, Json]:
    """Return what the leaf must tell at least: which item, what became of it, by which vote, and what was paid."""
    proposal, stands = item.proposal, became(item)
    told: dict[str, Json] = {
        "itemId": proposal.item_id,
        "identityId": proposal.identity_id,
        "proposalHash": proposal_hash(proposal, node_id),
        "status": stands.value,
    }
    if vote is not None:
        told |= {"choice": vote.choice.value, "signature": vote.signature}
    matter = proposal.matter
    if stands is ItemStatus.EXECUTED and isinstance(matter, PaymentMatter):
        told |= {
            "sender": proposal.identity_id,
            "recipient": matter.recipient,
            "tokenId": matter.amount.token_id,
            "decimals": matter.amount.decimals,
            "units": str(matter.amount.units),
            "memo": matter.memo,
        }
    return told


def of_key(proof: LeafProof, node_key: str) -> Finding:
    """Say whether the log's head is signed by the key that is known to be the node's; `node_key` empty: none is."""
    if not node_key:
        return on_word("key")
    return HELD if proof.node_key == node_key.lower() else wrong("key")
