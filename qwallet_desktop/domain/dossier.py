"""Files about an item that need no network: evidence of a decision, a request to sign, and a signature (contract §6).

Each is JCS (RFC 8785) JSON, byte for byte, with no field but those named here; every one of them is signed, hashed
or recomputed. So no times of votes are in it (the time is that of the audit log's leaf), no names of identities but
a group's own, and nothing that the node derives.

    evidence   {format, node, proposal, votes, group?, links, successions, tokens, proof}
    request    {format, node, proposal, votes, group?, links, successions, tokens}
    signature  {format, node, itemId, proposal, signer, choice, reason, signature}

`proposal` is what is signed of it (domain/multisig.py: payload), in a signature the hash of that message; `group`
is {founding, signatures, changes}; a proof is {actor, at, index, kind, nodeKey, note, path, payload, salt}.
"""

from dataclasses import dataclass, replace
from typing import Final

from qwallet_desktop.domain.audit import LeafProof
from qwallet_desktop.domain.dossier_parts import read_proposal
from qwallet_desktop.domain.dossier_proof import ended, read_proof, written_proof
from qwallet_desktop.domain.dossier_signed import (
    read_group,
    read_link,
    read_replacement,
    read_token,
    read_vote,
    written_group,
    written_link,
    written_replacement,
    written_token,
    written_vote,
)
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId
from qwallet_desktop.domain.item_log import DECIDED, became
from qwallet_desktop.domain.item_record import ItemRecord, LinkProof
from qwallet_desktop.domain.item_status import OPEN
from qwallet_desktop.domain.messages import Json, canonical
from qwallet_desktop.domain.multisig import Choice, Item, payload
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.strict_json import DIGEST, ITEM, NODE, SIGNATURE, Fields, read_fields

EVIDENCE: Final = "qwallet/evidence/v1"
REQUEST: Final = "qwallet/request/v1"
SIGNED: Final = "qwallet/signature/v1"

LARGEST: Final = 16 * 2**20
"""Bytes of a file: a group of 500 members that changed its signers a hundred times."""

LARGEST_SIGNATURE: Final = 8_192


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a file of evidence, or a request, says; that it reads says nothing about whether it holds.

    `node_id` is the node that it is of. In the record, votes have the time at which the item was opened, the deciding
    one that of the audit log's leaf; an item that was carried out has that leaf's time too.
    """

    node_id: NodeId
    record: ItemRecord


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """A signature that travels by file: who signed what of which item; `signature` in hex, `reason` of a rejection."""

    node_id: NodeId
    item_id: ItemId
    proposal_hash: str
    signer: IdentityId
    choice: Choice
    reason: str
    signature: str


def format_of(data: bytes) -> str:
    """Return what format a file says that it has.

    Raises:
        Refused: EVIDENCE_TOO_LARGE, or EVIDENCE_MALFORMED where it is no JSON with a format.
    """
    return read_fields(data, LARGEST).text("format")


def write_evidence(record: ItemRecord, node_id: NodeId) -> bytes:
    """Return the evidence of what became of an item.

    Args:
        record: One that was executed, rejected or cancelled, with its proof. Whether it holds is not looked at.
        node_id: Whose it is.

    Raises:
        Refused: ITEM_UNDECIDED (fact `status`), also where the audit log does not tell it any more.
        ValueError: The record holds what can't have been signed.
    """
    stands, proof = became(record.item), record.proof
    if stands not in DECIDED or proof is None or not proof.payload:
        raise refuse(Code.ITEM_UNDECIDED, status=stands.value)
    return canonical({**_shared(EVIDENCE, record, node_id), "proof": written_proof(proof)})


def write_request(record: ItemRecord, node_id: NodeId) -> bytes:
    """Return the request to sign an item.

    Raises:
        Refused: ITEM_CLOSED (fact `status`), where nobody could any more.
        ValueError: The record holds what can't have been signed.
    """
    stands = became(record.item)
    if stands not in OPEN or record.item.closing is not None:
        raise refuse(Code.ITEM_CLOSED, status=stands.value)
    return canonical(_shared(REQUEST, record, node_id))


def write_signature(signed: SignatureFile) -> bytes:
    """Return the file of a signature."""
    return canonical(
        {
            "format": SIGNED,
            "node": signed.node_id,
            "itemId": signed.item_id,
            "proposal": signed.proposal_hash,
            "signer": signed.signer,
            "choice": signed.choice.value,
            "reason": signed.reason,
            "signature": signed.signature,
        }
    )


def _shared(form: str, record: ItemRecord, node_id: NodeId) -> dict[str, Json]:
    written: dict[str, Json] = {
        "format": form,
        "node": node_id,
        "proposal": payload(record.item.proposal),
        "votes": [written_vote(vote) for vote in record.item.votes],
        "links": [written_link(one) for one in sorted(record.links, key=_of_whom)],
        "successions": [written_replacement(one) for one in record.successions],
        "tokens": [written_token(one) for one in record.tokens],
    }
    if record.group is not None:
        written["group"] = written_group(record.group)
    return written


def _of_whom(proof: LinkProof) -> tuple[str, str]:
    """Give links the one order that they are written in."""
    return proof.link.child, proof.link.relation


# ------------------------------------------------------------------------------------- reading


def read_evidence(data: bytes) -> Dossier:
    """Read evidence of anybody's.

    Raises:
        Refused: EVIDENCE_TOO_LARGE, EVIDENCE_MALFORMED or EVIDENCE_UNKNOWN_FIELD (their field is the place),
            EVIDENCE_FORMAT (fact `format`), or EVIDENCE_NOT_CANONICAL, where it is not byte for byte what
            `write_evidence` writes.
    """
    fields, node_id = _opened(data, EVIDENCE, LARGEST)
    proof = read_proof(fields.fields("proof"))
    dossier = Dossier(node_id, _record(fields, node_id, proof))
    _check_exact(data, {**_shared(EVIDENCE, dossier.record, node_id), "proof": written_proof(proof)})
    return dossier


def read_request(data: bytes) -> Dossier:
    """Read a request of anybody's; refusals as `read_evidence`."""
    fields, node_id = _opened(data, REQUEST, LARGEST)
    dossier = Dossier(node_id, _record(fields, node_id, None))
    _check_exact(data, _shared(REQUEST, dossier.record, node_id))
    return dossier


def read_signature(data: bytes) -> SignatureFile:
    """Read the file of a signature of anybody's; refusals as `read_evidence`."""
    fields, node_id = _opened(data, SIGNED, LARGEST_SIGNATURE)
    signed = SignatureFile(
        node_id,
        ItemId(fields.text("itemId", ITEM)),
        fields.text("proposal", DIGEST),
        fields.did("signer"),
        fields.one_of("choice", Choice),
        fields.text("reason"),
        fields.text("signature", SIGNATURE),
    )
    fields.end()
    if write_signature(signed) != data:
        raise refuse(Code.EVIDENCE_NOT_CANONICAL)
    return signed


def _opened(data: bytes, form: str, most: int) -> tuple[Fields, NodeId]:
    fields = read_fields(data, most)
    given = fields.text("format")
    if given != form:
        raise refuse(Code.EVIDENCE_FORMAT, at="format", format=given[:60])
    return fields, NodeId(fields.text("node", NODE))


def _record(fields: Fields, node_id: NodeId, proof: LeafProof | None) -> ItemRecord:
    proposal = read_proposal(fields.fields("proposal"))
    closing, decided_at = ended(proof) if proof is not None else (None, None)
    votes = [read_vote(one, proposal.opened_at) for one in fields.each("votes")]
    if votes and decided_at is not None:
        votes[-1] = replace(votes[-1], at=decided_at)
    record = ItemRecord(
        Item(proposal, tuple(votes), closing),
        read_group(fields.fields("group"), node_id) if fields.has("group") else None,
        tuple(read_link(one, node_id) for one in fields.each("links")),
        tuple(read_replacement(one, node_id) for one in fields.each("successions")),
        tuple(map(read_token, fields.each("tokens"))),
        proof,
    )
    fields.end()
    return record


def _check_exact(data: bytes, again: dict[str, Json]) -> None:
    if canonical(again) != data:
        raise refuse(Code.EVIDENCE_NOT_CANONICAL)
