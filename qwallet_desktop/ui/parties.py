"""Shows one side of a payment in a `Party`: an identity of ours, a stranger, or issuance."""

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.wording import type_word


def show_party(party: Party, identities: Identities, did: IdentityId | None) -> None:
    """Show who `did` is on this desktop; None is issuance.

    Args:
        party: The widget to fill.
        identities: The identities held here.
        did: The identity, as the node or the form says.
    """
    if did is None:
        party.set_issuance(QCoreApplication.translate("Party", "Issuance"))
        return
    who = person(identities, did)
    if who.ours:
        party.set_identity(did, who.name, who.colour, who.type_name, type_word(IdentityType(who.type_name)))
    else:
        party.set_stranger(did, who.name or QCoreApplication.translate("Party", "Not one of your identities"))
