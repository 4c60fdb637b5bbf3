"""Flat tabs with an underline; left and right arrows move among them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

_PAD: Final = 6
_GAP: Final = 12


class TabBar(QTabBar):
    """Tabs by key: QTabBar's keyboard and accessibility with our drawing."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = -1
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMouseTracking(True)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tabs(tabs)
        self.currentChanged.connect(self._emit_chosen)

    def set_tabs(self, tabs: Sequence[tuple[str, str]]) -> None:
        """Show tabs, each a (key, text), keeping the current key where it is still there."""
        current = self.current()
        blocked = self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        for key, text in tabs:
            index = self.addTab(plain(text))
            self.setTabData(index, key)
        if current:
            self._select(current)
        self.blockSignals(blocked)

    def set_current(self, key: str) -> None:
        """Mark a tab without emitting; an unknown key changes nothing."""
        blocked = self.blockSignals(True)
        self._select(key)
        self.blockSignals(blocked)
        self.update()

    def current(self) -> str:
        """Return the key of the current tab; empty if there is none."""
        return str(self.tabData(self.currentIndex()) or "")

    def _select(self, key: str) -> None:
        for index in range(self.count()):
            if self.tabData(index) == key:
                self.setCurrentIndex(index)

    def _emit_chosen(self, _index: int) -> None:
        self.chosen.emit(self.current())

    def tabSizeHint(self, index: int) -> QSize:
        """Return the size of one tab."""
        font = type_font(self, 13, QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        return QSize(metrics.horizontalAdvance(self.tabText(index)) + 2 * _PAD + _GAP, current_theme().scaled(36))

    def minimumSizeHint(self) -> QSize:
        """Let the bar be narrower than its tabs."""
        return QSize(80, current_theme().scaled(36))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Remember which tab is under the pointer."""
        self._hovered = self.tabAt(event.position().toPoint())
        self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the tab under the pointer."""
        self._hovered = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows (QTabBar) and to both ends."""
        match event.key():
            case Qt.Key.Key_Home:
                self.setCurrentIndex(0)
            case Qt.Key.Key_End:
                self.setCurrentIndex(self.count() - 1)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw hairline, names and the underline of the current tab."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(_PAD, self.height() - 1, self.width() - _PAD, 1, theme.colour("line"))
        for index in range(self.count()):
            active = index == self.currentIndex()
            box = QRectF(self.tabRect(index)).adjusted(0, 0, -_GAP, 0)
            painter.setFont(type_font(self, 13, QFont.Weight.DemiBold if active else QFont.Weight.Medium))
            lit = active or index == self._hovered
            draw_text(
                painter,
                box,
                self.tabText(index),
                theme.colour("text" if lit else "text_muted"),
                Qt.AlignmentFlag.AlignHCenter,
            )
            if active:
                self._paint_mark(painter, box)

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(box.x() + _PAD, self.height() - 2.0, box.width() - 2 * _PAD, 2), 1, 1)
        if self.hasFocus():
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.colour("accent"))
            pen.setWidthF(2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 4, -1, -5), 6, 6)
