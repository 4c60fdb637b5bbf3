"""What an item would change, sentence by sentence: against the rules in force where those are known here."""

from typing import Final, TypeAlias, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.consent import differences as policy_differences
from qwallet_desktop.domain.group_chain import Group, charter_at
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.limits import Limits, LimitScope, LimitsVersion
from qwallet_desktop.domain.limits import differences as limit_differences
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    UnfreezeMatter,
)
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.consent import Consent
from qwallet_desktop.state.groups import Groups, group_of
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.remote import known
from qwallet_desktop.ui.charter_words import CharterTerms, charter_differences, charter_lines
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.policy_words import PolicyWords
from qwallet_desktop.ui.widgets.plain import plain

_NO_GROUPS: Final = Groups()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Items", text)


Before: TypeAlias = PolicyVersion | LimitsVersion | Group
"""What an item would change, as it is in force."""


def rules_in_force(item: Item, consent: Consent, limits: LimitsKnown, groups: Groups = _NO_GROUPS) -> Before | None:
    """Return what is in force of what an item would change; None where that is not known here."""
    whose, matter = item.proposal.identity_id, item.proposal.matter
    if isinstance(matter, PolicyMatter):
        policy = known(consent.policies.get(whose))
        return None if policy is None else policy.version
    if isinstance(matter, LimitMatter):
        book = known(limits.books.get(whose))
        use = None if book is None else book.own if matter.scope is LimitScope.IDENTITY else book.family
        return None if use is None else use.version
    if isinstance(matter, (SignersMatter, PaymentMatter, BatchMatter)):
        return group_of(groups, whose)
    return None


def change_sentences(
    matter: Matter,
    before: Before | None,
    policies: PolicyWords,
    limits: LimitWords,
) -> tuple[str, tuple[str, ...]]:
    """Say what an item would change.

    Args:
        matter: What the item is about.
        before: The rules in force; None where they are not known, or are not those that it was written from.
        policies: Says permissions.
        limits: Says limits.

    Returns:
        What the sentences are, and the sentences; none for payments.
    """
    match matter:
        case PaymentMatter() | BatchMatter():
            return "", ()
        case SignersMatter():
            return _signers(matter, before, limits.charter_terms)
        case PolicyMatter(policy, base):
            if isinstance(before, PolicyVersion) and before.version == base:
                return _tr("What changes"), tuple(
                    policies.difference(each) for each in policy_differences(before.policy, policy)
                )
            return _tr("The new permissions"), tuple(said.text for said in policies.sentences(policy))
        case LimitMatter(_, new, base):
            known = isinstance(before, LimitsVersion) and before.version == base
            then = before.limits if isinstance(before, LimitsVersion) and known else Limits()
            sentences = tuple(limits.difference(each) for each in limit_differences(then, new))
            return (_tr("What changes") if known else _tr("The new limits")), sentences or (_tr("No limits"),)
        case FreezeMatter() | UnfreezeMatter():
            return _tr("What changes"), _freezing(matter)
        case _:
            assert_never(matter)


def _freezing(matter: FreezeMatter | UnfreezeMatter) -> tuple[str, ...]:
    if isinstance(matter, FreezeMatter):
        return (
            _tr("It can't pay any more, and payments to it are refused. Its balances stay."),
            _tr("Half of its admins can lift this."),
        )
    why = plain(matter.frozen_for)
    again = _tr("It can pay and be paid again.")
    return (again, _tr("It was frozen for: “{reason}”").format(reason=why)) if why else (again,)


def _signers(matter: SignersMatter, before: Before | None, terms: CharterTerms) -> tuple[str, tuple[str, ...]]:
    """Say a new charter: against the one that it was written from, else in full."""
    known = charter_at(before, matter.base) if isinstance(before, Group) else None
    if known is None:
        return _tr("The new signers and rules"), charter_lines(matter.charter, terms)
    return _tr("What changes"), charter_differences(known, matter.charter, terms)


def charter_of_item(item: Item, before: Before | None) -> Charter | None:
    """Return the charter that an item was opened under; None where it is not known here, or there is none."""
    return charter_at(before, item.proposal.charter_version) if isinstance(before, Group) else None
