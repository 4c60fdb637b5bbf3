"""Groups as they are known: the founding, and the chain of signed documents from it to the charter in force.

Whoever has a group's id can check all of it (contract §3, §6).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from qwallet_desktop.domain.groups import (
    Charter,
    Founding,
    FoundingSignature,
    Role,
    check_charter,
    check_founding,
    check_signatures,
    founding_invalid,
)
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_status import is_enough
from qwallet_desktop.domain.matters import SignersMatter, Subject
from qwallet_desktop.domain.messages import Successor
from qwallet_desktop.domain.multisig import Choice, Item, Proposal, Vote, verify_votes
from qwallet_desktop.domain.signatures import signed_in_hex


@dataclass(frozen=True, slots=True)
class Replacement:
    """A member whose key was replaced by a successor, with both signatures (hex) over `Successor.message()`."""

    successor: Successor
    authority_signature: str
    new_signature: str
    kind: Literal["REPLACEMENT"] = "REPLACEMENT"

    @property
    def holds(self) -> bool:
        """Whether both signatures fit. That an owner was the member's owner is what the node says."""
        message = self.successor.message()
        signed = (
            (self.successor.authority, self.authority_signature),
            (self.successor.successor, self.new_signature),
        )
        return all(signed_in_hex(who, message, signature) for who, signature in signed)


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of signers that enough have agreed to (Subject.SIGNERS_CHANGE), with all that was signed of it."""

    proposal: Proposal
    votes: tuple[Vote, ...]
    kind: Literal["AMENDMENT"] = "AMENDMENT"


CharterChange: TypeAlias = Replacement | Amendment
"""A signed document that led from a version of a charter to the next one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as its members see it: the charter in force and its version (1: as founded).

    `changes` are what led from the founding charter to the one in force, one a version.
    """

    id: IdentityId
    founding: Founding
    signatures: tuple[FoundingSignature, ...]
    charter: Charter
    version: int = 1
    changes: tuple[CharterChange, ...] = ()


def founded(founding: Founding, signatures: Sequence[FoundingSignature]) -> Group:
    """Return the group that a checked document makes."""
    return Group(founding.group_id, founding, tuple(signatures), founding.charter)


def verify_group(group: Group, node_id: NodeId) -> None:
    """Check a group as it was read: its id, its document, who signed it, and what changed since.

    Raises:
        Refused: FOUNDING_INVALID (fact `part`: also id, charter or version), FOUNDING_UNSIGNED, or what is
            wrong with the document.
    """
    check_founding(group.founding, node_id)
    check_signatures(group.founding, group.signatures)
    if group.founding.group_id != group.id:
        raise founding_invalid("id")
    charter = group.founding.charter
    for version, change in enumerate(group.changes, 1):
        charter = _after(group.id, charter, version, change, node_id)
    if charter != group.charter:
        raise founding_invalid("charter")
    if group.version != 1 + len(group.changes):
        raise founding_invalid("version")


def _after(group_id: IdentityId, charter: Charter, version: int, change: CharterChange, node_id: NodeId) -> Charter:
    """Return the charter that a change led to, after a look at who signed it.

    Raises:
        Refused: FOUNDING_INVALID at the charter, where it is not signed by those who must have, or is of another
            one; or what is wrong with the charter that it led to.
    """
    match change:
        case Replacement(successor):
            holds = successor.node_id == node_id and change.holds and bool(charter.roles(successor.identity_id))
        case Amendment(proposal, votes):
            matter = proposal.matter
            holds = (
                isinstance(matter, SignersMatter)
                and (proposal.identity_id, proposal.charter_version, matter.base) == (group_id, version, version)
                and is_agreed(charter, Item(proposal, votes), node_id)
            )
        case _:
            assert_never(change)
    if not holds:
        raise founding_invalid("charter")
    after = _changed(charter, change)
    check_charter(after)
    return after


def charter_at(group: Group, version: int) -> Charter | None:
    """Return the charter that was in force as a version of a group that was checked; None if there was none."""
    if not 1 <= version <= 1 + len(group.changes):
        return None
    charter = group.founding.charter
    for change in group.changes[: version - 1]:
        charter = _changed(charter, change)
    return charter


def _changed(charter: Charter, change: CharterChange) -> Charter:
    """Return the charter that a change, which was checked, led to."""
    match change:
        case Replacement(successor):
            return with_successor(charter, successor)
        case Amendment(proposal):
            matter = proposal.matter
            return matter.charter if isinstance(matter, SignersMatter) else charter
        case _:
            assert_never(change)


def with_successor(charter: Charter, successor: Successor) -> Charter:
    """Return a charter in which a member's successor has its place."""
    members = (
        replace(one, identity_id=successor.successor) if one.identity_id == successor.identity_id else one
        for one in charter.members
    )
    return replace(charter, members=tuple(members))


def is_agreed(charter: Charter, item: Item, node_id: NodeId) -> bool:
    """Tell whether a change of signers was asked for and agreed to as the charter before it demands.

    Asked for by an ADMIN, agreed to by its signers, as many as its strictest rule asks for, and by everybody whom
    it makes a SIGNER or an ADMIN that was not bound before; every signature fits, also of who was against it.
    An ADMIN that may not sign does not agree by asking, where the charter would let it: that asks for more, not less.
    """
    proposal, matter, votes = item.proposal, item.proposal.matter, item.votes
    if not isinstance(matter, SignersMatter) or proposal.subject is not Subject.SIGNERS_CHANGE:
        return False
    frozen = (proposal.approvers, proposal.required, proposal.joining)
    if frozen != (charter.signers, charter.strictest, joining(charter, matter.charter)):
        return False
    if proposal.initiator_counts and not charter.initiator_counts:
        return False
    is_begun = bool(votes) and (votes[0].signer, votes[0].choice) == (proposal.initiator, Choice.SIGN)
    if not is_begun or Role.ADMIN not in charter.roles(proposal.initiator):
        return False
    is_taken_back = any(vote.choice is Choice.CANCEL for vote in votes)
    return not is_taken_back and verify_votes(item, node_id) and is_enough(item)


def joining(before: Charter, after: Charter) -> tuple[IdentityId, ...]:
    """Return whom a new charter makes a SIGNER or an ADMIN that was neither: nobody is made one unasked."""
    bound = (one.identity_id for one in after.members if after.is_bound(one.identity_id))
    return tuple(one for one in bound if not before.is_bound(one))
