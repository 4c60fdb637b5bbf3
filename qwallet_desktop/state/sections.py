"""The parts of the identity switcher, and the order in which it lists identities."""

from enum import IntEnum
from typing import Final

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities


class Section(IntEnum):
    """The parts of the switcher, in their order."""

    PINNED = 0
    OWN = 1
    GROUPS = 2
    GUARDED = 3
    ANONYMOUS = 4
    CLOSED = 5


_SECTIONS: Final = {
    IdentityType.ROOT: Section.OWN,
    IdentityType.ENTERPRISE: Section.GROUPS,
    IdentityType.DAO: Section.GROUPS,
    IdentityType.CONSENTIDA: Section.GUARDED,
    IdentityType.AID: Section.ANONYMOUS,
}


def section_of(identity: Identity) -> Section:
    """Return where the switcher lists an identity that is not pinned."""
    return Section.CLOSED if identity.status is IdentityStatus.CLOSED else _SECTIONS[identity.type]


def in_switcher_order(
    identities: Identities, pinned: tuple[str, ...], hidden: tuple[str, ...] = ()
) -> tuple[IdentityId, ...]:
    """Return the identities as the switcher lists them.

    Pinned ones stand first, as they were pinned; then one's own, groups, guarded and anonymous ones, each by
    creation; closed ones last. Hidden ones are left out, but for the one that one acts under.
    """
    known, unseen = identities.known, frozenset(hidden) - {identities.active}
    first = tuple(did for did in map(IdentityId, pinned) if did in known and did not in unseen)
    gone = unseen.union(first)
    rest = [did for did in identities.order if did not in gone]
    return (*first, *sorted(rest, key=lambda did: section_of(known[did])))
