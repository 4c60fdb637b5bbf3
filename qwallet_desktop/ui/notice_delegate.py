"""Draws a notification: whose it is, what happened, when, and whether it was read."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.models.notices_model import Face, Index, NoticeRole
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.avatar import paint_avatar
from qwallet_desktop.ui.widgets.chips import chip_colours
from qwallet_desktop.ui.widgets.identicon import Grid, identicon
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

LINE_HEIGHT: Final = 56
DAY_HEIGHT: Final = 32
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


@lru_cache(maxsize=256)
def _picture(did: str) -> Grid:
    return identicon(did)


class NoticeDelegate(QStyledItemDelegate):
    """Draws days and lines."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a day or of a line."""
        height = DAY_HEIGHT if index.data(NoticeRole.DAY) else LINE_HEIGHT
        return QSize(current_theme().scaled(200), current_theme().scaled(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a day's name, or a line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        day = index.data(NoticeRole.DAY)
        if day:
            painter.setFont(type_font(self._view, 11, QFont.Weight.DemiBold))
            draw_text(painter, box.adjusted(12, 8, -12, 0), str(day), current_theme().colour("text_faint"), _LEFT)
        else:
            self._paint_line(painter, option, index)
        painter.restore()

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, face = current_theme(), index.data(NoticeRole.FACE)
        if not isinstance(face, Face):
            return
        box = QRectF(option.rect)
        self._paint_ground(painter, option, box, face)
        side = theme.scaled(32)
        picture = QRectF(box.x() + 20, box.center().y() - side / 2, side, side)
        _paint_picture(painter, picture, face)
        if index.data(NoticeRole.UNREAD):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QRectF(box.x() + 7, box.center().y() - 3.5, 7, 7))
        room = QRectF(picture.right() + 12, box.y(), box.right() - picture.right() - 24, box.height())
        self._paint_words(painter, room, face, unread=bool(index.data(NoticeRole.UNREAD)))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, face: Face) -> None:
        theme = current_theme()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        over = bool(option.state & QStyle.StateFlag.State_MouseOver) and face.way
        ground = box.adjusted(2, 1, -2, -1)
        painter.setPen(theme.colour("accent") if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover") if chosen or over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_words(self, painter: QPainter, room: QRectF, face: Face, *, unread: bool) -> None:
        theme = current_theme()
        line = theme.scaled(18)
        upper = QRectF(room.x(), room.center().y() - line - 1, room.width(), line)
        lower = QRectF(room.x(), room.center().y() + 2, room.width(), line)
        painter.setFont(type_font(self._view, 11))
        draw_text(painter, upper, face.time, theme.colour("text_muted"), _RIGHT)
        upper.setRight(upper.right() - painter.fontMetrics().horizontalAdvance(face.time) - 12)
        painter.setFont(type_font(self._view, 13, QFont.Weight.DemiBold if unread else QFont.Weight.Medium))
        draw_text(painter, upper, face.title, theme.colour("text"), _LEFT)
        painter.setFont(type_font(self._view, 11))
        draw_text(painter, lower, face.sentence, theme.colour("text_muted"), _LEFT)


def _paint_picture(painter: QPainter, box: QRectF, face: Face) -> None:
    """Draw the identity with what happened in its corner; for the program, what happened alone."""
    theme = current_theme()
    front, back = chip_colours(face.tone)
    painter.setPen(Qt.PenStyle.NoPen)
    if not face.did:
        painter.setBrush(back)
        painter.drawEllipse(box)
        inset = box.width() * 0.25
        paint_icon(painter, face.icon, box.adjusted(inset, inset, -inset, -inset), front)
        return
    paint_avatar(painter, box, _picture(face.did), face.colour)
    disc = box.width() * 0.56
    mark = QRectF(box.right() - disc * 0.72, box.bottom() - disc * 0.72, disc, disc)
    painter.setPen(theme.colour("line"))
    painter.setBrush(theme.colour("surface_overlay"))
    painter.drawEllipse(mark)
    inset = disc * 0.2
    paint_icon(painter, face.icon, mark.adjusted(inset, inset, -inset, -inset), front)
