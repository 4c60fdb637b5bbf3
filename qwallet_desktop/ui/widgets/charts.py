"""Small drawings of numbers: a line over time and a bar of how much is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui import fonts
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import draw_text, type_font

MeterTone = Literal["accent", "positive", "caution", "danger"]
_FEWEST: Final = 2
_WORDS_HEIGHT: Final = 16
_CAUTION_AT: Final = 80
_DANGER_AT: Final = 100


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One value: `value` in smallest units gives the height, `value_text` and `at_text` are shown."""

    value: int
    value_text: str
    at_text: str


class LineChart(QWidget):
    """A line with a soft fill; the value under the pointer, or chosen by left and right, is named."""

    def __init__(self, height: int = 120, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._points: tuple[ChartPoint, ...] = ()
        self._empty = self.tr("Nothing to draw yet")
        self._caption = ""
        self._hovered = -1
        self._colour: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Line over time"))

    def set_points(self, points: Sequence[ChartPoint], description: str = "") -> None:
        """Draw points, oldest first; `description` says in words what one sees."""
        self._points = tuple(points)
        self._hovered = -1
        self.updateGeometry()
        self.setAccessibleDescription(plain(description))
        self.update()

    def set_colour(self, colour: int | None) -> None:
        """Draw in the identity colour of that index; None is the accent."""
        self._colour = colour
        self.update()

    def set_empty_text(self, text: str) -> None:
        """Say what stands there with fewer than two points, on a line of text; nothing keeps the line's room."""
        self._empty = plain(text)
        self.updateGeometry()
        self.update()

    def set_caption(self, text: str) -> None:
        """Say over the line what it shows; the marked point's words take its place."""
        self._caption = plain(text)
        self.update()

    def set_hovered(self, index: int) -> None:
        """Mark a point; -1 marks none."""
        self._hovered = index if 0 <= index < len(self._points) else -1
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height asked for, or a line of text's where there is nothing to draw."""
        worded = len(self._points) < _FEWEST and self._empty
        return QSize(320, current_theme().scaled(_WORDS_HEIGHT if worded else self._height))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the point under the pointer."""
        if len(self._points) >= _FEWEST:
            share = event.position().x() / max(1, self.width())
            last = len(self._points) - 1
            self.set_hovered(min(last, max(0, round(share * last))))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark none."""
        self.set_hovered(-1)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point by left and right."""
        last = len(self._points) - 1
        match event.key():
            case Qt.Key.Key_Left:
                self.set_hovered(max(0, self._hovered - 1) if self._hovered >= 0 else last)
            case Qt.Key.Key_Right:
                self.set_hovered(min(last, self._hovered + 1))
            case _:
                super().keyPressEvent(event)

    def _places(self) -> list[QPointF]:
        values = [point.value for point in self._points]
        low, span = min(values), max(values) - min(values)
        top, height = 28.0, self.height() - 28.0 - 6
        step = (self.width() - 8) / (len(values) - 1)
        shares = [(value - low) / span if span else 0.5 for value in values]
        return [QPointF(4 + index * step, top + height * (1 - share)) for index, share in enumerate(shares)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw fill, line, and the marked point with its words."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._points) < _FEWEST:
            painter.setFont(type_font(self, 11))
            self._paint_words(painter, QRectF(self.rect()), self._empty)
            return
        colour = theme.colour("accent") if self._colour is None else theme.identity_colour(self._colour)
        places = self._places()
        self._paint_line(painter, places, colour)
        if self._hovered >= 0:
            self._paint_mark(painter, places[self._hovered], colour)
            return
        painter.setFont(type_font(self, 11))
        self._paint_words(painter, QRectF(0, 0, self.width(), theme.scaled(_WORDS_HEIGHT)), self._caption)

    def _paint_words(self, painter: QPainter, box: QRectF, text: str) -> None:
        """Draw a quiet line of text, and the ring of the keyboard's focus around all."""
        theme = current_theme()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
            box.adjust(6, 0, 0, 0)
        draw_text(painter, box, text, theme.colour("text_muted"), Qt.AlignmentFlag.AlignLeft)

    def _paint_line(self, painter: QPainter, places: list[QPointF], colour: QColor) -> None:
        bottom = self.height() - 1.0
        line = QPainterPath(places[0])
        for place in places[1:]:
            line.lineTo(place)
        area = QPainterPath(line)
        area.lineTo(places[-1].x(), bottom)
        area.lineTo(places[0].x(), bottom)
        area.closeSubpath()
        fill = QLinearGradient(0, 0, 0, bottom)
        top, end = QColor(colour), QColor(colour)
        top.setAlphaF(0.20)
        end.setAlphaF(0.0)
        fill.setColorAt(0, top)
        fill.setColorAt(1, end)
        painter.fillPath(area, fill)
        painter.fillRect(QRectF(0, bottom, self.width(), 1), current_theme().colour("line"))
        pen = QPen(colour, 1.75)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(places[-1], 3, 3)

    def _paint_mark(self, painter: QPainter, place: QPointF, colour: QColor) -> None:
        theme = current_theme()
        point = self._points[self._hovered]
        painter.setPen(QPen(theme.colour("line_strong"), 1))
        painter.drawLine(QPointF(place.x(), 24), QPointF(place.x(), self.height() - 1.0))
        painter.setPen(QPen(theme.colour("surface_raised"), 2))
        painter.setBrush(colour)
        painter.drawEllipse(place, 4.5, 4.5)
        text = f"{point.value_text}   {point.at_text}"
        painter.setFont(fonts.tabular(type_font(self, 11)))
        width = painter.fontMetrics().horizontalAdvance(text) + 16
        x = min(max(0.0, place.x() - width / 2), self.width() - width)
        box = QRectF(x, 0, width, theme.scaled(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawRoundedRect(box, 4, 4)
        draw_text(painter, box, text, theme.colour("surface"), Qt.AlignmentFlag.AlignHCenter)


def share_percent(used: int, total: int) -> int:
    """Return whole percent of `used` in `total`, rounded down and kept within 0-100; 0 if `total` is 0."""
    if total <= 0:
        return 0
    return max(0, min(100, used * 100 // total))


class MeterBar(QWidget):
    """How much of something is used; the tone changes near the end unless one is given."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._percent = 0
        self._mark: int | None = None
        self._tone: MeterTone | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, used: int, total: int, name: str, tone: MeterTone | None = None) -> None:
        """Draw `used` of `total`; `name` says it in words ("250.00 of 1,000.00 QTK used today")."""
        self._percent, self._tone = share_percent(used, total), tone
        self.setAccessibleName(plain(name))
        self.setToolTip(plain(name))
        self.update()

    def set_mark(self, percent: int | None) -> None:
        """Draw a mark, such as a quorum, at that percent; None draws none."""
        self._mark = percent
        self.update()

    def percent(self) -> int:
        """Return what is drawn, in whole percent."""
        return self._percent

    def _token(self) -> str:
        if self._tone is not None:
            return self._tone
        if self._percent >= _DANGER_AT:
            return "danger"
        return "caution" if self._percent >= _CAUTION_AT else "accent"

    def sizeHint(self) -> QSize:
        """Return a slim bar."""
        return QSize(120, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw well, bar and mark."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        well = QRectF(0, 1, self.width(), self.height() - 2)
        radius = well.height() / 2
        painter.setBrush(theme.colour("pressed"))
        painter.drawRoundedRect(well, radius, radius)
        if self._percent:
            painter.setBrush(theme.colour(self._token()))
            width = max(well.height(), well.width() * self._percent / 100)
            painter.drawRoundedRect(QRectF(0, 1, width, well.height()), radius, radius)
        if self._mark is not None:
            x = min(self.width() - 2.0, self.width() * self._mark / 100)
            painter.fillRect(QRectF(x, 0, 2, self.height()), theme.colour("text"))
