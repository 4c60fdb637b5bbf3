"""The table of operations as a widget: two lines a row, columns that give way where room is short, and keys."""

from typing import Final

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.models.operations_model import Column, OperationsModel
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.chips import chip_colours
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, StatusDelegate
from qwallet_desktop.ui.widgets.identicon import identicon
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, type_font
from qwallet_desktop.ui.widgets.tables import CellDelegate, CellRole, Index, style_table

ROW_HEIGHT: Final = 52
_WIDTHS: Final = {Column.AMOUNT: 150, Column.STAGE: 164, Column.WHEN: 96}
_GIVES_WAY: Final = ((Column.WHEN, 620), (Column.AMOUNT, 500))
"""Columns that are hidden where the table is narrower than this many pixels."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft


class WhatDelegate(CellDelegate):
    """DisplayRole is what was asked for, SUBTITLE whose it is; FULL and COLOUR make that identity's picture."""

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the picture, and two lines beside it."""
        theme = current_theme()
        side, line = theme.scaled(28), theme.scaled(17)
        middle = box.center().y()
        self._paint_picture(painter, QRectF(box.x(), middle - side / 2, side, side), index)
        box.setLeft(box.x() + side + 12)
        painter.setFont(type_font(self.view, 13, QFont.Weight.Medium))
        upper = QRectF(box.x(), middle - line, box.width(), line)
        draw_text(painter, upper, plain(str(index.data() or "")), theme.colour("text"), _LEFT)
        painter.setFont(type_font(self.view, 11))
        lower = QRectF(box.x(), middle + 1, box.width(), line - 1)
        draw_text(painter, lower, plain(str(index.data(CellRole.SUBTITLE) or "")), theme.colour("text_muted"), _LEFT)

    def _paint_picture(self, painter: QPainter, mark: QRectF, index: Index) -> None:
        colour = index.data(CellRole.COLOUR)
        if colour is not None:
            paint_avatar(painter, mark, identicon(str(index.data(CellRole.FULL))), int(colour))
            return
        front, back = chip_colours("neutral")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(mark, mark.width() * 0.26, mark.width() * 0.26)
        paint_icon(painter, "user", mark.adjusted(6, 6, -6, -6), front)


class OperationsTable(QTableView):
    """Operations, newest first.

    Signals:
        opened: An operation's details are wanted.
        moved: The current row is another one.
        escaped: Escape was pressed.
    """

    opened = Signal(int)
    moved = Signal(int)
    escaped = Signal()

    def __init__(self, model: OperationsModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style_table(self, self.tr("Operations"))
        model.setParent(self)
        self._rows = model
        self.setModel(model)
        self.setItemDelegateForColumn(Column.WHAT, WhatDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        self.setItemDelegateForColumn(Column.STAGE, StatusDelegate(self))
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))
        # After the table's habits, which give every table rows of one line.
        theme_hub().changed.connect(self._fit)
        self._fit()

    def mark(self, request_id: RequestId | None) -> None:
        """Make an operation's row the current one, none for None or where it is not shown; `moved` is not emitted."""
        row = -1 if request_id is None else self._rows.row_of(request_id)
        if row == self.currentIndex().row():
            return
        blocked = self.blockSignals(True)
        if row >= 0:
            self.go_to(row)
        else:
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
        self.blockSignals(blocked)

    def go_to(self, row: int, *, scroll: bool = True) -> None:
        """Make `row`, kept within the table, the current one."""
        last = self._rows.rowCount() - 1
        if last < 0:
            return
        index = self._rows.index(min(max(row, 0), last), Column.WHAT)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        if scroll:
            self.scrollTo(index)

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
        """Do nothing: the search field finds by all words."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, go to the first or last row on Home and End, and pass Escape on."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
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
            blocked = self.blockSignals(True)
            self.go_to(max(0, self.rowAt(0)), scroll=False)
            self.blockSignals(blocked)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide columns that there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the columns to another font size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._fit()

    def _fit(self) -> None:
        theme = current_theme()
        self.verticalHeader().setDefaultSectionSize(theme.scaled(ROW_HEIGHT))
        width = self.viewport().width()
        for column, least in _GIVES_WAY:
            self.setColumnHidden(column, width < theme.scaled(least))
        for column, wanted in _WIDTHS.items():
            self.setColumnWidth(column, theme.scaled(wanted))
        self._rows.set_amount_within(self.isColumnHidden(Column.AMOUNT))
