"""The table of a list of payments: one row a line, with what is to be said about it."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QObject

from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.ui.models.columns_model import LONGEST_AMOUNT, NOWHERE, ColumnsModel, Index
from qwallet_desktop.ui.people import Person
from qwallet_desktop.ui.widgets.plain import cut_middle


class Column(IntEnum):
    """The table's columns, from left to right."""

    LINE = 0
    RECIPIENT = 1
    MEMO = 2
    AMOUNT = 3
    VERDICT = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line as the table shows it.

    `recipient` is what stands there, `who` the identity if it is one; `verdict` is said of the line in a
    few words, with a colour token and an icon, and `tip` in full. `receipt` is there once it was paid.
    """

    number: int
    recipient: str
    who: Person | None
    amount: str
    symbol: str
    memo: str
    verdict: str
    tone: str
    icon: str
    tip: str = ""
    receipt: Receipt | None = None


class ListModel(ColumnsModel[Row, Column]):
    """Answers from a tuple of rows.

    Args:
        said: The title of the column of verdicts.
        parent: Qt's owner.
    """

    def __init__(self, said: str, parent: QObject | None = None) -> None:
        super().__init__(Column, Column.AMOUNT, parent)
        self._said = said
        self._rows: tuple[Row, ...] = ()
        self._hidden = False

    def set_rows(self, rows: tuple[Row, ...], *, hidden: bool) -> None:
        """Show other rows; as many as before are drawn anew in their places."""
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows, self._hidden = rows, hidden
            self.endResetModel()
        elif (rows, hidden) != (self._rows, self._hidden):
            self._rows, self._hidden = rows, hidden
            self.touch()

    def rows(self) -> tuple[Row, ...]:
        """Return what is shown."""
        return self._rows

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, place: int) -> Row | None:
        """Return a line."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def title(self, section: int) -> str:
        """Return a column's title."""
        return {
            Column.LINE: self.tr("Line"),
            Column.RECIPIENT: self.tr("Recipient"),
            Column.MEMO: self.tr("Memo"),
            Column.AMOUNT: self.tr("Amount"),
            Column.VERDICT: self._said,
        }[Column(section)]

    def _text(self, row: Row, column: Column) -> str:
        match column:
            case Column.LINE:
                return str(row.number)
            case Column.RECIPIENT:
                return (row.who.name if row.who is not None else "") or cut_middle(row.recipient, 12, 6)
            case Column.MEMO:
                return row.memo
            case Column.AMOUNT:
                return cut_middle(row.amount, 7, 5) if len(row.amount) > LONGEST_AMOUNT else row.amount
            case Column.VERDICT:
                return row.verdict

    def _tip(self, row: Row, column: Column) -> str | None:
        match column:
            case Column.RECIPIENT:
                return row.recipient or None
            case Column.MEMO:
                return row.memo or None
            case Column.AMOUNT:
                return None if self._hidden else f"{row.amount} {row.symbol}".strip() or None
            case Column.VERDICT:
                return row.tip or None
            case Column.LINE:
                return None

    def _subtitle(self, row: Row, column: Column) -> str | None:
        if column is Column.AMOUNT:
            return row.symbol
        return row.memo if column is Column.RECIPIENT and self._beside else None

    def _tone(self, row: Row, column: Column) -> str | None:
        if column is Column.VERDICT:
            return row.tone
        return "text_muted" if column in (Column.LINE, Column.MEMO) else None

    def _icon(self, row: Row, column: Column) -> str | None:
        if column is Column.RECIPIENT and row.who is None:
            return "user"
        return row.icon if column is Column.VERDICT else None

    def _full(self, row: Row, column: Column) -> str | None:
        return row.who.did if column is Column.RECIPIENT and row.who is not None else None

    def _colour(self, row: Row, column: Column) -> int | None:
        if column is not Column.RECIPIENT or row.who is None or not row.who.ours:
            return None
        return row.who.colour

    def _is_hidden(self, row: Row) -> bool:
        """Tell whether dots are shown in place of the amounts."""
        return self._hidden

    def _spoken(self, row: Row, column: Column) -> str:
        if column is Column.AMOUNT:
            return self.tr("hidden amount") if self._hidden else f"{row.amount} {row.symbol}".strip()
        return row.tip or row.verdict if column is Column.VERDICT else self._text(row, column)
