"""What the tests of notifications ask a bank's node, and what its events should make of it."""

from collections.abc import Iterator

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.notifications import Notification, NotificationPage, noticed
from qwallet_desktop.node.events import events_after, head
from qwallet_desktop.node.notifications import MarkRead, notifications
from tests.node.builders import Bank, Person, accepted, ask, person

EVERYTHING = 500
CHILD = person("Child")


def page(bank: Bank, who: Person, cursor: str = "", limit: int = EVERYTHING) -> NotificationPage:
    with bank.node.read() as connection:
        return notifications(connection, who.id, cursor, limit)


def mark(bank: Bank, who: Person, up_to: int) -> dict[str, int]:
    return accepted(ask(bank.node, who, MarkRead(who.id, up_to)))


def newest(bank: Bank) -> int:
    with bank.node.read() as connection:
        return head(connection)


def heard(bank: Bank, who: Person, read_up_to: int = 0) -> list[Notification]:
    """Make notifications of all events of somebody, newest first, as a desktop does."""
    with bank.node.read() as connection:
        told = events_after(connection, 0, [who.id], 10_000)
    events = (Event(one.sequence, Sequence(0), one.identity_id, one.fact) for one in told)
    found = [noticed(event, Sequence(read_up_to)) for event in events]
    return [notification for notification in found if notification is not None][::-1]


def slices(bank: Bank, who: Person, limit: int) -> Iterator[NotificationPage]:
    read = page(bank, who, limit=limit)
    yield read
    while read.next:
        read = page(bank, who, read.next, limit)
        yield read
