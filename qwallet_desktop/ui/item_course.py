"""The course of an item: who asked for it, who has signed or rejected it and why, how it ended, and who is missing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.item_status import is_initiated, missing, status
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus, Vote
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.item_words import item_mark
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.time_line import Place, Point


def _tr(text: str) -> str:
    return QCoreApplication.translate("Items", text)


def item_points(item: Item, identities: Identities, now: datetime, *, verified: bool = False) -> Iterator[Point]:
    """Yield the points of an item's time line, the oldest first.

    Args:
        item: Whose course it is.
        identities: How everybody is called.
        now: The time, in UTC.
        verified: Every signature was found to fit; it is said of each.
    """
    proposal = item.proposal
    asker = called(identities, proposal.initiator)
    asked = Point(_tr("{name} asked for it").format(name=asker), Place.PAST, "send", at=proposal.opened_at)
    yield _marked(asked, verified=verified and is_initiated(item))
    for vote in item.votes[1:] if _only_asks(item) else item.votes:
        point = _voted(vote, called(identities, vote.signer), joins=vote.signer in proposal.joining)
        yield _marked(point, verified=verified)
    stands = status(item, now)
    if item.closing is not None or stands is ItemStatus.EXPIRED:
        mark = item_mark(item, now)
        at = proposal.expires_at if item.closing is None else item.closing.at
        yield Point(mark.words, Place.PAST, mark.icon, mark.tone, at)
    if stands is ItemStatus.PENDING:
        for did in missing(item):
            joins = did in proposal.joining
            words = _tr("{name} has not agreed to join") if joins else _tr("{name} has not signed")
            yield Point(words.format(name=called(identities, did)), Place.COMING)


def _marked(point: Point, *, verified: bool) -> Point:
    """Say of a point that its signature was looked at."""
    words = _tr("{words} · signature verified").format(words=point.words)
    return replace(point, words=words) if verified else point


def _only_asks(item: Item) -> bool:
    """Tell whether the first vote says no more than that the initiator asks for this."""
    first = item.votes[0] if item.votes else None
    return first is not None and first.signer == item.proposal.initiator and not item.proposal.initiator_counts


def _voted(vote: Vote, name: str, *, joins: bool) -> Point:
    reason = plain(vote.reason)
    match vote.choice:
        case Choice.SIGN:
            words = _tr("{name} agreed to join") if joins else _tr("{name} signed")
            return Point(words.format(name=name), Place.PAST, "check", "positive", vote.at)
        case Choice.REJECT:
            words = _tr("{name} does not want to join: “{reason}”") if joins else _tr("{name} rejected it: “{reason}”")
            return Point(words.format(name=name, reason=reason), Place.PAST, "cross", "danger", vote.at)
        case _:
            words = _tr("{name} withdrew it: “{reason}”").format(name=name, reason=reason)
            return Point(words, Place.PAST, "minus", "neutral", vote.at)
