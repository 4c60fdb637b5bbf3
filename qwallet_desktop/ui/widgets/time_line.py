"""A course of events from top to bottom: what happened when, what goes on now, and what is still to come."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.chips import ChipTone, chip_colours
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.styling import clear, column, row
from qwallet_desktop.ui.widgets.time_label import absolute_time, relative_time

_DISC: Final = 20
_GAP: Final = 3
_LINE: Final = 1.5
_INSET: Final = 0.22
_SHORT: Final = 12
_LONG: Final = 20


class Place(Enum):
    """Where a point lies as seen from now."""

    PAST = auto()
    PRESENT = auto()
    COMING = auto()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that happened, happens or is to come; `at` is None where nobody knows when."""

    words: str
    place: Place
    icon: str = "check"
    tone: ChipTone = "neutral"
    at: datetime | None = None


class _Dot(QWidget):
    """A disc with an icon, and the line on to the next point."""

    def __init__(self, point: Point, *, last: bool) -> None:
        super().__init__()
        self._point, self._last = point, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Return the disc's width."""
        side = current_theme().scaled(_DISC)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw disc and lines."""
        theme, point = current_theme(), self._point
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.scaled(_DISC)
        middle = side / 2
        pen = QPen(theme.colour("line_strong"), _LINE)
        pen.setStyle(Qt.PenStyle.DotLine if point.place is not Place.PAST else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        if not self._last:
            painter.drawLine(round(middle), side + _GAP, round(middle), self.height() - _GAP)
        disc = QRectF(0.75, 0.75, side - 1.5, side - 1.5)
        if point.place is Place.COMING:
            painter.setPen(QPen(theme.colour("line_strong"), _LINE))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(disc.adjusted(4, 4, -4, -4))
            return
        front, back = chip_colours(point.tone)
        painter.setPen(QPen(front, _LINE) if point.place is Place.PRESENT else Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawEllipse(disc)
        inset = side * _INSET
        paint_icon(painter, point.icon, QRectF(0, 0, side, side).adjusted(inset, inset, -inset, -inset), front)


class _Step(QWidget):
    """One point: its disc, its words, and how long ago."""

    def __init__(self, point: Point, *, last: bool) -> None:
        super().__init__()
        self._point = point
        line = row(self, spacing=12)
        line.addWidget(_Dot(point, last=last))
        words = column(spacing=0)
        # A point without a time is as far from the next one as one that has it, or nearly.
        below = _SHORT if point.at is not None else _LONG
        words.setContentsMargins(0, 1, 0, 0 if last else below)
        said = PlainText(point.words, "strong" if point.place is Place.PRESENT else "body", wrap=True)
        said.set_tone("muted" if point.place is Place.COMING else "")
        self._when = PlainText("", "caption")
        self._when.setVisible(point.at is not None)
        words.addWidget(said)
        words.addWidget(self._when)
        line.addLayout(words, 1)

    def set_now(self, now: datetime) -> None:
        """Say anew how long ago it was."""
        at = self._point.at
        if at is not None:
            self._when.set_text(relative_time(at, now))
            self._when.setToolTip(absolute_time(at))
        told = "" if at is None else absolute_time(at)
        self.setAccessibleName(f"{self._point.words}, {told}".rstrip(", "))


class TimeLine(QWidget):
    """Shows points, the oldest on top."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._points: tuple[Point, ...] = ()
        self._steps: list[_Step] = []
        self._stack = column(self, spacing=0)

    def set_points(self, points: tuple[Point, ...], now: datetime) -> None:
        """Show a course of events as seen from `now`."""
        if points != self._points:
            self._points = points
            clear(self._stack)
            last = len(points) - 1
            self._steps = [_Step(one, last=at == last) for at, one in enumerate(points)]
            for step in self._steps:
                self._stack.addWidget(step)
        self.set_now(now)

    def set_now(self, now: datetime) -> None:
        """Say anew how long ago everything was."""
        for step in self._steps:
            step.set_now(now)

    def points(self) -> tuple[Point, ...]:
        """Return what is shown."""
        return self._points
