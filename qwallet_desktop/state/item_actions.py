"""Reading items: asked for, answered, missed, and learned from answers to something else."""

from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.multisig import Item, ItemPage
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import DONE_ITEMS, OPEN_ITEMS, Part, item_part


@dataclass(frozen=True, slots=True)
class LoadOpenItems:
    """Read all that waits for somebody; `reading` tells this reading from those before."""

    reading: int = 0

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return OPEN_ITEMS


@dataclass(frozen=True, slots=True)
class OpenItemsSlice:
    """Some of what waits for somebody; more of the same reading follows."""

    items: tuple[Item, ...]
    reading: int = 0


@dataclass(frozen=True, slots=True)
class OpenItemsLoaded:
    """The last of what waits for somebody; `rest` is where more begins that is not read, empty where that was all."""

    items: tuple[Item, ...]
    at: datetime
    reading: int = 0
    rest: str = ""

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return OPEN_ITEMS


@dataclass(frozen=True, slots=True)
class OpenItemsFailed:
    """It could not be read."""

    problem: Problem
    at: datetime
    reading: int = 0

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return OPEN_ITEMS


@dataclass(frozen=True, slots=True)
class LoadDoneItems:
    """Read the newest of those that are closed."""

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return DONE_ITEMS


@dataclass(frozen=True, slots=True)
class LoadMoreItems:
    """Read older ones of those that are closed."""


@dataclass(frozen=True, slots=True)
class DoneItemsLoaded:
    """A slice of those that are closed; `cursor` is where it began, empty for the newest."""

    page: ItemPage
    cursor: str
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return DONE_ITEMS


@dataclass(frozen=True, slots=True)
class DoneItemsFailed:
    """It could not be read."""

    problem: Problem
    cursor: str
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return DONE_ITEMS


@dataclass(frozen=True, slots=True)
class LoadItem:
    """Read one item."""

    item_id: ItemId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return item_part(self.item_id)


@dataclass(frozen=True, slots=True)
class ItemLoaded:
    """One item as it is."""

    item: Item

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return item_part(self.item.proposal.item_id)


@dataclass(frozen=True, slots=True)
class ItemMissed:
    """It could not be read."""

    item_id: ItemId
    problem: Problem

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return item_part(self.item_id)


@dataclass(frozen=True, slots=True)
class ItemLearned:
    """What an answer to something else said of an item."""

    item: Item


@dataclass(frozen=True, slots=True)
class FetchOpenItems(Effect):
    """Read all that waits for somebody."""

    reading: int = 0

    @property
    def exclusive(self) -> str:
        """The newest reading is the one that counts."""
        return "items-open"


@dataclass(frozen=True, slots=True)
class FetchDoneItems(Effect):
    """Read a slice of those that are closed, from a cursor on."""

    cursor: str = ""

    @property
    def exclusive(self) -> str:
        """The newest reading is the one that counts."""
        return "items-done"


@dataclass(frozen=True, slots=True)
class FetchItem(Effect):
    """Read one item."""

    item_id: ItemId

    @property
    def exclusive(self) -> tuple[str, ItemId]:
        """The newest reading of an item is the one that counts."""
        return ("item", self.item_id)
