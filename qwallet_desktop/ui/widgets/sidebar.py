"""The side bar's buttons: the identity switcher on top and one button a page."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.identicon import Grid, identicon
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, set_look, type_font

_LEFT: Final = Qt.AlignmentFlag.AlignLeft


class PaintedButton(QPushButton):
    """A button whose face the style sheet draws and whose content we draw over it."""

    def __init__(self, look: str, on_click: Callable[[], object] | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        set_look(self, look=look)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as a click; a page is gone to, not chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class SidebarButton(PaintedButton):
    """A page in the side bar: icon, name, how much waits there; checked while it is shown."""

    def __init__(
        self, icon: str, text: str, on_click: Callable[[], object] | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__("sidebar", on_click, parent)
        self._icon, self._label, self._count = icon, plain(text), 0
        self.setCheckable(True)
        self._name()

    def set_text(self, text: str) -> None:
        """Show another name."""
        self._label = plain(text)
        self._name()

    def nextCheckState(self) -> None:
        """Change nothing: which page is shown is told from outside, and a click on it must not clear the mark."""

    def set_count(self, count: int) -> None:
        """Show how many things wait; nothing for zero."""
        self._count = count
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._label} {self._count}" if self._count else self._label)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of one line and the width of the text."""
        theme = current_theme()
        width = self.fontMetrics().horizontalAdvance(self._label) + theme.scaled(80)
        return QSize(width, theme.scaled(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon, name and count over the button's face."""
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        active = self.isChecked()
        side = theme.scaled(16)
        middle = self.height() / 2
        icon_box = QRectF(10, middle - side / 2, side, side)
        paint_icon(painter, self._icon, icon_box, theme.colour("text" if active else "text_muted"))
        right = self.width() - 8.0
        if self._count:
            right = self._paint_count(painter, right) - 4
        painter.setFont(type_font(self, 13, QFont.Weight.DemiBold if active else QFont.Weight.Medium))
        left = 10 + side + 10
        box = QRectF(left, 0, right - left, self.height())
        draw_text(painter, box, self._label, theme.colour("text" if active else "text_muted"), _LEFT)

    def _paint_count(self, painter: QPainter, right: float) -> float:
        theme = current_theme()
        text = "99+" if self._count > 99 else str(self._count)  # noqa: PLR2004 - two figures fit
        painter.setFont(type_font(self, 11, QFont.Weight.DemiBold))
        height = theme.scaled(18)
        width = max(height + 2, painter.fontMetrics().horizontalAdvance(text) + 12)
        box = QRectF(right - width, (self.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        draw_text(painter, box, text, theme.colour("accent_text"), Qt.AlignmentFlag.AlignHCenter)
        return box.x()


class IdentityButton(PaintedButton):
    """The active identity on top of the side bar; a click opens the switcher."""

    def __init__(self, on_click: Callable[[], object] | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__("identity", on_click, parent)
        self._grid: Grid = ()
        self._colour = 0
        self._identity_name = ""
        self._type_text = ""
        self.setAccessibleName(self.tr("Switch identity"))

    def set_identity(self, did: str, colour: int, name: str, type_text: str) -> None:
        """Show an identity; `colour` is its palette index, `type_text` its type in words."""
        self._grid, self._colour = identicon(did), colour
        self._identity_name, self._type_text = plain(name), plain(type_text)
        self.setAccessibleName(f"{self._identity_name}, {self._type_text}")
        self.setAccessibleDescription(self.tr("Switch identity"))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        theme = current_theme()
        return QSize(theme.scaled(180), theme.scaled(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture, name, type and the chevron over the button's face."""
        if not self._grid:
            self._paint_unknown()
            return
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        side, chevron, middle = theme.scaled(28), theme.scaled(16), self.height() / 2
        paint_avatar(painter, QRectF(9, middle - side / 2, side, side), self._grid, self._colour)
        chevron_box = QRectF(self.width() - chevron - 8, middle - chevron / 2, chevron, chevron)
        paint_icon(painter, "chevron-down", chevron_box, theme.colour("text_muted"))
        left = 9 + side + 10
        width = chevron_box.x() - left - 4
        line = theme.scaled(17)
        painter.setFont(type_font(self, 13, QFont.Weight.DemiBold))
        draw_text(painter, QRectF(left, middle - line, width, line), self._identity_name, theme.colour("text"), _LEFT)
        painter.setFont(type_font(self, 11, QFont.Weight.Medium))
        box = QRectF(left, middle + 1, width, line - 2)
        draw_text(painter, box, self._type_text, theme.identity_colour(self._colour), _LEFT)

    def _paint_unknown(self) -> None:
        """Draw a grey shape in its place until it is known who is active."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("skeleton"))
        painter.drawRoundedRect(self.rect().toRectF(), 6, 6)
