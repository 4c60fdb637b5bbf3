"""Types for the identifiers that cross floors, so that one can't stand in for another."""

from typing import NewType

IdentityId = NewType("IdentityId", str)
"""A DID: `did:key:…` for single holders, `did:qwallet:…` for groups."""

TokenId = NewType("TokenId", str)
"""`qtk1` followed by the hex SHA-256 of what the issuer declared (domain/tokens.py)."""

TransferId = NewType("TransferId", str)
"""`tr_` and 32 hex digits, given by the node."""

RequestId = NewType("RequestId", str)
"""A UUID chosen by the desktop; sent as `Idempotency-Key` (contract §2)."""

NodeId = NewType("NodeId", str)
"""128 random bits in hex, made at a node's first start and kept for ever."""

Sequence = NewType("Sequence", int)
"""A position in the node's global order of events; the first event is 1."""
