"""Performs what the inbox asks for: lists of items, and single ones."""

from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.multisig import MultiSigService
from qwallet_desktop.state.item_actions import (
    DoneItemsFailed,
    DoneItemsLoaded,
    FetchDoneItems,
    FetchItem,
    FetchOpenItems,
    ItemLoaded,
    ItemMissed,
    OpenItemsFailed,
    OpenItemsLoaded,
)

IN_A_SLICE = 200
MOST_OPEN = 1_000
"""Open items that are read at most: nobody signs more than that before it is read anew."""


async def fetch_open_items(desk: Desk, _effect: FetchOpenItems, dispatch: Dispatch) -> None:
    """Read all that waits for somebody."""
    multisig = (await desk.online()).multisig
    try:
        items = await _all_open(multisig)
    except ServiceError as error:
        dispatch(OpenItemsFailed(error.problem, desk.now()))
        return
    dispatch(OpenItemsLoaded(items, desk.now()))


async def _all_open(multisig: MultiSigService) -> tuple[Item, ...]:
    found: list[Item] = []
    cursor, more = "", True
    while more and len(found) < MOST_OPEN:
        page = await multisig.get_items(cursor=cursor, limit=IN_A_SLICE)
        found += page.items
        cursor, more = page.next, bool(page.next)
    return tuple(found)


async def fetch_done_items(desk: Desk, effect: FetchDoneItems, dispatch: Dispatch) -> None:
    """Read a slice of what is closed."""
    multisig = (await desk.online()).multisig
    try:
        page = await multisig.get_items(cursor=effect.cursor, are_open=False)
    except ServiceError as error:
        dispatch(DoneItemsFailed(error.problem, effect.cursor, desk.now()))
        return
    dispatch(DoneItemsLoaded(page, effect.cursor, desk.now()))


async def fetch_item(desk: Desk, effect: FetchItem, dispatch: Dispatch) -> None:
    """Read one item."""
    multisig = (await desk.online()).multisig
    try:
        item = await multisig.get_item(effect.item_id)
    except ServiceError as error:
        dispatch(ItemMissed(effect.item_id, error.problem))
        return
    dispatch(ItemLoaded(item))


PERFORMERS: Performers = {
    FetchOpenItems: fetch_open_items,
    FetchDoneItems: fetch_done_items,
    FetchItem: fetch_item,
}
