"""A sheet: the fact in words and a verb on the button; over the page, never a dialog with its own loop."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QScrollBar, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import DangerButton, GhostButton, IconButton, PrimaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.overlay import Overlay
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.styling import column, row, set_look

_ROUND: Final = 24


class Sheet(Overlay):
    """A question or a form in the middle of the window.

    Enter gives the verb unless it is dangerous; Escape cancels; a click beside it does nothing, so that no
    half-filled form is lost.
    """

    accepted = Signal()
    rejected = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        verb: str,
        *,
        dangerous: bool = False,
        width: int = 480,
    ) -> None:
        super().__init__(parent)
        self._width, self._dangerous = width, dangerous
        self._title = PlainText(title, "title", wrap=True)
        self._close = IconButton("cross", self.tr("Close"), self.dismiss)
        self._head = row(spacing=8)
        self._head.setContentsMargins(24, 20, 16, 12)
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._holder = QWidget()
        set_look(self._holder, look="bare")
        self.body = column(self._holder, spacing=16)
        self.body.setContentsMargins(24, 4, 24, 20)
        self._scroll = scrolled(self._holder)
        self._cancel = GhostButton(self.tr("Cancel"), self.dismiss)
        self._verb = (DangerButton if dangerous else PrimaryButton)(verb, self._accept)
        stack = column(self.frame, margin=0, spacing=0)
        stack.addLayout(self._head)
        stack.addWidget(self._scroll, 1)
        stack.addWidget(self._make_foot())
        self.set_title(title)
        self._holder.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the body, as when a sentence says what is wrong: its scroll area tells nobody."""
        # Who is watched is asked from Qt: while a window goes, Python may have emptied this object already.
        if event.type() == QEvent.Type.LayoutRequest and watched is not self.parentWidget() and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a widget, if it is in the body, once it has its place."""
        if self._holder.isAncestorOf(widget):
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(widget, 0, _ROUND))

    def reveal_focus(self) -> None:
        """Scroll to what has the focus."""
        if self.focusWidget() is not None:
            self.reveal(self.focusWidget())

    def _make_foot(self) -> QFrame:
        foot = QFrame()
        set_look(foot, look="sheet-foot")
        self._foot = row(foot, spacing=8)
        self._foot.setContentsMargins(24, 12, 24, 12)
        self._foot.addStretch(1)
        self._foot.addWidget(self._cancel)
        self._foot.addWidget(self._verb)
        return foot

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under what is in the body."""
        self.body.addWidget(widget, stretch)

    def add_foot(self, widget: QWidget) -> None:
        """Put something quiet to the left of the buttons."""
        self._foot.insertWidget(0, widget)

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.set_text(title)
        self.setAccessibleName(self._title.text())
        self.frame.setAccessibleName(self._title.text())

    def set_width(self, width: int) -> None:
        """Be wider or narrower, in pixels at normal font size."""
        if width != self._width:
            self._width = width
            self.updateGeometry()
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def set_verb(self, verb: str) -> None:
        """Put another verb on the button."""
        self._verb.set_text(verb)

    def set_cancel(self, text: str) -> None:
        """Put other words on the button that cancels; empty where there is nothing to cancel."""
        self._cancel.set_text(text)
        self._cancel.setVisible(bool(text))

    def set_verb_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - a setter
        """Allow the verb or not."""
        self._verb.setEnabled(enabled)

    def set_dangerous(self, dangerous: bool) -> None:  # noqa: FBT001 - a setter
        """Let the verb look final or not; Enter does not give a final one."""
        self._dangerous = dangerous
        set_look(self._verb, look="danger" if dangerous else "primary")

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        """Grey the verb while it is being done; cancel stays."""
        self._verb.setEnabled(not busy)
        self._holder.setEnabled(not busy)

    def open_sheet(self) -> None:
        """Show the sheet; `accepted` or `rejected` follows."""
        self.open_overlay()

    def close_sheet(self) -> None:
        """Hide the sheet without a signal, as when the state says that it is done."""
        self.close_overlay()

    def first_focus(self) -> QWidget | None:
        """Begin in the body, else on the verb, and on cancel if the verb is dangerous."""
        first = super().first_focus()
        if first is not None and self._holder.isAncestorOf(first):
            return first
        return self._cancel if self._dangerous else self._verb

    def tab_order(self) -> list[QWidget]:
        """Go through the body, then the buttons, then the cross, whenever each was made."""
        return sorted(super().tab_order(), key=self._rank)

    def _rank(self, widget: QWidget) -> int:
        if self._holder.isAncestorOf(widget):
            return 0
        return 2 if widget is self._close else 1

    def frame_rect(self) -> QRect:
        """Return the middle, a little above the optical one, as high as the content needs.

        A scroll bar is allowed only where there is less room than that: the room it takes makes lines wrap, so
        that one that came for a moment would need to stay.
        """
        width = min(current_theme().scaled(self._width), self.width() - 48)
        inner = self.body.totalHeightForWidth(width - 2)
        if inner < 0:
            inner = self._holder.sizeHint().height()
        head = self._head.totalHeightForWidth(width - 2)
        wanted, room = head + inner + self._foot.sizeHint().height() + 3, self.height() - 48
        height = min(wanted, room)
        policy = Qt.ScrollBarPolicy
        self._scroll.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > room else policy.ScrollBarAlwaysOff
        )
        left = (self.width() - width) // 2
        return QRect(left, max(24, (self.height() - height) * 2 // 5), *QSize(width, height).toTuple())

    def scroll_bar(self) -> QScrollBar:
        """Return the bar of the body, for what has to be seen at its end."""
        return self._scroll.verticalScrollBar()

    def focusable(self) -> QWidget:
        """Return the verb's button, for tests and for shortcuts."""
        return self._verb

    def dismiss(self) -> None:
        """Cancel."""
        self.close_overlay()
        self.rejected.emit()

    def _accept(self) -> None:
        if self._verb.isEnabled():
            self.accepted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the verb on Enter unless it is dangerous; cancel on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._dangerous:
            self._accept()
            event.accept()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click beside the sheet do nothing."""
        event.accept()
