"""Answers that take long to read are read beside the thread that draws the window."""

import threading
from typing import Annotated

import pytest
from pydantic import AfterValidator

from qwallet_desktop.domain.multisig import ItemPage
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.services import node_client
from qwallet_desktop.services.errors import ServiceError
from tests.helpers import items as told
from tests.services.fakes import Bench

pytestmark = pytest.mark.asyncio


async def threads_of(bench: Bench) -> tuple[set[int], ItemPage]:
    """Read a page of items; return by which threads, and the page."""
    used = set[int]()

    def note(page: ItemPage) -> ItemPage:
        used.add(threading.get_ident())
        return page

    bench.node.replies["GET", "/v1/items"] = ItemPage((told.MINE, told.OURS), "", 2)
    form = Annotated[ItemPage, AfterValidator(note)]
    page: ItemPage = await bench.client.read(form, "items")
    return used, page


async def test_a_small_answer_is_read_at_once(bench: Bench) -> None:
    used, page = await threads_of(bench)
    assert (used, len(page.items)) == ({threading.get_ident()}, 2)


async def test_a_large_one_is_read_elsewhere_and_says_the_same(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_client, "LARGE", 1)
    used, page = await threads_of(bench)
    assert threading.get_ident() not in used
    assert page == ItemPage((told.MINE, told.OURS), "", 2)


async def test_a_large_one_that_is_none_is_refused_as_a_small_one_is(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_client, "LARGE", 1)
    bench.node.replies["GET", "/v1/items"] = told.MINE
    with pytest.raises(ServiceError) as caught:
        await bench.client.read(ItemPage, "items")
    assert caught.value.problem.code is Code.NODE_ANSWER_INVALID
