"""The table of a list of payments as a widget: what is said of a line stands beside it, in its colour."""

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.models.list_model import Column, ListModel, Row
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, IdentityDelegate
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.row_table import FittedTable
from qwallet_desktop.ui.widgets.styling import draw_text
from qwallet_desktop.ui.widgets.tables import CellDelegate, CellRole, Index

_WIDTHS: Final = {Column.LINE: 52, Column.AMOUNT: 136, Column.VERDICT: 204}
_WIDE: Final = 760
"""From this many pixels on there is room for a column of memos; below it they stand beside the recipient."""
_LEAST_ROWS: Final = 5


class VerdictDelegate(CellDelegate):
    """DisplayRole is a few words, TONE their colour token, ICON an icon before them."""

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw icon and words in one colour."""
        theme = current_theme()
        tint = theme.colour(str(index.data(CellRole.TONE) or "text"))
        side = theme.scaled(16)
        icon = str(index.data(CellRole.ICON) or "")
        if icon:
            mark = QRectF(box.x(), box.center().y() - side / 2, side, side)
            paint_icon(painter, icon, mark, tint)
        box.setLeft(box.x() + side + 8)
        draw_text(painter, box, plain(str(index.data() or "")), tint, self.ALIGN)


class ListTable(FittedTable):
    """Shows a list of payments; `opened` gives the receipt of a line that was paid."""

    opened = Signal(object)

    def __init__(self, said: str, *, parent: QWidget | None = None) -> None:
        """Make the table; `said` is the title of the column that says something of each line."""
        self._rows = ListModel(said)
        super().__init__(self._rows, self.tr("Payments"), (Column.RECIPIENT, Column.MEMO), parent=parent)
        self.setItemDelegateForColumn(Column.RECIPIENT, IdentityDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        self.setItemDelegateForColumn(Column.VERDICT, VerdictDelegate(self))
        self.horizontalHeader().setSectionsClickable(False)
        self.clicked.connect(lambda index: self._open(index.row()))
        self.fit()

    def set_rows(self, rows: tuple[Row, ...], *, hidden: bool) -> None:
        """Show rows; `hidden` shows dots in place of amounts."""
        self._rows.set_rows(rows, hidden=hidden)

    def rows(self) -> tuple[Row, ...]:
        """Return what is shown."""
        return self._rows.rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current line's receipt on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row to start from."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))
        self.viewport().update()

    def _open(self, row: int) -> None:
        rows = self._rows.rows()
        receipt = rows[row].receipt if 0 <= row < len(rows) else None
        if isinstance(receipt, Receipt):
            self.opened.emit(receipt)

    def fit(self) -> None:
        """Give the columns their widths, and put the memo where there is room for it."""
        self.give_way(((Column.MEMO, _WIDE),))
        self._rows.set_beside(self.isColumnHidden(Column.MEMO))
        self.set_widths(_WIDTHS)
        rows = self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(_LEAST_ROWS * rows + self.horizontalHeader().sizeHint().height())
