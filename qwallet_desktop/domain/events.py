"""Facts that the node tells those who may see them, in one global order."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from qwallet_desktop.domain.identities import Identity
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


Fact: TypeAlias = IdentityChanged | TokenIssued | TransferPosted


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
