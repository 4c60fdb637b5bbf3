"""The audit log's leaves, checkpoints and proofs, and the checks that anybody can make (contract §8).

Leaf v1 is JCS{seq, at, actor, kind, digest}, where digest = SHA-256(salt ‖ payload), so that
payloads can be erased and the tree stays whole. A checkpoint is a C2SP tlog-checkpoint: a
signed note of origin, size and root hash.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from qwallet_desktop.domain.ids import NodeId, Sequence, TransferId
from qwallet_desktop.domain.merkle import inclusion_holds, leaf_hash
from qwallet_desktop.domain.messages import Json, canonical, timestamp
from qwallet_desktop.domain.transfers import Transfer

SYSTEM = "system"
"""The actor of what no identity asked for."""

_PLAIN = re.compile(r"[0-9A-Za-z:_-]*")

NOTE_ED25519 = b"\x01"
SALT_LENGTH = 16
BODY_LINES = 3
ROOT_LENGTH = 32


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that happened: its place in the log, who did it, and the digest of what it was."""

    index: int
    sequence: Sequence
    at: datetime
    actor: str
    kind: str
    digest: str

    def leaf(self) -> bytes:
        """The bytes whose hash stands in the tree (leaf v1)."""
        return leaf_bytes(self.index, self.at, self.actor, self.kind, self.digest)


def leaf_bytes(index: int, at: datetime, actor: str, kind: str, digest: str) -> bytes:
    """Return the bytes of leaf v1; `digest` is hex, `index` counts from 0."""
    if _PLAIN.fullmatch(f"{actor}{kind}{digest}"):
        # Nothing in it is written otherwise in JSON, and so its keys stand in their order.
        return (
            f'{{"actor":"{actor}","at":"{timestamp(at)}","digest":"{digest}","kind":"{kind}","seq":{index}}}'.encode()
        )
    return canonical({"seq": index, "at": timestamp(at), "actor": actor, "kind": kind, "digest": digest})


def payload_digest(salt: bytes, payload: Mapping[str, Json]) -> str:
    """Return the hex SHA-256(salt ‖ JCS(payload)) that a leaf carries."""
    return hashlib.sha256(salt + canonical(payload)).hexdigest()


def transfer_payload(transfer: Transfer) -> dict[str, Json]:
    """Return what the leaf of a completed transfer records at least, so that a proof can show all of it."""
    return {
        "transferId": transfer.id,
        "sequence": transfer.sequence,
        "kind": transfer.kind.value,
        "sender": transfer.sender or "",
        "recipient": transfer.recipient or "",
        "tokenId": transfer.amount.token_id,
        "decimals": transfer.amount.decimals,
        "units": str(transfer.amount.units),
        "memo": transfer.memo,
        "at": timestamp(transfer.at),
    }


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: the node's origin line, the number of leaves and the root hash."""

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """The note's text that is signed (C2SP tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()


def origin(node_id: NodeId) -> str:
    """Return the origin line, also the name of the node's key in its notes."""
    return f"qwallet.node/{node_id}"


def key_hash(name: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a note names its signing key (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + NOTE_ED25519 + public_key).digest()[:4]


def signed_note(checkpoint: Checkpoint, public_key: bytes, signature: bytes) -> str:
    """Join a checkpoint's text and its signature line."""
    encoded = base64.b64encode(key_hash(checkpoint.origin, public_key) + signature).decode()
    return f"{checkpoint.body().decode()}\n\u2014 {checkpoint.origin} {encoded}\n"


def opened_note(note: str, public_key: bytes) -> Checkpoint | None:
    """Check a note against the node's key; None if it is not what that key signed."""
    text, separator, signatures = note.partition("\n\n")
    if not separator or text.count("\n") != BODY_LINES - 1:
        return None
    lines = text.split("\n")
    mark, _, rest = signatures.removesuffix("\n").partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        checkpoint = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
        blob = base64.b64decode(encoded, validate=True)
        if mark != "\u2014" or name != checkpoint.origin or blob[:4] != key_hash(name, public_key):
            return None
        if checkpoint.size < 0 or len(checkpoint.root) != ROOT_LENGTH:
            return None
        Ed25519PublicKey.from_public_bytes(public_key).verify(blob[4:], checkpoint.body())
    except (ValueError, InvalidSignature):
        return None
    return checkpoint if signed_note(checkpoint, public_key, blob[4:]) == note else None


@dataclass(frozen=True, slots=True)
class LeafProof:
    """Shows that an entry stands in the log under a signed checkpoint (RFC 9162 §2.1.3).

    `path` holds hex hashes from the leaf upwards; `note` is the signed checkpoint.
    `salt` and `payload` open the entry's digest while they have not been erased.
    """

    entry: AuditEntry
    path: tuple[str, ...]
    note: str
    node_key: str
    salt: str = ""
    payload: str = ""

    def holds(self) -> bool:
        """Recompute everything: payload → digest → leaf → root → the node's signature."""
        try:
            checkpoint = opened_note(self.note, bytes.fromhex(self.node_key))
            path = [bytes.fromhex(step) for step in self.path]
            opened = hashlib.sha256(bytes.fromhex(self.salt) + self.payload.encode()).hexdigest()
            leaf = leaf_hash(self.entry.leaf())
        except ValueError:
            return False
        if checkpoint is None or (self.payload and opened != self.entry.digest):
            return False
        return inclusion_holds(leaf, self.entry.index, checkpoint.size, path, checkpoint.root)

    def tells(self, expected: Mapping[str, Json]) -> bool:
        """Tell whether the payload is in its one form (JCS) and records all of this; `holds` is asked besides."""
        try:
            recorded = json.loads(self.payload)
            exact = isinstance(recorded, dict) and canonical(recorded).decode() == self.payload
            return exact and canonical(recorded | expected) == canonical(recorded)
        except (ValueError, RecursionError):
            return False


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """The proof of the leaf of a transfer, with the transfer's id; its parts are those of `LeafProof`."""

    transfer_id: TransferId
    entry: AuditEntry
    path: tuple[str, ...]
    note: str
    node_key: str
    salt: str = ""
    payload: str = ""

    @property
    def leaf(self) -> LeafProof:
        """What it proves, whatever transfer it names."""
        return LeafProof(self.entry, self.path, self.note, self.node_key, self.salt, self.payload)

    def shows(self, transfer: Transfer) -> bool:
        """Tell whether this proves that just this transfer, in all its parts, stands in the log.

        Whoever shows a transfer as proved asks this: `holds` is also true for the proof of
        another entry, for `transfer_id` is no part of the leaf. Nor is the entry's sequence, the
        position after the whole command, which is not looked at: the payload binds the transfer's own.
        """
        try:
            told = self.leaf.tells(transfer_payload(transfer))
        except ValueError:
            return False
        return told and self.transfer_id == transfer.id and self.holds()

    def holds(self) -> bool:
        """Recompute everything: payload → digest → leaf → root → the node's signature."""
        return self.leaf.holds()
