"""What passes between the layers of the transport stack: a call that is asked, an answer to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import quote, urlencode

from qwallet_desktop.domain.ids import IdentityId, RequestId

Query: TypeAlias = "tuple[tuple[str, str], ...]"


@dataclass(frozen=True, slots=True)
class Call:
    """One question to the node, not signed yet.

    `target` is path and query. `signer` is the identity or the session key that signs it; None
    where anybody may ask. Writes carry a body and a request id, which stays the same over all attempts (contract §2).
    """

    method: str
    target: str
    signer: IdentityId | None
    body: bytes = b""
    request_id: RequestId | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: HTTP status, media type without parameters, body."""

    status: int
    media_type: str
    body: bytes
    retry_after: float | None = None


Exchange: TypeAlias = Callable[[Call], Awaitable[Answer]]
"""A layer of the stack as the one above sees it; it raises `ServiceError` only."""


def target(*parts: str, query: Query = ()) -> str:
    """Join the parts of a `/v1` path and a query as they stand in a request and its signature.

    What a person typed can't break out of its part.

    Raises:
        ValueError: There is text without a UTF-8 form (a lone surrogate).
    """
    # A part of two dots would be resolved by whoever passes the address on.
    quoted = (quote(part, safe=":").replace(".", "%2E") for part in parts)
    path = "/".join(["/v1", *quoted])
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path
