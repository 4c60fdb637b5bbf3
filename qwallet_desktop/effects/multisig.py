"""Performs what the inbox asks for: lists of items, and single ones."""

import asyncio

from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.services.errors import ServiceError
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
    OpenItemsSlice,
)

IN_A_SLICE = 250
"""Items that are read, and learned, at once: more would keep the window's thread for longer than a frame."""

MOST_OPEN = 10_000
"""Open items that are read at most: nobody signs more than that before it is read anew."""


async def fetch_open_items(desk: Desk, effect: FetchOpenItems, dispatch: Dispatch) -> None:
    """Read all that waits for somebody, slice by slice; each is told as soon as it is there."""
    multisig, reading = (await desk.online()).multisig, effect.reading
    cursor, found = "", 0
    try:
        while True:
            page = await multisig.get_items(cursor=cursor, limit=IN_A_SLICE)
            cursor, found = page.next, found + len(page.items)
            if not cursor or found >= MOST_OPEN:
                break
            dispatch(OpenItemsSlice(page.items, reading))
            # What waits to be drawn or clicked comes before the next slice.
            await asyncio.sleep(0)
    except ServiceError as error:
        dispatch(OpenItemsFailed(error.problem, desk.now(), reading))
        return
    dispatch(OpenItemsLoaded(page.items, desk.now(), reading, cursor))


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
