"""The table of an address book: an entry a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QObject

from qwallet_desktop.domain.addressbook import Contact
from qwallet_desktop.ui.models.columns_model import NOWHERE, ColumnsModel, Index
from qwallet_desktop.ui.widgets.chips import ChipTone
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time


class Column(IntEnum):
    """The table's columns, from left to right."""

    NAME = 0
    NOTE = 1
    STATE = 2
    WHEN = 3


@dataclass(frozen=True, slots=True)
class BookRow:
    """A contact, and how far it is in a group's book: in words, with a chip's tone and icon; empty in one's own."""

    contact: Contact
    state: str = ""
    tone: ChipTone = "neutral"
    icon: str = ""


class BookModel(ColumnsModel[BookRow, Column]):
    """Answers from entries in their order.

    Args:
        now: The clock.
        parent: Qt's owner.
    """

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(Column, Column.WHEN, parent)
        self._now = now
        self._rows: tuple[BookRow, ...] = ()

    def set_rows(self, rows: tuple[BookRow, ...]) -> None:
        """Show other entries."""
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, place: int) -> BookRow | None:
        """Return an entry."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def title(self, section: int) -> str:
        """Return a column's title."""
        return {
            Column.NAME: self.tr("Name"),
            Column.NOTE: self.tr("Note"),
            Column.STATE: self.tr("State"),
            Column.WHEN: self.tr("Changed"),
        }[Column(section)]

    def _text(self, row: BookRow, column: Column) -> str:
        match column:
            case Column.NAME:
                return row.contact.name
            case Column.NOTE:
                return row.contact.note
            case Column.STATE:
                return row.state
            case Column.WHEN:
                return relative_time(row.contact.at, self._now())

    def _tip(self, row: BookRow, column: Column) -> str | None:
        match column:
            case Column.NAME:
                return row.contact.identity_id
            case Column.NOTE:
                return row.contact.note or None
            case Column.STATE:
                return None
            case Column.WHEN:
                return absolute_time(row.contact.at)

    def _spoken(self, row: BookRow, column: Column) -> str:
        named = f"{row.contact.name}, {row.contact.identity_id}"
        return named if column is Column.NAME else self._text(row, column)

    def _subtitle(self, row: BookRow, column: Column) -> str | None:
        return cut_middle(row.contact.identity_id, 14, 6) if column is Column.NAME else None

    def _tone(self, row: BookRow, column: Column) -> str | None:
        if column is Column.STATE:
            return row.tone
        return None if column is Column.NAME else "text_muted"

    def _icon(self, row: BookRow, column: Column) -> str | None:
        if column is Column.STATE:
            return row.icon
        return "user" if column is Column.NAME else None

    def _full(self, row: BookRow, column: Column) -> str | None:
        return row.contact.identity_id if column is Column.NAME else None

    def _colour(self, row: BookRow, column: Column) -> int | None:
        return None

    def _is_hidden(self, row: BookRow) -> bool:
        return False
