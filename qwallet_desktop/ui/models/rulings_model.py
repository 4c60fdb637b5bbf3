"""The table of decisions about payments: as they were made, or as other rules would have made them."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QObject

from qwallet_desktop.ui.models.columns_model import LONGEST_AMOUNT, NOWHERE, ColumnsModel, Index
from qwallet_desktop.ui.people import Person
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time


class Column(IntEnum):
    """The table's columns, from left to right."""

    RECIPIENT = 0
    AMOUNT = 1
    OUTCOME = 2
    RULE = 3
    WHEN = 4


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision as the table shows it.

    Attributes:
        who: Who was to be paid; the DID alone is known of a stranger.
        amount: The figures.
        symbol: The token.
        outcome: What came of it, in a few words.
        tone: The tone of the chip that says so.
        icon: Its icon.
        rule: The sentence of the rule that decided.
        at: When.
    """

    who: Person
    amount: str
    symbol: str
    outcome: str
    tone: str
    icon: str
    rule: str
    at: datetime


class RulingsModel(ColumnsModel[Ruling, Column]):
    """Answers from a tuple of rulings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(Column, Column.AMOUNT, parent)
        self._rows: tuple[Ruling, ...] = ()
        self._hidden = False
        self._now: datetime | None = None

    def set_rows(self, rows: tuple[Ruling, ...], now: datetime, *, hidden: bool) -> None:
        """Show other rows; where they only got more, the others stay in their places."""
        before, self._now, self._hidden = self._rows, now, hidden
        more = len(rows) - len(before)
        if before and more >= 0 and rows[: len(before)] == before:
            if more:
                self.beginInsertRows(NOWHERE, len(before), len(rows) - 1)
                self._rows = rows
                self.endInsertRows()
            self.touch()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def set_now(self, now: datetime) -> None:
        """Say anew how long ago everything was."""
        self._now = now
        self.touch()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def title(self, section: int) -> str:
        """Return a column's title."""
        return {
            Column.RECIPIENT: self.tr("To"),
            Column.AMOUNT: self.tr("Amount"),
            Column.OUTCOME: self.tr("Decision"),
            Column.RULE: self.tr("Rule"),
            Column.WHEN: self.tr("When"),
        }[Column(section)]

    def row_at(self, place: int) -> Ruling | None:
        """Return a row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _text(self, row: Ruling, column: Column) -> str:
        match column:
            case Column.RECIPIENT:
                return plain(row.who.name) or cut_middle(row.who.did, 14, 6)
            case Column.AMOUNT:
                return row.amount if len(row.amount) <= LONGEST_AMOUNT else cut_middle(row.amount, 12, 6)
            case Column.OUTCOME:
                return row.outcome
            case Column.RULE:
                return row.rule
            case Column.WHEN:
                return relative_time(row.at, self._now) if self._now is not None else ""

    def _tip(self, row: Ruling, column: Column) -> str | None:
        tips = {Column.RECIPIENT: row.who.did, Column.RULE: row.rule, Column.WHEN: absolute_time(row.at)}
        return tips.get(column)

    def _spoken(self, row: Ruling, column: Column) -> str:
        text = self._text(row, column)
        if column is Column.AMOUNT:
            return self.tr("Amount hidden") if self._hidden else f"{row.amount} {row.symbol}"
        if column is Column.RECIPIENT:
            when = self._text(row, Column.WHEN)
            return ", ".join(each for each in (text, row.outcome, row.rule, when) if each)
        return text

    def _subtitle(self, row: Ruling, column: Column) -> str | None:
        if column is Column.AMOUNT:
            return row.symbol
        return None

    def _tone(self, row: Ruling, column: Column) -> str | None:
        return {Column.OUTCOME: row.tone, Column.RULE: "text_muted", Column.WHEN: "text_muted"}.get(column)

    def _icon(self, row: Ruling, column: Column) -> str | None:
        return row.icon if column is Column.OUTCOME else None

    def _full(self, row: Ruling, column: Column) -> str | None:
        return row.who.did if column is Column.RECIPIENT else None

    def _colour(self, row: Ruling, column: Column) -> int | None:
        return row.who.colour if column is Column.RECIPIENT and row.who.ours else None

    def _is_hidden(self, _row: Ruling) -> bool:
        return self._hidden
