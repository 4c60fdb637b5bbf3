"""What others did to all identities: read from the node, kept current by events, and marked as read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import Event, NotificationsRead
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.notifications import Notification, NotificationPage, doer, noticed
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state import inbox
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import NodeReady, Resynced, StreamConnected
from qwallet_desktop.state.identities import IdentitiesLoaded, SwitchIdentity
from qwallet_desktop.state.inbox import Inbox
from qwallet_desktop.state.lazy_actions import AwaitNextTry, TryAgain
from qwallet_desktop.state.recalled import LastKnownDropped

MOST_ASKED: Final = 32
"""Identities whose notifications are read by themselves; of others when one acts under them."""

MOST_IN_ALL: Final = 2 * inbox.MOST_SHOWN
"""Notifications that are kept of all identities together, besides the newest of each."""

_MOST_ANEW: Final = 2 * MOST_ASKED
_EMPTY: Final = Inbox()


class Inboxes(NamedTuple):
    """All inboxes. A tuple, since one is made with each of thousands of events.

    Attributes:
        boxes: What others did, by identity.
        unread: How much of it is unread.
        arrived: How much came in by events in this run.
        latest: The last of it.
        ours: The identities that act here: what these do to each other is no news.
        kept: How much of what others did is in the boxes.
    """

    boxes: Map[IdentityId, Inbox] = Map()
    unread: int = 0
    arrived: int = 0
    latest: Notification | None = None
    ours: frozenset[IdentityId] = frozenset()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class LoadNotifications:
    """Read the newest notifications of an identity."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class LoadOlder:
    """Read the notifications of an identity that came before those that are known."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class NotificationsLoaded:
    """A page of an identity's notifications: the newest, or the one `after` a cursor."""

    identity_id: IdentityId
    page: NotificationPage
    after: str = ""


@dataclass(frozen=True, slots=True)
class NotificationsFailed:
    """The notifications of an identity could not be read."""

    identity_id: IdentityId
    problem: Problem


@dataclass(frozen=True, slots=True)
class MarkRead:
    """What came in to an identity is read up to a sequence."""

    identity_id: IdentityId
    up_to: Sequence


@dataclass(frozen=True, slots=True)
class FetchNotifications(Effect):
    """Read the newest notifications of these identities, one after the other."""

    identity_ids: tuple[IdentityId, ...]


@dataclass(frozen=True, slots=True)
class FetchOlder(Effect):
    """Read the page of an identity's notifications after a cursor."""

    identity_id: IdentityId
    cursor: str


@dataclass(frozen=True, slots=True)
class SendReadMarks(Effect):
    """Tell the node how far these identities' notifications are read."""

    marks: tuple[tuple[IdentityId, Sequence], ...]


Action: TypeAlias = (
    LoadNotifications
    | LoadOlder
    | NotificationsLoaded
    | NotificationsFailed
    | MarkRead
    | IdentitiesLoaded
    | SwitchIdentity
    | NodeReady
    | StreamConnected
    | TryAgain
    | Resynced
    | LastKnownDropped
)
_Result: TypeAlias = tuple[Inboxes, tuple[Effect, ...]]


def reduce(inboxes: Inboxes, action: Action) -> _Result:
    """Ask for notifications, take them, and mark them as read."""
    match action:
        case SwitchIdentity():
            # Not by a pattern with places in it: that takes longer than all the rest.
            identity_id = action.identity_id
            is_new = identity_id in inboxes.ours and identity_id not in inboxes.boxes
            return _asked(inboxes, (identity_id,)) if is_new else (inboxes, ())
        case IdentitiesLoaded(identities):
            ours = frozenset(identity.id for identity in identities)
            first = tuple(identity.id for identity in identities[:MOST_ASKED])
            looked_at = tuple(each for each in inboxes.boxes if each in ours)[-MOST_ASKED:]
            return _asked(inboxes._replace(ours=ours), dict.fromkeys((*first, *looked_at)))
        case LoadNotifications(identity_id):
            return _asked(inboxes, (identity_id,))
        case NodeReady() | StreamConnected() | TryAgain():
            # The way is free: what could not be read is read now.
            return _asked(inboxes, [each for each, box in inboxes.boxes.items() if box.problem is not None])
        case LastKnownDropped():
            return Inboxes(arrived=inboxes.arrived, ours=inboxes.ours), ()
        case Resynced():
            # What came in meanwhile was told to nobody; of those beyond the first many it is read when one acts there.
            return _asked(inboxes, tuple(inboxes.boxes)[:_MOST_ANEW])
        case LoadOlder(identity_id):
            box = of(inboxes, identity_id)
            if box.asked or not box.older:
                return inboxes, ()
            return _put(inboxes, identity_id, box._replace(asked=True)), (FetchOlder(identity_id, box.older),)
        case NotificationsLoaded(identity_id, page, after):
            return _loaded(inboxes, identity_id, page, after)
        case NotificationsFailed(identity_id, problem):
            failed = of(inboxes, identity_id)._replace(asked=False, problem=problem)
            # A refusal stays one until new grants are given, and then everything is read.
            return _put(inboxes, identity_id, failed), ((AwaitNextTry(),) if problem.is_fault else ())
        case MarkRead(identity_id, up_to):
            return marked(inboxes, ((identity_id, up_to),))
        case _:
            assert_never(action)


def took(inboxes: Inboxes, event: Event) -> Inboxes:
    """Take in what an event tells; `arrived` goes up if it was news. With each of thousands a second."""
    fact = event.fact
    if isinstance(fact, NotificationsRead):
        box = of(inboxes, event.identity_id)
        return _put(inboxes, event.identity_id, inbox.read(box, fact.up_to))
    notification = noticed(event)
    if notification is None or doer(notification.fact) in inboxes.ours:
        return inboxes
    before = inboxes.boxes.get(event.identity_id, _EMPTY)
    after = inbox.received(before, notification)
    if after is before:
        return inboxes
    return _put(inboxes, event.identity_id, after, notification)


def marked(inboxes: Inboxes, marks: Iterable[tuple[IdentityId, Sequence]]) -> _Result:
    """Move marks forward and tell the node."""
    moved: list[tuple[IdentityId, Sequence]] = []
    for identity_id, up_to in marks:
        before = of(inboxes, identity_id)
        after = inbox.read(before, up_to)
        if after is not before:
            inboxes = _put(inboxes, identity_id, after)
            moved.append((identity_id, up_to))
    return inboxes, ((SendReadMarks(tuple(moved)),) if moved else ())


def marked_all(inboxes: Inboxes, identity_id: IdentityId | None) -> _Result:
    """Move the mark of one identity, or of all, to the newest that is known."""
    marks = [(each, box.newest) for each, box in inboxes.boxes.items() if box.unread and identity_id in {None, each}]
    return marked(inboxes, marks)


def of(inboxes: Inboxes, identity_id: IdentityId) -> Inbox:
    """Return an identity's inbox; an empty one where nothing is known."""
    return inboxes.boxes.get(identity_id, _EMPTY)


def _asked(inboxes: Inboxes, wanted: Iterable[IdentityId]) -> _Result:
    asking = tuple(each for each in wanted if not of(inboxes, each).asked)
    for identity_id in asking:
        inboxes = _put(inboxes, identity_id, of(inboxes, identity_id)._replace(asked=True, problem=None))
    return inboxes, ((FetchNotifications(asking),) if asking else ())


def _loaded(inboxes: Inboxes, identity_id: IdentityId, page: NotificationPage, after: str) -> _Result:
    """Take a page; a mark that the node has not heard of is told again."""
    before = of(inboxes, identity_id)
    if after:
        # After a newer first page the cursor is another, and this page is out of place.
        fits = after == before.older
        box = inbox.extended(before, page, inboxes.ours) if fits else before._replace(asked=False)
        return _put(inboxes, identity_id, box), ()
    box = inbox.loaded(before, page, inboxes.ours)
    marks = (SendReadMarks(((identity_id, box.read_up_to),)),) if box.read_up_to > page.read_up_to else ()
    return _put(inboxes, identity_id, box), marks


def _put(inboxes: Inboxes, identity_id: IdentityId, box: Inbox, news: Notification | None = None) -> Inboxes:
    """Put an inbox, and what came in with an event, in its place; where there is too much in all, the oldest goes."""
    before = inboxes.boxes.get(identity_id, _EMPTY)
    if box is before:
        return inboxes
    boxes = inboxes.boxes.set(identity_id, box)
    unread = inboxes.unread + box.unread - before.unread
    kept = inboxes.kept + len(box.entries) - len(before.entries)
    arrived = inboxes.arrived + (news is not None)
    after = Inboxes(boxes, unread, arrived, news or inboxes.latest, inboxes.ours, kept)
    return after if kept <= MOST_IN_ALL + len(boxes) else _thinned(after)


def _thinned(inboxes: Inboxes) -> Inboxes:
    """Let go of the older half of what is there besides the newest of each identity; nothing is counted less."""
    others = sorted(entry.sequence for box in inboxes.boxes.values() for entry in box.entries[1:])
    least = others[len(others) // 2]
    boxes = Map((each, inbox.thinned(box, least)) for each, box in inboxes.boxes.items())
    return inboxes._replace(boxes=boxes, kept=sum(len(box.entries) for box in boxes.values()))
