"""Names what is read from the node bit by bit: the key under which the one lazy loader keeps its books."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId, TransferId
from qwallet_desktop.domain.limits import LimitScope


class Kind(StrEnum):
    """What can be read by itself."""

    IDENTITIES = "IDENTITIES"
    TOKENS = "TOKENS"
    OVERVIEW = "OVERVIEW"
    LINE = "LINE"
    TABLE = "TABLE"
    OPEN_ITEMS = "OPEN_ITEMS"
    DONE_ITEMS = "DONE_ITEMS"
    ITEM = "ITEM"
    RECORD = "RECORD"
    SIGNING = "SIGNING"
    PROOF = "PROOF"
    GROUP = "GROUP"
    BOOK = "BOOK"
    LIMITS = "LIMITS"
    LIMITS_HISTORY = "LIMITS_HISTORY"
    POLICY = "POLICY"
    DECISIONS = "DECISIONS"
    DECISION = "DECISION"


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
OPEN_ITEMS: Final = Part(Kind.OPEN_ITEMS)
DONE_ITEMS: Final = Part(Kind.DONE_ITEMS)

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


@lru_cache(maxsize=_KEPT)
def group(identity_id: IdentityId) -> Part:
    """Name a group's founding document and the charter in force."""
    return Part(Kind.GROUP, identity_id)


@lru_cache(maxsize=_KEPT)
def book(group_id: IdentityId) -> Part:
    """Name a group's address book."""
    return Part(Kind.BOOK, group_id)


@lru_cache(maxsize=_KEPT)
def limits(identity_id: IdentityId) -> Part:
    """Name what limits an identity, and how much of that is used."""
    return Part(Kind.LIMITS, identity_id)


def limits_history(identity_id: IdentityId, scope: LimitScope) -> Part:
    """Name the versions of an identity's limits of a scope."""
    return Part(Kind.LIMITS_HISTORY, identity_id, scope)


@lru_cache(maxsize=_KEPT)
def policy(identity_id: IdentityId) -> Part:
    """Name an identity's policy and its history."""
    return Part(Kind.POLICY, identity_id)


@lru_cache(maxsize=_KEPT)
def decisions(identity_id: IdentityId) -> Part:
    """Name the newest of the decisions about an identity's payments."""
    return Part(Kind.DECISIONS, identity_id)


def decision(transfer_id: TransferId) -> Part:
    """Name the decision that let a transfer go."""
    return Part(Kind.DECISION, detail=transfer_id)


def proof(transfer_id: TransferId) -> Part:
    """Name the audit proof of a transfer."""
    return Part(Kind.PROOF, detail=transfer_id)


def item_part(item_id: ItemId) -> Part:
    """Name one item that waits, or waited, for others to agree."""
    return Part(Kind.ITEM, detail=item_id)


def record_part(item_id: ItemId) -> Part:
    """Name all that is needed to check an item."""
    return Part(Kind.RECORD, detail=item_id)


@lru_cache(maxsize=_KEPT)
def signing_part(identity_id: IdentityId) -> Part:
    """Name whether an identity may sign what waits for it."""
    return Part(Kind.SIGNING, identity_id)
