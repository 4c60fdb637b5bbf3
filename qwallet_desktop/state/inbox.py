"""What others did to one identity: the newest of it, how far it was read, and how much is unread."""

from typing import Final, NamedTuple

from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.notifications import Notification, NotificationPage, doer
from qwallet_desktop.domain.problems import Problem

MOST: Final = 20
"""Notifications that are kept of an identity as they come in, besides what was read of them from the node."""

MOST_SHOWN: Final = 1_000
"""Notifications of an identity at most; what is older is in its activity."""


class Inbox(NamedTuple):
    """One identity's notifications, newest first. A tuple, since one is made with each of thousands of events.

    Attributes:
        entries: The newest ones.
        unread: Those above the mark, also where they are no longer among the entries.
        read_up_to: The mark, whether or not the node knows of it yet.
        older: The cursor of what came before; empty if there is nothing, or if it is no longer known.
        asked: The node is being asked.
        problem: Why it could not be read.
    """

    entries: tuple[Notification, ...] = ()
    unread: int = 0
    read_up_to: Sequence = Sequence(0)
    older: str = ""
    asked: bool = False
    problem: Problem | None = None

    @property
    def newest(self) -> Sequence:
        """The sequence of the newest one; 0 if there is none."""
        return self.entries[0].sequence if self.entries else Sequence(0)


def received(inbox: Inbox, notification: Notification) -> Inbox:
    """Add what an event brought; the same inbox if it is there already, or too old to be kept."""
    sequence, entries = notification.sequence, inbox.entries
    unread = inbox.unread + (sequence > inbox.read_up_to)
    if not entries or sequence > entries[0].sequence:
        if len(entries) < MOST:
            return Inbox((notification, *entries), unread, inbox.read_up_to, inbox.older, inbox.asked, inbox.problem)
        # What falls off the end can't be asked for by a cursor.
        return Inbox((notification, *entries[:-1]), unread, inbox.read_up_to, "", inbox.asked, inbox.problem)
    if any(entry.sequence == sequence for entry in entries):
        return inbox
    if len(entries) >= MOST and sequence < entries[-1].sequence:
        return inbox
    return inbox._replace(entries=_in_order((*entries, notification)), unread=unread)


def loaded(inbox: Inbox, page: NotificationPage, ours: frozenset[IdentityId]) -> Inbox:
    """Take the newest page; what came by event since stays, and what one's own identities did is left out."""
    others = tuple(entry for entry in page.entries if doer(entry.fact) not in ours)
    since = tuple(entry for entry in inbox.entries if entry.sequence > page.as_of)
    read_up_to = max(inbox.read_up_to, page.read_up_to)
    entries = _in_order((*since, *others))
    unread = sum(entry.sequence > read_up_to for entry in entries)
    beyond = page.unread - len(page.entries)
    if others and beyond > 0 and read_up_to == page.read_up_to:
        unread += beyond
    return Inbox(entries, unread, read_up_to, page.next)


def extended(inbox: Inbox, page: NotificationPage, ours: frozenset[IdentityId]) -> Inbox:
    """Take the page after what is there."""
    others = (entry for entry in page.entries if doer(entry.fact) not in ours)
    entries = _in_order((*inbox.entries, *others))[:MOST_SHOWN]
    return inbox._replace(entries=entries, older=page.next if len(entries) < MOST_SHOWN else "", asked=False)


def read(inbox: Inbox, up_to: Sequence) -> Inbox:
    """Move the mark; it never goes back."""
    if up_to <= inbox.read_up_to:
        return inbox
    entries = inbox.entries
    # Of what is no longer kept nobody knows how much lies above a mark that is below all that is.
    is_below = not entries or up_to < entries[-1].sequence
    unread = inbox.unread if is_below else sum(entry.sequence > up_to for entry in entries)
    return inbox._replace(read_up_to=up_to, unread=unread)


def thinned(inbox: Inbox, least: Sequence) -> Inbox:
    """Let go of what is older than `least`, but of the newest; it stays counted, and can't be asked for by a cursor."""
    entries = inbox.entries
    if not entries or entries[-1].sequence >= least:
        return inbox
    left = tuple(entry for entry in entries if entry.sequence >= least) or entries[:1]
    return inbox if len(left) == len(entries) else inbox._replace(entries=left, older="")


def _in_order(entries: tuple[Notification, ...]) -> tuple[Notification, ...]:
    """Sort by sequence, newest first, each once."""
    each = {entry.sequence: entry for entry in entries}
    return tuple(each[sequence] for sequence in sorted(each, reverse=True))
