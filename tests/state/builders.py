"""Small true values for tests of the state: identities, tokens, entries, events."""

from datetime import UTC, datetime, timedelta

from qwallet_desktop.domain.events import Event, Fact, TransferPosted
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, HistoryPage, Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, WalletContext, WalletPermissions

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA, BEN, EVE = (IdentityId(f"did:key:z{name}") for name in ("Ada", "Ben", "Eve"))
QTK = TokenId("qtk1" + "0" * 64)
NODE = NodeId("ab" * 16)
REFUSAL = Problem(Code.INSUFFICIENT_FUNDS, {"available": "1.00", "symbol": "QTK"}, "amount")
UNREACHABLE = Problem(Code.NODE_UNREACHABLE)


def request(number: int = 1) -> RequestId:
    return RequestId(f"00000000-0000-4000-8000-{number:012d}")


def identity(identity_id: IdentityId = ADA, name: str = "Ada", minutes: int = 0) -> Identity:
    created = NOW + timedelta(minutes=minutes)
    return Identity(
        identity_id, IdentityType.ROOT, name, IdentityStatus.ACTIVE, None, can_issue=True, created_at=created
    )


def amount(units: int) -> Amount:
    return Amount(units, 2, QTK)


def token() -> Token:
    return Token(QTK, "QTK", "Quick token", 2, ADA, "0" * 32, NOW)


def balance(units: int, sequence: int) -> Balance:
    return Balance(amount(units), amount(0), Sequence(sequence))


def transfer(sequence: int, units: int = 100, sender: IdentityId = ADA, recipient: IdentityId = BEN) -> Transfer:
    return Transfer(
        TransferId(f"tr_{sequence:032x}"),
        Sequence(sequence),
        TransferKind.TRANSFER,
        sender,
        recipient,
        amount(units),
        "",
        NOW,
    )


def entry(sequence: int, owner: IdentityId = ADA, direction: Direction = Direction.OUT, after: int = 0) -> HistoryEntry:
    sides = (owner, BEN) if direction is Direction.OUT else (BEN, owner)
    return HistoryEntry(owner, transfer(sequence, 100, *sides), direction, amount(after))


def posted(sequence: int, owner: IdentityId = ADA, direction: Direction = Direction.OUT, after: int = 0) -> Event:
    fact = TransferPosted(entry(sequence, owner, direction, after), balance(after, sequence), token())
    return event(sequence, owner, fact)


def event(sequence: int, owner: IdentityId, fact: Fact) -> Event:
    return Event(Sequence(sequence), Sequence(sequence - 1), owner, fact)


def context(owner: IdentityId = ADA, units: int = 1_000, sequence: int = 1) -> WalletContext:
    permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=True)
    return WalletContext(owner, (balance(units, sequence),), permissions, Sequence(sequence), NOW)


def page(offset: int, count: int, total: int, as_of: int = 1_000) -> HistoryPage:
    entries = tuple(entry(total - offset - index) for index in range(count))
    return HistoryPage(entries, offset, total, Sequence(as_of))


def receipt(sequence: int = 5, after: int = 900) -> Receipt:
    return Receipt(transfer(sequence), balance(after, sequence))
