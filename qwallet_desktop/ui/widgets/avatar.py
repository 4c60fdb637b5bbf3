"""How an identity is recognised: its picture and the badge of its type."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.identicon import SIZE, Grid, identicon
from qwallet_desktop.ui.widgets.plain import plain

TYPE_ICONS: Final = {
    "ROOT": "user",
    "ENTERPRISE": "building",
    "DAO": "dao",
    "CONSENTIDA": "shield",
    "AID": "ghost",
}
_SOFT: Final = 0.45


def paint_avatar(painter: QPainter, box: QRectF, grid: Grid, colour: int) -> None:
    """Draw an identicon into `box`, rounded, in the identity colour of that index."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    radius = box.width() * 0.26
    shape.addRoundedRect(box, radius, radius)
    painter.setClipPath(shape)
    painter.fillPath(shape, theme.identity_soft(colour))
    cell = box.width() * 0.74 / SIZE
    left = box.x() + box.width() * 0.13
    top = box.y() + box.height() * 0.13
    full = theme.identity_colour(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    for line, levels in enumerate(grid):
        for place, level in enumerate(levels):
            if level:
                full.setAlphaF(1.0 if level > 1 else _SOFT)
                painter.setBrush(full)
                painter.drawRoundedRect(
                    QRectF(left + place * cell, top + line * cell, cell + 0.15, cell + 0.15), 0.6, 0.6
                )
    painter.setClipping(False)
    painter.restore()


class Avatar(QWidget):
    """An identity's picture with a small badge of its type."""

    def __init__(self, size: int = 32, *, badge: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._badge = size, badge
        self._grid: Grid = ()
        self._colour = 0
        self._type = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_identity(self, did: str, colour: int, type_name: str = "", name: str = "") -> None:
        """Show the identity `did`; `colour` is its palette index, `type_name` as in ``"ENTERPRISE"``."""
        self._grid, self._colour, self._type = identicon(did), colour, type_name
        self.setAccessibleName(plain(f"{name} {type_name}"))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at the user's font size."""
        side = current_theme().scaled(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw picture and badge."""
        painter = QPainter(self)
        side = float(current_theme().scaled(self._size))
        paint_avatar(painter, QRectF(0, 0, side, side), self._grid, self._colour)
        if self._badge and self._type in TYPE_ICONS:
            self._paint_badge(painter, side)

    def _paint_badge(self, painter: QPainter, side: float) -> None:
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = max(14.0, side * 0.42)
        box = QRectF(side - disc, side - disc, disc, disc)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("surface_overlay"))
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        inset = disc * 0.2
        paint_icon(painter, TYPE_ICONS[self._type], box.adjusted(inset, inset, -inset, -inset), theme.colour("text"))
