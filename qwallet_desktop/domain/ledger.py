"""Double entry: which postings a movement makes, and what each account then holds (contract §4).

An account is (identity, token, kind). Postings are never changed; each stores the
balance after it and the running sum and count of what went out, so that a limit over
a sliding window is two index reads and no SQL arithmetic on amounts is ever needed.
The issuance account of a token counts what was minted as a negative balance; no other
account may go below zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import LARGEST_UNITS
from qwallet_desktop.domain.problems import Code, Problem


class AccountKind(StrEnum):
    """What the units on an account may be used for."""

    AVAILABLE = "AVAILABLE"
    HELD = "HELD"
    ISSUANCE = "ISSUANCE"


@dataclass(frozen=True, slots=True)
class Account:
    """Where units stand. An issuance account belongs to the token's issuer."""

    identity_id: IdentityId
    token_id: TokenId
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class AccountState:
    """What an account holds: balance, and the sum and number of its payments out so far."""

    balance: int = 0
    out_sum: int = 0
    out_count: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a movement: signed units onto an account, and the account after it.

    `spends` is true for what counts as a payment out (not for holds and their release).
    """

    account: Account
    units: int
    spends: bool = False


def _movement(source: Account, target: Account, units: int, *, spends: bool = False) -> tuple[Posting, ...]:
    if units < 1:
        message = f"a movement of {units} units"
        raise ValueError(message)
    return Posting(source, -units, spends=spends), Posting(target, units)


def transfer(sender: IdentityId, recipient: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings of a payment between two identities; like the others, ValueError below 1 unit."""
    source = Account(sender, token_id, AccountKind.AVAILABLE)
    return _movement(source, Account(recipient, token_id, AccountKind.AVAILABLE), units, spends=True)


def hand_over(owner: IdentityId, recipient: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings that bring all to a successor, or within one's family at the end: no limit counts them."""
    source = Account(owner, token_id, AccountKind.AVAILABLE)
    return _movement(source, Account(recipient, token_id, AccountKind.AVAILABLE), units)


def mint(issuer: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings that create units for the issuer."""
    source = Account(issuer, token_id, AccountKind.ISSUANCE)
    return _movement(source, Account(issuer, token_id, AccountKind.AVAILABLE), units)


def burn(issuer: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings that take units of the issuer's own out of existence."""
    source = Account(issuer, token_id, AccountKind.AVAILABLE)
    return _movement(source, Account(issuer, token_id, AccountKind.ISSUANCE), units)


def hold(owner: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings that set units aside for a payment that waits for approval."""
    source = Account(owner, token_id, AccountKind.AVAILABLE)
    return _movement(source, Account(owner, token_id, AccountKind.HELD), units)


def release(owner: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings that give held units back, after rejection or expiry."""
    source = Account(owner, token_id, AccountKind.HELD)
    return _movement(source, Account(owner, token_id, AccountKind.AVAILABLE), units)


def settle(owner: IdentityId, recipient: IdentityId, token_id: TokenId, units: int) -> tuple[Posting, ...]:
    """Postings that pay held units out, after approval."""
    source = Account(owner, token_id, AccountKind.HELD)
    return _movement(source, Account(recipient, token_id, AccountKind.AVAILABLE), units, spends=True)


def post(
    postings: Sequence[Posting], states: Mapping[Account, AccountState]
) -> Mapping[Account, AccountState] | Problem:
    """Apply one movement to the accounts it touches, or say why it can't be.

    Args:
        postings: The lines of the movement; their units add up to zero.
        states: The accounts as they stand; a missing one is empty.

    Returns:
        The new state of each touched account, or INSUFFICIENT_FUNDS (fact
        `available`, in units) or AMOUNT_TOO_LARGE.

    Raises:
        ValueError: The lines don't add up to zero.
    """
    if sum(posting.units for posting in postings) != 0:
        message = "the lines of a movement don't add up to zero"
        raise ValueError(message)
    after: dict[Account, AccountState] = {}
    for posting in postings:
        before = after.get(posting.account) or states.get(posting.account) or AccountState()
        balance = before.balance + posting.units
        if balance < 0 and posting.account.kind is not AccountKind.ISSUANCE:
            return Problem(Code.INSUFFICIENT_FUNDS, {"available": str(before.balance)}, "amount")
        spent = -posting.units if posting.spends else 0
        if abs(balance) > LARGEST_UNITS or before.out_sum + spent > LARGEST_UNITS:
            return Problem(Code.AMOUNT_TOO_LARGE, {}, "amount")
        after[posting.account] = AccountState(balance, before.out_sum + spent, before.out_count + posting.spends)
    return after
