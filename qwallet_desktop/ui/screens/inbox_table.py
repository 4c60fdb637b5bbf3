"""The inbox's list as a widget: heads of sections, and items of two lines with a chip and the time beside them."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.item_actors import Section
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
    """Items in their sections, of which several may be chosen; `chosen` tells that others are."""

    chosen = Signal()

    def __init__(self, model: InboxModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, self.tr("Inbox"), (0,), told=0, parent=parent)
        self._rows = model
        self._kept: frozenset[ItemId] = frozenset()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        model.modelAboutToBeReset.connect(self._keep_chosen)
        model.modelReset.connect(self._choose_again)
        self.setItemDelegate(InboxDelegate(self))
        self.horizontalHeader().hide()
        model.modelReset.connect(self.fit)
        model.rowsInserted.connect(self._fit_new)
        theme_hub().changed.connect(self.fit)
        self.fit()

    def mark(self, item_id: ItemId | None) -> None:
        """Make an item's row the current one, none for None or where it is not shown; `moved` is not emitted.

        Where several are chosen and none is open, they stay so.
        """
        if item_id is None and sum(map(len, self.chosen_rows())) > 1:
            return
        self.mark_row(-1 if item_id is None else self._rows.row_of(item_id))

    def begin_at_the_top(self) -> None:
        """Give the keyboard the first item to start from, not the head over it."""
        if not self.currentIndex().isValid():
            heads = self._rows.heads()
            if heads:
                self.go_quietly(heads[0] + 1, scroll=False)

    def go_to(self, row: int, *, scroll: bool = True) -> None:
        """Go to an item; from a head to the item under it."""
        if self._rows.item(row) is None and self._rows.item(row + 1) is not None:
            row += 1
        super().go_to(row, scroll=scroll)

    def chosen_rows(self) -> tuple[range, ...]:
        """Return the rows that are chosen, those beside each other together: of thousands mostly one range."""
        chosen = self.selectionModel().selection()
        parts = map(chosen.at, range(chosen.size()))
        ends = sorted((part.top(), part.bottom() + 1) for part in parts)
        return tuple(range(first, last) for first, last in ends)

    def chosen_items(self) -> tuple[Item, ...]:
        """Return the items that are chosen, in the order of the list."""
        rows = (row for part in self.chosen_rows() for row in part)
        return tuple(item for item in map(self._rows.item, rows) if item is not None)

    def choose_mine(self) -> None:
        """Choose all items that need me, where any do."""
        rows = self._rows.section_rows(Section.MINE)
        if rows:
            self.go_quietly(rows.start, scroll=False)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            ends = (self._rows.index(row, 0) for row in (rows.start, rows.stop - 1))
            self.selectionModel().select(QItemSelection(*ends), flags)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that others are chosen."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose all that need me on Ctrl+A, and no more than one again on Escape."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.choose_mine()
            return
        if event.key() == Qt.Key.Key_Escape and sum(map(len, self.chosen_rows())) > 1:
            self.go_to(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _keep_chosen(self) -> None:
        items = self.chosen_items()
        self._kept = frozenset(item.proposal.item_id for item in items) if len(items) > 1 else frozenset()

    def _choose_again(self) -> None:
        """Choose what was chosen before the list was made anew, in one go: it may be thousands."""
        again, rows = QItemSelection(), sorted(row for row in map(self._rows.row_of, self._kept) if row >= 0)
        for part in _together(rows):
            again.append(QItemSelectionRange(self._rows.index(part.start, 0), self._rows.index(part.stop - 1, 0)))
        if not again.isEmpty():
            flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().select(again, flags)

    def fit(self) -> None:
        """Give heads and items their heights."""
        # All rows have this one now: also those that stand where a head was before.
        self.verticalHeader().setDefaultSectionSize(current_theme().scaled(ROW_HEIGHT))
        for row in self._rows.heads():
            self._fit_head(row)

    def _fit_head(self, row: int) -> None:
        self.setRowHeight(row, current_theme().scaled(HEAD_HEIGHT))

    def _fit_new(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row in self._rows.heads():
            if first <= row <= last:
                self._fit_head(row)


def _together(rows: Sequence[int]) -> Iterator[range]:
    """Put numbers that follow each other into ranges."""
    first = 0
    for at, row in enumerate(rows):
        if at + 1 == len(rows) or rows[at + 1] != row + 1:
            yield range(rows[first], row + 1)
            first = at + 1
