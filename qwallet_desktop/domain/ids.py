"""Types for the identifiers that cross floors, so that one can't stand in for another."""

from typing import NewType
from uuid import UUID

IdentityId = NewType("IdentityId", str)
"""A DID: `did:key:…` for single holders, `did:qwallet:…` for groups."""

TokenId = NewType("TokenId", str)
"""`qtk1` followed by the hex SHA-256 of what the issuer declared (domain/tokens.py)."""

TransferId = NewType("TransferId", str)
"""`tr_` and 32 hex digits, given by the node."""

ItemId = NewType("ItemId", str)
"""`ms_` and 32 hex digits: something that waits for others to agree, given by the node."""

ContactId = NewType("ContactId", str)
"""`ct_` and 32 hex digits: an entry of an address book."""

RequestId = NewType("RequestId", str)
"""A UUID chosen by the desktop; sent as `Idempotency-Key` (contract §2)."""

NodeId = NewType("NodeId", str)
"""128 random bits in hex, made at a node's first start and kept for ever."""

Sequence = NewType("Sequence", int)
"""A position in the node's global order of events; the first event is 1."""

RANDOM_LENGTH = 10
"""Random bytes in a request id."""


def request_id(milliseconds: int, random: bytes) -> RequestId:
    """Make a request id: a UUID of version 7 (RFC 9562 §5.7), which begins with the time.

    The node keeps every request id for ever. Those that are near in time are near in its index too,
    so that it need not touch another page of it for each.

    Args:
        milliseconds: Since 1970 in UTC, below 2^48.
        random: Ten bytes, of which 74 bits are used.
    """
    first, rest = int.from_bytes(random[:2]) & 0xFFF, int.from_bytes(random[2:RANDOM_LENGTH]) & (1 << 62) - 1
    return RequestId(str(UUID(int=milliseconds << 80 | 7 << 76 | first << 64 | 2 << 62 | rest)))
