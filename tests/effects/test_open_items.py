"""Reading all that waits from the real node: slice by slice, up to so many, and said where it broke off."""

import pytest
import pytest_asyncio

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects import multisig
from qwallet_desktop.state.item_actions import FetchOpenItems, OpenItemsFailed, OpenItemsLoaded, OpenItemsSlice
from tests.effects.approvals import Family, family
from tests.effects.desks import Place

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def home(place: Place) -> Family:
    return await family(place)


async def test_nothing_waits_and_that_is_said_at_once(home: Family) -> None:
    read = await home.place.one(FetchOpenItems(3), OpenItemsLoaded)
    assert (read.items, read.reading, read.rest) == ((), 3, "")


async def test_each_slice_is_told_as_it_comes_and_the_last_one_ends_it(
    home: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multisig, "IN_A_SLICE", 2)
    items = [await home.opened("11.00") for _ in range(5)]
    *slices, last = await home.place.answer(FetchOpenItems(7))
    assert [type(each) for each in slices] == [OpenItemsSlice, OpenItemsSlice]
    assert isinstance(last, OpenItemsLoaded)
    told = [
        item for each in (*slices, last) if isinstance(each, OpenItemsSlice | OpenItemsLoaded) for item in each.items
    ]
    assert ([item.proposal.item_id for item in told], last.reading) == (
        [item.proposal.item_id for item in reversed(items)],
        7,
    )


async def test_no_more_than_so_many_are_read_and_where_the_rest_begins_is_kept(
    home: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multisig, "IN_A_SLICE", 1)
    monkeypatch.setattr(multisig, "MOST_OPEN", 2)
    for _ in range(3):
        await home.opened("11.00")
    first, last = await home.place.answer(FetchOpenItems())
    assert isinstance(first, OpenItemsSlice)
    assert isinstance(last, OpenItemsLoaded)
    assert last.rest


async def test_a_reading_that_breaks_off_says_so(home: Family) -> None:
    home.place.line.is_cut = True
    failed = await home.place.one(FetchOpenItems(2), OpenItemsFailed)
    assert (failed.problem.code, failed.reading) == (Code.NODE_UNREACHABLE, 2)
