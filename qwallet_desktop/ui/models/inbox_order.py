"""The order of the inbox: which items stand in which section, kept as items change one by one."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from qwallet_desktop.domain.ids import IdentityId, ItemId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.item_actors import Section, section_of
from qwallet_desktop.state.multisig import MultiSig

_SECTIONS: Final = tuple(Section)
_Key: TypeAlias = tuple[float, ItemId]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items are listed: all that are known, or only what concerns one identity; `held` are the keys here."""

    items: MultiSig = MultiSig()
    held: frozenset[IdentityId] = frozenset()
    only: IdentityId | None = None


class Place(NamedTuple):
    """Where an item stands: in which section, and what it is sorted by there; the newest comes first."""

    section: Section
    key: _Key


class Order:
    """Sections of items, each with a head over it where it is not empty; rows are counted over all of them."""

    def __init__(self) -> None:
        self._wanted = Wanted()
        self._places: dict[ItemId, Place] = {}
        self._parts: dict[Section, list[_Key]] = {section: [] for section in _SECTIONS}
        self._next_end: datetime | None = None

    def __len__(self) -> int:
        return sum(len(part) + 1 for part in self._parts.values() if part)

    @property
    def count(self) -> int:
        """The number of items."""
        return len(self._places)

    def size(self, section: Section) -> int:
        """Return the number of items in a section."""
        return len(self._parts[section])

    def at(self, row: int) -> Section | ItemId:
        """Return what stands in a row: the head of a section, or an item.

        Raises:
            IndexError: There is no such row.
        """
        for section, part in self._parts.items():
            if not part:
                continue
            if row == 0:
                return section
            if 0 < row <= len(part):
                return part[row - 1][1]
            row -= len(part) + 1
        raise IndexError(row)

    def head_row(self, section: Section) -> int:
        """Return the row of a section's head, also where it would be if it had items."""
        before = _SECTIONS[: _SECTIONS.index(section)]
        return sum(len(self._parts[each]) + 1 for each in before if self._parts[each])

    def row_of(self, item_id: ItemId) -> int:
        """Return the row of an item, -1 where it is not listed."""
        place = self._places.get(item_id)
        return -1 if place is None else self.row_at(place)

    def row_at(self, place: Place) -> int:
        """Return the row that a place has, or would have."""
        return self.head_row(place.section) + 1 + bisect_left(self._parts[place.section], place.key)

    def heads(self) -> Iterator[int]:
        """Return the rows of the heads."""
        return (self.head_row(section) for section, part in self._parts.items() if part)

    def changed(self, wanted: Wanted, now: datetime) -> set[ItemId] | None:
        """Return which items may stand elsewhere, or say something else, from now on; None where any may."""
        before = self._wanted
        if (wanted.held, wanted.only) != (before.held, before.only) or self._has_ended(now):
            return None
        then, known = before.items.known, wanted.items.known
        if known is then:
            return set()
        found = {item_id for item_id, item in known.items() if then.get(item_id) is not item}
        if len(then) + sum(item_id not in then for item_id in found) != len(known):
            found.update(item_id for item_id in then if item_id not in known)
        return found

    def _has_ended(self, now: datetime) -> bool:
        return self._next_end is not None and now >= self._next_end

    def set_all(self, wanted: Wanted, now: datetime) -> None:
        """Sort all items anew."""
        self._wanted, self._next_end = wanted, None
        self._places = {}
        parts: dict[Section, list[_Key]] = {section: [] for section in _SECTIONS}
        for item_id, item in wanted.items.known.items():
            place = self._place_of(item, now)
            if place is not None:
                self._places[item_id] = place
                parts[place.section].append(place.key)
        for part in parts.values():
            part.sort()
        self._parts = parts

    def begin(self, wanted: Wanted) -> None:
        """Take what is known from now on; what has changed is then moved item by item."""
        self._wanted = wanted

    def place(self, item_id: ItemId) -> Place | None:
        """Return where an item stands, None where it is not listed."""
        return self._places.get(item_id)

    def place_now(self, item_id: ItemId, now: datetime) -> Place | None:
        """Return where an item is to stand, None where it is not to be listed."""
        item = self._wanted.items.known.get(item_id)
        return None if item is None else self._place_of(item, now)

    def remove(self, item_id: ItemId) -> None:
        """Take a listed item out."""
        place = self._places.pop(item_id)
        part = self._parts[place.section]
        del part[bisect_left(part, place.key)]

    def insert(self, item_id: ItemId, place: Place) -> None:
        """Put an item in."""
        self._places[item_id] = place
        insort(self._parts[place.section], place.key)

    def _place_of(self, item: Item, now: datetime) -> Place | None:
        wanted, proposal = self._wanted, item.proposal
        if wanted.only is not None and not concerns(item, wanted.only):
            return None
        section = section_of(wanted.items, item, wanted.held, now)
        if section is not Section.DONE and (self._next_end is None or proposal.expires_at < self._next_end):
            self._next_end = proposal.expires_at
        return Place(section, (-proposal.opened_at.timestamp(), proposal.item_id))


def concerns(item: Item, identity_id: IdentityId) -> bool:
    """Tell whether an item is of an identity, asked for by it, or to be decided by it."""
    proposal = item.proposal
    return identity_id in {proposal.identity_id, proposal.initiator, *proposal.approvers, *proposal.joining}
