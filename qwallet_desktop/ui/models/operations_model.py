"""The table of operations: a row each, whose words are made when it is first seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Final

from PySide6.QtCore import QObject

from qwallet_desktop.domain.ids import RequestId, TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.models.columns_model import NOWHERE, ColumnsModel, Index
from qwallet_desktop.ui.operation_rows import Row, Terms, row_of, spoken_row
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time

_MOST_STEPS: Final = 24
"""With more changes than this the table begins anew: by then nobody follows a row with their eyes."""


class Column(IntEnum):
    """The table's columns, from left to right."""

    WHAT = 0
    AMOUNT = 1
    STAGE = 2
    WHEN = 3


def _holds_nothing(_operation: Operation) -> HoldUp | None:
    return None


@dataclass(frozen=True, slots=True)
class OperationRows:
    """What the rows are made of; `hold` tells what an operation waits for."""

    operations: tuple[Operation, ...] = ()
    identities: Identities = Identities()
    tokens: Mapping[TokenId, Token] = field(default_factory=dict)
    hide_amounts: bool = False
    hold: Callable[[Operation], HoldUp | None] = _holds_nothing


class OperationsModel(ColumnsModel[Row, Column]):
    """Answers from operations, newest first.

    Args:
        now: The clock.
        numbers: How the locale writes numbers.
        parent: Qt's owner.
    """

    def __init__(self, now: Callable[[], datetime], numbers: NumberStyle, parent: QObject | None = None) -> None:
        super().__init__(Column, Column.AMOUNT, parent)
        self._now, self._numbers = now, numbers
        self._rows = OperationRows()
        self._places: dict[RequestId, int] = {}
        self._made: dict[RequestId, Row] = {}

    def set_rows(self, rows: OperationRows) -> None:
        """Show other operations; rows that stay keep their mark and their place under the pointer."""
        before = [one.id for one in self._rows.operations]
        after = [one.id for one in rows.operations]
        self._made.clear()
        if before == after:
            self._take(rows)
        else:
            self._move(rows, before, after)
        self.touch()

    def _move(self, rows: OperationRows, before: list[RequestId], after: list[RequestId]) -> None:
        stays = frozenset(before) & frozenset(after)
        gone = _runs([each in stays for each in before])
        come = _runs([each in stays for each in after])
        in_order = [each for each in before if each in stays] == [each for each in after if each in stays]
        if not in_order or len(gone) + len(come) > _MOST_STEPS:
            self.beginResetModel()
            self._take(rows)
            self.endResetModel()
            return
        known = list(self._rows.operations)
        for first, last in reversed(gone):
            self.beginRemoveRows(NOWHERE, first, last)
            del known[first : last + 1]
            self._hold(known)
            self.endRemoveRows()
        for first, last in come:
            self.beginInsertRows(NOWHERE, first, last)
            known[first:first] = rows.operations[first : last + 1]
            self._hold(known)
            self.endInsertRows()
        self._take(rows)

    def _hold(self, operations: list[Operation]) -> None:
        shown = self._rows
        self._take(OperationRows(tuple(operations), shown.identities, shown.tokens, shown.hide_amounts, shown.hold))

    def _take(self, rows: OperationRows) -> None:
        self._rows = rows
        self._places = {one.id: place for place, one in enumerate(rows.operations)}

    def hidden(self) -> bool:
        """Tell whether amounts are shown as dots."""
        return self._rows.hide_amounts

    def operation(self, row: int) -> Operation | None:
        """Return the operation of a row, None where there is none."""
        return self._rows.operations[row] if 0 <= row < len(self._rows.operations) else None

    def row_of(self, request_id: RequestId) -> int:
        """Return the row of an operation, -1 where it is not among those shown."""
        return self._places.get(request_id, -1)

    def worded(self) -> int:
        """Return how many rows were put into words: those that were seen."""
        return len(self._made)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of operations."""
        return 0 if parent.isValid() else len(self._rows.operations)

    def row_at(self, place: int) -> Row | None:
        """Return the words of an operation, made when they are first asked for."""
        operation = self.operation(place)
        if operation is None:
            return None
        row = self._made.get(operation.id)
        if row is None:
            shown = self._rows
            row = row_of(operation, shown.hold(operation), Terms(shown.identities, shown.tokens, self._numbers))
            self._made[operation.id] = row
        return row

    def title(self, section: int) -> str:
        """Return a column's title."""
        return {
            Column.WHAT: self.tr("Operation"),
            Column.AMOUNT: self.tr("Amount"),
            Column.STAGE: self.tr("Stage"),
            Column.WHEN: self.tr("Asked for"),
        }[Column(section)]

    def _text(self, row: Row, column: Column) -> str:
        match column:
            case Column.WHAT:
                return row.title
            case Column.AMOUNT:
                return row.amount
            case Column.STAGE:
                return row.mark.words
            case Column.WHEN:
                return relative_time(row.at, self._now())

    def _tip(self, row: Row, column: Column) -> str | None:
        match column:
            case Column.WHAT:
                return "\n".join(part for part in (row.title, row.who.name, row.memo) if part)
            case Column.AMOUNT:
                return None if self.hidden() or not row.whole_amount else f"{row.whole_amount} {row.symbol}"
            case Column.STAGE:
                return row.mark.words
            case Column.WHEN:
                return absolute_time(row.at)

    def _subtitle(self, row: Row, column: Column) -> str | None:
        if column is Column.AMOUNT:
            return row.symbol
        if column is not Column.WHAT:
            return None
        return row.subtitle_with_amount(hidden=self.hidden()) if self._beside else row.subtitle

    def _tone(self, row: Row, column: Column) -> str | None:
        if column is Column.STAGE:
            return row.mark.tone
        return "text_muted" if column is Column.WHEN else None

    def _icon(self, row: Row, column: Column) -> str | None:
        return row.mark.icon if column is Column.STAGE else None

    def _full(self, row: Row, column: Column) -> str | None:
        """Return the id of whose operation it is."""
        return row.who.did if column is Column.WHAT else None

    def _colour(self, row: Row, column: Column) -> int | None:
        """Return the colour of whose operation it is."""
        return row.who.colour if column is Column.WHAT and row.who.ours else None

    def _is_hidden(self, row: Row) -> bool:
        """Tell whether dots are shown in place of an amount, where there is one."""
        return bool(row.amount) and self.hidden()

    def _spoken(self, row: Row, column: Column) -> str:
        if column is Column.WHAT:
            return spoken_row(row, hidden=self.hidden())
        if column is Column.AMOUNT:
            return self.tr("hidden amount") if self.hidden() else f"{row.whole_amount} {row.symbol}".strip()
        return self._text(row, column)


def _runs(stays: list[bool]) -> list[tuple[int, int]]:
    """Return first and last place of each run of those that do not stay."""
    runs = []
    for kept, places in groupby(range(len(stays)), key=stays.__getitem__):
        run = list(places)
        if not kept:
            runs.append((run[0], run[-1]))
    return runs
