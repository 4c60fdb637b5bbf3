"""The detail panel on the right of a list; part of the layout, so the list stays usable beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.styling import clear, column, row, set_look


class Drawer(QFrame):
    """A titled column with a body that scrolls; Escape and the cross emit `closed`."""

    closed = Signal()

    def __init__(self, title: str = "", *, width: int = 380, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="drawer")
        self.setFixedWidth(current_theme().scaled(width))
        self._title = PlainText(title, "heading")
        self._head = row(spacing=8)
        self._head.setContentsMargins(20, 12, 12, 12)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(IconButton("cross", self.tr("Close details"), self.close_drawer, shortcut="Esc"))
        holder = QWidget()
        set_look(holder, look="bare")
        self.body = column(holder, spacing=16)
        self.body.setContentsMargins(20, 16, 20, 20)
        self.body.addStretch(1)
        self._scroll = scrolled(holder)
        # It may hold nothing but words, which the keyboard scrolls.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        stack = column(self, spacing=0)
        stack.addLayout(self._head)
        stack.addWidget(Rule())
        stack.addWidget(self._scroll, 1)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.set_text(title)
        for each in (self, self._scroll):
            each.setAccessibleName(self._title.text())

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is in the body."""
        self.body.insertWidget(self.body.count() - 1, widget)

    def clear(self) -> None:
        """Empty the body."""
        clear(self.body)
        self.body.addStretch(1)

    def open_drawer(self) -> None:
        """Show the drawer."""
        self.show()

    def close_drawer(self) -> None:
        """Hide the drawer and tell."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
            event.accept()
            return
        super().keyPressEvent(event)
