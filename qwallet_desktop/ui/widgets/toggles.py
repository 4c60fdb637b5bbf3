"""Check box, switch and drop-down, drawn in our own hand."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import cut_round, draw_text, type_font

_GAP: Final = 8


class _DrawnToggle(QCheckBox):
    def __init__(self, text: str, parent: QWidget | None) -> None:
        super().__init__(plain(text), parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(plain(text))

    def _mark_size(self) -> tuple[int, int]:
        raise NotImplementedError

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        """Return the size of mark and text."""
        width, height = self._mark_size()
        words = self.fontMetrics().horizontalAdvance(self.text()) + _GAP if self.text() else 0
        return QSize(width + words + 6, max(height, self.fontMetrics().height()) + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def hitButton(self, _pos: object) -> bool:
        """Let a click on the text count too."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw mark, text and the ring of focus."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self._mark_size()
        box = QRectF(3, (self.height() - height) / 2, width, height)
        self._paint_mark(painter, box)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), height / 3, height / 3)
        colour = theme.colour("text" if self.isEnabled() else "text_faint")
        left = box.right() + _GAP
        draw_text(
            painter,
            QRectF(left, 0, self.width() - left, self.height()),
            self.text(),
            colour,
            Qt.AlignmentFlag.AlignLeft,
        )


class CheckBox(_DrawnToggle):
    """A thing that is confirmed or not."""

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)

    def _mark_size(self) -> tuple[int, int]:
        side = current_theme().scaled(16)
        return side, side

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent" if self.isEnabled() else "text_faint"))
            painter.drawRoundedRect(box, 4, 4)
            paint_icon(painter, "check", box.adjusted(1, 1, -1, -1), theme.colour("accent_text"))
            return
        painter.setPen(QPen(theme.colour("text_faint" if self.isEnabled() else "line_strong"), 1))
        painter.setBrush(theme.colour("surface_raised"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class Switch(_DrawnToggle):
    """A setting that is on or off and acts at once."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)

    def _mark_size(self) -> tuple[int, int]:
        theme = current_theme()
        return theme.scaled(30), theme.scaled(18)

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        off = "text_faint" if self.isEnabled() else "line_strong"
        painter.setBrush(theme.colour("accent" if on and self.isEnabled() else off))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        radius = box.height() / 2 - 3
        x = box.right() - radius - 3 if on else box.left() + radius + 3
        painter.setBrush(theme.colour("accent_text" if on else "surface_raised"))
        painter.drawEllipse(QPointF(x, box.center().y()), radius, radius)


class _OptionDelegate(QStyledItemDelegate):
    """Draws an option: lit where the pointer or the arrows are, ticked where it is the chosen one."""

    def __init__(self, select: QComboBox) -> None:
        super().__init__(select)
        self._select = select

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = option.fontMetrics.horizontalAdvance(str(index.data())) + current_theme().scaled(16) + 36
        return QSize(width, current_theme().scaled(32))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = current_theme()
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(box, 4, 4)
        side = theme.scaled(16)
        chosen = index.row() == self._select.currentIndex()
        if chosen:
            mark = QRectF(box.right() - side - 8, box.center().y() - side / 2, side, side)
            paint_icon(painter, "check", mark, theme.colour("accent"))
        painter.setFont(type_font(self._select, 13, QFont.Weight.Medium if chosen else QFont.Weight.Normal))
        words = box.adjusted(8, 0, -side - 16, 0)
        draw_text(painter, words, str(index.data()), theme.colour("text"), Qt.AlignmentFlag.AlignLeft)
        painter.restore()


class Select(QComboBox):
    """A choice of one of many by key."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_OptionDelegate(self))
        self.set_options(options)
        self.activated.connect(lambda _index: self.chosen.emit(self.current()))

    def give_way(self) -> None:
        """Take the width there is instead of the longest option's, as where options are people's names."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer options, each a (key, text), keeping the chosen key where it is still there."""
        current = self.current()
        self.clear()
        for key, text in options:
            self.addItem(plain(text), key)
        if current:
            self.set_current(current)

    def set_current(self, key: str) -> None:
        """Choose by key without emitting; an unknown key changes nothing."""
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)

    def current(self) -> str:
        """Return the chosen key; empty if there is none."""
        return str(self.currentData() or "")

    def showPopup(self) -> None:
        """Show the list under the field, as wide as its options, round also where nothing composes windows."""
        view = self.view()
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + 12))
        frame = view.window()
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        if frame is not self.window() and frame.windowFlags() & flags != flags:
            frame.setWindowFlags(flags)
            frame.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        super().showPopup()
        cut_round(frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw our chevron over the style's face."""
        super().paintEvent(event)
        theme = current_theme()
        side = theme.scaled(16)
        box = QRectF(self.width() - side - 8, (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), "chevron-down", box, theme.colour("text_muted"))
