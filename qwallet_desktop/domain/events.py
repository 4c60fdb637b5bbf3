"""Facts that the node tells those who may see them, in one global order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from qwallet_desktop.domain.addressbook import SharedContact
from qwallet_desktop.domain.consent import PolicyVersion
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.limits import LimitsVersion
from qwallet_desktop.domain.multisig import Item, ItemStatus, Proposal
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


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """Something that waits, or waited, for others to agree changed: the item as it is now.

    It is told to the identity that the item is of and to its initiator, and once the initiator has
    signed it to each approver too.
    """

    item: Item
    kind: Literal["ITEM_CHANGED"] = "ITEM_CHANGED"


@dataclass(frozen=True, slots=True)
class ItemNews:
    """An item waits for whom it tells (`status` PENDING), or what became of it, for its initiator.

    That other signers came into force is told to everybody who got or lost roles by it, too.

    It goes with an `ItemChanged` and stays as it was told. `by` is who brought it about, None where it
    was time or a change of rules; `reason` is what that one said, `at` when.
    """

    proposal: Proposal
    status: ItemStatus
    by: IdentityId | None
    reason: str
    at: datetime
    kind: Literal["ITEM_NEWS"] = "ITEM_NEWS"


@dataclass(frozen=True, slots=True)
class PolicySet:
    """A consent policy of the identity that is told came into force."""

    version: PolicyVersion
    kind: Literal["POLICY_SET"] = "POLICY_SET"


@dataclass(frozen=True, slots=True)
class LimitsSet:
    """Limits of the identity that is told, or of its family, came into force."""

    version: LimitsVersion
    kind: Literal["LIMITS_SET"] = "LIMITS_SET"


@dataclass(frozen=True, slots=True)
class BalanceChanged:
    """Units of the identity that is told were set aside for an item, or given back: nothing moved to anybody."""

    balance: Balance
    token: Token
    kind: Literal["BALANCE_CHANGED"] = "BALANCE_CHANGED"


@dataclass(frozen=True, slots=True)
class BookChanged:
    """An entry of the address book of the group that is told changed: the entry as it is now."""

    contact: SharedContact
    kind: Literal["BOOK_CHANGED"] = "BOOK_CHANGED"


Fact: TypeAlias = (
    IdentityChanged
    | TokenIssued
    | TransferPosted
    | StatusSet
    | NotificationsRead
    | ItemChanged
    | ItemNews
    | PolicySet
    | LimitsSet
    | BalanceChanged
    | BookChanged
)


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
