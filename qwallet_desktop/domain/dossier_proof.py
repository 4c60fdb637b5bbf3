"""Writes and reads the audit log's proof of a decision, and says what its leaf tells of the item's end."""

import hashlib
import json
import re
from datetime import datetime
from typing import Final

from qwallet_desktop.domain.audit import AuditEntry, LeafProof
from qwallet_desktop.domain.ids import Sequence, TransferId
from qwallet_desktop.domain.item_log import SIGNED
from qwallet_desktop.domain.messages import Json, timestamp
from qwallet_desktop.domain.multisig import Executed, ItemStatus
from qwallet_desktop.domain.strict_json import DIGEST, Fields, malformed

_SALT: Final = re.compile(r"[0-9a-f]{32}")
_KIND: Final = re.compile(r"[A-Z_]{1,40}")
_TRANSFER: Final = re.compile(r"tr_[0-9a-f]{32}")


def written_proof(proof: LeafProof) -> dict[str, Json]:
    """Return all of a proof that its leaf, or the log's head, is made of: not its digest, which follows."""
    entry = proof.entry
    return {
        "index": entry.index,
        "at": timestamp(entry.at),
        "actor": entry.actor,
        "kind": entry.kind,
        "path": list(proof.path),
        "note": proof.note,
        "nodeKey": proof.node_key,
        "salt": proof.salt,
        "payload": proof.payload,
    }


def read_proof(fields: Fields) -> LeafProof:
    """Read a proof.

    Raises:
        Refused: EVIDENCE_MALFORMED or EVIDENCE_UNKNOWN_FIELD, at the place.
    """
    salt, payload = fields.text("salt", _SALT), fields.text("payload")
    digest = hashlib.sha256(bytes.fromhex(salt) + payload.encode()).hexdigest()
    index, at = fields.whole("index"), fields.time("at")
    entry = AuditEntry(index, Sequence(0), at, fields.did("actor"), fields.text("kind", _KIND), digest)
    path, note = fields.texts("path", DIGEST), fields.text("note")
    proof = LeafProof(entry, path, note, fields.text("nodeKey", DIGEST), salt, payload)
    fields.end()
    return proof


def ended(proof: LeafProof) -> tuple[Executed | None, datetime | None]:
    """Say how a leaf tells that an item was closed, and when its deciding vote came, if it is that one's leaf.

    Raises:
        Refused: EVIDENCE_MALFORMED, where its payload tells nothing.
    """
    try:
        told = json.loads(proof.payload)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise malformed("proof.payload")
    transfer = told.get("transferId")
    made = TransferId(transfer) if isinstance(transfer, str) and _TRANSFER.fullmatch(transfer) else None
    executed = Executed(proof.entry.at, made)
    closing = executed if told.get("status") == ItemStatus.EXECUTED.value else None
    return closing, proof.entry.at if proof.entry.kind == SIGNED else None
