"""Notifications: toasts, what this desktop has to tell, and what others did to each identity (seed: notifications)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from qwallet_desktop.domain.events import Event, ItemNews, StatusSet, TransferPosted
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state import inboxes
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.happened import Happened, own
from qwallet_desktop.state.health import EventReceived, NodeReady, Resynced, StreamConnected
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted, SwitchIdentity
from qwallet_desktop.state.inboxes import (
    Inboxes,
    LoadNotifications,
    LoadOlder,
    MarkRead,
    NotificationsFailed,
    NotificationsLoaded,
)
from qwallet_desktop.state.lazy_actions import TryAgain
from qwallet_desktop.state.lock import Phase, VaultInspected
from qwallet_desktop.state.notice import (
    TROUBLES,
    IdentityMade,
    ItemTold,
    Noted,
    OperationAged,
    Own,
    StatusTold,
    whose,
)
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.toast import Toast, shown, with_payment, with_status

MOST_NOTED: Final = 200
"""Notices of our own that are kept."""

_NOTHING: Final = Inboxes()


class Notifications(NamedTuple):
    """What there is to tell. A tuple, since one is made with each of thousands of events.

    Attributes:
        toasts: Those on the screen, oldest first.
        given: The highest number given to a toast or a notice.
        noted: What this desktop has to tell, oldest first.
        inboxes: What others did.
        opened: What earlier runs had to tell was read; before that nothing is kept, lest it is lost.
    """

    toasts: tuple[Toast, ...] = ()
    given: int = 0
    noted: tuple[Noted, ...] = ()
    inboxes: Inboxes = _NOTHING
    opened: bool = False


@dataclass(frozen=True, slots=True)
class DismissToast:
    """A toast has been seen."""

    number: int


@dataclass(frozen=True, slots=True)
class Tell:
    """This desktop has something to tell."""

    notice: Own


@dataclass(frozen=True, slots=True)
class NoticesRead:
    """What earlier runs had to tell, oldest first."""

    noted: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class NoticeDated:
    """When a notice of our own was noted."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkAllRead:
    """Everything is read: of one identity, or of all and what this desktop had to tell."""

    identity_id: IdentityId | None = None


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """A notice of our own was seen."""

    number: int


@dataclass(frozen=True, slots=True)
class DateNotice(Effect):
    """Say what time it is, for a notice."""

    number: int


@dataclass(frozen=True, slots=True)
class ReadNotices(Effect):
    """Read what earlier runs had to tell."""


@dataclass(frozen=True, slots=True)
class KeepNotices(Effect):
    """Keep what this desktop has to tell for the next runs."""

    noted: tuple[Noted, ...]

    @property
    def exclusive(self) -> str:
        """The newest notices are the ones to keep."""
        return "notices"


Action: TypeAlias = (
    inboxes.Action
    | VaultInspected
    | Tell
    | NoticesRead
    | DismissToast
    | NoticeDated
    | MarkAllRead
    | MarkSeen
    | Happened
    | EventReceived
)
_Result: TypeAlias = tuple[Notifications, tuple[Effect, ...]]


def reduce(notifications: Notifications, action: Action) -> _Result:
    """Take in what happened, what was read, and what the person has seen."""
    match action:
        case EventReceived():
            return _event(notifications, action.event), ()
        case SwitchIdentity():
            return _with(notifications, inboxes.reduce(notifications.inboxes, action))
        case DismissToast(number):
            left = tuple(toast for toast in notifications.toasts if toast.number != number)
            return notifications._replace(toasts=left), ()
        case Tell(notice):
            return _tell(notifications, notice)
        case NoticeDated(number, at):
            return _kept(notifications, _noted(notifications, number, at=at))
        case MarkSeen(number):
            return _kept(notifications, _noted(notifications, number, seen=True))
        case MarkAllRead(identity_id):
            return _mark_all(notifications, identity_id)
        case VaultInspected(phase):
            wanted = phase is Phase.OPEN and not notifications.opened
            return notifications, ((ReadNotices(),) if wanted else ())
        case NoticesRead(noted):
            return _restored(notifications, noted)
        case IdentityAccepted(_, identity, True):
            boxes = notifications.inboxes._replace(ours=notifications.inboxes.ours | {identity.id})
            return _tell(notifications._replace(inboxes=boxes), IdentityMade(identity))
        case (
            LoadNotifications()
            | LoadOlder()
            | NotificationsLoaded()
            | NotificationsFailed()
            | MarkRead()
            | IdentitiesLoaded()
            | NodeReady()
            | StreamConnected()
            | TryAgain()
            | Resynced()
            | LastKnownDropped()
        ):
            return _with(notifications, inboxes.reduce(notifications.inboxes, action))
        case _:
            happened = own(action)
            return (notifications, ()) if happened is None else _tell(notifications, happened)


def _with(notifications: Notifications, result: tuple[Inboxes, tuple[Effect, ...]]) -> _Result:
    boxes, effects = result
    return (notifications if boxes is notifications.inboxes else notifications._replace(inboxes=boxes)), effects


def _tell(notifications: Notifications, notice: Own) -> _Result:
    """Note something of our own and show it, unless it is shown already."""
    if any(toast.notice == notice for toast in notifications.toasts):
        return notifications, ()
    number = notifications.given + 1
    # What asks for something once more asks once in the list.
    before = tuple(
        each for each in notifications.noted if each.notice != notice or not isinstance(notice, OperationAged)
    )
    noted = (*before, Noted(number, notice, seen=not isinstance(notice, TROUBLES)))[-MOST_NOTED:]
    toasts = shown(notifications.toasts, Toast(number, notice))
    return notifications._replace(toasts=toasts, given=number, noted=noted), (DateNotice(number),)


def _noted(
    notifications: Notifications, number: int, *, at: datetime | None = None, seen: bool = False
) -> Notifications:
    """Write a notice's time, or that it was seen."""
    noted = tuple(
        Noted(number, each.notice, at or each.at, seen or each.seen) if each.number == number else each
        for each in notifications.noted
    )
    return notifications if noted == notifications.noted else notifications._replace(noted=noted)


def _kept(before: Notifications, after: Notifications) -> _Result:
    """Keep what there is to tell, if that has changed."""
    changed = after.opened and after.noted is not before.noted
    return after, ((KeepNotices(after.noted),) if changed else ())


def _restored(notifications: Notifications, earlier: tuple[Noted, ...]) -> _Result:
    """Put what earlier runs had to tell before what this one has, under numbers below all that it gives."""
    if notifications.opened:
        return notifications, ()
    last = len(earlier)
    older = tuple(replace(each, number=at - last) for at, each in enumerate(earlier, 1))
    opened = notifications._replace(noted=(*older, *notifications.noted)[-MOST_NOTED:], opened=True)
    return _kept(notifications, opened) if notifications.noted else (opened, ())


def _event(notifications: Notifications, event: Event) -> Notifications:
    """Take in what an event tells, and show it if it is news; with each of thousands a second."""
    before = notifications.inboxes
    after = inboxes.took(before, event)
    if after is before:
        return notifications
    if after.arrived == before.arrived:
        return notifications._replace(inboxes=after)
    number, fact, toasts = notifications.given + 1, event.fact, notifications.toasts
    if isinstance(fact, TransferPosted):
        toasts = with_payment(toasts, number, fact.entry, after.arrived)
    else:
        told = _told(event)
        toasts = toasts if told is None else with_status(toasts, number, told)
    return Notifications(toasts, number, notifications.noted, after, notifications.opened)


def _told(event: Event) -> StatusTold | ItemTold | None:
    fact = event.fact
    if isinstance(fact, StatusSet):
        return StatusTold(event.identity_id, fact)
    return ItemTold(event.identity_id, fact) if isinstance(fact, ItemNews) else None


def _mark_all(notifications: Notifications, identity_id: IdentityId | None) -> _Result:
    noted = tuple(
        replace(each, seen=True) if identity_id in {None, whose(each.notice)} else each for each in notifications.noted
    )
    seen = notifications if noted == notifications.noted else notifications._replace(noted=noted)
    read, effects = _with(seen, inboxes.marked_all(notifications.inboxes, identity_id))
    return read, (*effects, *_kept(notifications, read)[1])


def unread(notifications: Notifications) -> int:
    """Count what the person has not seen: of what came in, and of what went wrong here."""
    return notifications.inboxes.unread + sum(not each.seen for each in notifications.noted)
