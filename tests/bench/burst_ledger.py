"""A small true ledger for the bursts of events: payments among so many identities, as a node would tell of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from qwallet_desktop.domain import ids
from qwallet_desktop.domain.events import Event, TransferPosted
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryPage, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext, WalletPermissions

TOKEN = TokenId("qtk1" + "ab" * 32)
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
ENDOWMENT = 10_000_000
LARGEST_UNITS = 5_000
LATEST = 8
DECIMALS = 2
MOMENT = timedelta(microseconds=200)
STRANGERS = tuple(IdentityId(f"did:key:z6Mk{number:044d}") for number in range(20))
"""They pay and are paid, and nobody tells us what they have."""


@dataclass(slots=True)
class Ledger:
    """Who has what, and every entry of each.

    Args:
        people: The identities; each begins with 100,000.00.
        begun: When the first payment is made; those after it a fifth of a millisecond apart.
        seed: Of the payments' randomness.
    """

    people: Sequence[IdentityId]
    begun: datetime
    seed: int = 1
    head: int = 100
    balances: dict[IdentityId, Balance] = field(default_factory=dict[IdentityId, Balance])
    entries: dict[IdentityId, list[HistoryEntry]] = field(default_factory=dict[IdentityId, list[HistoryEntry]])
    token: Token = field(init=False)

    def __post_init__(self) -> None:
        self.token = Token(TOKEN, "QTK", "Quick token", DECIMALS, self.people[0], "00" * 16, BEGIN)
        for who in self.people:
            self.balances[who] = Balance(_amount(ENDOWMENT), _amount(0), ids.Sequence(1))
            self.entries[who] = []

    def events(self, count: int) -> Iterator[Event]:
        """Make payments until so many events have told of them; `previous` is that of one who is told of all."""
        dice = random.Random(self.seed)  # noqa: S311  (a benchmark's dice, which its seed repeats)
        end = self.head + count
        while self.head < end:
            units = dice.randint(1, LARGEST_UNITS)
            parties = (*self.people, *STRANGERS)
            sender, recipient = dice.sample(parties, 2)
            if self.head + 1 < end or sender in STRANGERS or recipient in STRANGERS:
                yield from self._paid(sender, recipient, units)

    def _paid(self, sender: IdentityId, recipient: IdentityId, units: int) -> Iterator[Event]:
        sequence = ids.Sequence(self.head + 1)
        identifier = TransferId(f"tr_{sequence:032x}")
        amount, at = _amount(units), self.begun + MOMENT * sequence
        transfer = Transfer(
            identifier, sequence, TransferKind.TRANSFER, sender, recipient, amount, f"invoice {sequence}", at
        )
        for who, change in ((sender, -units), (recipient, units)):
            if who in self.balances:
                yield self._moved(transfer, who, change)

    def _moved(self, transfer: Transfer, who: IdentityId, units: int) -> Event:
        settled = _amount(self.balances[who].settled.units + units)
        direction = Direction.IN if units > 0 else Direction.OUT
        balance = Balance(settled, _amount(0), transfer.sequence)
        entry = HistoryEntry(who, transfer, direction, settled)
        self.balances[who] = balance
        self.entries[who].append(entry)
        self.head += 1
        fact = TransferPosted(entry, balance, self.token)
        return Event(ids.Sequence(self.head), ids.Sequence(self.head - 1), who, fact)

    def identities(self) -> tuple[Identity, ...]:
        """Tell who there is."""
        return tuple(
            Identity(
                who,
                IdentityType.ROOT,
                f"Person {number}",
                IdentityStatus.ACTIVE,
                None,
                can_issue=False,
                created_at=BEGIN + timedelta(minutes=number),
            )
            for number, who in enumerate(self.people, 1)
        )

    def context(self, who: IdentityId) -> WalletContext:
        """Tell what an identity has."""
        permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
        return WalletContext(who, (self.balances[who],), permissions, ids.Sequence(self.head), datetime.now(UTC))

    def daily(self, who: IdentityId, days: int) -> tuple[DailyBalance, ...]:
        """Tell what an identity had at the end of each of the last days; nothing happened before today."""
        today = datetime.now(UTC).date()
        past = (DailyBalance(today - timedelta(days=ago), _amount(ENDOWMENT)) for ago in range(days - 1, 0, -1))
        return (*past, DailyBalance(today, self.balances[who].settled))

    def page(self, who: IdentityId, offset: int, limit: int) -> HistoryPage:
        """Tell what happened to an identity, newest first."""
        all_of_it = self.entries[who][::-1]
        found = tuple(all_of_it[offset : offset + limit])
        return HistoryPage(found, offset, len(all_of_it), ids.Sequence(self.head))

    def truth(self, who: IdentityId) -> list[object]:
        """Tell an identity's balance, where it stands in the ledger, and its latest transfers."""
        balance = self.balances[who]
        latest = [entry.transfer.id for entry in self.entries[who][: -LATEST - 1 : -1]]
        return [balance.settled.units, balance.sequence, latest]


def _amount(units: int) -> Amount:
    return Amount(units, DECIMALS, TOKEN)
