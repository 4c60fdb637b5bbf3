"""The list of notifications as a widget: chosen by a click or by Enter, and asked for more at its end."""

from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QWidget

from qwallet_desktop.ui.models.notices_model import Line, NoticesModel
from qwallet_desktop.ui.notice_delegate import LINE_HEIGHT, NoticeDelegate
from qwallet_desktop.ui.theme import current_theme, theme_hub

_MOST_SEEN: Final = 8
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class NoticeList(QListView):
    """Emits `chosen` with a line, and `end_reached` when one comes to the last."""

    chosen = Signal(object)
    end_reached = Signal()

    def __init__(self, model: NoticesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setItemDelegate(NoticeDelegate(self))
        self.setAccessibleName(self.tr("Notifications"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.clicked.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme_hub().changed.connect(self.scheduleDelayedItemsLayout)

    def sizeHint(self) -> QSize:
        """Return the room for the lines there are, or for a handful."""
        most, height = _MOST_SEEN * current_theme().scaled(LINE_HEIGHT), 0
        for row in range(self._lines.rowCount()):
            if height + self.sizeHintForRow(row) > most:
                break
            height += self.sizeHintForRow(row)
        return QSize(current_theme().scaled(240), height)

    def minimumSizeHint(self) -> QSize:
        """Return the room for two lines."""
        return QSize(current_theme().scaled(160), 2 * current_theme().scaled(LINE_HEIGHT))

    def show_lines(self, shown: list[Line]) -> None:
        """Show other lines; who has scrolled or chosen stays there."""
        bar = self.verticalScrollBar()
        place, chosen = bar.value(), self._lines.line(self.currentIndex())
        self._lines.set_lines(shown)
        self.updateGeometry()
        if chosen is not None and (row := self._lines.row_of(chosen.key)) >= 0:
            self.setCurrentIndex(self._lines.index(row))
        self.doItemsLayout()
        bar.setValue(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Enter or the space bar; let Escape and Tab go on."""
        if event.key() in _ENTER and not event.modifiers():
            if not event.isAutoRepeat():
                self._choose(self.currentIndex())
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first line when one comes by the keyboard."""
        # First, since Qt would begin with the second line where the first row is a day.
        if not self.currentIndex().isValid():
            first = next((at for at in range(self._lines.rowCount()) if self._lines.line(self._lines.index(at))), -1)
            if first >= 0:
                self.setCurrentIndex(self._lines.index(first))
        super().focusInEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        line = self._lines.line(index)
        if line is not None:
            self.chosen.emit(line)

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value >= bar.maximum():
            self.end_reached.emit()
