"""Facts that the node tells those who may see them, in one global order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry
from qwallet_desktop.domain.wallets import Balance


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """An identity was registered, renamed, frozen, unfrozen or closed."""

    identity: Identity
    kind: Literal["IDENTITY_CHANGED"] = "IDENTITY_CHANGED"


@dataclass(frozen=True, slots=True)
class TokenIssued:
    """A token was declared."""

    token: Token
    kind: Literal["TOKEN_ISSUED"] = "TOKEN_ISSUED"


@dataclass(frozen=True, slots=True)
class TransferPosted:
    """A transfer was completed: the history entry and balance of the identity that is told."""

    entry: HistoryEntry
    balance: Balance
    token: Token
    kind: Literal["TRANSFER_POSTED"] = "TRANSFER_POSTED"


@dataclass(frozen=True, slots=True)
class StatusSet:
    """Somebody else froze or unfroze the identity that is told.

    It goes with an `IdentityChanged` and says what that can't: who it was, and how it was then.
    """

    by: IdentityId
    status: IdentityStatus
    reason: str
    at: datetime
    kind: Literal["STATUS_SET"] = "STATUS_SET"


@dataclass(frozen=True, slots=True)
class NotificationsRead:
    """The holder of the identity that is told has read its notifications up to a sequence, on some desktop."""

    up_to: Sequence
    kind: Literal["NOTIFICATIONS_READ"] = "NOTIFICATIONS_READ"


Fact: TypeAlias = IdentityChanged | TokenIssued | TransferPosted | StatusSet | NotificationsRead


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with its place in the global order and the identity that it is told to.

    `previous` is the sequence of the event that was sent to this subscriber before,
    so that a gap shows (contract §2).
    """

    sequence: Sequence
    previous: Sequence
    identity_id: IdentityId
    fact: Fact
