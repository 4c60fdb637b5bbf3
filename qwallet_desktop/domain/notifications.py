"""Notifications: what others did to an identity, and how far its holder has read of that."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeGuard, assert_never

from qwallet_desktop.domain.events import (
    BalanceChanged,
    BookChanged,
    Event,
    Fact,
    IdentityChanged,
    ItemChanged,
    ItemNews,
    LimitsSet,
    NotificationsRead,
    PolicySet,
    StatusSet,
    TokenIssued,
    TransferPosted,
)
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.transfers import Direction

Notable: TypeAlias = TransferPosted | StatusSet | ItemNews
"""Facts that can be worth telling; `worth_telling` says which of them are."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A fact that is worth telling an identity; `sequence` is its place in the ledger's order.

    No two notifications of an identity have the same sequence. That of a transfer is the transfer's own,
    which is not that of the event that tells the recipient.
    """

    sequence: Sequence
    identity_id: IdentityId
    at: datetime
    fact: Notable
    read: bool


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """A slice of an identity's notifications, newest first, as they stood at `as_of`.

    `unread` counts all of the identity's notifications above `read_up_to` up to `as_of`, not only those of
    the slice; `next` is the opaque cursor of the slice after, or empty.
    """

    entries: tuple[Notification, ...]
    unread: int
    read_up_to: Sequence
    as_of: Sequence
    next: str = ""


@dataclass(frozen=True, slots=True)
class ReadMark:
    """How far an identity's notifications are read, and how many above that there are."""

    read_up_to: Sequence
    unread: int


def doer(fact: Notable) -> IdentityId | None:
    """Return who did it: who paid, minted, froze, asked or decided; None where it was time or a change of rules."""
    match fact:
        case TransferPosted():
            sender = fact.entry.transfer.sender
            return fact.token.issuer if sender is None else sender
        case StatusSet() | ItemNews():
            return fact.by
        case _:
            assert_never(fact)


def happened_at(fact: Notable) -> datetime:
    """Return when it happened, in UTC."""
    match fact:
        case TransferPosted():
            return fact.entry.transfer.at
        case StatusSet() | ItemNews():
            return fact.at
        case _:
            assert_never(fact)


def place(event: Event) -> Sequence:
    """Return the place in the ledger's order of what an event tells."""
    fact = event.fact
    return fact.entry.transfer.sequence if isinstance(fact, TransferPosted) else event.sequence


def worth_telling(fact: Fact, identity_id: IdentityId) -> TypeGuard[Notable]:
    """Tell whether a fact of an identity is news to its holder: what somebody else did to it.

    That is value that came in from another identity, a freeze or its lifting by somebody else, an item that
    waits for it, and what others (or time) made of an item that it opened. The node answers by the same rule
    from its indexes (node/notifications.py).
    """
    match fact:
        case TransferPosted():
            return fact.entry.direction is Direction.IN and doer(fact) != identity_id
        case StatusSet() | ItemNews():
            return fact.by != identity_id
        case IdentityChanged() | TokenIssued() | NotificationsRead() | ItemChanged():
            return False
        case PolicySet() | LimitsSet() | BalanceChanged() | BookChanged():
            return False
        case _:
            assert_never(fact)


def noticed(event: Event, read_up_to: Sequence = Sequence(0)) -> Notification | None:
    """Return the notification that an event brings, None if it is not worth telling.

    Args:
        event: As it came; the same event gives the same notification however often it comes.
        read_up_to: How far the identity's notifications are read.
    """
    fact, identity_id = event.fact, event.identity_id
    if not worth_telling(fact, identity_id):
        return None
    sequence = place(event)
    return Notification(sequence, identity_id, happened_at(fact), fact, sequence <= read_up_to)
