"""How much of a limit is used: what went out, hatched what is held for approval, and the rest."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain

_CAUTION_AT: Final = 80
_FULL: Final = 100


class LimitBar(QWidget):
    """A slim bar; the text beside it says the same, so that nothing is told by colour alone.

    Args:
        height: Pixels at normal font size.
        parent: Qt's owner.
    """

    def __init__(self, height: int = 10, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._spent = self._held = 0
        self._limit = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_use(self, spent: int, held: int, limit: int | None, name: str) -> None:
        """Draw what is used.

        Args:
            spent: What went out, in the smallest units.
            held: What waits for approval, in the same.
            limit: The limit; None draws an empty bar.
            name: The same in words.
        """
        self._spent, self._held, self._limit = max(0, spent), max(0, held), limit or 0
        self.setAccessibleName(plain(name))
        self.setToolTip(plain(name))
        self.update()

    def permille(self) -> tuple[int, int]:
        """Return how far what was spent, and with it what is held, reaches: thousandths of the bar."""
        if not self._limit:
            return 0, 0
        spent = min(1000, self._spent * 1000 // self._limit)
        return spent, min(1000, (self._spent + self._held) * 1000 // self._limit)

    def token(self) -> str:
        """Return the colour token of what is used."""
        percent = self.permille()[1] // 10
        if percent >= _FULL:
            return "danger"
        return "caution" if percent >= _CAUTION_AT else "accent"

    def sizeHint(self) -> QSize:
        """Return a slim bar."""
        return QSize(120, current_theme().scaled(self._height))

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be read."""
        return QSize(48, current_theme().scaled(self._height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the well, what was spent, and hatched what is held."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        well = QRectF(0, 1, self.width(), self.height() - 2)
        shape = QPainterPath()
        shape.addRoundedRect(well, well.height() / 2, well.height() / 2)
        painter.fillPath(shape, theme.colour("pressed"))
        painter.setClipPath(shape)
        spent, used = (well.width() * share / 1000 for share in self.permille())
        colour = theme.colour(self.token())
        painter.fillRect(QRectF(0, 1, spent, well.height()), colour)
        if used > spent:
            part = QRectF(spent, 1, used - spent, well.height())
            painter.setOpacity(0.3)
            painter.fillRect(part, colour)
            painter.setOpacity(1)
            painter.fillRect(part, QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.fillRect(QRectF(spent, 1, 1, well.height()), theme.colour("surface_raised"))
