"""Tests of how a history is asked for in the address."""

from datetime import UTC, datetime

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, SortKey, TransferKind
from qwallet_desktop.services.history_query import query_of
from tests.services.builders import TOKEN


def test_the_default_asks_for_nothing() -> None:
    assert query_of(HistoryQuery()) == ()


def test_every_field_has_its_name() -> None:
    query = HistoryQuery(
        search="tea",
        since=datetime(2026, 1, 2, tzinfo=UTC),
        until=datetime(2026, 2, 3, 4, 5, 6, 7_000, tzinfo=UTC),
        token_id=TOKEN,
        direction=Direction.OUT,
        kind=TransferKind.MINT,
        counterparty=IdentityId("did:key:z6Mk"),
        sort=SortKey.MEMO,
        descending=False,
    )

    assert dict(query_of(query)) == {
        "search": "tea",
        "since": "2026-01-02T00:00:00.000Z",
        "until": "2026-02-03T04:05:06.007Z",
        "tokenId": TOKEN,
        "direction": "OUT",
        "kind": "MINT",
        "counterparty": "did:key:z6Mk",
        "sort": "MEMO",
        "descending": "false",
    }
