"""Who decides on an item, and how many of them, by signed documents and the matter (contract §3, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from qwallet_desktop.domain.checks import HELD, Finding, on_word, wrong
from qwallet_desktop.domain.group_chain import Group, charter_at, joining
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_ties import Ties
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    UnfreezeMatter,
    held_for,
)
from qwallet_desktop.domain.multisig import Proposal
from qwallet_desktop.domain.permissions import ROLES, Action

_ASKED: Final[Mapping[type[Matter], Action]] = {
    PaymentMatter: Action.SEND,
    BatchMatter: Action.SEND,
    PolicyMatter: Action.WRITE_POLICY,
    LimitMatter: Action.WRITE_LIMITS,
    SignersMatter: Action.WRITE_CHARTER,
    FreezeMatter: Action.ASK_FREEZE,
    UnfreezeMatter: Action.UNFREEZE,
}
"""What a member of a group must be allowed to, to ask for a matter."""


@dataclass(frozen=True, slots=True)
class _Demand:
    approvers: tuple[IdentityId, ...]
    required: int


def decided_by_group(proposal: Proposal, group: Group, *, is_open: bool) -> Finding:
    """Say whether those who decide are those that the group's charter names, as it was when the item was opened.

    Args:
        proposal: What is decided.
        group: The group that acts, its whole chain checked.
        is_open: Nothing has become of the item yet, so that the charter must be the one in force.

    Raises:
        ValueError: The charter speaks of a token with other decimals than the matter.
    """
    charter = charter_at(group, proposal.charter_version)
    if charter is None or (is_open and proposal.charter_version != group.version):
        return wrong("version", version=str(proposal.charter_version))
    if group.founding.type is not IdentityType.ENTERPRISE and not isinstance(proposal.matter, FreezeMatter):
        # Its members vote.
        return wrong("type")
    action = _ASKED[type(proposal.matter)]
    if not any(action in ROLES[role] for role in charter.roles(proposal.initiator)):
        return wrong("initiator", who=proposal.initiator)
    return _counted(proposal, charter) or _frozen(proposal, charter)


def _counted(proposal: Proposal, charter: Charter) -> Finding | None:
    """Look at what else is frozen in a proposal; None where nothing is wrong."""
    matter = proposal.matter
    # A freeze is asked for by who is no ADMIN, or could have frozen alone; its end is, if its asker may sign, asked
    # for and agreed to at once.
    by_charter = not isinstance(matter, FreezeMatter | UnfreezeMatter)
    if by_charter and proposal.initiator_counts and not charter.initiator_counts:
        return wrong("initiator_counts")
    joins = joining(charter, matter.charter) if isinstance(matter, SignersMatter) else ()
    return None if proposal.joining == joins else wrong("joining")


def _frozen(proposal: Proposal, charter: Charter) -> Finding:
    demand = _demand(proposal.matter, charter)
    approvers, required = proposal.approvers, proposal.required
    if (approvers, required) == (demand.approvers, demand.required):
        return HELD
    if not isinstance(proposal.matter, FreezeMatter | UnfreezeMatter):
        return wrong("approvers" if approvers != demand.approvers else "required")
    # ADMINs that are closed can't be asked; that they are closed nobody has signed.
    if not approvers or approvers != tuple(one for one in demand.approvers if one in approvers):
        return wrong("approvers")
    if required >= demand.required:
        return HELD if required == demand.required else wrong("required")
    left_out = " ".join(one for one in demand.approvers if one not in approvers)
    return on_word("closed", who=left_out) if required == _half(approvers) else wrong("required")


def _demand(matter: Matter, charter: Charter) -> _Demand:
    match matter:
        case PaymentMatter() | BatchMatter():
            return _Demand(charter.signers, charter.required_for(held_for(matter)))
        case PolicyMatter() | LimitMatter() | SignersMatter():
            return _Demand(charter.signers, charter.strictest)
        case FreezeMatter():
            return _Demand(charter.admins, 1)
        case UnfreezeMatter():
            return _Demand(charter.admins, _half(charter.admins))
        case _:
            assert_never(matter)


def _half(members: tuple[IdentityId, ...]) -> int:
    return (len(members) + 1) // 2


def decided_by_holder(proposal: Proposal, ties: Ties) -> Finding:
    """Say whether who decides for a single holder is its guardian, else its owner, else itself.

    That it has no other ties than those that are shown is the node's word: see item_said.py.
    """
    whose = proposal.identity_id
    owner, guardian = ties.owners.get(whose), ties.guardians.get(whose)
    if isinstance(proposal.matter, SignersMatter | FreezeMatter | UnfreezeMatter):
        return wrong("type")
    pays = isinstance(proposal.matter, PaymentMatter | BatchMatter)
    if proposal.initiator not in ({whose} if pays else {whose, owner, guardian}):
        return wrong("initiator", who=proposal.initiator)
    if (proposal.charter_version, proposal.initiator_counts, proposal.joining) != (0, False, ()):
        return wrong("version")
    if (proposal.approvers, proposal.required) != ((guardian or owner or whose,), 1):
        return wrong("approvers")
    return HELD if guardian or owner else on_word("alone", who=whose)
