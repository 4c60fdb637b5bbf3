"""The inbox's list as a widget: heads of sections, and items of two lines with a chip and the time beside them."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.models.inbox_model import LINE_ROLE, Head, InboxModel, Line
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.chips import chip_colours, chip_width, paint_chip
from qwallet_desktop.ui.widgets.identicon import identicon
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.row_table import RowTable
from qwallet_desktop.ui.widgets.styling import draw_text, type_font
from qwallet_desktop.ui.widgets.tables import CELL_PAD, CellDelegate, Index

ROW_HEIGHT: Final = 56
HEAD_HEIGHT: Final = 36
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_CHIP: Final = 20
_ROOM: Final = 150
"""Pixels for chip and time at normal font size."""


class InboxDelegate(CellDelegate):
    """Draws heads and items."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a head without a row's ground."""
        head = index.data(LINE_ROLE)
        if not isinstance(head, Head):
            super().paint(painter, option, index)
            return
        theme, box = current_theme(), QRectF(option.rect).adjusted(CELL_PAD, 0, -CELL_PAD, 0)
        painter.save()
        painter.fillRect(QRectF(option.rect), theme.colour("surface_sunken"))
        painter.setFont(type_font(self.view, 11, QFont.Weight.DemiBold))
        draw_text(painter, box, head.title, theme.colour("text_muted"), _LEFT)
        draw_text(painter, box, head.count, theme.colour("text_muted"), _RIGHT)
        painter.restore()

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the picture, two lines beside it, and chip and time on the right."""
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        theme = current_theme()
        side, height, middle = theme.scaled(28), theme.scaled(17), box.center().y()
        _paint_picture(painter, QRectF(box.x(), middle - side / 2, side, side), line)
        room = min(theme.scaled(_ROOM), box.width() * 0.4)
        self._paint_right(painter, QRectF(box.right() - room, box.y(), room, box.height()), line)
        left, width = box.x() + side + 12, box.width() - side - 12 - room - 12
        painter.setFont(type_font(self.view, 13, QFont.Weight.Medium))
        draw_text(painter, QRectF(left, middle - height, width, height), plain(line.title), theme.colour("text"), _LEFT)
        painter.setFont(type_font(self.view, 11))
        lower = QRectF(left, middle + 1, width, height - 1)
        draw_text(painter, lower, plain(line.subtitle), theme.colour("text_muted"), _LEFT)

    def _paint_right(self, painter: QPainter, box: QRectF, line: Line) -> None:
        theme = current_theme()
        words, tone, icon = line.mark
        font, high = type_font(self.view, 11, QFont.Weight.DemiBold), theme.scaled(_CHIP)
        width = min(box.width(), chip_width(font, words, high, icon=bool(icon)) + 1)
        painter.setFont(font)
        chip = QRectF(box.right() - width, box.center().y() - high - 1, width, high)
        paint_chip(painter, chip, words, self.face_colours(tone), icon)
        painter.setFont(type_font(self.view, 11))
        under = QRectF(box.x(), box.center().y() + 2, box.width(), theme.scaled(16))
        draw_text(painter, under, line.beside, theme.colour("text_muted"), _RIGHT)


def _paint_picture(painter: QPainter, mark: QRectF, line: Line) -> None:
    if line.who.ours:
        paint_avatar(painter, mark, identicon(line.who.did), line.who.colour)
        return
    front, back = chip_colours("neutral")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(mark, mark.width() * 0.26, mark.width() * 0.26)
    paint_icon(painter, "user", mark.adjusted(6, 6, -6, -6), front)


class InboxTable(RowTable):
    """Items in their sections."""

    def __init__(self, model: InboxModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, self.tr("Inbox"), (0,), told=0, parent=parent)
        self._rows = model
        self.setItemDelegate(InboxDelegate(self))
        self.horizontalHeader().hide()
        model.modelReset.connect(self.fit)
        theme_hub().changed.connect(self.fit)
        self.fit()

    def mark(self, item_id: ItemId | None) -> None:
        """Make an item's row the current one, none for None or where it is not shown; `moved` is not emitted."""
        self.mark_row(-1 if item_id is None else self._rows.row_of(item_id))

    def begin_at_the_top(self) -> None:
        """Give the keyboard the first item to start from, not the head over it."""
        if not self.currentIndex().isValid():
            first = next((row for row in range(self._rows.rowCount()) if self._rows.item(row) is not None), -1)
            if first >= 0:
                self.go_quietly(first, scroll=False)

    def go_to(self, row: int, *, scroll: bool = True) -> None:
        """Go to an item; from a head to the item under it."""
        if self._rows.item(row) is None and self._rows.item(row + 1) is not None:
            row += 1
        super().go_to(row, scroll=scroll)

    def fit(self) -> None:
        """Give heads and items their heights."""
        theme = current_theme()
        self.verticalHeader().setDefaultSectionSize(theme.scaled(ROW_HEIGHT))
        for row in range(self._rows.rowCount()):
            # Each anew: a row may be where a head was before.
            is_head = self._rows.item(row) is None
            self.setRowHeight(row, theme.scaled(HEAD_HEIGHT if is_head else ROW_HEIGHT))
