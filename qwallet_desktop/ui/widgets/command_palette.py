"""The palette on Ctrl+K: type, choose by arrows, Enter. What it offers is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.identicon import identicon
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText, Rule
from qwallet_desktop.ui.widgets.overlay import Overlay
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, draw_text, row, set_look, type_font

_ITEM_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """Something to choose; `did` and `colour` draw an avatar in place of the icon.

    `found_by` are words that it is found by beside those that are shown.
    """

    key: str
    title: str
    group: str
    subtitle: str = ""
    icon: str = "chevron-right"
    shortcut: str = ""
    did: str = ""
    colour: int = 0
    found_by: str = ""


def matching(items: Sequence[PaletteItem], query: str) -> list[PaletteItem]:
    """Return the items in which every word of `query` occurs, groups together.

    Titles that begin with the query come first in their group, and the groups that have one first of all.
    """
    words = query.casefold().split()
    hits = [item for item in items if all(word in _findable(item) for word in words)]
    start = query.casefold().strip()
    begin = {item.group for item in hits if item.title.casefold().startswith(start)}
    groups = sorted(dict.fromkeys(item.group for item in hits), key=lambda group: group not in begin)
    return sorted(hits, key=lambda item: (groups.index(item.group), not item.title.casefold().startswith(start)))


def _findable(item: PaletteItem) -> str:
    return f"{item.title} {item.subtitle} {item.group} {item.found_by}".casefold()


class _PaletteDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, current_theme().scaled(28 if index.data(_ITEM_ROLE) is None else 36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = current_theme()
        item = index.data(_ITEM_ROLE)
        box = QRectF(option.rect)
        view = self.parent()
        assert isinstance(view, QWidget)  # noqa: S101 - we are its only maker
        if not isinstance(item, PaletteItem):
            painter.setFont(type_font(view, 11, QFont.Weight.DemiBold))
            draw_text(painter, box.adjusted(12, 6, -12, 0), str(index.data()), theme.colour("text_faint"), _LEFT)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("pressed"))
            painter.drawRoundedRect(box.adjusted(4, 1, -4, -1), 6, 6)
        self._paint_item(painter, box.adjusted(12, 0, -14, 0), item, view)
        painter.restore()

    def _paint_item(self, painter: QPainter, box: QRectF, item: PaletteItem, view: QWidget) -> None:
        theme = current_theme()
        side = theme.scaled(20 if item.did else 16)
        mark = QRectF(box.x() + (theme.scaled(20) - side) / 2, box.center().y() - side / 2, side, side)
        if item.did:
            paint_avatar(painter, mark, identicon(item.did), item.colour)
        else:
            paint_icon(painter, item.icon, mark, theme.colour("text_muted"))
        box.setLeft(box.x() + theme.scaled(20) + 10)
        painter.setFont(type_font(view, 11))
        draw_text(painter, box, item.shortcut, theme.colour("text_muted"), _RIGHT)
        if item.shortcut:
            box.setRight(box.right() - painter.fontMetrics().horizontalAdvance(item.shortcut) - 12)
        painter.setFont(type_font(view, 13, QFont.Weight.Medium))
        title = plain(item.title)
        draw_text(painter, box, title, theme.colour("text"), _LEFT)
        box.setLeft(box.x() + painter.fontMetrics().horizontalAdvance(title) + 10)
        if item.subtitle and box.width() > 0:
            painter.setFont(type_font(view, 11))
            draw_text(painter, box, plain(item.subtitle), theme.colour("text_muted"), _LEFT)


class CommandPalette(Overlay):
    """A search field over a grouped list; `chosen` tells the key. Filters what it has, in order of the groups."""

    chosen = Signal(str)
    query_changed = Signal(str)
    dismissed = Signal()

    def __init__(self, parent: QWidget, placeholder: str) -> None:
        super().__init__(parent)
        self._items: tuple[PaletteItem, ...] = ()
        self._edit = QLineEdit()
        set_look(self._edit, look="palette")
        self._edit.setPlaceholderText(placeholder)
        self._edit.setAccessibleName(placeholder)
        self._edit.installEventFilter(self)
        self._model = QStandardItemModel(self)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_PaletteDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setMouseTracking(True)
        self._list.setAccessibleName(self.tr("Results"))
        self._nothing = PlainText(self.tr("Nothing found"), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._head = row(spacing=8)
        self._head.setContentsMargins(16, 8, 12, 8)
        self._head.addWidget(IconLabel("search", "text_faint"))
        self._head.addWidget(self._edit, 1)
        self._head.addWidget(PlainText("Esc", "key"))
        stack = column(self.frame, spacing=0)
        stack.setContentsMargins(0, 0, 0, 6)
        stack.addLayout(self._head)
        stack.addWidget(Rule())
        stack.addWidget(self._list, 1)
        stack.addWidget(self._nothing, 1)
        self._edit.textChanged.connect(self._query)
        self._list.clicked.connect(self._choose)

    def set_items(self, items: Sequence[PaletteItem]) -> None:
        """Offer items, in the order of their groups."""
        self._items = tuple(items)
        self._fill()

    def open_palette(self) -> None:
        """Show the palette with an empty search."""
        self._edit.clear()
        self._fill()
        self.open_overlay()

    def query(self) -> str:
        """Return what is typed."""
        return self._edit.text()

    def set_query(self, query: str) -> None:
        """Search for something else."""
        self._edit.setText(query)

    def shown_keys(self) -> list[str]:
        """Return the keys of the items that are listed, in order."""
        items = (self._model.item(line).data(_ITEM_ROLE) for line in range(self._model.rowCount()))
        return [item.key for item in items if isinstance(item, PaletteItem)]

    def frame_rect(self) -> QRect:
        """Return a place in the upper middle of the window."""
        theme = current_theme()
        width = min(theme.scaled(580), self.width() - 32)
        top = max(16, self.height() // 8)
        lines = sum(self._list.sizeHintForRow(line) for line in range(self._model.rowCount()))
        wanted = self._head.sizeHint().height() + 1 + max(lines, theme.scaled(72)) + 10
        height = min(wanted, theme.scaled(480), self.height() - top - 24)
        return QRect((self.width() - width) // 2, top, width, height)

    def dismiss(self) -> None:
        """Close without a choice."""
        self.close_overlay()
        self.dismissed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list by the keys of the search field."""
        if isinstance(watched, QLineEdit) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down:
                    self._move(1)
                    return True
                case Qt.Key.Key_Up:
                    self._move(-1)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self._list.currentIndex())
                    return True
        return super().eventFilter(watched, event)

    def _query(self, text: str) -> None:
        self._fill()
        self.query_changed.emit(text)

    def _fill(self) -> None:
        self._model.clear()
        group = ""
        for item in matching(self._items, self._edit.text()):
            if item.group != group:
                group = item.group
                head = QStandardItem(plain(group))
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self._model.appendRow(head)
            line = QStandardItem(plain(item.title))
            line.setData(item, _ITEM_ROLE)
            self._model.appendRow(line)
        found = self._model.rowCount() > 0
        self._list.setVisible(found)
        self._nothing.setVisible(not found)
        self._list.setCurrentIndex(QModelIndex())
        self._move(1)
        if self.isVisible():
            self._place()

    def _move(self, step: int) -> None:
        count = self._model.rowCount()
        line = self._list.currentIndex().row() if self._list.currentIndex().isValid() else -1
        for _ in range(count):
            line = (line + step) % count
            index = self._model.index(line, 0)
            if isinstance(index.data(_ITEM_ROLE), PaletteItem):
                self._list.setCurrentIndex(index)
                if line == 1:
                    self._list.scrollToTop()
                return

    def _choose(self, index: _Index) -> None:
        item = index.data(_ITEM_ROLE)
        if isinstance(item, PaletteItem):
            self.close_overlay()
            self.chosen.emit(item.key)
