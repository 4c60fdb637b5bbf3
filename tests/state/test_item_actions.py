"""Every step of reading items names its part for the lazy loader, and every effect its key."""

from qwallet_desktop.domain.multisig import ItemPage
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.item_actions import (
    DoneItemsFailed,
    DoneItemsLoaded,
    FetchDoneItems,
    FetchItem,
    FetchOpenItems,
    ItemLoaded,
    ItemMissed,
    LoadDoneItems,
    LoadItem,
    LoadOpenItems,
    OpenItemsFailed,
    OpenItemsLoaded,
)
from qwallet_desktop.state.part import DONE_ITEMS, OPEN_ITEMS, item_part
from tests.helpers.items import MINE, NOW, OURS

DOWN = Problem(Code.NODE_UNREACHABLE)
ITEM_ID = MINE.proposal.item_id


def test_open_items_are_one_part() -> None:
    steps = (LoadOpenItems(), OpenItemsLoaded((), NOW), OpenItemsFailed(DOWN, NOW))
    assert {step.part for step in steps} == {OPEN_ITEMS}


def test_closed_items_are_one_part() -> None:
    steps = (LoadDoneItems(), DoneItemsLoaded(ItemPage((), "", 0), "", NOW), DoneItemsFailed(DOWN, "", NOW))
    assert {step.part for step in steps} == {DONE_ITEMS}


def test_each_item_is_a_part_by_itself() -> None:
    steps = (LoadItem(ITEM_ID), ItemLoaded(MINE), ItemMissed(ITEM_ID, DOWN))
    assert {step.part for step in steps} == {item_part(ITEM_ID)} != {item_part(OURS.proposal.item_id)}


def test_the_lists_and_each_item_are_read_beside_each_other() -> None:
    effects = (FetchOpenItems(), FetchDoneItems(), FetchItem(ITEM_ID), FetchItem(OURS.proposal.item_id))
    assert len({effect.exclusive for effect in effects}) == len(effects)
    assert FetchDoneItems("later").exclusive == FetchDoneItems().exclusive
