"""What an identity has and may do: the seed's `WalletContext` with exact amounts."""

from dataclasses import dataclass
from datetime import date, datetime

from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.money import Amount


@dataclass(frozen=True, slots=True)
class Balance:
    """One token's balance as of ledger position `sequence`, the last one that touched it.

    `settled` is what was received less what was sent; `held` is the part of it
    that waits for an approval and can't be spent.
    """

    settled: Amount
    held: Amount
    sequence: Sequence

    @property
    def token_id(self) -> TokenId:
        """The token that this is a balance of."""
        return self.settled.token_id

    @property
    def available(self) -> Amount:
        """What may be spent now: settled less held."""
        return self.settled - self.held


@dataclass(frozen=True, slots=True)
class WalletPermissions:
    """What the identity may do now, by type, state and grants."""

    can_send: bool
    can_receive: bool
    can_issue: bool


@dataclass(frozen=True, slots=True)
class WalletContext:
    """Everything that the wallet screens of one identity start from."""

    identity_id: IdentityId
    balances: tuple[Balance, ...]
    permissions: WalletPermissions
    as_of: Sequence
    last_updated: datetime


@dataclass(frozen=True, slots=True)
class DailyBalance:
    """The settled balance at the end of a day (UTC)."""

    day: date
    settled: Amount
