"""Small marks: the type of an identity, a status, a count, whether we are online."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

ChipTone = Literal["neutral", "accent", "positive", "caution", "danger"]


def chip_colours(tone: str) -> tuple[QColor, QColor]:
    """Return text colour and background of a chip of that tone."""
    theme = current_theme()
    if tone in ("accent", "positive", "caution", "danger"):
        return theme.colour(tone), theme.colour(f"{tone}_soft")
    return theme.colour("text_muted"), theme.colour("hover")


def paint_chip(painter: QPainter, box: QRectF, text: str, colours: tuple[QColor, QColor], icon: str = "") -> None:
    """Draw a rounded chip with text and an optional icon into `box`, in the painter's font."""
    front, back = colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, 4, 4)
    inner = box.adjusted(7, 0, -7, 0)
    if icon:
        side = box.height() - 7
        paint_icon(painter, icon, QRectF(box.x() + 5, box.y() + 3.5, side, side), front)
        inner.setLeft(box.x() + 5 + side + 4)
    draw_text(painter, inner, text, front, Qt.AlignmentFlag.AlignLeft)


def chip_width(font: QFont, text: str, height: float, *, icon: bool = False) -> float:
    """Return the width that `paint_chip` needs for the whole text."""
    words = QFontMetricsF(font).horizontalAdvance(text)
    return words + 15 + (height - 5 if icon else 0)


class _Chip(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _face(self) -> QFont:
        return type_font(self, 11, QFont.Weight.DemiBold)

    def _colours(self) -> tuple[QColor, QColor]:
        return chip_colours("neutral")

    def _show(self, text: str, icon: str) -> None:
        self._text, self._icon = plain(text), icon
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text at the user's font size."""
        height = current_theme().scaled(20)
        return QSize(round(chip_width(self._face(), self._text, height, icon=bool(self._icon)) + 0.5), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        painter.setFont(self._face())
        paint_chip(painter, QRectF(self.rect()), self._text, self._colours(), self._icon)


class TypeChip(_Chip):
    """The type of an identity, in the identity's colour."""

    def __init__(self, text: str = "", colour: int | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        self._show(text, "")

    def set_type(self, text: str, colour: int | None) -> None:
        """Show `text` in the identity colour of that index; None is neutral."""
        self._colour = colour
        self._show(text, "")

    def _colours(self) -> tuple[QColor, QColor]:
        if self._colour is None:
            return super()._colours()
        theme = current_theme()
        return theme.identity_colour(self._colour), theme.identity_soft(self._colour)


class StatusChip(_Chip):
    """A status in words, with a tone and an icon, so never by colour alone."""

    def __init__(
        self, text: str = "", tone: ChipTone = "neutral", icon: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone: ChipTone = tone
        self._show(text, icon)

    def set_status(self, text: str, tone: ChipTone = "neutral", icon: str = "") -> None:
        """Show another status."""
        self._tone = tone
        self._show(text, icon)

    def _colours(self) -> tuple[QColor, QColor]:
        return chip_colours(self._tone)


class CountBadge(_Chip):
    """A number of things that wait; nothing is drawn for zero."""

    def __init__(self, count: int = 0, *, urgent: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._urgent = urgent
        self.set_count(count)

    def set_count(self, count: int) -> None:
        """Show the number, above 99 as ``99+``."""
        self.setVisible(count > 0)
        self._show("99+" if count > 99 else str(count), "")  # noqa: PLR2004 - two figures fit

    def set_urgent(self, urgent: bool) -> None:  # noqa: FBT001 - a setter
        """Fill the badge with the accent."""
        self._urgent = urgent
        self.update()

    def _face(self) -> QFont:
        return fonts.tabular(super()._face())

    def sizeHint(self) -> QSize:
        """Return a pill at least as wide as high."""
        height = current_theme().scaled(18)
        return QSize(max(height + 2, super().sizeHint().width() - 2), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the number in a pill."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if self._urgent else "pressed"))
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(self._face())
        colour = theme.colour("accent_text" if self._urgent else "text")
        draw_text(painter, box, self._text, colour, Qt.AlignmentFlag.AlignHCenter)
