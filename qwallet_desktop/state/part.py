"""Names what is read from the node bit by bit: the key under which the one lazy loader keeps its books."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from qwallet_desktop.domain.ids import IdentityId, TokenId, TransferId


class Kind(StrEnum):
    """What can be read by itself."""

    IDENTITIES = "IDENTITIES"
    TOKENS = "TOKENS"
    OVERVIEW = "OVERVIEW"
    LINE = "LINE"
    TABLE = "TABLE"
    PROOF = "PROOF"


class Part(NamedTuple):
    """One thing to read. A tuple, since parts are looked up with each action and tuples are hashed fastest.

    Attributes:
        kind: What it is.
        identity_id: Whose it is; empty for what belongs to the session.
        detail: Which of them: a token's id for a line, a transfer's for a proof.
    """

    kind: Kind
    identity_id: str = ""
    detail: str = ""


IDENTITIES: Final = Part(Kind.IDENTITIES)
TOKENS: Final = Part(Kind.TOKENS)

_KEPT: Final = 4_096
"""Names of each kind that are not made anew: the same ones are asked about with every step."""


@lru_cache(maxsize=_KEPT)
def overview(identity_id: IdentityId) -> Part:
    """Name an identity's balances, permissions and latest entries."""
    return Part(Kind.OVERVIEW, identity_id)


@lru_cache(maxsize=_KEPT)
def line(identity_id: IdentityId, token_id: TokenId) -> Part:
    """Name the last 30 days of a token's balance."""
    return Part(Kind.LINE, identity_id, token_id)


@lru_cache(maxsize=_KEPT)
def table(identity_id: IdentityId) -> Part:
    """Name the first page of an identity's activity, whatever its query."""
    return Part(Kind.TABLE, identity_id)


def proof(transfer_id: TransferId) -> Part:
    """Name the audit proof of a transfer."""
    return Part(Kind.PROOF, detail=transfer_id)
