"""Parameters that several routes take, checked and described once."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import BeforeValidator

from qwallet_desktop.domain.did import LONGEST
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.messages import moment
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, SortKey, TransferKind

LARGEST_INTEGER = 2**53 - 1
MOST_ENTRIES = 500
LONGEST_SEARCH = 200
LONGEST_TEXT = 2_000


def _moment(text: object) -> datetime:
    """Read RFC 3339 only: pydantic would take a bare number too."""
    return moment(str(text))


def _truth(text: object) -> bool:
    """Read `true` or `false` only: pydantic would take `yes` and `1` too."""
    if text not in {"true", "false"}:
        message = "neither true nor false"
        raise ValueError(message)
    return text == "true"


Moment = Annotated[datetime, BeforeValidator(_moment)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Text = Annotated[str, Query(max_length=LONGEST_TEXT)]
DidText = Annotated[str, Query(max_length=LONGEST)]
IdentityPath = Annotated[str, Path(max_length=LONGEST, description="The identity's DID.")]
TokenPath = Annotated[str, Path(max_length=LONGEST, description="The token's id.")]
ContactPath = Annotated[str, Path(max_length=LONGEST, description="The id of an entry of an address book.")]

TransferPath = Annotated[str, Path(max_length=LONGEST, description="The transfer's id.")]
Count = Annotated[int, Query(ge=0, le=LARGEST_INTEGER)]
Limit = Annotated[int, Query(ge=1, le=MOST_ENTRIES, description="Most entries.")]
Days = Annotated[int, Query(ge=1, le=366, description="How many days, today included.")]


def _history_query(  # noqa: PLR0913, PLR0917 - the query's own fields
    search: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
    token_id: Annotated[str | None, Query(alias="tokenId", max_length=LONGEST)] = None,
    direction: Annotated[Direction | None, Query()] = None,
    kind: Annotated[TransferKind | None, Query()] = None,
    counterparty: Annotated[str | None, Query(max_length=LONGEST)] = None,
    sort: Annotated[SortKey, Query()] = SortKey.AT,
    descending: Annotated[Truth, Query()] = True,  # noqa: FBT002 - a parameter of the address
) -> HistoryQuery:
    return HistoryQuery(
        search=search,
        since=since,
        until=until,
        token_id=None if token_id is None else TokenId(token_id),
        direction=direction,
        kind=kind,
        counterparty=None if counterparty is None else IdentityId(counterparty),
        sort=sort,
        descending=descending,
    )


Filters = Annotated[HistoryQuery, Depends(_history_query)]
