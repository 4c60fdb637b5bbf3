"""What the tables' models share: columns with titles, of which one is right-aligned, and drawing all anew."""

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
LONGEST_AMOUNT: Final = 24
"""Characters of an amount that a cell has room for; longer ones are cut in the middle."""

_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class ColumnsModel(QAbstractTableModel):
    """A table whose columns are the members of an enum, numbered from 0.

    Args:
        columns: The columns, from left to right.
        figures: The column that is right-aligned.
        parent: Qt's owner.
    """

    def __init__(self, columns: type[IntEnum], figures: IntEnum, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns, self._figures = columns, figures

    def title(self, section: int) -> str:
        """Return a column's title."""
        raise NotImplementedError

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
