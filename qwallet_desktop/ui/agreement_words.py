"""Says who must agree to other permissions or limits, before they are asked for."""

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.approvers import approvers_of, is_enough, widens_alone
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import called


def _tr(text: str) -> str:
    return QCoreApplication.translate("Agreement", text)


def needs_others(identity: Identity, charter: Charter | None, actor: IdentityId, *, widens: bool) -> bool:
    """Tell whether others must agree before a change asked for by `actor` comes into force."""
    match identity.type:
        case IdentityType.ENTERPRISE:
            if charter is None:
                return True
            counts = charter.initiator_counts
            return not is_enough(approvers_of(identity, charter), actor, initiator_counts=counts)
        case IdentityType.DAO:
            return True
        case _:
            return widens and not widens_alone(identity, actor)


def agreement_words(
    identity: Identity, charter: Charter | None, actor: IdentityId | None, identities: Identities, *, widens: bool
) -> str:
    """Say what happens to a change when it is asked for: in force at once, or who must sign first."""
    if actor is None:
        return _tr("None of your identities here may change this.")
    if identity.type is IdentityType.DAO:
        return _tr("A DAO changes its rules by a vote of its members, which comes with a later version.")
    if not needs_others(identity, charter, actor, widens=widens):
        signer = called(identities, actor)
        return _tr("In force at once, signed by {name}.").format(name=signer)
    if identity.type is IdentityType.ENTERPRISE:
        if charter is None:
            return _tr("Signers of the group must sign before it comes into force.")
        words = _tr("{required} of {signers} signers must sign before it comes into force.")
        return words.format(required=charter.threshold, signers=len(charter.signers))
    (approver,) = approvers_of(identity, charter).approvers
    words = (
        _tr("It allows more than before, so {name}, the guardian, must sign before it comes into force.")
        if approver == identity.guardian and identity.type is IdentityType.CONSENTIDA
        else _tr("It allows more than before, so {name}, the owner, must sign before it comes into force.")
    )
    return words.format(name=called(identities, approver))
