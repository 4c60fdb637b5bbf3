"""What is asked of the node on sheets: issuing, minting, burning, renaming, freezing (seed: operations)."""

from dataclasses import dataclass
from typing import TypeAlias

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId


@dataclass(frozen=True, slots=True)
class IssueToken:
    """Declare a token and mint `amount` of it (decimal text, may be empty); who signs is the issuer."""

    symbol: str
    name: str
    decimals: int
    salt: str
    amount: str


@dataclass(frozen=True, slots=True)
class MintToken:
    """Create more of a token; who signs issued it."""

    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class BurnToken:
    """Take some of the issuer's own units out of existence."""

    token_id: TokenId
    amount: str
    memo: str


@dataclass(frozen=True, slots=True)
class RenameIdentity:
    """Give the identity that signs another name."""

    name: str


@dataclass(frozen=True, slots=True)
class SetIdentityStatus:
    """Freeze or unfreeze an identity; who signs is itself or its owner."""

    identity_id: IdentityId
    status: IdentityStatus
    reason: str


Command: TypeAlias = IssueToken | MintToken | BurnToken | RenameIdentity | SetIdentityStatus
"""What is asked for on a sheet."""
