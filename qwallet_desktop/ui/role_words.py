"""Groups in words: what a role may do, and how many signers decide."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId

FEWEST_SAFE: Final = 2
"""Signers that must agree, so that no single key can pay."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Roles", text)


def role_word(role: Role) -> str:
    """Name a role."""
    match role:
        case Role.VIEWER:
            return _tr("Viewer")
        case Role.INITIATOR:
            return _tr("Initiator")
        case Role.SIGNER:
            return _tr("Signer")
        case Role.ADMIN:
            return _tr("Admin")
        case Role.AUDITOR:
            return _tr("Auditor")
        case _:
            assert_never(role)


def role_noun(role: Role) -> str:
    """Name a role within a sentence: "a signer"."""
    match role:
        case Role.VIEWER:
            return _tr("a viewer")
        case Role.INITIATOR:
            return _tr("an initiator")
        case Role.SIGNER:
            return _tr("a signer")
        case Role.ADMIN:
            return _tr("an admin")
        case Role.AUDITOR:
            return _tr("an auditor")
        case _:
            assert_never(role)


def role_sentence(role: Role) -> str:
    """Say what a role may do."""
    match role:
        case Role.VIEWER:
            return _tr("Reads balances and history.")
        case Role.INITIATOR:
            return _tr("Asks for payments.")
        case Role.SIGNER:
            return _tr("Agrees to payments and changes by its signature.")
        case Role.ADMIN:
            return _tr("Freezes the group alone, names it, and proposes changes of its rules.")
        case Role.AUDITOR:
            return _tr("Reads everything, also past decisions and proofs.")
        case _:
            assert_never(role)


def roles_words(roles: Iterable[Role]) -> str:
    """Name roles in their usual order: "Initiator, Signer"."""
    has = frozenset(roles)
    return ", ".join(role_word(role) for role in Role if role in has)


def threshold_words(charter: Charter) -> str:
    """Say how many signers decide: "2 of 3 signers"."""
    return of_signers(charter.threshold, len(charter.signers))


def of_signers(threshold: int, signers: int) -> str:
    """Say so many of so many signers."""
    words = _tr("{threshold} of {signers} signer") if signers == 1 else _tr("{threshold} of {signers} signers")
    return words.format(threshold=threshold, signers=signers)


def asker_is_apart(members: Sequence[Member], *, initiator_counts: bool) -> bool:
    """Tell whether whoever asks for a payment is a signer whose own signature does not count for it."""
    askers = [member.roles for member in members if Role.INITIATOR in member.roles]
    return not initiator_counts and bool(askers) and all(Role.SIGNER in roles for roles in askers)


def threshold_meaning(kind: IdentityType, threshold: int, signers: int, *, apart: bool = False) -> tuple[str, bool]:
    """Say what a threshold means, and whether it is one to think about twice.

    Args:
        kind: ENTERPRISE or DAO.
        threshold: How many must sign, from 1 to `signers`.
        signers: How many there are.
        apart: Whoever asks is one of them and can't sign for it (`asker_is_apart`).
    """
    if kind is IdentityType.DAO:
        words = _tr("{these} carry out what the members decide, once votes are here.")
        return words.format(these=of_signers(threshold, signers)), False
    if signers == 1:
        return _tr("There is one signer: it decides alone, and if its key is lost nothing can be paid."), True
    if apart:
        return _meaning_apart(threshold, signers)
    if threshold == 1:
        words = _tr("One signature is enough: each of the {signers} signers can pay alone.")
        return words.format(signers=signers), True
    if threshold == signers:
        return _all_must(signers), True
    spare = signers - threshold
    words = (
        _tr("No single key can pay, and one of the {signers} keys may be lost. This is recommended.")
        if spare == 1
        else _tr("No single key can pay, and up to {spare} of the {signers} keys may be lost.")
    )
    return words.format(signers=signers, spare=spare), False


def _meaning_apart(threshold: int, signers: int) -> tuple[str, bool]:
    """Say what a threshold means where one signer asks and that many others must sign."""
    needed = threshold + 1
    words = (
        _tr("One signer asks and {threshold} other must sign. ")
        if threshold == 1
        else _tr("One signer asks and {threshold} others must sign. ")
    )
    spare = signers - needed
    if spare < 1:
        words += (
            _tr("Both keys are needed: if one is lost, nothing can be paid any more. ")
            if signers == FEWEST_SAFE
            else _tr("All {signers} keys are needed: if one is lost, nothing can be paid any more. ")
        )
        words += _tr("Let the signature of whoever asks count, or add a signer.")
    elif spare == 1:
        words += _tr("One of the {signers} keys may be lost.")
    else:
        words += _tr("Up to {spare} of the {signers} keys may be lost.")
    return words.format(threshold=threshold, signers=signers, spare=spare), spare < 1


def deadlock_words(members: Sequence[Member], threshold: int, *, initiator_counts: bool) -> str:
    """Say why a company could never pay under a charter; empty where it could.

    Its payments are asked for by an INITIATOR, whose own signature may not count.
    """
    signers = {member.identity_id for member in members if Role.SIGNER in member.roles}
    askers = [member.identity_id for member in members if Role.INITIATOR in member.roles]
    if not askers:
        return _tr("Nobody may ask for payments: give at least one member the role Initiator.")
    if can_agree(signers, askers, threshold, initiator_counts=initiator_counts):
        return ""
    return _tr(
        "Nothing could ever be paid: whoever asks can't sign for it too, and the others are too few. "
        "Ask for fewer signatures, add a signer, or let the signature of whoever asks count."
    )


def can_agree(
    signers: Collection[IdentityId], askers: Collection[IdentityId], threshold: int, *, initiator_counts: bool
) -> bool:
    """Tell whether enough could sign what one of these asks for.

    A signer that is the only one confirms what it asked for by a second signature.
    """
    alone = threshold == 1 and len(signers) == 1
    return any(len(set(signers) - (set() if initiator_counts or alone else {asker})) >= threshold for asker in askers)


def frozen_rules_words(members: Sequence[Member], required: int, *, initiator_counts: bool) -> str:
    """Say why the rules and signers of a company could never be changed again; empty where they could.

    Its ADMINs ask for that, and it needs as many signatures as the largest payment.
    """
    signers = {member.identity_id for member in members if Role.SIGNER in member.roles}
    admins = {member.identity_id for member in members if Role.ADMIN in member.roles}
    if can_agree(signers, admins, required, initiator_counts=initiator_counts):
        return ""
    return _tr(
        "Its rules and signers could never be changed again: an admin who asks can't sign for it too, and the "
        "others are too few. Ask for fewer signatures, or add a signer."
    )


def strictest_words(threshold: int, required: int, signers: int) -> tuple[str, bool]:
    """Say what the largest payments and every change of rules need, and whether to think about that twice.

    Empty where that is what every payment needs.
    """
    if required <= threshold or not 1 <= required <= signers:
        return "", False
    words = _tr("Every change of rules and signers needs {these}, as the largest payments do.")
    said = words.format(these=of_signers(required, signers))
    if required < signers:
        return said, False
    return f"{said} {_tr('If one of these keys is lost, nobody can change them any more.')}", True


class CharterMeaning(NamedTuple):
    """What the numbers of a charter mean for payments, and for changes of rules; each with whether to think twice."""

    payments: tuple[str, bool]
    rules: tuple[str, bool]


def charter_meaning(
    kind: IdentityType, members: Sequence[Member], threshold: int, asked: int, *, initiator_counts: bool
) -> CharterMeaning:
    """Say what the numbers of a charter mean.

    Args:
        kind: ENTERPRISE or DAO.
        members: The members with their roles.
        threshold: How many must sign, from 1 to the number of signers.
        asked: The most signatures that any larger payment needs; 0 where none needs more.
        initiator_counts: The signature of who asks counts.
    """
    signers = sum(Role.SIGNER in member.roles for member in members)
    apart = asker_is_apart(members, initiator_counts=initiator_counts)
    payments = threshold_meaning(kind, threshold, signers, apart=apart)
    if kind is not IdentityType.ENTERPRISE:
        return CharterMeaning(payments, ("", False))
    dead = deadlock_words(members, threshold, initiator_counts=initiator_counts)
    required = max(threshold, asked)
    stuck = "" if dead else frozen_rules_words(members, required, initiator_counts=initiator_counts)
    rules = (stuck, True) if stuck else strictest_words(threshold, required, signers)
    return CharterMeaning((dead, True) if dead else payments, rules)


def _all_must(signers: int) -> str:
    if signers == FEWEST_SAFE:
        return _tr(
            "Both must sign: if one key is lost, nothing can be paid any more. A third signer makes 2 of 3 possible."
        )
    words = _tr(
        "All {signers} must sign: if one key is lost, nothing can be paid any more. {fewer} of {signers} is safer."
    )
    return words.format(signers=signers, fewer=signers - 1)


def recommended_threshold(signers: int) -> int:
    """Return the threshold that is proposed: more than half, and never all but for two signers or one."""
    return max(1, min(signers, signers // 2 + 1))
