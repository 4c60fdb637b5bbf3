"""Builders of what Send and Activity show: balances, wallets, receipts and histories of any length."""

from datetime import timedelta

from immutables import Map

from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.history import PAGE_ROWS, History
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.wallets import Wallet
from tests.ui.builders import NOW, QTK, did

ME, OURS, THEIRS = did(1), did(2), did(77)


def units(number: int, token_id: TokenId = QTK) -> Amount:
    """Return an amount of a token with two decimals, in its smallest units."""
    return Amount(number, 2, token_id)


def balance(number: int, token_id: TokenId = QTK) -> Balance:
    """Return a balance of which nothing is held."""
    return Balance(units(number, token_id), units(0, token_id), Sequence(9))


def wallet(*balances: Balance) -> Wallet:
    """Return a wallet that was just read."""
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    return Wallet(Loaded(permissions, NOW), Map({one.token_id: one for one in balances}), Loaded((), NOW))


def transfer(rank: int = 0, *, sender: IdentityId | None = ME, recipient: IdentityId | None = OURS) -> Transfer:
    """Return a payment of 25.00; a higher rank is older."""
    return Transfer(
        TransferId(f"tr_{rank:032x}"),
        Sequence(2_000_000 - rank),
        TransferKind.TRANSFER,
        sender,
        recipient,
        units(2_500),
        f"memo {rank}",
        NOW - timedelta(minutes=rank),
    )


def receipt() -> Receipt:
    """Return what the node answers to a payment of 25.00 out of 1,000.00."""
    return Receipt(transfer(), balance(97_500))


def entry(rank: int = 0, other: IdentityId = OURS) -> HistoryEntry:
    """Return an entry of my history: even ranks went out, odd ones came in."""
    if rank % 2:
        return HistoryEntry(ME, transfer(rank, sender=other, recipient=ME), Direction.IN, units(100_000 + rank))
    return HistoryEntry(ME, transfer(rank, recipient=other), Direction.OUT, units(100_000 + rank))


def history(total: int, *pages: int) -> History:
    """Return a history of `total` entries of which these pages have come."""
    held = {
        number: tuple(entry(rank) for rank in range(number * PAGE_ROWS, min((number + 1) * PAGE_ROWS, total)))
        for number in pages
    }
    return History(as_of=Sequence(2_000_000), total=total, pages=Map(held), recent=tuple(pages))
