"""Items in words: what one is, where it stands, who has signed, who is missing and how long it waits."""

from datetime import datetime, timedelta
from typing import NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import (
    agreed,
    deciders,
    joiners_missing,
    joiners_rejecting,
    missing,
    status,
    still_required,
)
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
    held_for,
    payments_of,
)
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Choice, ExecutionFailed, Expired, Item, ItemStatus, Proposal, Vote
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.charter_words import CharterTerms, why_so_many
from qwallet_desktop.ui.item_terms import (
    ItemTerms,
    amount_words,
    names_words,
    payment_words,
    payments_words,
    totals_words,
)
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.chips import ChipTone

__all__ = ["ItemTerms", "amount_words", "names_words"]


class ItemMark(NamedTuple):
    """Where an item stands as a chip: few words, a tone and an icon."""

    words: str
    tone: ChipTone
    icon: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Items", text)


def subject_words(subject: Subject) -> str:
    """Name what an item is about, as the head of its details."""
    words = {
        Subject.TRANSFER: _tr("Payment"),
        Subject.CROSS_IDENTITY_TRANSFER: _tr("Payment between identities"),
        Subject.BATCH: _tr("Many payments"),
        Subject.LIMIT_CHANGE: _tr("New limits"),
        Subject.POLICY_CHANGE: _tr("New permissions"),
        Subject.SIGNERS_CHANGE: _tr("New signers"),
        Subject.FREEZE: _tr("Freezing"),
        Subject.UNFREEZE: _tr("Unfreezing"),
    }
    return words[subject]


def title_words(proposal: Proposal, terms: ItemTerms) -> str:
    """Say what an item is in one line: "25.00 QTK to Acme Treasury"."""
    matter = proposal.matter
    match matter:
        case PaymentMatter():
            return payment_words(matter, terms)
        case BatchMatter():
            return _tr("{payments}: {totals}").format(
                payments=payments_words(matter, terms.numbers), totals=totals_words(matter, terms)
            )
        case PolicyMatter() | LimitMatter() | SignersMatter():
            return _change_words(matter)
        case FreezeMatter():
            return _tr("Freeze")
        case UnfreezeMatter():
            return _tr("End of the freeze")
        case _:
            assert_never(matter)


def _change_words(matter: PolicyMatter | LimitMatter | SignersMatter) -> str:
    match matter:
        case PolicyMatter():
            return _tr("Change of permissions")
        case LimitMatter(scope):
            return _tr("Change of limits") if scope is LimitScope.IDENTITY else _tr("Change of the family's limits")
        case SignersMatter():
            return _tr("Change of signers")
        case _:
            assert_never(matter)


def open_title(proposal: Proposal, terms: ItemTerms) -> str:
    """Say what an item is without any amount, for what is kept and shown where amounts are hidden."""
    matter = proposal.matter
    if isinstance(matter, PaymentMatter):
        return _tr("Payment to {name}").format(name=called(terms.identities, matter.recipient))
    if isinstance(matter, BatchMatter):
        return payments_words(matter, terms.numbers)
    return title_words(proposal, terms)


def together_words(dids: tuple[IdentityId, ...], identities: Identities, numbers: NumberStyle) -> str:
    """Warn that those who sign the same item are on the same computer."""
    names = names_words(dids, identities, numbers)
    return _tr(
        "The keys of {names} are on this computer. Whoever gets hold of it can sign for all of them: an approval is "
        "worth more where it takes two computers."
    ).format(names=names)


def item_mark(item: Item, now: datetime) -> ItemMark:
    """Return where an item stands as a chip."""
    stands = status(item, now)
    match stands:
        case ItemStatus.DRAFT:
            mark = ItemMark(_tr("Not signed yet"), "neutral", "clock")
        case ItemStatus.PENDING:
            mark = ItemMark(_tr("Waits for approval"), "accent", "clock")
        case ItemStatus.EXECUTED:
            mark = ItemMark(_tr("Carried out"), "positive", "check")
        case ItemStatus.REJECTED:
            mark = ItemMark(_tr("Rejected"), "danger", "cross")
        case ItemStatus.CANCELLED:
            mark = ItemMark(_tr("Withdrawn"), "neutral", "minus")
        case ItemStatus.EXPIRED:
            mark = ItemMark(_tr("Expired"), "neutral", "clock")
        case ItemStatus.SUPERSEDED:
            mark = ItemMark(_tr("Overtaken"), "neutral", "refresh")
        case ItemStatus.FAILED:
            mark = ItemMark(_tr("Failed"), "danger", "warning")
        case _:
            assert_never(stands)
    return mark


def waits_words(item: Item, identities: Identities, numbers: NumberStyle) -> str:
    """Say whom an item waits for: "Waits for Mara", "Waits for 2 of Mara, Leo and Ines", "… and for Bo to join"."""
    joiners, needed = joiners_missing(item), still_required(item)
    others = missing(item)[: len(missing(item)) - len(joiners)]
    names = names_words(others, identities, numbers)
    joining = names_words(joiners, identities, numbers)
    if not needed or not others:
        return _tr("Waits for {names} to join").format(names=joining) if joiners else _tr("Waits")
    words = _tr("Waits for {names}") if needed >= len(others) else _tr("Waits for {n} of {names}")
    said = words.format(n=grouped(needed, numbers), names=names)
    return said + _tr(", and for {names} to join").format(names=joining) if joiners else said


def count_words(item: Item, numbers: NumberStyle) -> str:
    """Say how many of the needed signatures there are: "1 of 2 signatures", and of those who join."""
    have, need = grouped(len(agreed(item)), numbers), grouped(item.proposal.required, numbers)
    words = _tr("{have} of {need} signatures").format(have=have, need=need)
    joining = len(item.proposal.joining)
    if not joining:
        return words
    joined = grouped(joining - len(joiners_missing(item)) - len(joiners_rejecting(item)), numbers)
    return _tr("{signatures}, {joined} of {joining} who join").format(
        signatures=words, joined=joined, joining=grouped(joining, numbers)
    )


def approval_words(item: Item, numbers: NumberStyle) -> str:
    """Say how many must sign of how many who may: "2 of 3 must sign", and that who joins must too."""
    may = deciders(item.proposal)
    need = grouped(item.proposal.required, numbers)
    words = (
        _tr("One signature is needed")
        if len(may) == 1
        else _tr("{need} of {may} must sign").format(need=need, may=grouped(len(may), numbers))
    )
    joining = len(item.proposal.joining)
    if not joining:
        return words
    joins = _tr("{words}, and whoever joins by it") if joining == 1 else _tr("{words}, and all {n} who join by it")
    return joins.format(words=words, n=grouped(joining, numbers))


def amount_reason(proposal: Proposal, charter: Charter | None, terms: ItemTerms) -> str:
    """Say why a payment needs more signatures than others: "because it is above 1,000.00 QTK"; else nothing.

    Args:
        proposal: What is asked for.
        charter: The group's as of the proposal's `charter_version`; None where it is not known.
        terms: The names, tokens and numbers.
    """
    amounts = [one.amount for one in payments_of(proposal.matter)]
    return why_so_many(charter, amounts, proposal.required, CharterTerms(*terms))


def meaning_words(item: Item, now: datetime, terms: ItemTerms) -> str:
    """Say what an item's state means, without the problem of one that failed."""
    stands = status(item, now)
    match stands:
        case ItemStatus.DRAFT:
            return _tr("It has been opened, and whoever asked for it has not signed it yet. Nobody else sees it.")
        case ItemStatus.PENDING:
            return waits_words(item, terms.identities, terms.numbers) + "."
        case ItemStatus.EXECUTED:
            return _executed(item.proposal)
        case ItemStatus.FAILED:
            return _tr("Enough have signed, but it could not be carried out. It can be tried again until it expires.")
        case _:
            return _ended(item, stands, terms.identities)


def _executed(proposal: Proposal) -> str:
    match proposal.matter:
        case PaymentMatter():
            return _tr("Enough have signed, and the payment was made with the last signature.")
        case BatchMatter():
            return _tr("Enough have signed, and all of the payments were made with the last signature.")
        case SignersMatter() if proposal.joining:
            return _tr("Enough have signed, and whoever joins: it came into force with the last signature.")
        case _:
            return _tr("Enough have signed, and it came into force with the last signature.")


def _ended(item: Item, stands: ItemStatus, identities: Identities) -> str:
    holds = bool(held_for(item.proposal.matter))
    freed = " " + _tr("What was held is available again.") if holds else ""
    by = next((called(identities, vote.signer) for vote in reversed(item.votes) if vote.choice is not Choice.SIGN), "")
    match stands:
        case ItemStatus.REJECTED:
            joins = bool(joiners_rejecting(item))
            words = (
                _tr("{name} does not want to join, so it can't come into force.")
                if joins
                else _tr("{name} rejected it, so not enough can sign any more.")
            )
            return words.format(name=by) + freed
        case ItemStatus.CANCELLED:
            return _tr("{name} withdrew it.").format(name=by) + freed
        case ItemStatus.EXPIRED:
            return _tr("Not enough signed in time.") + freed
        case _:
            return _tr("The rules that it was opened under have changed since. Ask for it again.") + freed


def failure_of(item: Item) -> Problem | None:
    """Return why an item could not be carried out; None where it was not tried, or was carried out."""
    closing = item.closing
    return closing.problem if isinstance(closing, (ExecutionFailed, Expired)) else None


def refusal_of(item: Item) -> Vote | None:
    """Return the rejection or withdrawal that an item ended with, for its reason."""
    return next((vote for vote in reversed(item.votes) if vote.choice is not Choice.SIGN), None)


def time_left(item: Item, now: datetime) -> str:
    """Say how long an item still waits: "2 d 4 h left"."""
    left = item.proposal.expires_at - now
    if left <= timedelta(0):
        return _tr("No time left")
    hours, minutes = left // timedelta(hours=1), left // timedelta(minutes=1) % 60
    if hours >= 48:  # noqa: PLR2004 - two days
        return _tr("{days} d {hours} h left").format(days=hours // 24, hours=hours % 24)
    if hours:
        return _tr("{hours} h {minutes} min left").format(hours=hours, minutes=minutes)
    return _tr("{minutes} min left").format(minutes=max(1, minutes))


def ended_at(item: Item) -> datetime:
    """Return when an item ended, or was last changed."""
    if item.closing is not None:
        return item.closing.at
    return item.votes[-1].at if item.votes else item.proposal.opened_at
