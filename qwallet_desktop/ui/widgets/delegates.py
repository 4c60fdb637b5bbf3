"""Cells with a meaning: amount, direction, status, id, identity."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.chips import chip_width, paint_chip
from qwallet_desktop.ui.widgets.identicon import identicon
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.styling import draw_text, id_font, type_font
from qwallet_desktop.ui.widgets.tables import CellDelegate, CellRole, Index

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_SMALLEST: Final = 9
_TAIL: Final = 6
_DID: Final = "did:"


class AmountDelegate(CellDelegate):
    """DisplayRole is the amount, SUBTITLE its symbol, TONE a colour token, HIDDEN shows dots."""

    ALIGN = _RIGHT

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the symbol at the right, the figures before it, in line over all rows of one symbol."""
        theme = current_theme()
        symbol = plain(str(index.data(CellRole.SUBTITLE) or ""))
        if symbol:
            painter.setFont(type_font(self.view, 11, QFont.Weight.Medium))
            draw_text(painter, box, symbol, theme.colour("text_muted"), _RIGHT)
            box.setRight(box.right() - painter.fontMetrics().horizontalAdvance(symbol) - 6)
        hidden = bool(index.data(CellRole.HIDDEN))
        text = HIDDEN_AMOUNT if hidden else plain(str(index.data() or ""))
        tint = "text_muted" if hidden else str(index.data(CellRole.TONE) or "text")
        painter.setFont(self._fitting(text, box.width()))
        whole = painter.fontMetrics().horizontalAdvance(text) <= box.width()
        draw_text(painter, box, text if whole else "…", theme.colour(tint), _RIGHT)

    def _fitting(self, text: str, width: float) -> QFont:
        """Return a face in which the whole amount fits: an amount that is cut could be read as another one."""
        font = fonts.tabular(type_font(self.view, 13, QFont.Weight.Medium))
        while QFontMetricsF(font).horizontalAdvance(text) > width and font.pixelSize() > _SMALLEST:
            font.setPixelSize(font.pixelSize() - 1)
        return font


class DirectionDelegate(CellDelegate):
    """DisplayRole is the direction in words, ICON its icon, TONE ``positive`` or a colour token."""

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the icon on a quiet disc and the words."""
        theme = current_theme()
        tone = str(index.data(CellRole.TONE) or "neutral")
        front, back = self.face_colours(tone)
        side = theme.scaled(24)
        disc = QRectF(box.x(), box.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawEllipse(disc)
        inset = side * 0.21
        paint_icon(
            painter, str(index.data(CellRole.ICON) or "swap"), disc.adjusted(inset, inset, -inset, -inset), front
        )
        box.setLeft(disc.right() + 8)
        draw_text(painter, box, plain(str(index.data() or "")), theme.colour("text"), _LEFT)


class StatusDelegate(CellDelegate):
    """DisplayRole is the status in words, TONE a chip's tone, ICON an icon."""

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw a chip."""
        text = plain(str(index.data() or ""))
        if not text:
            return
        icon = str(index.data(CellRole.ICON) or "")
        font = type_font(self.view, 11, QFont.Weight.DemiBold)
        height = current_theme().scaled(20)
        width = min(box.width(), chip_width(font, text, height, icon=bool(icon)) + 1)
        painter.setFont(font)
        colours = self.face_colours(str(index.data(CellRole.TONE) or "neutral"))
        paint_chip(painter, QRectF(box.x(), box.center().y() - height / 2, width, height), text, colours, icon)


class IdDelegate(CellDelegate):
    """FULL (or DisplayRole) is an id; it is cut in the middle and monospaced."""

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the id."""
        painter.setFont(id_font(self.view, 13))
        value = plain(str(index.data(CellRole.FULL) or index.data() or ""))
        draw_text(painter, box, cut_middle(value), current_theme().colour("text_muted"), _LEFT)


class IdentityDelegate(CellDelegate):
    """DisplayRole is a name, FULL the DID, COLOUR the palette index (absent: a stranger), SUBTITLE a quiet text.

    Without a DID, ICON is drawn in the avatar's place.
    """

    def paint_content(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """Draw the avatar, then name and subtitle."""
        did = str(index.data(CellRole.FULL) or "")
        colour = index.data(CellRole.COLOUR)
        icon = "user" if did else str(index.data(CellRole.ICON) or "")
        side = current_theme().scaled(24)
        mark = QRectF(box.x(), box.center().y() - side / 2, side, side)
        if did and colour is not None:
            paint_avatar(painter, mark, identicon(did), int(colour))
        elif icon:
            _paint_tile(painter, mark, icon, self.face_colours("neutral"))
        box.setLeft(mark.right() + 8)
        shown = str(index.data() or "")
        if did and shown.startswith(_DID):
            painter.setFont(id_font(self.view, 13))
            text = _fitting_id(did, shown, painter.fontMetrics(), box.width())
            draw_text(painter, box, text, current_theme().colour("text"), _LEFT)
            return
        self.paint_words(painter, box, index)


def _paint_tile(painter: QPainter, mark: QRectF, icon: str, colours: tuple[QColor, QColor]) -> None:
    """Draw an icon on a quiet tile, where one of our identities has its picture."""
    front, back = colours
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawRoundedRect(mark, mark.width() * 0.26, mark.width() * 0.26)
    paint_icon(painter, icon, mark.adjusted(5, 5, -5, -5), front)


def _fitting_id(did: str, shown: str, metrics: QFontMetrics, width: float) -> str:
    """Return `shown`, a cut DID, or the DID cut more if that is too wide: its end is what tells DIDs apart."""
    room = int(width // max(1, metrics.horizontalAdvance("0")))
    text = plain(shown)
    return text if len(text) <= room else cut_middle(plain(did), max(4, room - _TAIL - 1), _TAIL)
