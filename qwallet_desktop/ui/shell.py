"""The window's frame, shown before anything heavy is imported: stripe, grey shapes, and a place for the content."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from qwallet_desktop.ui.tokens import current_theme
from qwallet_desktop.ui.widgets.bones import paint_overview
from qwallet_desktop.ui.widgets.stripe import IdentityStripe

PROGRAM: Final = "Qwallet"
SIDEBAR_WIDTH: Final = 216
DEFAULT_SIZE: Final = QSize(1240, 800)
SMALLEST_SIZE: Final = QSize(680, 420)
TITLE_BAR: Final = 40
"""As high as title bars are, at most."""

_TABS: Final = (0.0, 92.0, 152.0, 228.0)


class _Bones(QWidget):
    """The grey shapes of side bar, header and page, where these will be."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("surface"))
        side = float(theme.scaled(SIDEBAR_WIDTH))
        painter.fillRect(QRectF(0, 0, side, self.height()), theme.colour("surface_sunken"))
        painter.fillRect(QRectF(side - 1, 0, 1, self.height()), theme.colour("line"))
        for box in (*self._side_boxes(side), *self._page_boxes(side)):
            path = QPainterPath()
            path.addRoundedRect(box, 6, 6)
            painter.fillPath(path, theme.colour("skeleton"))
        paint_overview(painter, QRectF(side + 24, 106, self.width() - side - 48, self.height() - 106), 3)

    def _side_boxes(self, side: float) -> list[QRectF]:
        lines = [QRectF(24, 84 + 36 * line, side - 96, 10) for line in range(2)]
        return [QRectF(12, 12, side - 24, 44), *lines]

    def _page_boxes(self, side: float) -> list[QRectF]:
        left = side + 24
        return [QRectF(left, 22, 180, 14), *(QRectF(left + at, 68, 48, 10) for at in _TABS)]


class Shell(QMainWindow):
    """The program's one window.

    `closing` is emitted when the person closes it, `hidden` in its place where it only hides, as `hides_on_close` says,
    and `held_up` where the program's end would lose something, as `loses` says.
    """

    closing = Signal()
    held_up = Signal()
    hidden = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hides_on_close = False
        self.loses: Callable[[], bool] = lambda: False
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(SMALLEST_SIZE)
        self.resize(DEFAULT_SIZE)
        root = QWidget()
        self._layout = QVBoxLayout(root)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._stripe = IdentityStripe()
        self._content: QWidget = _Bones()
        self._content.setAccessibleName(self.tr("Starting"))
        self._layout.addWidget(self._stripe)
        self._layout.addWidget(self._content, 1)
        self.setCentralWidget(root)

    def install(self, content: QWidget) -> None:
        """Put the content in the place of what is shown until now."""
        before = self._content
        self._content = content
        self._layout.replaceWidget(before, content)
        content.show()
        before.hide()
        before.deleteLater()

    def set_colour(self, colour: int | None) -> None:
        """Show the identity colour of that palette index in the stripe; None is neutral."""
        self._stripe.set_colour(colour)

    def restore(self, geometry: bytes) -> None:
        """Take the place and size that `geometry_bytes` gave; the default where there is none or it does not fit."""
        if geometry and self.restoreGeometry(QByteArray(geometry)):
            return
        screen = self.screen().availableGeometry()
        # The window's own title bar stands above it, and its height is known only once the window is shown.
        room = screen.size() - QSize(0, TITLE_BAR)
        self.resize(DEFAULT_SIZE.boundedTo(room))
        rest = room - self.size()
        self.move(screen.topLeft() + QPoint(rest.width() // 2, rest.height() // 2))

    def geometry_bytes(self) -> bytes:
        """Return place and size for `restore`."""
        return bytes(self.saveGeometry().data())

    def come_forward(self) -> None:
        """Be seen, as when the program is started a second time."""
        state = self.windowState()
        # By way of the value: see tokens.py for why the namespace is not named here.
        self.setWindowState(state & ~type(state).WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def leave(self) -> None:
        """End the program, also where closing the window would only hide it; what would be lost is said first."""
        if self.loses():
            self.come_forward()
            self.held_up.emit()
            return
        self.hide()
        self.closing.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide where the program goes on without its window; else tell that the person closes it."""
        if self.hides_on_close and not _session_ends():
            event.ignore()
            self.hide()
            self.hidden.emit()
            return
        if self.loses() and not _session_ends():
            event.ignore()
            self.held_up.emit()
            return
        event.accept()
        self.closing.emit()


def _session_ends() -> bool:
    """Tell whether the desktop environment ends, and with it every program."""
    application = QGuiApplication.instance()
    return isinstance(application, QGuiApplication) and application.isSavingSession()
