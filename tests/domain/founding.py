"""Groups as tests found them: real keys, real signatures."""

from dataclasses import replace

from qwallet_desktop.domain.group_chain import Group, founded
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from tests.domain.builders import NODE, did, key

SIGNER_1, SIGNER_2, ADMIN, VIEWER = 11, 12, 13, 14
"""The numbers of the members' keys."""

CHARTER = Charter(
    (
        Member(did(SIGNER_1), (Role.SIGNER, Role.INITIATOR)),
        Member(did(SIGNER_2), (Role.SIGNER,)),
        Member(did(ADMIN), (Role.ADMIN,)),
        Member(did(VIEWER), (Role.VIEWER,), weight=7),
    ),
    threshold=2,
)
FOUNDING = Founding(IdentityType.ENTERPRISE, "Bakery", CHARTER, did(ADMIN), NODE, "0a" * 16)


def signed(founding: Founding, *numbers: int) -> tuple[FoundingSignature, ...]:
    """Return the signatures of the keys of these numbers."""
    message = founding.message()
    return tuple(FoundingSignature(did(number), key(number).sign(message).hex()) for number in numbers)


SIGNATURES = signed(FOUNDING, ADMIN, SIGNER_1, SIGNER_2)


def group() -> Group:
    """Return the group as it was founded."""
    return founded(FOUNDING, SIGNATURES)


def with_member(charter: Charter, index: int, **changed: object) -> Charter:
    """Return a charter in which one member is another."""
    members = list(charter.members)
    members[index] = replace(members[index], **changed)  # type: ignore[arg-type]  # any field, as a test says
    return replace(charter, members=tuple(members))
