"""Who must agree where somebody must, by the type of the identity that is to act (contract §3, §6)."""

from collections.abc import Sequence
from typing import assert_never

from qwallet_desktop.domain.decisions import Approval
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, refuse


def approvers_of(
    identity: Identity, charter: Charter | None, *, admins: bool = False, amounts: Sequence[Amount] = ()
) -> Approval:
    """Say who must agree to something that an identity is to do, and how many of them.

    An ENTERPRISE asks so many of its SIGNERs as its charter says: to a payment what its amount needs, to anything
    else what the largest payment needs; for the end of a freeze half of its ADMINs, rounded up. A guarded
    identity asks its guardian, another's sub-identity its owner, and a ROOT of its own itself: a second,
    separate signature.

    Args:
        identity: Who is to act.
        charter: The charter in force, of a group.
        admins: It is about the end of a group's freeze.
        amounts: What is to be paid, where it is about payments: all that are made together.

    Raises:
        Refused: GOVERNANCE_NOT_READY for a DAO, whose members vote; NOT_PERMITTED for an AID,
            which nobody stands behind.
        ValueError: An ENTERPRISE without its charter, or a guarded identity without a guardian.
    """
    match identity.type:
        case IdentityType.ENTERPRISE:
            if charter is None:
                message = "who agrees for a group stands in its charter"
                raise ValueError(message)
            if admins:
                return _half(charter.admins)
            return Approval(charter.signers, charter.required_for(amounts) if amounts else charter.strictest)
        case IdentityType.DAO:
            raise refuse(Code.GOVERNANCE_NOT_READY)
        case IdentityType.CONSENTIDA:
            if identity.guardian is None:
                message = "a guarded identity has a guardian"
                raise ValueError(message)
            return Approval((identity.guardian,), 1)
        case IdentityType.ROOT:
            return Approval((identity.owner or identity.id,), 1)
        case IdentityType.AID:
            raise refuse(Code.NOT_PERMITTED)
        case _:
            assert_never(identity.type)


def _half(members: tuple[IdentityId, ...]) -> Approval:
    return Approval(members, (len(members) + 1) // 2)


def is_enough(approval: Approval, initiator: IdentityId, *, initiator_counts: bool) -> bool:
    """Tell whether the initiator's own signature is all that is needed, so that nothing has to wait."""
    return initiator_counts and initiator in approval.approvers and approval.required == 1


def widens_alone(identity: Identity, actor: IdentityId) -> bool:
    """Tell whether an actor may widen the rights of a single holder without asking anybody.

    The owner above it and the guardian may, and a ROOT of its own for itself. Narrowing is free to
    whoever may change the rules at all; a group's rules change by an item only.
    """
    match identity.type:
        case IdentityType.ROOT:
            return actor == (identity.owner or identity.id)
        case IdentityType.CONSENTIDA:
            return actor in {identity.owner, identity.guardian}
        case IdentityType.ENTERPRISE | IdentityType.DAO | IdentityType.AID:
            return False
        case _:
            assert_never(identity.type)


def most_for_a_change(charter: Charter) -> int:
    """Return how many SIGNERs could agree to a change of rules at most, whichever ADMIN asks for it.

    One that signs itself and does not count is missing then, unless it is the only one: that signs a second time.
    """
    signers = len(charter.signers)
    is_apart = not set(charter.admins) <= set(charter.signers)
    return signers if is_apart or charter.initiator_counts or signers == 1 else signers - 1
