"""What lies over the page inside the window: scrim, shadow, focus that stays within and comes back."""

from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from qwallet_desktop.ui.theme import current_theme, dress, motion_ms
from qwallet_desktop.ui.widgets.styling import set_look

_RISE: Final = 10
_SHADOW: Final = 14


def paint_shadow(painter: QPainter, box: QRect, radius: float) -> None:
    """Draw a soft shadow round `box`."""
    colour = QColor(current_theme().colour("shadow"))
    strength = colour.alphaF()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for ring in range(_SHADOW, 0, -2):
        colour.setAlphaF(strength * 0.11)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(box).adjusted(-ring, -ring + 5, ring, ring + 5), radius + ring, radius + ring)


def focusable_children(root: QWidget) -> list[QWidget]:
    """Return the visible, enabled widgets under `root` that Tab reaches, in Tab order."""
    found: list[QWidget] = []
    step = root.nextInFocusChain()
    while step is not None and step is not root:
        by_tab = bool(step.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if by_tab and root.isAncestorOf(step) and step.isVisible() and step.isEnabled() and step.focusProxy() is None:
            found.append(step)
        step = step.nextInFocusChain()
    return found


class Overlay(QWidget):
    """A layer over the whole parent with one frame on it; subclasses place the frame."""

    SCRIM = True

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        dress(self)
        self.page = parent
        self.frame = QFrame(self)
        set_look(self.frame, look="overlay")
        self._came_from: QWidget | None = None
        self._animation = QPropertyAnimation(self.frame, b"pos", self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(lambda _at: self.update())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        parent.installEventFilter(self)

    def frame_rect(self) -> QRect:
        """Return where the frame lies; in the middle unless a subclass knows better."""
        size = self.frame.sizeHint().boundedTo(self.size())
        return QRect(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)

    def first_focus(self) -> QWidget | None:
        """Return what has the focus first; the first that Tab reaches unless a subclass knows better."""
        return next(iter(self.tab_order()), None)

    def tab_order(self) -> list[QWidget]:
        """Return what Tab goes through; in the order of making unless a subclass knows better."""
        return focusable_children(self.frame)

    def open_overlay(self) -> None:
        """Show the layer, remember the focus and take it."""
        if self.isVisible():
            return
        self._came_from = QApplication.focusWidget()
        self.setGeometry(self.page.rect())
        self.show()
        self.raise_()
        self._place()
        first = self.first_focus()
        (first or self.frame).setFocus(Qt.FocusReason.TabFocusReason)
        self._animate()

    def close_overlay(self) -> None:
        """Hide the layer and give the focus back."""
        if self.isHidden():
            return
        self._animation.stop()
        self.hide()
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came_from = None

    def dismiss(self) -> None:
        """Close because the user pressed Escape or clicked beside it."""
        self.close_overlay()

    def _place(self) -> None:
        place = self.frame_rect()
        if place != self.frame.geometry():
            self.frame.setGeometry(place)
            # The shadow lies outside the frame: where it was must be drawn anew too.
            self.update()

    def _animate(self) -> None:
        duration = motion_ms(140)
        if duration:
            end = self.frame.pos()
            self._animation.setDuration(duration)
            self._animation.setStartValue(end + QPoint(0, _RISE))
            self._animation.setEndValue(end)
            self._animation.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the parent."""
        # The parent is asked from Qt: while a window goes, Python may have emptied this object already.
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget() and not self.isHidden():
            self.setGeometry(self.page.rect())
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Place the frame anew when its content changed size."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._animation.stop()
            self._place()
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Keep Tab within the frame."""
        children = self.tab_order()
        if not children:
            return True
        current = QApplication.focusWidget()
        at = children.index(current) if current in children else -1
        step = children[(at + (1 if forward else -1)) % len(children)]
        step.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss on Escape and let no key through to the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Dismiss on a click beside the frame."""
        if not self.frame.geometry().contains(event.position().toPoint()):
            self.dismiss()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw scrim and shadow."""
        painter = QPainter(self)
        if self.SCRIM:
            painter.fillRect(self.rect(), current_theme().colour("scrim"))
        paint_shadow(painter, self.frame.geometry(), 10)
