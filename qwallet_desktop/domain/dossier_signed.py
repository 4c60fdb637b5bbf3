"""Writes and reads what is signed besides a proposal: votes, a group's chain, links, successions, tokens."""

from dataclasses import replace
from datetime import datetime

from qwallet_desktop.domain.dossier_parts import read_founding, read_proposal
from qwallet_desktop.domain.group_chain import Amendment, CharterChange, Group, Replacement, charter_at
from qwallet_desktop.domain.groups import FoundingSignature
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.item_record import LinkProof, TokenRecord
from qwallet_desktop.domain.messages import Json, Link, LinkRelation, Successor
from qwallet_desktop.domain.multisig import Choice, Vote, payload
from qwallet_desktop.domain.strict_json import SIGNATURE, Fields, malformed
from qwallet_desktop.domain.tokens import SALT, SYMBOL


def written_vote(vote: Vote) -> dict[str, Json]:
    """Return {choice, signature, signer}, and the reason of one that is signed with it."""
    written: dict[str, Json] = {
        "signer": vote.signer,
        "choice": vote.choice.value,
        "signature": vote.signature,
    }
    return written if vote.choice is Choice.SIGN else {**written, "reason": vote.reason}


def read_vote(fields: Fields, at: datetime) -> Vote:
    """Read a vote, which is taken to have come at a time.

    Raises:
        Refused: EVIDENCE_MALFORMED or EVIDENCE_UNKNOWN_FIELD, at the place; so all that read here.
    """
    choice = fields.one_of("choice", Choice)
    reason = "" if choice is Choice.SIGN else fields.text("reason")
    vote = Vote(fields.did("signer"), choice, at, fields.text("signature", SIGNATURE), reason)
    fields.end()
    return vote


def written_link(proof: LinkProof) -> dict[str, Json]:
    """Return {child, childSignature, parent, parentSignature, relation}."""
    return {
        "relation": proof.link.relation.value,
        "parent": proof.link.parent,
        "child": proof.link.child,
        "parentSignature": proof.parent_signature,
        "childSignature": proof.child_signature,
    }


def read_link(fields: Fields, node_id: NodeId) -> LinkProof:
    """Read a link of a node."""
    relation = fields.one_of("relation", LinkRelation)
    proof = LinkProof(
        Link(fields.did("parent"), fields.did("child"), node_id, relation),
        fields.text("parentSignature", SIGNATURE),
        fields.text("childSignature", SIGNATURE),
    )
    fields.end()
    return proof


def written_replacement(one: Replacement) -> dict[str, Json]:
    """Return {authority, authoritySignature, identity, newSignature, successor}."""
    return {
        "identity": one.successor.identity_id,
        "successor": one.successor.successor,
        "authority": one.successor.authority,
        "authoritySignature": one.authority_signature,
        "newSignature": one.new_signature,
    }


def read_replacement(fields: Fields, node_id: NodeId) -> Replacement:
    """Read a succession at a node."""
    document = Successor(fields.did("identity"), fields.did("successor"), fields.did("authority"), node_id)
    one = Replacement(document, fields.text("authoritySignature", SIGNATURE), fields.text("newSignature", SIGNATURE))
    fields.end()
    return one


def written_token(token: TokenRecord) -> dict[str, Json]:
    """Return {decimals, issuer, salt, symbol}, whose hash is the token's id."""
    return {
        "issuer": token.issuer,
        "symbol": token.symbol,
        "decimals": token.decimals,
        "salt": token.salt,
    }


def read_token(fields: Fields) -> TokenRecord:
    """Read what a token's id is the hash of."""
    token = TokenRecord(
        fields.did("issuer"), fields.text("symbol", SYMBOL), fields.whole("decimals"), fields.text("salt", SALT)
    )
    fields.end()
    return token


def written_group(group: Group) -> dict[str, Json]:
    """Return {changes, founding, signatures}; id, charter and version follow from these.

    The founding's signatures stand in one order, whatever order they came in: that of who had to sign.
    """
    place = {signer: number for number, signer in enumerate(group.founding.required_signers)}
    ordered = sorted(group.signatures, key=lambda one: place.get(one.signer, len(place)))
    return {
        "founding": group.founding.payload(),
        "signatures": [{"signer": one.signer, "signature": one.signature} for one in ordered],
        "changes": [_written_change(change) for change in group.changes],
    }


def _written_change(change: CharterChange) -> dict[str, Json]:
    if isinstance(change, Replacement):
        return {"kind": change.kind, **written_replacement(change)}
    votes = [written_vote(vote) for vote in change.votes]
    return {"kind": change.kind, "proposal": payload(change.proposal), "votes": votes}


def read_group(fields: Fields, node_id: NodeId) -> Group:
    """Read a group; its charter and version are what its changes come to."""
    founding = read_founding(fields.fields("founding"))
    signatures = tuple(map(_founding_signature, fields.each("signatures")))
    changes = tuple(_change(one, node_id) for one in fields.each("changes"))
    fields.end()
    version = 1 + len(changes)
    group = Group(founding.group_id, founding, signatures, founding.charter, version, changes)
    return replace(group, charter=charter_at(group, version) or founding.charter)


def _founding_signature(fields: Fields) -> FoundingSignature:
    one = FoundingSignature(fields.did("signer"), fields.text("signature", SIGNATURE))
    fields.end()
    return one


def _change(fields: Fields, node_id: NodeId) -> CharterChange:
    match fields.text("kind"):
        case "REPLACEMENT":
            return read_replacement(fields, node_id)
        case "AMENDMENT":
            proposal = read_proposal(fields.fields("proposal"))
            votes = tuple(read_vote(one, proposal.opened_at) for one in fields.each("votes"))
            fields.end()
            return Amendment(proposal, votes)
        case _:
            raise malformed(f"{fields.at}.kind")
