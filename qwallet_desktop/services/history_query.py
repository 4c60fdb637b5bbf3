"""How a history is asked for in the address: only what differs from the default stands there."""

from collections.abc import Iterator
from datetime import datetime

from qwallet_desktop.domain.messages import timestamp
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.services.calls import Query

_NAMES = {
    "search": "search",
    "since": "since",
    "until": "until",
    "token_id": "tokenId",
    "direction": "direction",
    "kind": "kind",
    "counterparty": "counterparty",
    "sort": "sort",
    "descending": "descending",
}
_DEFAULT = HistoryQuery()


def query_of(query: HistoryQuery) -> Query:
    """Write a history query as names and values in the wire's camelCase."""
    return tuple(_differing(query))


def _differing(query: HistoryQuery) -> Iterator[tuple[str, str]]:
    for attribute, name in _NAMES.items():
        value = getattr(query, attribute)
        if value != getattr(_DEFAULT, attribute):
            yield name, _text(value)


def _text(value: str | bool | datetime) -> str:  # noqa: FBT001 - a value, not a switch
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return timestamp(value)
        case _:
            return str(value)
