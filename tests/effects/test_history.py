"""Pages of the activity table: by rank, at the position that the table stands at."""

from datetime import timedelta

import pytest

from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.effects import history
from qwallet_desktop.state.history import FetchHistoryPage, HistoryFailed, HistoryLoaded, HistoryRemembered
from tests.effects.desks import Place
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio

ALL = HistoryQuery()
RENT = HistoryQuery(search="rent")


async def ada_with_payments(place: Place, *memos: str) -> IdentityId:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    token_id = await place.token(ada.id)
    for memo in memos:
        await place.payment(ada.id, ben.id, token_id, memo)
    return ada.id


async def test_a_page_is_told_with_what_it_was_asked_by(place: Place) -> None:
    ada = await ada_with_payments(place, "rent")
    told = await place.one(FetchHistoryPage(ada, ALL, None, 0), HistoryLoaded)
    assert (told.identity_id, told.query, told.as_of, told.number) == (ada, ALL, None, 0)
    assert [entry.transfer.memo for entry in told.page.entries] == ["rent", ""]


async def test_page_numbers_count_full_pages(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PAGE_ROWS", 2)
    ada = await ada_with_payments(place, "1", "2", "3")
    told = await place.one(FetchHistoryPage(ada, ALL, None, 1), HistoryLoaded)
    assert (told.page.offset, told.page.total) == (2, 4)
    assert [entry.transfer.memo for entry in told.page.entries] == ["1", ""]


async def test_a_later_page_stands_where_the_table_stands(place: Place) -> None:
    ada = await ada_with_payments(place, "rent 1", "rent 2")
    first = await place.one(FetchHistoryPage(ada, RENT, None, 0), HistoryLoaded)
    ben = first.page.entries[0].counterparty
    assert ben is not None
    await place.payment(ada, ben, first.page.entries[0].transfer.amount.token_id, "rent 3")
    again = await place.one(FetchHistoryPage(ada, RENT, first.page.as_of, 0), HistoryLoaded)
    assert again.page == first.page


async def test_what_was_read_some_time_ago_is_shown_until_the_new_answer_is_here(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await ada_with_payments(place, "rent")
    before = (await place.one(FetchHistoryPage(ada, RENT, None, 0), HistoryLoaded)).page
    client, later = place.services.client, now() + timedelta(minutes=5)
    monkeypatch.setattr(client._cache, "_now", lambda: later)
    remembered, loaded = await place.answer(FetchHistoryPage(ada, RENT, None, 0))
    assert remembered == HistoryRemembered(ada, RENT, before)
    assert loaded == HistoryLoaded(ada, RENT, None, 0, before)


async def test_a_page_that_can_not_be_had_says_why(place: Place) -> None:
    ada = await ada_with_payments(place)
    place.line.is_cut = True
    told = await place.one(FetchHistoryPage(ada, ALL, Sequence(1), 3), HistoryFailed)
    assert (told.identity_id, told.query, told.number) == (ada, ALL, 3)
    assert told.problem.code is Code.NODE_UNREACHABLE
