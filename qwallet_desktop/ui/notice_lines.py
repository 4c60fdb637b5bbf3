"""Which notifications are listed, in which order: what came in and what this desktop has to tell, in one list."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.inbox import Inbox
from qwallet_desktop.state.notice import told, whose
from qwallet_desktop.state.notifications import Notifications
from qwallet_desktop.ui.models.notices_model import Line

_NOW = datetime.max.replace(tzinfo=UTC)


def lines(notifications: Notifications, only: IdentityId | None, most: int) -> list[Line]:
    """Return the newest lines, of all identities or of one; what is about no identity stands among all only."""
    boxes = notifications.inboxes.boxes.items()
    came_in = (_came_in(each, box) for each, box in boxes if only in {None, each})
    # Each of them is in order already, so that only as many as are listed need be looked at.
    merged = heapq.merge(_noted(notifications, only), *came_in, key=_moment, reverse=True)
    return list(islice(merged, most))


def count(notifications: Notifications, only: IdentityId | None) -> int:
    """Return how many lines there are."""
    boxes = notifications.inboxes.boxes
    noted = sum(only in {None, whose(each.notice)} for each in notifications.noted)
    return noted + sum(len(box.entries) for each, box in boxes.items() if only in {None, each})


def told_of(notifications: Notifications) -> frozenset[IdentityId]:
    """Return the identities of which there is something to list."""
    boxes = notifications.inboxes.boxes
    noted = (whose(each.notice) for each in notifications.noted)
    return frozenset(
        [*(each for each, box in boxes.items() if box.entries), *(each for each in noted if each is not None)]
    )


def _noted(notifications: Notifications, only: IdentityId | None) -> list[Line]:
    """Return this desktop's own lines, newest first also where its clock has been put back."""
    listed = (each for each in notifications.noted if only in {None, whose(each.notice)})
    return sorted(
        (Line(each.number, each.notice, each.at, not each.seen) for each in listed), key=_moment, reverse=True
    )


def _came_in(identity_id: IdentityId, box: Inbox) -> Iterator[Line]:
    for entry in box.entries:
        yield Line((identity_id, entry.sequence), told(entry), entry.at, entry.sequence > box.read_up_to)


def _moment(line: Line) -> tuple[datetime, int]:
    return line.at or _NOW, line.key if isinstance(line.key, int) else line.key[1]
