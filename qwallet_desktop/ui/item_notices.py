"""Says notices about items: that one waits for me, that mine waits for others, and what became of it."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.events import ItemNews
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice, ItemStatus
from qwallet_desktop.state.notice import ApprovalAsked, ItemDecided, ItemTold
from qwallet_desktop.ui.item_words import ItemTerms, names_words, title_words
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.toast import ToastTone


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notices", text)


def item_notice(notice: ItemTold | ApprovalAsked | ItemDecided, terms: ItemTerms) -> tuple[str, str, ToastTone]:
    """Return title, sentence and tone of a notice about an item."""
    match notice:
        case ItemTold(who, fact):
            return _told(who, fact, terms)
        case ApprovalAsked(_, proposal):
            others = tuple(one for one in proposal.approvers if one != proposal.initiator) or proposal.approvers
            asked = tuple(dict.fromkeys((*others, *proposal.joining)))
            names = names_words(asked, terms.identities, terms.numbers)
            waits = _tr("{title} · waits for {names}").format(title=title_words(proposal, terms), names=names)
            return _tr("Waits for approval"), waits, "neutral"
        case ItemDecided(_, proposal, choice, executed):
            return (
                _decided(choice, executed=executed),
                title_words(proposal, terms),
                "positive" if executed else "neutral",
            )
        case _:
            assert_never(notice)


def _decided(choice: Choice, *, executed: bool) -> str:
    match choice:
        case Choice.SIGN:
            return _tr("Signed and carried out") if executed else _tr("Signed")
        case Choice.REJECT:
            return _tr("Rejected")
        case Choice.CANCEL:
            return _tr("Withdrawn")
        case _:
            assert_never(choice)


def _told(who: IdentityId, fact: ItemNews, terms: ItemTerms) -> tuple[str, str, ToastTone]:
    title, reason = title_words(fact.proposal, terms), plain(fact.reason)
    said = f"{title}: “{reason}”" if reason else title
    if fact.status in {ItemStatus.PENDING, ItemStatus.DRAFT}:
        whose = called(terms.identities, fact.proposal.identity_id)
        joins = who in fact.proposal.joining
        asked = _tr("You are asked to join") if joins else _tr("Needs your signature")
        return asked, _tr("{title} · from {name}").format(title=said, name=whose), "neutral"
    by = "" if fact.by is None else called(terms.identities, fact.by)
    words, tone = _became(fact.status, by)
    return words, said, tone


def _became(status: ItemStatus, by: str) -> tuple[str, ToastTone]:
    tone: ToastTone = "caution"
    match status:
        case ItemStatus.EXECUTED:
            words, tone = _tr("Approved and carried out"), "positive"
        case ItemStatus.REJECTED:
            words = _tr("{name} rejected it").format(name=by) if by else _tr("Rejected")
        case ItemStatus.CANCELLED:
            words, tone = (_tr("{name} withdrew it").format(name=by) if by else _tr("Withdrawn")), "neutral"
        case ItemStatus.EXPIRED:
            words = _tr("Expired before enough had signed")
        case ItemStatus.SUPERSEDED:
            words = _tr("Overtaken by a change of rules")
        case _:
            words = _tr("Could not be carried out")
    return words, tone
