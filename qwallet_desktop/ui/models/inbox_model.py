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
from qwallet_desktop.ui.people import Person, called, person
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
LINE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 40
"""What a row is: a `Head` or a `Line`."""


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
    """What the rows are made of: heads and items in their order."""

    rows: tuple[Head | Item, ...] = ()
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
        self._made: dict[ItemId, Line] = {}

    def set_rows(self, rows: InboxRows) -> None:
        """Show other items."""
        self.beginResetModel()
        self._rows = rows
        self._made.clear()
        self.endResetModel()

    def touch(self) -> None:
        """Say anew how long ago everything was, and how much time is left."""
        self._made.clear()
        if self._rows.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows.rows) - 1, 0))

    def item(self, row: int) -> Item | None:
        """Return the item of a row; None for a head."""
        found = self._rows.rows[row] if 0 <= row < len(self._rows.rows) else None
        return found if isinstance(found, Item) else None

    def row_of(self, item_id: ItemId) -> int:
        """Return the row of an item, -1 where it is not among those shown."""
        places = enumerate(self._rows.rows)
        return next((at for at, one in places if isinstance(one, Item) and one.proposal.item_id == item_id), -1)

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

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of heads and items."""
        return 0 if parent.isValid() else len(self._rows.rows)

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
        if not 0 <= index.row() < len(self._rows.rows):
            return None
        row = self._rows.rows[index.row()]
        shown = row if isinstance(row, Head) else self.line(row)
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


def _spoken(shown: Head | Line) -> str:
    if isinstance(shown, Head):
        return f"{shown.title}, {shown.count}"
    return ", ".join(part for part in (shown.title, shown.mark.words, shown.subtitle, shown.beside) if part)
