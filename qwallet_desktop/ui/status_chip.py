"""The chip at the foot of the side bar: is the node there, and all of it; a click says more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from immutables import Map
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.health import BreakerState, Service
from qwallet_desktop.state.health import Down, Health, Node, Starting, Up
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.health_panel import HealthPanel
from qwallet_desktop.ui.health_words import trouble_words
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.sidebar import PaintedButton
from qwallet_desktop.ui.widgets.styling import draw_text, type_font
from qwallet_desktop.ui.wording import connection_sentence, connection_word, passes_by_itself

_LEFT: Final = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class View:
    """What the chip and its popover tell; without the head, which moves with every event."""

    node: Node
    live: bool
    clock_offset: int
    fault: str
    troubled: Map[Service, BreakerState]
    stream_since: datetime | None
    served: str = ""

    @property
    def health(self) -> Health:
        """The same as the slice, for the words."""
        return Health(
            self.node,
            live=self.live,
            clock_offset=self.clock_offset,
            fault=self.fault,
            troubled=self.troubled,
            stream_since=self.stream_since,
            served=self.served,
        )


def select(state: State) -> View:
    """Return what is known about the way to the node."""
    health = state.health
    known = (health.node, health.live, health.clock_offset, health.fault, health.troubled, health.stream_since)
    return View(*known, health.served)


def tone(view: View) -> str:
    """Return the colour token of the chip's mark."""
    match view.node:
        case Starting():
            return "text_faint"
        case Up():
            return "positive" if view.live and not view.troubled else "caution"
        case Down(_, problem):
            return "caution" if passes_by_itself(problem) else "danger"
        case _:
            assert_never(view.node)


class StatusButton(PaintedButton):
    """A mark and up to two lines: the state, and since when or what to know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("row", None, parent)
        self._word, self._more, self._tint = "", "", "text_faint"

    def set_status(self, word: str, more: str, tint: str) -> None:
        """Show a state, something small about it, and its colour token."""
        self._word, self._more, self._tint = word, more, tint
        self.setAccessibleName(", ".join(text for text in (word, more) if text))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of two lines."""
        return QSize(current_theme().scaled(160), current_theme().scaled(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mark and words over the button's face."""
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, line = theme.scaled(16), theme.scaled(17)
        self._paint_mark(painter, QRectF(10, (self.height() - side) / 2, side, side))
        room = QRectF(20 + side, (self.height() - line) / 2, self.width() - side - 28, line)
        if self._more:
            lower = room.translated(0, line / 2)
            painter.setFont(type_font(self, 11, QFont.Weight.Medium))
            draw_text(painter, lower, self._more, theme.colour("text_faint"), _LEFT)
            room.translate(0, -line / 2)
        painter.setFont(type_font(self, 13, QFont.Weight.Medium))
        draw_text(painter, room, self._word, theme.colour("text_muted"), _LEFT)

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        """Draw a disc while all is well, else an icon: never colour alone."""
        colour = current_theme().colour(self._tint)
        if self._tint in ("caution", "danger"):
            paint_icon(painter, "offline", box, colour)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(box.center(), box.width() / 4, box.width() / 4)


class StatusChip(QWidget):
    """The button and the popover behind it."""

    def __init__(self, bench: Bench, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.popover = HealthPanel(bench, page)
        self.button = StatusButton(self)
        self.button.clicked.connect(lambda _checked=False: self.popover.open_at(self.button))

    def draw(self, view: View) -> None:
        """Show the state of the way to the node."""
        word = connection_word(view.health)
        self.button.set_status(word, self._more(view), tone(view))
        self.button.setToolTip(connection_sentence(view.health))
        self.popover.draw(view.health)

    def _more(self, view: View) -> str:
        if isinstance(view.node, Down):
            return self.tr("since {time}").format(time=moment_words(view.node.since, self._bench.now()))
        if view.live and (troubled := trouble_words(view.health)):
            return self.tr("resting: {parts}").format(parts=troubled)
        return self.tr("clock is off") if view.clock_offset else ""

    def sizeHint(self) -> QSize:
        """Return the button's size."""
        return self.button.sizeHint()

    def resizeEvent(self, _event: object) -> None:
        """Let the button fill the chip."""
        self.button.setGeometry(self.rect())
