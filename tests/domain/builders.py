"""Values that the tests of domain and wire are made of: real keys, identities, amounts and transfers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.domain.transfers import Transfer, TransferKind

T = TypeVar("T")

NOW = datetime(2026, 3, 4, 5, 6, 7, 89_000, tzinfo=UTC)
NODE = NodeId("0f" * 16)
TOKEN = TokenId("qtk1" + "ab" * 32)


def key(number: int) -> Ed25519PrivateKey:
    """Return the private key whose seed is this number."""
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32))


def public(number: int) -> bytes:
    """Return the 32 bytes of that key's public half."""
    return key(number).public_key().public_bytes_raw()


def did(number: int) -> IdentityId:
    """Return the identity of that key."""
    return did_from_key(public(number))


ALICE, BOB, CAROL, DAVE = did(1), did(2), did(3), did(4)


def amount(units: int, decimals: int = 2, token_id: TokenId = TOKEN) -> Amount:
    """Return an amount of a token with two decimals."""
    return Amount(units, decimals, token_id)


def identity(
    identity_id: IdentityId,
    *,
    status: IdentityStatus = IdentityStatus.ACTIVE,
    owner: IdentityId | None = None,
    frozen_by: IdentityId | None = None,
    reason: str = "",
) -> Identity:
    """Return a ROOT, or the sub of an owner."""
    return Identity(identity_id, IdentityType.ROOT, "Someone", status, owner, False, NOW, frozen_by, reason)


def transfer(
    sender: IdentityId | None, recipient: IdentityId | None, units: int = 2_500, kind: TransferKind | None = None
) -> Transfer:
    """Return a completed transfer."""
    return Transfer(
        TransferId("tr_" + "0a" * 16),
        Sequence(7),
        kind or TransferKind.TRANSFER,
        sender,
        recipient,
        amount(units),
        "rent",
        NOW,
    )


def problem_of(call: Callable[[], object]) -> Problem:
    """Return the problem with which a call is refused; a call that is not refused fails the test."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem


def outcome(call: Callable[[], T]) -> T | Code:
    """Return what a call returns or the code with which it is refused; any other exception passes."""
    try:
        return call()
    except Refused as refused:
        return refused.problem.code
