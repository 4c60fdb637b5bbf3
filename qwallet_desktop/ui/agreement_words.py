"""Says who must agree to other permissions or limits, before they are asked for."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.approvers import approvers_of, is_enough, widens_alone
from qwallet_desktop.domain.group_chain import joining
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.charter_words import CharterTerms
from qwallet_desktop.ui.item_terms import names_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import of_signers


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
        return words.format(required=charter.strictest, signers=len(charter.signers))
    (approver,) = approvers_of(identity, charter).approvers
    words = (
        _tr("It allows more than before, so {name}, the guardian, must sign before it comes into force.")
        if approver == identity.guardian and identity.type is IdentityType.CONSENTIDA
        else _tr("It allows more than before, so {name}, the owner, must sign before it comes into force.")
    )
    return words.format(name=called(identities, approver))


def signers_agreement(before: Charter, after: Charter, actor: IdentityId, terms: CharterTerms) -> str:
    """Say who must sign a change of signers that `actor` asks for: as many as the strictest rule, and whoever joins."""
    joiners = names_words(joining(before, after), terms.identities, terms.numbers)
    asks = terms.name(actor)
    if before.initiator_counts and actor in before.signers and before.strictest == 1:
        at_once = _tr("In force at once, signed by {name}.")
        words = _tr("It only waits for {joiners} to join.") if joiners else at_once
        return words.format(joiners=joiners, name=asks)
    these = of_signers(before.strictest, len(before.signers))
    words = (
        _tr("{these} must sign before it comes into force, and {joiners} must agree to join.")
        if joiners
        else _tr("{these} must sign before it comes into force.")
    )
    said = words.format(these=these, joiners=joiners)
    if actor not in before.signers or before.signers == (actor,):
        return said
    counts = (
        _tr("The signature of {name} is the first.")
        if before.initiator_counts
        else _tr("That of {name}, who asks, does not count.")
    )
    return f"{said} {counts.format(name=asks)}"


def signers_warnings(before: Charter, after: Charter, held: Collection[IdentityId], terms: CharterTerms) -> list[str]:
    """Say what a change of signers may be regretted for, before it is asked for."""
    warnings: list[str] = []
    leaving = [did for did in before.admins if did in held and did not in after.admins]
    if leaving and not any(did in held for did in after.admins):
        names = names_words(tuple(leaving), terms.identities, terms.numbers)
        words = _tr("{names} would be no admin any more: nobody here could freeze the group or ask for changes.")
        warnings.append(words.format(names=names))
    if len(after.admins) == 1 and len(before.admins) > 1:
        words = _tr("{name} would be the only admin: without its key nobody could freeze the group or ask for changes.")
        warnings.append(words.format(name=terms.name(after.admins[0])))
    if after.threshold < before.threshold:
        words = _tr("Fewer signatures than before would be enough for a payment: {after} instead of {before}.")
        warnings.append(words.format(after=after.threshold, before=before.threshold))
    return warnings
