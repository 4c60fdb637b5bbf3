"""Who stands behind a single holder, by what was signed: links to owner and guardian, and the keys that followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from qwallet_desktop.domain.group_chain import Group, Replacement
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_record import ItemRecord, LinkProof
from qwallet_desktop.domain.messages import LinkRelation
from qwallet_desktop.domain.strict_json import SIGNATURE

Above: TypeAlias = dict[IdentityId, IdentityId]


@dataclass(frozen=True, slots=True)
class Ties:
    """Who owns whom and who guards whom, after all successions; `wrong` names what does not hold, or is empty."""

    owners: Mapping[IdentityId, IdentityId] = field(default_factory=Above)
    guardians: Mapping[IdentityId, IdentityId] = field(default_factory=Above)
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])


def ties_of(record: ItemRecord, node_id: NodeId) -> Ties:
    """Check the links and successions of a record, and say what they come to.

    A succession is signed by the key that it replaces, or by the one that owned that key by then.

    Raises:
        ValueError: Something in them can't have been signed.
    """
    above: dict[LinkRelation, Above] = {relation: {} for relation in LinkRelation}
    for proof in record.links:
        known = above[proof.link.relation]
        if proof.link.node_id != node_id or not _is_exact(proof) or proof.link.child in known:
            return Ties(wrong={"part": "link", "who": proof.link.child})
        known[proof.link.child] = proof.link.parent
    owners, guardians = above[LinkRelation.PARENT_CHILD], above[LinkRelation.GUARDIAN_WARD]
    for one in record.successions:
        old, new = one.successor.identity_id, one.successor.successor
        if not (is_signed(one, node_id) and one.successor.authority in {old, owners.get(old)}):
            return Ties(wrong={"part": "succession", "who": old})
        owners, guardians = _renamed(owners, old, new), _renamed(guardians, old, new)
    return Ties(owners, guardians)


def is_signed(one: Replacement, node_id: NodeId) -> bool:
    """Tell whether a succession is of this node, and both of its signatures fit, in the form in which they are kept.

    Raises:
        ValueError: It can't have been signed.
    """
    return one.successor.node_id == node_id and are_kept(one.authority_signature, one.new_signature) and one.holds


def are_kept(*signatures: str) -> bool:
    """Tell whether signatures are in the form in which they are kept: capitals or spaces would be the same bytes."""
    return all(map(SIGNATURE.fullmatch, signatures))


def _is_exact(proof: LinkProof) -> bool:
    return are_kept(proof.parent_signature, proof.child_signature) and proof.holds


def _renamed(above: Above, old: IdentityId, new: IdentityId) -> Above:
    return {new if below == old else below: new if one == old else one for below, one in above.items()}


def unauthorised(group: Group, record: ItemRecord) -> IdentityId | None:
    """Return a member whose place another took on the word of a key that is not shown to own it; None if there is none.

    Without this whoever runs a node could put a key of their own in any member's place.

    Args:
        group: The group, each document of it checked.
        record: What it came with: the links and successions of those members, all of them sound.
    """
    linked = {
        (proof.link.parent, proof.link.child)
        for proof in record.links
        if proof.link.relation is LinkRelation.PARENT_CHILD
    }
    for change in group.changes:
        if not isinstance(change, Replacement) or change in record.successions:
            continue
        document = change.successor
        if document.authority != document.identity_id and (document.authority, document.identity_id) not in linked:
            return document.identity_id
    return None
