"""What an item would change, sentence by sentence: against the rules in force where those are known here."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.consent import differences as policy_differences
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
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.remote import known
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.policy_words import PolicyWords
from qwallet_desktop.ui.widgets.plain import plain


def _tr(text: str) -> str:
    return QCoreApplication.translate("Items", text)


def rules_in_force(item: Item, consent: Consent, limits: LimitsKnown) -> PolicyVersion | LimitsVersion | None:
    """Return the rules in force that an item would change; None where they are not known here."""
    whose, matter = item.proposal.identity_id, item.proposal.matter
    if isinstance(matter, PolicyMatter):
        policy = known(consent.policies.get(whose))
        return None if policy is None else policy.version
    if isinstance(matter, LimitMatter):
        book = known(limits.books.get(whose))
        use = None if book is None else book.own if matter.scope is LimitScope.IDENTITY else book.family
        return None if use is None else use.version
    return None


def change_sentences(
    matter: Matter,
    before: PolicyVersion | LimitsVersion | None,
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
        What the sentences are, and the sentences; none for a payment.
    """
    match matter:
        case PaymentMatter() | BatchMatter():
            return "", ()
        case SignersMatter() | FreezeMatter():
            return "", ()
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
        case UnfreezeMatter(frozen_for):
            why = plain(frozen_for)
            return _tr("What changes"), (
                _tr("It can pay and be paid again."),
                *((_tr("It was frozen for: “{reason}”").format(reason=why),) if why else ()),
            )
        case _:
            assert_never(matter)
