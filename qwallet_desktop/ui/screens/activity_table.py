"""The activity table as a widget: columns that give way where room is short, sorting, and which rows are seen."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.domain.transfers import HistoryEntry, SortKey
from qwallet_desktop.ui.models.history_model import COLUMN_OF, SORT_KEYS, Column, HistoryTableModel
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, DirectionDelegate, IdentityDelegate
from qwallet_desktop.ui.widgets.row_table import RowTable

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


class ActivityTable(RowTable):
    """A table over any number of rows.

    Signals:
        rows_seen: These rows (first, last) are in view, or nearly.
        sort_chosen: A header was clicked: its key and whether descending.
    """

    rows_seen = Signal(int, int)
    sort_chosen = Signal(str, bool)

    def __init__(self, model: HistoryTableModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, self.tr("Activity"), (Column.WITH, Column.MEMO), told=Column.WITH, parent=parent)
        self._rows = model
        self.setItemDelegateForColumn(Column.WHAT, DirectionDelegate(self))
        self.setItemDelegateForColumn(Column.WITH, IdentityDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._header_clicked)
        self._sort, self._descending = SortKey.AT, True
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.timeout.connect(self._look)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.look_soon())
        self.fit()

    def set_sort(self, key: SortKey, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        self._sort, self._descending = key, descending
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(COLUMN_OF[key], order)

    def current_entry(self) -> HistoryEntry | None:
        """Return the entry of the current row, None if there is none or its page is missing."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def mark(self, transfer_id: TransferId) -> None:
        """Make the row of a transfer the current one, if its page is at hand; `moved` is not emitted."""
        current = self.current_entry()
        if current is not None and current.transfer.id == transfer_id:
            return
        row = self._rows.row_of(transfer_id)
        if row >= 0:
            self.go_quietly(row, scroll=False)

    def take_up(self) -> None:
        """Give the keyboard a row in rows that are new, so that Enter opens one; `moved` is not emitted."""
        if self.hasFocus():
            self.begin_at_the_top()

    def look_soon(self) -> None:
        """Tell within a frame which rows are seen; while the scroll bar is dragged, once it rests."""
        if not self.isVisible():
            return
        dragged = self.verticalScrollBar().isSliderDown()
        if dragged or not self._looking.isActive():
            self._looking.start(DRAG_MS if dragged else FRAME_MS)

    def showEvent(self, event: QShowEvent) -> None:
        """Look which rows are seen."""
        super().showEvent(event)
        self.look_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing tick while the table is not seen."""
        super().hideEvent(event)
        self._looking.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look which rows are seen in other room."""
        super().resizeEvent(event)
        self.look_soon()

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

    def fit(self) -> None:
        """Give the columns their widths; the token stands beside the amount where its column is hidden."""
        self.give_way(_GIVES_WAY)
        narrow = self.viewport().width() < current_theme().scaled(_NARROW)
        self.set_widths(_WIDTHS | (_NARROW_WIDTHS if narrow else {}))
        self._rows.set_beside(self.isColumnHidden(Column.TOKEN))
