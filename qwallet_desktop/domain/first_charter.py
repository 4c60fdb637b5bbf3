"""The charter that a group is founded by while some of those whom it is meant for have yet to join from elsewhere."""

from collections.abc import Collection
from dataclasses import replace

from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, refuse

_BINDING = frozenset({Role.SIGNER, Role.ADMIN})


def yet_to_join(charter: Charter, here: Collection[IdentityId]) -> tuple[IdentityId, ...]:
    """Return who must sign before it is a SIGNER or an ADMIN, and can't do that here."""
    return tuple(one.identity_id for one in charter.members if _binds(one) and one.identity_id not in here)


def first_charter(charter: Charter, here: Collection[IdentityId]) -> Charter:
    """Return the charter to found a group by, with those who can sign here and those who need not.

    It keeps the rules as far as they can be kept. As many signatures are asked for as can be given, so that the
    others can be asked to join: with one signer its own counts, with more the asker's only where the charter says so.

    Args:
        charter: What shall be in force once everybody has joined.
        here: Those whose keys are on this computer.

    Raises:
        Refused: SIGNER_MISSING or ADMIN_MISSING (fact `reason`: here), where nobody here could sign or ask for that.
    """
    absent = frozenset(yet_to_join(charter, here))
    if not absent:
        return charter
    left = replace(charter, members=tuple(one for one in charter.members if one.identity_id not in absent))
    if not left.signers:
        raise refuse(Code.SIGNER_MISSING, at="members", reason="here")
    if not left.admins:
        raise refuse(Code.ADMIN_MISSING, at="members", reason="here")
    signers = len(left.signers)
    counts = charter.initiator_counts or signers == 1
    most = signers if counts else signers - 1
    return replace(
        left,
        threshold=min(charter.threshold, most),
        initiator_counts=counts,
        amount_thresholds=tuple(one for one in charter.amount_thresholds if one.threshold <= most),
    )


def _binds(member: Member) -> bool:
    return not _BINDING.isdisjoint(member.roles)
