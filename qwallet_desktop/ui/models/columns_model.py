"""What the tables' models share: columns with titles, and what a row's cells answer to each role."""

from collections.abc import Callable
from enum import IntEnum
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qwallet_desktop.ui.widgets.tables import CellRole

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
LONGEST_AMOUNT: Final = 24
"""Characters of an amount that a cell has room for; longer ones are cut in the middle."""

_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


R = TypeVar("R")
C = TypeVar("C", bound=IntEnum)


class ColumnsModel(QAbstractTableModel, Generic[R, C]):
    """A table whose columns are the members of an enum, numbered from 0, and whose rows are of one kind.

    Args:
        columns: The columns, from left to right.
        figures: The column of amounts: it is right-aligned, and can be hidden by dots.
        parent: Qt's owner.
    """

    def __init__(self, columns: type[C], figures: C, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns, self._figures = columns, figures
        self._beside = False
        self._answers: dict[int, Callable[[R, C], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            CellRole.SUBTITLE: self._subtitle,
            CellRole.TONE: self._tone,
            CellRole.ICON: self._icon,
            CellRole.FULL: self._full,
            CellRole.COLOUR: self._colour,
            CellRole.HIDDEN: lambda row, column: column is self._figures and self._is_hidden(row),
        }

    def title(self, section: int) -> str:
        """Return a column's title."""
        raise NotImplementedError

    def row_at(self, place: int) -> R | None:
        """Return what the cells of a row are made of, None where there is none."""
        raise NotImplementedError

    def _text(self, row: R, column: C) -> str:
        """Return what a cell says."""
        raise NotImplementedError

    def _tip(self, row: R, column: C) -> str | None:
        """Return what is said of a cell under the pointer, None for nothing."""
        raise NotImplementedError

    def _spoken(self, row: R, column: C) -> str:
        """Return what a screen reader says of a cell."""
        raise NotImplementedError

    def _subtitle(self, row: R, column: C) -> str | None:
        """Return the quieter text of a cell, None for none."""
        raise NotImplementedError

    def _tone(self, row: R, column: C) -> str | None:
        """Return a cell's colour token or its chip's tone, None for the usual one."""
        raise NotImplementedError

    def _icon(self, row: R, column: C) -> str | None:
        """Return the name of a cell's icon, None for none."""
        raise NotImplementedError

    def _full(self, row: R, column: C) -> str | None:
        """Return the whole id behind what a cell says, None where there is none."""
        raise NotImplementedError

    def _colour(self, row: R, column: C) -> int | None:
        """Return the palette index of the identity that a cell names, None where it names none of ours."""
        raise NotImplementedError

    def _is_hidden(self, row: R) -> bool:
        """Tell whether dots are shown in place of a row's amount."""
        raise NotImplementedError

    def set_beside(self, beside: bool) -> None:  # noqa: FBT001 - a setter
        """Write what stands in a column that is hidden beside what another one says."""
        if beside != self._beside:
            self._beside = beside
            self.touch()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        answer = self._answers.get(role)
        row = self.row_at(index.row()) if answer is not None and index.isValid() else None
        if answer is None or row is None:
            return None
        return answer(row, self._columns(index.column()))

    def touch(self) -> None:
        """Have all that is visible drawn anew, as when time passed."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        """Return a column's title and alignment."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section == self._figures else _LEFT
        return self.title(section) if role == Qt.ItemDataRole.DisplayRole else None
