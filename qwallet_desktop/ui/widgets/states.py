"""The states a panel can be in other than showing its content: loading, empty, stale, failed."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.bones import paint_overview
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.form_bones import paint_list, paint_payment
from qwallet_desktop.ui.widgets.id_label import copy_text
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.styling import clear, column, row

SKELETON_DELAY_MS: Final = 150
Shape = Literal["lines", "rows", "tiles", "chart", "cards", "payment", "list"]
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter
_NARROWEST: Final = 120


class Skeleton(QWidget):
    """Grey bars in the final shape of what is loading."""

    def __init__(self, shape: Shape = "lines", count: int = 4, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape, self._count, self._inset = shape, count, 0
        self.setAccessibleName(self.tr("Loading"))

    def set_inset(self, pixels: int) -> None:
        """Leave room on the right."""
        self._inset = pixels
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size like the content's."""
        step = {"lines": 24, "rows": 44}.get(self._shape, 0)
        return QSize(240, max(96, step * self._count))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("skeleton"))
        room = QRectF(0, 0, self.width() - self._inset, self.height())
        match self._shape:
            case "cards":
                paint_overview(painter, room, self._count)
            case "payment":
                paint_payment(painter, room)
            case "list":
                paint_list(painter, room)
            case _:
                self._paint_boxes(painter)

    def _paint_boxes(self, painter: QPainter) -> None:
        for box in self._boxes():
            painter.drawRoundedRect(box, 4, 4)

    def _boxes(self) -> list[QRectF]:
        theme = current_theme()
        width, height = float(self.width() - self._inset), float(self.height())
        match self._shape:
            case "lines":
                shares = (0.86, 0.62, 0.74, 0.48)
                step = theme.scaled(24)
                return [QRectF(0, line * step + 6, width * shares[line % 4], 10) for line in range(self._count)]
            case "rows":
                return [box for line in range(self._count) for box in self._row(line * theme.scaled(44), width)]
            case "tiles":
                each = (width - 12 * (self._count - 1)) / self._count
                return [QRectF(place * (each + 12), 0, each, height) for place in range(self._count)]
            case "cards" | "payment" | "list":
                return []
            case "chart":
                each = width / 24
                heights = (0.35, 0.42, 0.4, 0.52, 0.6, 0.55, 0.7, 0.66)
                return [
                    QRectF(place * each, height * (1 - heights[place % 8]), each - 4, height * heights[place % 8])
                    for place in range(24)
                ]

    def _row(self, top: float, width: float) -> list[QRectF]:
        return [
            QRectF(0, top + 8, 28, 28),
            QRectF(40, top + 10, width * 0.3, 10),
            QRectF(40, top + 26, width * 0.18, 8),
            QRectF(width - width * 0.14, top + 16, width * 0.14, 10),
        ]


class IconTile(QWidget):
    """The icon of an empty or failed panel, or of the lock screen, on a quiet tile."""

    def __init__(self, name: str = "inbox", tint: str = "text_muted") -> None:
        super().__init__()
        self._name, self._tint = name, tint
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tint: str = "text_muted") -> None:
        """Show another icon, in the colour of `tint`, on the soft form of that colour."""
        self._name, self._tint = name, tint
        self.update()

    def sizeHint(self) -> QSize:
        """Return the tile's size."""
        return QSize(48, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw tile and icon."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        back = f"{self._tint}_soft"
        painter.setBrush(theme.colour(back if back in theme.colours else "hover"))
        painter.drawRoundedRect(QRectF(0, 0, 48, 48), 12, 12)
        paint_icon(painter, self._name, QRectF(13, 13, 22, 22), theme.colour(self._tint))


class _Message(QWidget):
    """Icon, title, sentence and buttons in the middle of a panel."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconTile()
        self._title = PlainText("", "heading")
        self._sentence = PlainText("", "muted", wrap=True)
        self._sentence.setAlignment(_CENTRE)
        self._buttons = row(spacing=8)
        stack = column(self, margin=24, spacing=12)
        stack.addStretch(2)
        stack.addWidget(self._icon, 0, _CENTRE)
        stack.addWidget(self._title, 0, _CENTRE)
        # Between stretches the label's height follows from its own width; an alignment would take the panel's.
        sentence_line = row()
        sentence_line.addStretch(1)
        sentence_line.addWidget(self._sentence)
        sentence_line.addStretch(1)
        stack.addLayout(sentence_line)
        stack.addSpacing(4)
        button_line = row()
        button_line.addStretch(1)
        button_line.addLayout(self._buttons)
        button_line.addStretch(1)
        stack.addLayout(button_line)
        stack.addStretch(3)  # a little above the middle looks like the middle

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the narrowest sentence; the one it has now would keep the panel from shrinking."""
        title, buttons = self._title.minimumSizeHint().width(), self._buttons.minimumSize().width()
        return QSize(max(_NARROWEST, title, buttons) + 48, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentence the width of a comfortable line, or what there is."""
        super().resizeEvent(event)
        self._sentence.setFixedWidth(max(_NARROWEST, min(current_theme().scaled(400), self.width() - 48)))

    def show_message(self, icon: str, tint: str, title: str, sentence: str, buttons: Sequence[QWidget]) -> None:
        self._icon.set_icon(icon, tint)
        self._title.set_text(title)
        self._sentence.set_text(sentence)
        self._sentence.setVisible(bool(sentence))
        self.setAccessibleName(f"{title}. {sentence}")
        clear(self._buttons)
        for button in buttons:
            self._buttons.addWidget(button)


class StatePanel(QWidget):
    """Holds a content widget and draws the four states around it."""

    def __init__(
        self, content: QWidget, *, shape: Shape = "lines", count: int = 4, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._stale = Banner("", "caution", "clock")
        self._stale.hide()
        self._on_retry: Callable[[], object] | None = None
        self._retry: SecondaryButton | None = None
        self._skeleton = Skeleton(shape, count)
        self._blank = QWidget()
        self._message = _Message()
        self._content = content
        self._stack = QStackedLayout()
        for page in (self._blank, self._skeleton, self._message, content):
            self._stack.addWidget(page)
        outer = column(self, spacing=12)
        self._banner_line = row()
        self._banner_line.addWidget(self._stale)
        outer.addLayout(self._banner_line)
        outer.addLayout(self._stack, 1)
        self._loading = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SKELETON_DELAY_MS)
        self._timer.timeout.connect(lambda: self._stack.setCurrentWidget(self._skeleton))

    def set_inset(self, pixels: int) -> None:
        """Leave room to the right of banner and skeleton, where the content leaves it for its scroll bar."""
        self._banner_line.setContentsMargins(0, 0, pixels, 0)
        self._skeleton.set_inset(pixels)

    def show_loading(self, *, at_once: bool = False) -> None:
        """Show the skeleton after 150 ms; calling it again does not start the time anew."""
        self._stale.hide()
        if self._stack.currentWidget() is self._skeleton or (self._timer.isActive() and not at_once):
            return
        if at_once:
            self._timer.stop()
            self._stack.setCurrentWidget(self._skeleton)
        else:
            self._loading = True
            self._stack.setCurrentWidget(self._blank)
            if self.isVisible():
                self._timer.start()

    def show_content(self) -> None:
        """Show the content as fresh."""
        self._settle(self._content)

    def show_stale(self, sentence: str, on_retry: Callable[[], object] | None = None) -> None:
        """Show the content under a banner such as "As of 14:02, reconnecting"; *Retry* if nothing tries by itself."""
        self._settle(self._content)
        self._on_retry = on_retry
        if self._retry is None and on_retry is not None:
            self._retry = SecondaryButton(self.tr("Retry"), self._retry_now, icon="refresh")
            self._stale.add_action(self._retry)
        if self._retry is not None:
            self._retry.setVisible(on_retry is not None)
        self._stale.set_banner(sentence, "caution", "clock")
        self._stale.show()

    def show_empty(
        self, icon: str, title: str, sentence: str, action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Say what this is and offer the one next step."""
        buttons = [PrimaryButton(action, on_action)] if action else []
        self._message.show_message(icon, "text_muted", title, sentence, buttons)
        self._settle(self._message)

    def show_failed(
        self, title: str, sentence: str, details: str = "", on_retry: Callable[[], object] | None = None
    ) -> None:
        """Say what went wrong, with *Retry* and details to copy (never secrets)."""
        buttons: list[QWidget] = []
        if on_retry is not None:
            buttons.append(SecondaryButton(self.tr("Retry"), on_retry, icon="refresh"))
        if details:
            buttons.append(GhostButton(self.tr("Copy details"), lambda: copy_text(details), icon="copy"))
        self._message.show_message("warning", "danger", title, sentence, buttons)
        self._settle(self._message)

    def _retry_now(self) -> None:
        if self._on_retry is not None:
            self._on_retry()

    def state(self) -> Literal["blank", "loading", "message", "content", "stale"]:
        """Return what is drawn now."""
        shown = self._stack.currentWidget()
        if shown is self._content:
            return "content" if self._stale.isHidden() else "stale"
        if shown is self._message:
            return "message"
        return "loading" if shown is self._skeleton else "blank"

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to wait for what is loading."""
        super().showEvent(event)
        if self._loading:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing wait while the panel is not seen."""
        super().hideEvent(event)
        self._timer.stop()

    def _settle(self, page: QWidget) -> None:
        self._loading = False
        self._timer.stop()
        self._stale.hide()
        self._stack.setCurrentWidget(page)
