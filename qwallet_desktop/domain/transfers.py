"""Transfers, the history that an identity reads of them, and how that history is asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.wallets import Balance

LONGEST_MEMO = 280

MOST_FOUND = 10_000
"""Entries that a search answers with, at most: the newest that match, or the oldest where these come first."""


class TransferKind(StrEnum):
    """What moved: between identities, out of issuance, or back into it."""

    TRANSFER = "TRANSFER"
    MINT = "MINT"
    BURN = "BURN"


class Direction(StrEnum):
    """How a transfer looks from one of its two sides."""

    IN = "IN"
    OUT = "OUT"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A completed movement of value. Minting has no sender, burning no recipient."""

    id: TransferId
    sequence: Sequence
    kind: TransferKind
    sender: IdentityId | None
    recipient: IdentityId | None
    amount: Amount
    memo: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A transfer as one identity's history shows it."""

    identity_id: IdentityId
    transfer: Transfer
    direction: Direction
    balance_after: Amount

    @property
    def counterparty(self) -> IdentityId | None:
        """The other side, None where value came from or went to issuance."""
        return self.transfer.sender if self.direction is Direction.IN else self.transfer.recipient


class SortKey(StrEnum):
    """The columns that a history can be sorted by."""

    AT = "AT"
    AMOUNT = "AMOUNT"
    SYMBOL = "SYMBOL"
    DIRECTION = "DIRECTION"
    COUNTERPARTY = "COUNTERPARTY"
    MEMO = "MEMO"


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which entries of one identity's history, in which order.

    `search` matches the beginnings of words of the memo, of the transfer's id and of the other side's
    DID. Times are UTC; `since` is included, `until` is not.
    """

    search: str = ""
    since: datetime | None = None
    until: datetime | None = None
    token_id: TokenId | None = None
    direction: Direction | None = None
    kind: TransferKind | None = None
    counterparty: IdentityId | None = None
    sort: SortKey = SortKey.AT
    descending: bool = True

    def lets_through(self, entry: HistoryEntry) -> bool:
        """Tell whether an entry passes the filters; what is searched for is the node's to find."""
        moved = entry.transfer
        return (
            (self.since is None or moved.at >= self.since)
            and (self.until is None or moved.at < self.until)
            and self.token_id in {None, moved.amount.token_id}
            and self.direction in {None, entry.direction}
            and self.kind in {None, moved.kind}
            and self.counterparty in {None, entry.counterparty}
        )


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A window on the history as it stood at `as_of`: ranks `offset` … of `total`.

    `more` says that a search found more than it answers with; `total` is MOST_FOUND then.
    """

    entries: tuple[HistoryEntry, ...]
    offset: int
    total: int
    as_of: Sequence
    more: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the node answers to a payment, mint or burn: the transfer and the sender's new balance."""

    transfer: Transfer
    balance: Balance


def parse_memo(text: str, *, at: str = "memo") -> str:
    """Read a memo: up to 280 visible characters, may be empty.

    Raises:
        Refused: MEMO_INVALID (fact `longest`).
    """
    memo = clean_text(text)
    if len(memo) > LONGEST_MEMO:
        raise refuse(Code.MEMO_INVALID, at=at, longest=str(LONGEST_MEMO))
    return memo
