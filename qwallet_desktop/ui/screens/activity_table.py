"""The activity table as a widget: columns that give way where room is short, keys, and which rows are seen."""

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.transfers import HistoryEntry, SortKey
from qwallet_desktop.ui.models.history_model import COLUMN_OF, SORT_KEYS, Column, HistoryTableModel
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, DirectionDelegate, IdentityDelegate
from qwallet_desktop.ui.widgets.tables import style_table

Index = QModelIndex | QPersistentModelIndex
FRAME_MS: Final = 16
DRAG_MS: Final = 60
"""While the scroll bar is dragged, pages are asked for once it rests this long."""
MARGIN_ROWS: Final = 20
"""Rows above and below the visible ones that are asked for too."""
_DESCENDING_FIRST: Final = frozenset({SortKey.AT, SortKey.AMOUNT})
_WIDTHS: Final = {Column.WHEN: 108, Column.WHAT: 116, Column.TOKEN: 84, Column.AMOUNT: 172}
_NARROW_WIDTHS: Final = {Column.WHEN: 104, Column.AMOUNT: 148}
_NARROW: Final = 440
_GIVES_WAY: Final = ((Column.TOKEN, 860), (Column.MEMO, 660), (Column.WHAT, _NARROW))
"""Columns that are hidden where the table is narrower than this many pixels."""


class ActivityTable(QTableView):
    """A table over any number of rows.

    Signals:
        opened: A row's details are wanted.
        moved: The current row is another one.
        rows_seen: These rows (first, last) are in view, or nearly.
        sort_chosen: A header was clicked: its key and whether descending.
        escaped: Escape was pressed.
    """

    opened = Signal(int)
    moved = Signal(int)
    rows_seen = Signal(int, int)
    sort_chosen = Signal(str, bool)
    escaped = Signal()

    def __init__(self, model: HistoryTableModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style_table(self, self.tr("Activity"))
        model.setParent(self)
        self._rows = model
        self.setModel(model)
        self.setItemDelegateForColumn(Column.WHAT, DirectionDelegate(self))
        self.setItemDelegateForColumn(Column.WITH, IdentityDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column in (Column.WITH, Column.MEMO):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        header.sectionClicked.connect(self._header_clicked)
        self._sort, self._descending = SortKey.AT, True
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.timeout.connect(self._look)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.look_soon())
        self.clicked.connect(lambda index: self.opened.emit(index.row()))
        self._fit_columns()

    def set_sort(self, key: SortKey, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        self._sort, self._descending = key, descending
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(COLUMN_OF[key], order)

    def current_entry(self) -> HistoryEntry | None:
        """Return the entry of the current row, None if there is none or its page is missing."""
        index = self.currentIndex()
        return self._rows.entry(index.row()) if index.isValid() else None

    def mark(self, transfer_id: TransferId) -> None:
        """Make the row of a transfer the current one, if its page is at hand; `moved` is not emitted."""
        current = self.current_entry()
        if current is not None and current.transfer.id == transfer_id:
            return
        row = self._rows.row_of(transfer_id)
        if row >= 0:
            blocked = self.blockSignals(True)
            self.go_to(row, scroll=False)
            self.blockSignals(blocked)

    def go_to(self, row: int, *, scroll: bool = True) -> None:
        """Make `row`, kept within the table, the current one."""
        last = self._rows.rowCount() - 1
        if last < 0:
            return
        index = self._rows.index(min(max(row, 0), last), Column.WITH)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        if scroll:
            self.scrollTo(index)

    def take_up(self) -> None:
        """Give the keyboard a row in rows that are new, so that Enter opens one; `moved` is not emitted."""
        if self.hasFocus():
            self._begin_at_the_top()

    def _begin_at_the_top(self) -> None:
        if not self.currentIndex().isValid():
            blocked = self.blockSignals(True)
            self.go_to(max(0, self.rowAt(0)), scroll=False)
            self.blockSignals(blocked)

    def look_soon(self) -> None:
        """Tell within a frame which rows are seen; while the scroll bar is dragged, once it rests."""
        if not self.isVisible():
            return
        dragged = self.verticalScrollBar().isSliderDown()
        if dragged or not self._looking.isActive():
            self._looking.start(DRAG_MS if dragged else FRAME_MS)

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
        """Do nothing: Qt would ask every one of a million rows; the search field asks the node."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, go to the first or last row on Home and End, and pass Escape on."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._begin_at_the_top()
                if self.currentIndex().isValid():
                    self.opened.emit(self.currentIndex().row())
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self._rows.rowCount() - 1)
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row to start from."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to(max(0, self.rowAt(0)), scroll=False)
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        """Look which rows are seen."""
        super().showEvent(event)
        self.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing tick while the table is not seen."""
        super().hideEvent(event)
        self._looking.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide columns that there is no room for, and look which rows are seen."""
        super().resizeEvent(event)
        self._fit_columns()
        self.look_soon()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to another font size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_looking"):
            self._fit_columns()

    def _look(self) -> None:
        total = self._rows.rowCount()
        if not total:
            return
        first = max(self.rowAt(0), 0)
        bottom = self.rowAt(self.viewport().height() - 1)
        last = bottom if bottom >= 0 else total - 1
        self.rows_seen.emit(max(first - MARGIN_ROWS, 0), min(last + MARGIN_ROWS, total - 1))

    def _header_clicked(self, section: int) -> None:
        key = SORT_KEYS[Column(section)]
        descending = not self._descending if key is self._sort else key in _DESCENDING_FIRST
        self.set_sort(self._sort, descending=self._descending)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.sort_chosen.emit(key.value, descending)

    def _fit_columns(self) -> None:
        theme = current_theme()
        width = self.viewport().width()
        for column, least in _GIVES_WAY:
            self.setColumnHidden(column, width < theme.scaled(least))
        widths = _WIDTHS | (_NARROW_WIDTHS if width < theme.scaled(_NARROW) else {})
        for column, wanted in widths.items():
            self.setColumnWidth(column, theme.scaled(wanted))
        self._rows.set_symbols_beside(self.isColumnHidden(Column.TOKEN))
