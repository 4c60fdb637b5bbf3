"""A small audit log with a real tree, signed by a real key, and the proof of one transfer in it."""

from qwallet_desktop.domain.audit import (
    SYSTEM,
    AuditEntry,
    Checkpoint,
    InclusionProof,
    origin,
    payload_digest,
    signed_note,
    transfer_payload,
)
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.merkle import build, inclusion_proof, root
from qwallet_desktop.domain.messages import canonical
from tests.domain.builders import ALICE, BOB, NODE, NOW, key, public, transfer

NODE_KEY = 77
SALT = bytes(range(16))
TRANSFER = transfer(ALICE, BOB)
LEAVES = 11
PLACE = 6


def note_of(checkpoint: Checkpoint, number: int = NODE_KEY) -> str:
    """Return a checkpoint signed by this key."""
    return signed_note(checkpoint, public(number), key(number).sign(checkpoint.body()))


def entry(index: int) -> AuditEntry:
    """Return one of the log's entries; the one at `PLACE` is the transfer's."""
    if index == PLACE:
        digest = payload_digest(SALT, transfer_payload(TRANSFER))
        return AuditEntry(index, TRANSFER.sequence, NOW, ALICE, "TRANSFER_POSTED", digest)
    return AuditEntry(index, Sequence(index + 1), NOW, SYSTEM, "STARTED", payload_digest(SALT, {"n": index}))


TREE = build([entry(index).leaf() for index in range(LEAVES)])
HEAD = Checkpoint(origin(NODE), LEAVES, root(LEAVES, TREE))
NOTE = note_of(HEAD)
PROOF = InclusionProof(
    TRANSFER.id,
    entry(PLACE),
    tuple(step.hex() for step in inclusion_proof(PLACE, LEAVES, TREE)),
    NOTE,
    public(NODE_KEY).hex(),
    SALT.hex(),
    canonical(transfer_payload(TRANSFER)).decode(),
)
