"""Who stands above, below and beside an identity, as this desktop knows them."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.groups import Groups, charter_of
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import known
from qwallet_desktop.ui.role_words import roles_words


class Kin(NamedTuple):
    """A line of a family: what the others are to the identity, who they are, and what else to say of each."""

    label: str
    others: tuple[tuple[IdentityId, str], ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Family", text)


def family_of(identity: Identity, identities: Identities, groups: Groups) -> tuple[Kin, ...]:
    """List who owns and guards an identity, whom it owns and guards, its groups, and whose place it took."""
    own, every = identity.id, [identities.known[did] for did in identities.order]
    charter = charter_of(groups, own)
    members = () if charter is None else tuple((one.identity_id, roles_words(one.roles)) for one in charter.members)
    lines = (
        Kin(_tr("Members"), members),
        Kin(_tr("Belongs to"), _of(identity.owner)),
        Kin(_tr("Guardian"), _of(identity.guardian)),
        Kin(_tr("Owns"), tuple((one.id, "") for one in every if one.owner == own)),
        Kin(_tr("Guards"), tuple((one.id, "") for one in every if one.guardian == own)),
        Kin(_tr("Member of"), _groups_of(own, groups)),
        Kin(_tr("Its key was replaced by"), _of(identity.successor)),
        Kin(_tr("Took the place of"), tuple((one.id, "") for one in every if one.successor == own)),
    )
    return tuple(line for line in lines if line.others)


def _of(other: IdentityId | None) -> tuple[tuple[IdentityId, str], ...]:
    return () if other is None else ((other, ""),)


def _groups_of(own: IdentityId, groups: Groups) -> tuple[tuple[IdentityId, str], ...]:
    read = (known(remote) for remote in groups.known.values())
    return tuple((each.id, roles_words(each.charter.roles(own))) for each in read if each and each.charter.roles(own))
