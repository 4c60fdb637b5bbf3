"""The rows of the inbox: heads of its sections, and under each its items, in words made when they are first seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qwallet_desktop.domain.ids import ItemId, TokenId
from qwallet_desktop.domain.item_status import is_open, status
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item, ItemStatus
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.item_actors import Section
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.item_words import (
    ItemMark,
    ItemTerms,
    count_words,
    ended_at,
    item_mark,
    time_left,
    title_words,
    waits_words,
)
from qwallet_desktop.ui.models.inbox_order import Order, Wanted
from qwallet_desktop.ui.people import Person, called, person
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
LINE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 40
"""What a row is: a `Head` or a `Line`."""

MOST_MOVED: Final = 50
"""Items that are moved one by one; of more all are sorted anew, which then is less work."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a section."""

    title: str
    count: str


@dataclass(frozen=True, slots=True)
class Line:
    """An item in words."""

    who: Person
    title: str
    subtitle: str
    mark: ItemMark
    beside: str
    tip: str


@dataclass(frozen=True, slots=True)
class InboxRows:
    """What the rows are made of: the items that are wanted, and what they are told in."""

    wanted: Wanted = field(default_factory=Wanted)
    identities: Identities = Identities()
    tokens: Mapping[TokenId, Token] = field(default_factory=dict)
    hide_amounts: bool = False


class InboxModel(QAbstractTableModel):
    """Answers from items.

    Args:
        now: The clock.
        numbers: How the locale writes numbers.
        parent: Qt's owner.
    """

    def __init__(self, now: Callable[[], datetime], numbers: NumberStyle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now, self._numbers = now, numbers
        self._rows = InboxRows()
        self._order = Order()
        self._made: dict[ItemId, Line] = {}

    @property
    def count(self) -> int:
        """The number of items."""
        return self._order.count

    def set_rows(self, rows: InboxRows) -> None:
        """Show other items; where a few have changed, those rows alone are moved or drawn anew."""
        before, self._rows, now = self._rows, rows, self._now()
        if not _told_alike(before, rows):
            self._made.clear()
        changed = self._order.changed(rows.wanted, now)
        if changed is None or len(changed) > MOST_MOVED:
            self._set_all(rows.wanted, now)
            return
        self._order.begin(rows.wanted)
        for item_id in changed:
            self._made.pop(item_id, None)
            self._move(item_id, now)
        if changed or not _told_alike(before, rows):
            self._say_all_anew()

    def _set_all(self, wanted: Wanted, now: datetime) -> None:
        self.beginResetModel()
        self._made.clear()
        self._order.set_all(wanted, now)
        self.endResetModel()

    def _move(self, item_id: ItemId, now: datetime) -> None:
        """Bring one item to where it stands now; a head comes and goes with the first and last item under it."""
        order, then = self._order, self._order.place_now(item_id, now)
        place = order.place(item_id)
        if place == then:
            return
        if place is not None:
            last, first = order.row_at(place), order.row_at(place) - (order.size(place.section) == 1)
            self.beginRemoveRows(NOWHERE, first, last)
            order.remove(item_id)
            self.endRemoveRows()
        if then is not None:
            row = order.row_at(then)
            self.beginInsertRows(NOWHERE, row - (not order.size(then.section)), row)
            order.insert(item_id, then)
            self.endInsertRows()

    def _say_all_anew(self) -> None:
        if len(self._order):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, 0))

    def touch(self) -> None:
        """Say anew how long ago everything was, and how much time is left; what has ended stands elsewhere."""
        self._made.clear()
        if self._order.changed(self._rows.wanted, self._now()) is None:
            self._set_all(self._rows.wanted, self._now())
        else:
            self._say_all_anew()

    def item(self, row: int) -> Item | None:
        """Return the item of a row; None for a head."""
        found = self._order.at(row) if 0 <= row < len(self._order) else None
        # One that is not known any more has a row until that is taken out.
        return None if found is None or isinstance(found, Section) else self._rows.wanted.items.known.get(found)

    def row_of(self, item_id: ItemId) -> int:
        """Return the row of an item, -1 where it is not among those shown."""
        return self._order.row_of(item_id)

    def section_rows(self, section: Section) -> range:
        """Return the rows of the items in a section."""
        head = self._order.head_row(section)
        return range(head + 1, head + 1 + self._order.size(section))

    def heads(self) -> tuple[int, ...]:
        """Return the rows of the heads."""
        return tuple(self._order.heads())

    def _head(self, section: Section) -> Head:
        titles = {
            Section.MINE: self.tr("Needs my signature"),
            Section.OTHERS: self.tr("Waiting for others"),
            Section.DONE: self.tr("Done"),
        }
        return Head(titles[section], grouped(self._order.size(section), self._numbers))

    def line(self, item: Item) -> Line:
        """Return the words of an item, made when they are first asked for."""
        item_id = item.proposal.item_id
        made = self._made.get(item_id)
        if made is None:
            made = self._made[item_id] = self._line(item)
        return made

    def _line(self, item: Item) -> Line:
        shown, now = self._rows, self._now()
        terms = ItemTerms(shown.identities, shown.tokens, self._numbers, shown.hide_amounts)
        proposal = item.proposal
        who = person(shown.identities, proposal.identity_id)
        whose = called(shown.identities, proposal.identity_id)
        asked = self.tr("asked by {name}").format(name=called(shown.identities, proposal.initiator))
        waits = is_open(item, now)
        parts = [whose] if proposal.initiator == proposal.identity_id else [whose, asked]
        if status(item, now) is ItemStatus.PENDING:
            parts.append(waits_words(item, shown.identities, self._numbers))
        if proposal.reason:
            parts.append(f"“{plain(proposal.reason)}”")
        beside = time_left(item, now) if waits else relative_time(ended_at(item), now)
        moment = proposal.expires_at if waits else ended_at(item)
        tip = "\n".join((count_words(item, self._numbers), absolute_time(moment)))
        return Line(who, title_words(proposal, terms), " · ".join(parts), item_mark(item, now), beside, tip)

    def _shown(self, row: int) -> Head | Line | None:
        if not 0 <= row < len(self._order):
            return None
        there, item = self._order.at(row), self.item(row)
        if isinstance(there, Section):
            return self._head(there)
        return None if item is None else self.line(item)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of heads and items."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return one."""
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let items be chosen, and no heads."""
        if self.item(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Answer a view's question about a row."""
        shown = self._shown(index.row())
        if shown is None:
            return None
        match role:
            case _ if role == LINE_ROLE:
                return shown
            case Qt.ItemDataRole.DisplayRole:
                return shown.title
            case Qt.ItemDataRole.ToolTipRole:
                return None if isinstance(shown, Head) else shown.tip
            case Qt.ItemDataRole.AccessibleTextRole:
                return _spoken(shown)
            case _:
                return None


def _told_alike(one: InboxRows, other: InboxRows) -> bool:
    """Tell whether items are told in the same names, tokens and amounts."""
    alike = one.identities is other.identities and one.tokens is other.tokens
    return alike and one.hide_amounts == other.hide_amounts


def _spoken(shown: Head | Line) -> str:
    if isinstance(shown, Head):
        return f"{shown.title}, {shown.count}"
    return ", ".join(part for part in (shown.title, shown.mark.words, shown.subtitle, shown.beside) if part)
