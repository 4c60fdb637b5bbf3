"""The line over a table: a search, filters with their choices, and actions on the right."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from qwallet_desktop.ui.icons import bind_icon, paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import GhostButton, SecondaryButton
from qwallet_desktop.ui.widgets.fields import SearchField
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import cut_round, row, set_look

_TICK: Final = 14
_TICK_EDGE: Final = 8
"""The tick's size and its distance from the row's end: within the room that the style sheet keeps after the words."""


class _Menu(QMenu):
    """A menu with round corners, and a tick behind what is chosen."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cut_round(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for action in self.actions():
            if action.isChecked():
                row_box = QRectF(self.actionGeometry(action))
                mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
                left = row_box.left() + _TICK_EDGE if mirrored else row_box.right() - _TICK_EDGE - _TICK
                tick = QRectF(left, row_box.center().y() - _TICK / 2, _TICK, _TICK)
                paint_icon(painter, "check", tick, current_theme().colour("accent"))


def themed_menu(parent: QWidget) -> QMenu:
    """Return a menu with our rounded face; open it by `popup`, never by its own loop."""
    menu = _Menu(parent)
    menu.setWindowFlags(menu.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint)
    menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    return menu


class FilterChip(SecondaryButton):
    """A filter with a menu of choices; filled while it filters. The first choice is "all"."""

    chosen = Signal(str, str)

    def __init__(
        self, key: str, label: str, options: Sequence[tuple[str, str]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(label, parent=parent)
        self.key = key
        self._label = plain(label)
        self._options: tuple[tuple[str, str], ...] = ()
        self._value = ""
        self._menu = themed_menu(self)
        set_look(self, look="filter")
        # The arrow stands behind the words; the menu reads as everything else does.
        self._menu.setLayoutDirection(self.layoutDirection())
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.clicked.connect(lambda _checked=False: self._menu.popup(self.mapToGlobal(self.rect().bottomLeft())))
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer choices, each a (value, text); the value of "all" is empty."""
        self._options = tuple((value, plain(text)) for value, text in options)
        self._menu.clear()
        for value, text in self._options:
            action = QAction(text, self._menu)
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda _checked=False, value=value: self._pick(value))
            self._menu.addAction(action)
        self.set_value(self._value)

    def set_value(self, value: str) -> None:
        """Show a choice without emitting."""
        self._value = value
        text = dict(self._options).get(value, "")
        self.set_text(f"{self._label}: {text}" if value and text else self._label)
        set_look(self, active="true" if value else "false")
        bind_icon(self, "chevron-down", "accent" if value else "text_muted", 14)
        for action in self._menu.actions():
            action.setChecked(action.data() == value)

    def value(self) -> str:
        """Return the chosen value; empty for all."""
        return self._value

    def _pick(self, value: str) -> None:
        self.set_value(value)
        self.chosen.emit(self.key, value)


class FilterBar(QWidget):
    """Search and filters; emits each change with the filter's key."""

    search_changed = Signal(str)
    filter_changed = Signal(str, str)
    cleared = Signal()

    def __init__(self, placeholder: str, *, shortcut: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(placeholder, shortcut=shortcut)
        self.search.setMinimumWidth(140)
        self.search.setMaximumWidth(340)
        self._chips: dict[str, FilterChip] = {}
        self._clear = GhostButton(self.tr("Clear"), self._clear_all)
        self._clear.hide()
        self._line = row(self, spacing=8)
        self._line.addWidget(self.search, 2)
        self._line.addWidget(self._clear)
        self._line.addStretch(1)
        self.search.changed.connect(self._search_changed)

    def add_filter(self, key: str, label: str, options: Sequence[tuple[str, str]]) -> FilterChip:
        """Add a filter before *Clear*; return its chip."""
        chip = FilterChip(key, label, options)
        chip.chosen.connect(self._chosen)
        self._chips[key] = chip
        self._line.insertWidget(len(self._chips), chip)
        return chip

    def add_widget(self, widget: QWidget) -> None:
        """Put an action on the right."""
        self._line.addWidget(widget)

    def set_search(self, text: str) -> None:
        """Show a search without emitting."""
        self.search.set_text(text)
        self._refresh()

    def set_filter(self, key: str, value: str) -> None:
        """Show a choice without emitting; KeyError if there is no such filter."""
        self._chips[key].set_value(value)
        self._refresh()

    def _search_changed(self, text: str) -> None:
        self._refresh()
        self.search_changed.emit(text)

    def _chosen(self, key: str, value: str) -> None:
        self._refresh()
        self.filter_changed.emit(key, value)

    def _clear_all(self) -> None:
        for chip in self._chips.values():
            chip.set_value("")
        self.search.set_text("")
        self._refresh()
        self.cleared.emit()

    def _refresh(self) -> None:
        self._clear.setVisible(bool(self.search.text()) or any(chip.value() for chip in self._chips.values()))
