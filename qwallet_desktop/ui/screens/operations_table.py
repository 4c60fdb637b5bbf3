"""The table of operations as a widget: two lines a row, and columns that give way where room is short."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.models.operations_model import Column, OperationsModel
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.chips import chip_colours
from qwallet_desktop.ui.widgets.delegates import AmountDelegate, StatusDelegate
from qwallet_desktop.ui.widgets.identicon import identicon
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.row_table import RowTable
from qwallet_desktop.ui.widgets.styling import draw_text, type_font
from qwallet_desktop.ui.widgets.tables import CellDelegate, CellRole, Index

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


class OperationsTable(RowTable):
    """Operations, newest first."""

    def __init__(self, model: OperationsModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, self.tr("Operations"), (Column.WHAT,), told=Column.WHAT, parent=parent)
        self._rows = model
        self.setItemDelegateForColumn(Column.WHAT, WhatDelegate(self))
        self.setItemDelegateForColumn(Column.AMOUNT, AmountDelegate(self))
        self.setItemDelegateForColumn(Column.STAGE, StatusDelegate(self))
        self.horizontalHeader().setSectionsClickable(False)
        # After the table's habits, which give every table rows of one line.
        theme_hub().changed.connect(self.fit)
        self.fit()

    def mark(self, request_id: RequestId | None) -> None:
        """Make an operation's row the current one, none for None or where it is not shown; `moved` is not emitted."""
        self.mark_row(-1 if request_id is None else self._rows.row_of(request_id))

    def fit(self) -> None:
        """Give rows and columns their sizes; the amount stands among the words where its column is hidden."""
        self.verticalHeader().setDefaultSectionSize(current_theme().scaled(ROW_HEIGHT))
        self.give_way(_GIVES_WAY)
        self.set_widths(_WIDTHS)
        self._rows.set_beside(self.isColumnHidden(Column.AMOUNT))
