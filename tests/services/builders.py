"""Answers that the fake node gives."""

from qwallet_desktop.domain.audit import AuditEntry, InclusionProof
from qwallet_desktop.domain.events import Event, IdentityChanged
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance
from tests.services.fakes import START

TOKEN = TokenId("qtk1" + "ab" * 32)
OTHER_TOKEN = TokenId("qtk1" + "cd" * 32)
TRANSFER = TransferId("tr_" + "0a" * 16)
REQUEST = RequestId("5a2b1c9e-0c1d-4f6a-8b7c-1d2e3f405162")
OTHER_REQUEST = RequestId("6a2b1c9e-0c1d-4f6a-8b7c-1d2e3f405162")


def amount(units: int = 2_500, token_id: TokenId = TOKEN) -> Amount:
    """Return an amount of a token with two decimals."""
    return Amount(units, 2, token_id)


def balance(units: int = 97_500, token_id: TokenId = TOKEN) -> Balance:
    """Return a balance of which nothing is held."""
    return Balance(amount(units, token_id), amount(0, token_id), Sequence(7))


def identity(identity_id: IdentityId, name: str = "Alice") -> Identity:
    """Return an active ROOT."""
    return Identity(identity_id, IdentityType.ROOT, name, IdentityStatus.ACTIVE, None, True, START)


def token(issuer: IdentityId, token_id: TokenId = TOKEN) -> Token:
    """Return a token with two decimals."""
    return Token(token_id, "QTK", "Token", 2, issuer, "00" * 16, START)


def transfer(
    sender: IdentityId | None,
    recipient: IdentityId | None,
    token_id: TokenId = TOKEN,
    kind: TransferKind = TransferKind.TRANSFER,
) -> Transfer:
    """Return a completed transfer of 25.00."""
    return Transfer(TRANSFER, Sequence(7), kind, sender, recipient, amount(token_id=token_id), "", START)


def receipt(sender: IdentityId | None, recipient: IdentityId | None, token_id: TokenId = TOKEN) -> Receipt:
    """Return the answer to a payment."""
    return Receipt(transfer(sender, recipient, token_id), balance(token_id=token_id))


def entry(identity_id: IdentityId, other: IdentityId) -> HistoryEntry:
    """Return an entry of a history."""
    return HistoryEntry(identity_id, transfer(identity_id, other), Direction.OUT, amount(97_500))


def proof(transfer_id: TransferId = TRANSFER) -> InclusionProof:
    """Return something that has the shape of a proof."""
    audit_entry = AuditEntry(0, Sequence(7), START, "system", "TRANSFER", "00" * 32)
    return InclusionProof(transfer_id, audit_entry, (), "note", "00" * 32)


def event(sequence: int, previous: int, identity_id: IdentityId) -> Event:
    """Return an event that tells of an identity."""
    return Event(Sequence(sequence), Sequence(previous), identity_id, IdentityChanged(identity(identity_id)))
