"""Toasts: what I did, in a stack at the bottom right; gone by themselves or by a key."""

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from qwallet_desktop.ui.theme import current_theme, dress
from qwallet_desktop.ui.widgets.buttons import IconButton, LinkButton
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText
from qwallet_desktop.ui.widgets.styling import column, row, set_look

ToastTone = Literal["neutral", "positive", "caution", "danger"]
ToastAction = tuple[str, Callable[[], object]]
_ICONS: Final = {"neutral": "info", "positive": "check", "caution": "warning", "danger": "warning"}
SHOWN_MS: Final = 6000
_MOST: Final = 4
_MARGIN: Final = 16


class Toast(QFrame):
    """One notice; stays while the pointer or the focus is on it."""

    closed = Signal()

    def __init__(
        self,
        title: str,
        sentence: str = "",
        tone: ToastTone = "neutral",
        *,
        action: ToastAction | None = None,
        shown_ms: int = SHOWN_MS,
    ) -> None:
        super().__init__()
        set_look(self, look="toast")
        self.setFixedWidth(current_theme().scaled(340))
        self._action = action
        self._title = PlainText("", "label", wrap=True)
        self._sentence = PlainText("", "muted", wrap=True)
        words = column(spacing=4)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        if action is not None:
            words.addWidget(LinkButton(action[0], self._act), 0, Qt.AlignmentFlag.AlignLeft)
        line = row(self, spacing=8)
        line.setContentsMargins(12, 12, 8, 12)
        icon = IconLabel(_ICONS[tone], "text_muted" if tone == "neutral" else tone)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        close = IconButton("cross", self.tr("Dismiss"), self.dismiss, small=True)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(shown_ms)
        self._timer.timeout.connect(self.dismiss)
        self.set_words(title, sentence)
        self._timer.start()

    def set_words(self, title: str, sentence: str) -> None:
        """Say something else, and for as long as if it were new."""
        self.setAccessibleName(f"{title}. {sentence}")
        self._title.set_text(title)
        self._sentence.set_text(sentence)
        self._sentence.setVisible(bool(sentence))
        if self._timer.isActive():
            self._timer.start()

    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.closed.emit()

    def _act(self) -> None:
        if self._action is not None:
            self._action[1]()
        self.dismiss()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is here."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        if self.isVisible():
            self._timer.start()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            event.accept()
            return
        super().keyPressEvent(event)


class ToastHost(QWidget):
    """Stacks toasts over the bottom right of its parent; takes no room when there are none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        dress(self)
        self._over = parent
        self._toasts: list[Toast] = []
        self._stack = column(self, spacing=8)
        parent.installEventFilter(self)
        self.hide()

    def show_toast(
        self,
        title: str,
        sentence: str = "",
        tone: ToastTone = "neutral",
        *,
        action: ToastAction | None = None,
        shown_ms: int = SHOWN_MS,
    ) -> Toast:
        """Show a notice for `shown_ms` milliseconds; the oldest goes when there are more than four.

        `action` is the text of a button and what it does.
        """
        toast = Toast(title, sentence, tone, action=action, shown_ms=shown_ms)
        toast.closed.connect(lambda: self._remove(toast))
        self._toasts.append(toast)
        self._stack.addWidget(toast)
        while len(self._toasts) > _MOST:
            self._toasts[0].dismiss()
        self._place()
        return toast

    def dismiss_last(self) -> bool:
        """Take the newest notice away; return whether there was one."""
        if not self._toasts:
            return False
        self._toasts[-1].dismiss()
        return True

    def clear(self) -> None:
        """Take all notices away."""
        while self.dismiss_last():
            pass

    def count(self) -> int:
        """Return how many notices are shown."""
        return len(self._toasts)

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            self._stack.removeWidget(toast)
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        self.setVisible(bool(self._toasts))
        width = current_theme().scaled(340)
        heights = [toast.heightForWidth(width) for toast in self._toasts]
        height = sum(heights) + self._stack.spacing() * max(0, len(heights) - 1)
        self.resize(QSize(width, height))
        corner = self._over.rect().bottomRight()
        self.move(corner - QPoint(width + _MARGIN, height + _MARGIN))
        self.raise_()

    def event(self, event: QEvent) -> bool:
        """Grow and shrink with the toasts."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        # The parent is asked from Qt: while a window goes, Python may have emptied this object already.
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        return super().eventFilter(watched, event)
