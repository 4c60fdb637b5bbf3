"""The course of an item: who asked for it, who has signed or rejected it and why, how it ended, and who is missing."""

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.item_status import missing, status
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, Vote
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.item_words import item_mark
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.time_line import Place, Point


def _tr(text: str) -> str:
    return QCoreApplication.translate("Items", text)


def item_points(item: Item, identities: Identities, now: datetime) -> Iterator[Point]:
    """Yield the points of an item's time line, the oldest first."""
    proposal = item.proposal
    asker = called(identities, proposal.initiator)
    yield Point(_tr("{name} asked for it").format(name=asker), Place.PAST, "send", at=proposal.opened_at)
    for vote in item.votes[1:] if _only_asks(item) else item.votes:
        yield _voted(vote, called(identities, vote.signer))
    stands = status(item, now)
    if item.closing is not None or stands is ItemStatus.EXPIRED:
        mark = item_mark(item, now)
        at = proposal.expires_at if item.closing is None else item.closing.at
        yield Point(mark.words, Place.PAST, mark.icon, mark.tone, at)
    if stands is ItemStatus.PENDING:
        for did in missing(item):
            yield Point(_tr("{name} has not signed").format(name=called(identities, did)), Place.COMING)


def _only_asks(item: Item) -> bool:
    """Tell whether the first vote says no more than that the initiator asks for this."""
    first = item.votes[0] if item.votes else None
    return first is not None and first.signer == item.proposal.initiator and not item.proposal.initiator_counts


def _voted(vote: Vote, name: str) -> Point:
    reason = plain(vote.reason)
    match vote.choice:
        case Choice.SIGN:
            return Point(_tr("{name} signed").format(name=name), Place.PAST, "check", "positive", vote.at)
        case Choice.REJECT:
            words = _tr("{name} rejected it: “{reason}”").format(name=name, reason=reason)
            return Point(words, Place.PAST, "cross", "danger", vote.at)
        case _:
            words = _tr("{name} withdrew it: “{reason}”").format(name=name, reason=reason)
            return Point(words, Place.PAST, "minus", "neutral", vote.at)
