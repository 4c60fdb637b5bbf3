"""The look of tables: rows of one height, hairlines, a quiet header, the whole row lit under the pointer."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.chips import chip_colours
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

ROW_HEIGHT: Final = 40
CELL_PAD: Final = 12
Index = QModelIndex | QPersistentModelIndex


class CellRole(IntEnum):
    """What a model tells our delegates beside the text."""

    TONE = Qt.ItemDataRole.UserRole + 1
    """A colour token for amounts, a chip's tone for statuses."""
    ICON = Qt.ItemDataRole.UserRole + 2
    """An icon's name."""
    SUBTITLE = Qt.ItemDataRole.UserRole + 3
    """A second, quieter text: a symbol beside an amount, a memo beside a name."""
    FULL = Qt.ItemDataRole.UserRole + 4
    """The whole id behind a cut one; the DID behind a name."""
    COLOUR = Qt.ItemDataRole.UserRole + 5
    """An identity's palette index."""
    HIDDEN = Qt.ItemDataRole.UserRole + 6
    """True where an amount shows dots."""
    MISSING = Qt.ItemDataRole.UserRole + 7
    """True where the content has not come yet: a grey bar is drawn in its place."""


class CellDelegate(QStyledItemDelegate):
    """Draws a row's ground (hover, selection, hairline) and one line of text; others draw their content on it."""

    ALIGN = Qt.AlignmentFlag.AlignLeft

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.view = view
        self._ground = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room for the text and the row's height."""
        width = super().sizeHint(option, index).width() + 2 * CELL_PAD
        return QSize(width, current_theme().scaled(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, content and the ring of the current cell's row."""
        theme = current_theme()
        box = QRectF(option.rect)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        lit = self.view.property("hover_row") == index.row()
        self._ground = "accent_soft" if selected else "hover" if lit else ""
        if self._ground:
            painter.fillRect(box, theme.colour(self._ground))
        if index.row() < index.model().rowCount() - 1:
            painter.fillRect(QRectF(box.x(), box.bottom() - 1, box.width(), 1), theme.colour("line"))
        if selected and index.column() == 0 and self.view.hasFocus():
            painter.fillRect(QRectF(box.x(), box.y(), 3, box.height()), theme.colour("accent"))
        painter.setFont(type_font(self.view, 13))
        inner = box.adjusted(CELL_PAD, 0, -CELL_PAD, -1)
        if index.data(CellRole.MISSING):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("skeleton"))
            width = inner.width() * 0.7
            left = inner.right() - width if self.ALIGN is Qt.AlignmentFlag.AlignRight else inner.left()
            bar = QRectF(left, inner.center().y() - 5, width, 10)
            painter.drawRoundedRect(bar, 4, 4)
        else:
            self.paint_content(painter, inner, index)
        painter.restore()

    def face_colours(self, tone: str) -> tuple[QColor, QColor]:
        """Return text colour and background of a chip or a disc, which is seen also on the row's ground."""
        theme, (front, back) = current_theme(), chip_colours(tone)
        if self._ground and back == theme.colour(self._ground):
            back = theme.colour("surface_raised")
        return front, back

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the icon, if there is one, and the words."""
        theme = current_theme()
        icon = index.data(CellRole.ICON)
        if icon:
            side = theme.scaled(16)
            mark = QRectF(box.x(), box.center().y() - side / 2, side, side)
            paint_icon(painter, str(icon), mark, theme.colour("text_muted"))
            box.setLeft(mark.right() + 8)
        self.paint_words(painter, box, index)

    def paint_words(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the text and, quieter, the subtitle beside it."""
        theme = current_theme()
        text = plain(str(index.data() or ""))
        draw_text(painter, box, text, theme.colour(str(index.data(CellRole.TONE) or "text")), self.ALIGN)
        subtitle = plain(str(index.data(CellRole.SUBTITLE) or ""))
        if subtitle:
            box.setLeft(box.x() + painter.fontMetrics().horizontalAdvance(text) + 8)
            draw_text(painter, box, subtitle, theme.colour("text_muted"), self.ALIGN)


class _TableHabits(QObject):
    """Tells a view's delegates which row is under the pointer; keeps rows and columns at the font size."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._widths: tuple[int, ...] = ()
        view.viewport().installEventFilter(self)
        theme_hub().changed.connect(self._rescale)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._light(self._view.rowAt(round(event.position().y())))
        elif event.type() == QEvent.Type.Leave:
            self._light(-1)
        return super().eventFilter(watched, event)

    def _light(self, row: int) -> None:
        view = self.parent()
        if isinstance(view, QTableView) and view.property("hover_row") != row:
            view.setProperty("hover_row", row)
            view.viewport().update()

    def size_columns(self, widths: Sequence[int]) -> None:
        self._widths = tuple(widths)
        self._rescale()

    def _rescale(self) -> None:
        theme = current_theme()
        self._view.verticalHeader().setDefaultSectionSize(theme.scaled(ROW_HEIGHT))
        header = self._view.horizontalHeader()
        for column, width in enumerate(self._widths[: header.count()]):
            if width:
                header.resizeSection(column, theme.scaled(width))
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)


class _Header(QHeaderView):
    """A header with the sort direction drawn as our chevron."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logical_index)
        painter.restore()
        if not self.isSortIndicatorShown() or self.sortIndicatorSection() != logical_index:
            return
        theme = current_theme()
        name = "chevron-up" if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else "chevron-down"
        box = QRectF(rect)
        font = type_font(self, 11, QFont.Weight.DemiBold)
        painter.setFont(font)
        text = str(self.model().headerData(logical_index, Qt.Orientation.Horizontal) or "")
        width = painter.fontMetrics().horizontalAdvance(text)
        align = self.model().headerData(logical_index, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        right = align is not None and bool(Qt.AlignmentFlag(align) & Qt.AlignmentFlag.AlignRight)
        side = theme.scaled(14)
        x = box.right() - CELL_PAD - width - side - 2 if right else box.x() + CELL_PAD + width + 4
        paint_icon(painter, name, QRectF(x, box.center().y() - side / 2, side, side), theme.colour("accent"))


def style_table(view: QTableView, name: str) -> None:
    """Give a table our look, behaviour of rows and an accessible name; set delegates per column afterwards."""
    view.setAccessibleName(name)
    view.setHorizontalHeader(_Header(view))
    view.setItemDelegate(CellDelegate(view))
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setAlternatingRowColors(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(True)
    view.setProperty("hover_row", -1)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(current_theme().scaled(ROW_HEIGHT))
    rows.setMinimumSectionSize(24)
    _TableHabits(view)


def size_columns(view: QTableView, widths: Sequence[int]) -> None:
    """Set column widths in pixels at normal font size; they grow with it. 0 takes the room that is left.

    Call it once the model is set; `style_table` comes before.
    """
    habits = view.findChild(_TableHabits)
    if isinstance(habits, _TableHabits):
        habits.size_columns(widths)
