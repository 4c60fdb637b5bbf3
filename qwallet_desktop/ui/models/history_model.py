"""The activity table's model: as many rows as the node counted, filled from the pages that came."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QObject, Qt

from qwallet_desktop.domain.ids import TokenId, TransferId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, SortKey, TransferKind
from qwallet_desktop.state.history import PAGE_ROWS, History
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.amounts import signed, symbol_of
from qwallet_desktop.ui.models.columns_model import LONGEST_AMOUNT, NOWHERE, ColumnsModel, Index
from qwallet_desktop.ui.people import person
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.tables import CellRole
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time
from qwallet_desktop.ui.wording import movement_word


class Column(IntEnum):
    """The table's columns, from left to right."""

    WHEN = 0
    WHAT = 1
    WITH = 2
    MEMO = 3
    TOKEN = 4
    AMOUNT = 5


SORT_KEYS: Final[Mapping[Column, SortKey]] = {
    Column.WHEN: SortKey.AT,
    Column.WHAT: SortKey.DIRECTION,
    Column.WITH: SortKey.COUNTERPARTY,
    Column.MEMO: SortKey.MEMO,
    Column.TOKEN: SortKey.SYMBOL,
    Column.AMOUNT: SortKey.AMOUNT,
}
COLUMN_OF: Final[Mapping[SortKey, Column]] = {key: column for column, key in SORT_KEYS.items()}


_NOTHING: Final = History()


@dataclass(frozen=True, slots=True)
class HistoryRows:
    """What the model answers from: a history and what is needed to name its parts."""

    history: History = _NOTHING
    identities: Identities = Identities()
    tokens: Mapping[TokenId, Token] | None = None
    hide_amounts: bool = False

    def entry(self, row: int) -> HistoryEntry | None:
        """Return the entry of a row, None while its page is missing."""
        page = self.history.pages.get(row // PAGE_ROWS, ())
        place = row % PAGE_ROWS
        return page[place] if place < len(page) else None


class HistoryTableModel(ColumnsModel[HistoryEntry, Column]):
    """Rows by rank at a fixed sequence; nothing is copied, so a million rows cost no memory.

    Args:
        now: The clock, for relative times.
        numbers: How the locale writes numbers.
        parent: Qt's owner.
    """

    def __init__(self, now: Callable[[], datetime], numbers: NumberStyle, parent: QObject | None = None) -> None:
        super().__init__(Column, Column.AMOUNT, parent)
        self._now, self._numbers = now, numbers
        self._rows = HistoryRows()

    def set_rows(self, rows: HistoryRows) -> bool:
        """Answer from other rows; return whether the table was begun anew (another query or sequence)."""
        before, self_now = self._rows.history, rows.history
        shape = (self_now.query, self_now.as_of, self_now.total)
        if shape != (before.query, before.as_of, before.total):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return True
        self._rows = rows
        self.touch()
        return False

    def row_at(self, place: int) -> HistoryEntry | None:
        """Return the entry of a row, None while its page is missing."""
        return self._rows.entry(place)

    def row_of(self, transfer_id: TransferId) -> int:
        """Return the row in which a transfer stands among the pages at hand, -1 if in none."""
        for number, page in self._rows.history.pages.items():
            for place, entry in enumerate(page):
                if entry.transfer.id == transfer_id:
                    return number * PAGE_ROWS + place
        return -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many entries the node counted."""
        return 0 if parent.isValid() else self._rows.history.total or 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows; a placeholder while its page is missing."""
        if index.isValid() and self.row_at(index.row()) is None:
            if role == CellRole.MISSING:
                return True
            return self.tr("Loading") if role == Qt.ItemDataRole.AccessibleTextRole else None
        return super().data(index, role)

    def title(self, section: int) -> str:
        """Return a column's title."""
        return {
            Column.WHEN: self.tr("When"),
            Column.WHAT: self.tr("What"),
            Column.WITH: self.tr("With"),
            Column.MEMO: self.tr("Memo"),
            Column.TOKEN: self.tr("Token"),
            Column.AMOUNT: self.tr("Amount"),
        }[Column(section)]

    def _text(self, entry: HistoryEntry, column: Column) -> str:
        match column:
            case Column.WHEN:
                return relative_time(entry.transfer.at, self._now())
            case Column.WHAT:
                return movement_word(entry.transfer.kind, entry.direction)
            case Column.WITH:
                return self._with(entry)
            case Column.MEMO:
                return entry.transfer.memo
            case Column.TOKEN:
                return self._symbol(entry)
            case Column.AMOUNT:
                return cut_middle(self._amount(entry), 7, 5) if self._is_long(entry) else self._amount(entry)

    def _with(self, entry: HistoryEntry) -> str:
        other = entry.counterparty
        if other is None:
            return self.tr("Issuance")
        return person(self._rows.identities, other).name or cut_middle(other, 14, 6)

    def _symbol(self, entry: HistoryEntry) -> str:
        return symbol_of(self._rows.tokens or {}, entry.transfer.amount.token_id)

    def _amount(self, entry: HistoryEntry) -> str:
        return signed(entry.transfer.amount, entry.direction, self._numbers)

    def _is_long(self, entry: HistoryEntry) -> bool:
        return len(self._amount(entry)) > LONGEST_AMOUNT

    def _tip(self, entry: HistoryEntry, column: Column) -> str | None:
        if column is Column.WHEN:
            return absolute_time(entry.transfer.at)
        if column is Column.WITH:
            return entry.counterparty
        if column is Column.AMOUNT and self._is_long(entry) and not self._rows.hide_amounts:
            return f"{self._amount(entry)} {self._symbol(entry)}"
        return None

    def _subtitle(self, entry: HistoryEntry, column: Column) -> str | None:
        return self._symbol(entry) if column is Column.AMOUNT and self._beside else None

    def _tone(self, entry: HistoryEntry, column: Column) -> str | None:
        incoming = entry.direction is Direction.IN
        if column is Column.WHAT:
            return "positive" if incoming else "neutral"
        if column is Column.AMOUNT:
            return "positive" if incoming else "text"
        return "text_muted" if column in (Column.WHEN, Column.MEMO, Column.TOKEN) else None

    def _icon(self, entry: HistoryEntry, column: Column) -> str | None:
        if column is Column.WITH and entry.counterparty is None:
            return "coin"
        if column is not Column.WHAT:
            return None
        match entry.transfer.kind:
            case TransferKind.MINT:
                return "mint"
            case TransferKind.BURN:
                return "burn"
            case TransferKind.TRANSFER:
                return "receive" if entry.direction is Direction.IN else "send"

    def _full(self, entry: HistoryEntry, column: Column) -> str | None:
        return entry.counterparty if column is Column.WITH else None

    def _colour(self, entry: HistoryEntry, column: Column) -> int | None:
        if column is not Column.WITH or entry.counterparty is None:
            return None
        other = person(self._rows.identities, entry.counterparty)
        return other.colour if other.ours else None

    def _is_hidden(self, entry: HistoryEntry) -> bool:
        """Tell whether dots are shown in place of the amounts."""
        return self._rows.hide_amounts

    def _spoken(self, entry: HistoryEntry, column: Column) -> str:
        if column is not Column.AMOUNT:
            return self._text(entry, column)
        return self.tr("hidden amount") if self._rows.hide_amounts else f"{self._amount(entry)} {self._symbol(entry)}"
