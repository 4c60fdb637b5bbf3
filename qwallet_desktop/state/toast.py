"""The toasts on the screen: what I did goes before what came in; bursts of payments and new identities are one each."""

from dataclasses import dataclass
from typing import Final

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.state.notice import IdentityMade, ItemTold, Notice, PaymentReceived, StatusTold

MOST_TOASTS: Final = 4


@dataclass(frozen=True, slots=True)
class Burst:
    """Payments come in one after the other, to one identity or to several (None).

    How many is not written here, lest each of thousands a second makes another toast: all that arrived
    since `since` had.
    """

    since: int
    identity_id: IdentityId | None


_CAME_IN: Final = (PaymentReceived, Burst, StatusTold, ItemTold)


@dataclass(frozen=True, slots=True)
class Toast:
    """A notice on the screen, with a number that is never used again."""

    number: int
    notice: Notice | Burst


Toasts = tuple[Toast, ...]


def shown(toasts: Toasts, toast: Toast) -> Toasts:
    """Add a toast, oldest first; where there is no room, the oldest of what came in goes, then the oldest.

    One acts under one identity: that another was made takes the place of the one before.
    """
    made = isinstance(toast.notice, IdentityMade)
    grown = (*(each for each in toasts if not (made and isinstance(each.notice, IdentityMade))), toast)
    if len(grown) <= MOST_TOASTS:
        return grown
    gone = next((each for each in grown if isinstance(each.notice, _CAME_IN)), grown[0])
    return tuple(each for each in grown if each is not gone)


def with_payment(toasts: Toasts, number: int, entry: HistoryEntry, arrived: int) -> Toasts:
    """Tell of a payment that came in as the `arrived`th: in the toast that tells of others, if there is one."""
    for toast in toasts:
        notice = toast.notice
        if isinstance(notice, Burst):
            if notice.identity_id is None or notice.identity_id == entry.identity_id:
                return toasts
            return _with(toasts, Toast(toast.number, Burst(notice.since, None)))
        if isinstance(notice, PaymentReceived):
            whose = entry.identity_id if notice.entry.identity_id == entry.identity_id else None
            return _with(toasts, Toast(toast.number, Burst(arrived - 2, whose)))
    return shown(toasts, Toast(number, PaymentReceived(entry)))


def with_status(toasts: Toasts, number: int, notice: StatusTold | ItemTold) -> Toasts:
    """Tell of a change by others; it is none of the payments that a burst counts."""
    burst = next((toast for toast in toasts if isinstance(toast.notice, Burst)), None)
    if burst is not None and isinstance(burst.notice, Burst):
        toasts = _with(toasts, Toast(burst.number, Burst(burst.notice.since + 1, burst.notice.identity_id)))
    return shown(toasts, Toast(number, notice))


def _with(toasts: Toasts, changed: Toast) -> Toasts:
    return tuple(changed if toast.number == changed.number else toast for toast in toasts)
