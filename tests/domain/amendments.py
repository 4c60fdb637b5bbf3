"""Changes of signers as tests sign them, and what they make of a group."""

from dataclasses import replace
from datetime import timedelta

from qwallet_desktop.domain.group_chain import (
    Amendment,
    CharterChange,
    Group,
    Replacement,
    joining,
    verify_group,
)
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.ids import ItemId, NodeId
from qwallet_desktop.domain.matters import SignersMatter, Subject
from qwallet_desktop.domain.messages import Successor
from qwallet_desktop.domain.multisig import Choice, Item, Proposal, Vote, vote_message
from qwallet_desktop.domain.problems import Refused
from tests.domain.builders import NODE, NOW, did, key
from tests.domain.founding import ADMIN

OTHER_NODE = NodeId("1" * 32)


def charter(threshold: int = 2, **roles: str) -> Charter:
    """Write a charter: `_12="SA"` makes the key 12 SIGNER and ADMIN."""
    letters = {"V": Role.VIEWER, "I": Role.INITIATOR, "S": Role.SIGNER, "A": Role.ADMIN}
    members = (Member(did(int(who[1:])), tuple(letters[one] for one in each)) for who, each in roles.items())
    return Charter(tuple(members), threshold)


def proposal(before: Group, after: Charter, initiator: int = ADMIN) -> Proposal:
    """Propose a charter as the node would."""
    return Proposal(
        item_id=ItemId(f"ms_{before.version:032x}"),
        identity_id=before.id,
        number=before.version,
        subject=Subject.SIGNERS_CHANGE,
        matter=SignersMatter(after, before.version),
        reason="",
        initiator=did(initiator),
        approvers=before.charter.signers,
        required=before.charter.strictest,
        initiator_counts=before.charter.initiator_counts,
        policy_version=0,
        charter_version=before.version,
        opened_at=NOW,
        expires_at=NOW + timedelta(days=7),
        joining=joining(before.charter, after),
    )


def with_votes(asked: Proposal, *votes: tuple[int, Choice], node: NodeId = NODE) -> Amendment:
    """Have keys sign a proposal, one after the other."""
    item = Item(asked)
    for number, choice in votes:
        reason = "" if choice is Choice.SIGN else "no"
        message = vote_message(item, did(number), choice, reason, node)
        vote = Vote(did(number), choice, NOW, key(number).sign(message).hex(), reason)
        item = replace(item, votes=(*item.votes, vote))
    return Amendment(asked, item.votes)


def signing(asked: Proposal, *numbers: int, node: NodeId = NODE) -> Amendment:
    return with_votes(asked, *((number, Choice.SIGN) for number in numbers), node=node)


def changed(before: Group, change: CharterChange, after: Charter) -> Group:
    return replace(before, charter=after, version=before.version + 1, changes=(*before.changes, change))


def holds(told: Group) -> bool:
    """Tell whether a group holds; what does not is refused at its charter, and nowhere else."""
    try:
        verify_group(told, NODE)
    except Refused as refused:
        if refused.problem.facts != {"part": "charter"}:
            raise
        return False
    return True


def replacement(old: int, new: int) -> Replacement:
    document = Successor(did(old), did(new), did(old), NODE)
    message = document.message()
    return Replacement(document, key(old).sign(message).hex(), key(new).sign(message).hex())
