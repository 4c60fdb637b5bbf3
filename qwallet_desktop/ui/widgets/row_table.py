"""Tables of a screen: columns that give way where room is short, and rows that are opened by mouse and keyboard."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.tables import Index, style_table

C = TypeVar("C", bound=int)


class FittedTable(QTableView):
    """A table whose columns fill its width: some are stretched, the others have the widths that `fit` gives them.

    Args:
        model: The rows; they are the table's from now on.
        name: What a screen reader says of the table.
        stretched: The columns that share the room which the others leave.
        parent: Qt's owner.
    """

    def __init__(
        self, model: QAbstractItemModel, name: str, stretched: Sequence[int], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        style_table(self, name)
        model.setParent(self)
        self.setModel(model)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in stretched:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """Give the columns widths for the room there is; called by the made table, and when that changes."""
        raise NotImplementedError

    def give_way(self, columns: Sequence[tuple[int, int]]) -> None:
        """Hide each of `columns` where the table is narrower than its least width, in pixels at normal font size."""
        theme, width = current_theme(), self.viewport().width()
        for column, least in columns:
            self.setColumnHidden(column, width < theme.scaled(least))

    def set_widths(self, widths: Mapping[C, int]) -> None:
        """Give columns their widths, in pixels at normal font size."""
        theme = current_theme()
        for column, width in widths.items():
            self.setColumnWidth(column, theme.scaled(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to other room."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to another font size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.model() is not None:
            self.fit()


class RowTable(FittedTable):
    """A table with a current row, whose details are seen elsewhere.

    Args:
        model: The rows; they are the table's from now on.
        name: What a screen reader says of the table.
        stretched: The columns that share the room which the others leave.
        told: The column of the current cell, which a screen reader reads of a row.
        parent: Qt's owner.

    Signals:
        opened: A row's details are wanted.
        moved: The current row is another one.
        escaped: Escape was pressed.
    """

    opened = Signal(int)
    moved = Signal(int)
    escaped = Signal()

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        stretched: Sequence[int],
        *,
        told: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, name, stretched, parent=parent)
        self._told = told
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def go_to(self, row: int, *, scroll: bool = True) -> None:
        """Make `row`, kept within the table, the current one."""
        last = self.model().rowCount() - 1
        if last < 0:
            return
        index = self.model().index(min(max(row, 0), last), self._told)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        if scroll:
            self.scrollTo(index)

    def go_quietly(self, row: int, *, scroll: bool = True) -> None:
        """Go to `row`; `moved` is not emitted."""
        blocked = self.blockSignals(True)
        self.go_to(row, scroll=scroll)
        self.blockSignals(blocked)

    def mark_row(self, row: int) -> None:
        """Make `row` the current one, none where it is negative; `moved` is not emitted."""
        if row == self.currentIndex().row():
            return
        if row >= 0:
            self.go_quietly(row)
            return
        blocked = self.blockSignals(True)
        self.clearSelection()
        self.selectionModel().clearCurrentIndex()
        self.blockSignals(blocked)

    def begin_at_the_top(self) -> None:
        """Give the keyboard a row to start from where there is none; `moved` is not emitted."""
        if not self.currentIndex().isValid():
            self.go_quietly(max(0, self.rowAt(0)), scroll=False)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell of another current row."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.moved.emit(current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Draw the whole row anew, for its first cell carries the mark."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: Qt would ask every one of a million rows; a search field finds better."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, go to the first or last row on Home and End, and pass Escape on."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.begin_at_the_top()
                if self.currentIndex().isValid():
                    self.opened.emit(self.currentIndex().row())
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self.model().rowCount() - 1)
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row to start from."""
        # Before Qt takes the first row itself: it would not mark it, and `moved` would be emitted.
        self.begin_at_the_top()
        super().focusInEvent(event)
        self.viewport().update()
