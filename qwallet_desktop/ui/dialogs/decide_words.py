"""What comes of a decision, in words: on the sheet's title and verb, and in the line that says what happens with it."""

from typing import Final, NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.item_status import deciders, is_enough, is_initiated, rejected, still_required
from qwallet_desktop.domain.matters import (
    BatchMatter,
    FreezeMatter,
    LimitMatter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    UnfreezeMatter,
    held_for,
)
from qwallet_desktop.domain.multisig import Choice, Item, Vote
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.item_terms import ItemTerms, amount_words, payments_words
from qwallet_desktop.ui.widgets.panels import BannerTone
from qwallet_desktop.ui.widgets.plain import cut_middle

_LONGEST_VERB: Final = 26


class Effect(NamedTuple):
    """What comes of a decision: words, a tone and an icon."""

    words: str
    tone: BannerTone
    icon: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Decisions", text)


def is_last(item: Item, signer: IdentityId) -> bool:
    """Tell whether an item is carried out with the signature of somebody.

    The signature is put in as one that counts as much as the signer's can.
    """
    if not is_initiated(item) or is_enough(item):
        return False
    vote = Vote(signer, Choice.SIGN, item.proposal.opened_at, "")
    return is_enough(Item(item.proposal, (*item.votes, vote), item.closing))


def question(choice: Choice) -> str:
    """Ask what is to be decided."""
    match choice:
        case Choice.SIGN:
            return _tr("Sign this?")
        case Choice.REJECT:
            return _tr("Reject this?")
        case Choice.CANCEL:
            return _tr("Withdraw this?")
        case _:
            assert_never(choice)


def verb(item: Item, choice: Choice, terms: ItemTerms, *, last: bool) -> str:
    """Name a decision on its button: what it does, where it is the last one that is needed."""
    match choice:
        case Choice.SIGN:
            return _last_verb(item, terms) if last else _tr("Sign")
        case Choice.REJECT:
            return _tr("Reject")
        case Choice.CANCEL:
            return _tr("Withdraw")
        case _:
            assert_never(choice)


def _last_verb(item: Item, terms: ItemTerms) -> str:
    matter = item.proposal.matter
    match matter:
        case PaymentMatter():
            words = amount_words(matter, terms)
            short = cut_middle(words, 12, 12) if len(words) > _LONGEST_VERB else words
            return _tr("Sign and pay {amount}").format(amount=short)
        case BatchMatter():
            return _tr("Sign and make {payments}").format(payments=payments_words(matter, terms.numbers))
        case FreezeMatter():
            return _tr("Sign and freeze")
        case UnfreezeMatter():
            return _tr("Sign and unfreeze")
        case PolicyMatter() | LimitMatter() | SignersMatter():
            return _tr("Sign and put in force")
        case _:
            assert_never(matter)


def effect(item: Item, choice: Choice, terms: ItemTerms, *, last: bool) -> Effect:
    """Say what comes of a decision."""
    freed = _tr(" What is held for it is available again at once.") if held_for(item.proposal.matter) else ""
    match choice:
        case Choice.SIGN if last:
            return Effect(_last_words(item), "accent", "check")
        case Choice.SIGN:
            return Effect(_more_words(item, terms), "neutral", "clock")
        case Choice.REJECT:
            words = _tr("Your signature says that you do not agree, and why.")
            return Effect(words + (freed if _ends(item) else ""), "caution", "cross")
        case Choice.CANCEL:
            words = _tr("It ends here, and nobody can sign it any more.") + freed
            return Effect(words, "caution", "minus")
        case _:
            assert_never(choice)


def _last_words(item: Item) -> str:
    match item.proposal.matter:
        case PaymentMatter():
            return _tr("This is the last signature needed: the payment is made with it.")
        case BatchMatter():
            return _tr("This is the last signature needed: all of the payments are made with it.")
        case FreezeMatter():
            return _tr("This signature is enough: it is frozen with it.")
        case _:
            return _tr("This is the last signature needed: it comes into force with it.")


def _more_words(item: Item, terms: ItemTerms) -> str:
    more = still_required(item) - 1
    if more < 1:
        return _tr("After yours, whoever joins must sign.")
    return _tr("After yours, {n} more must sign.").format(n=grouped(more, terms.numbers))


def _ends(item: Item) -> bool:
    """Tell whether one more rejection leaves too few who could sign."""
    return len(deciders(item.proposal)) - len(rejected(item)) - 1 < item.proposal.required
