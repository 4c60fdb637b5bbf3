"""The chip at the foot of the side bar: is the node there; a click says more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from PySide6.QtCore import QDateTime, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.health import Down, Health, Node, Starting, StartNode, Up
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.sidebar import PaintedButton
from qwallet_desktop.ui.widgets.styling import draw_text, type_font
from qwallet_desktop.ui.wording import connection_sentence, connection_word, passes_by_itself

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class View:
    """What the chip and its popover tell; without the head, which moves with every event."""

    node: Node
    live: bool
    clock_offset: int
    fault: str

    @property
    def health(self) -> Health:
        """The same as the slice, for the words."""
        return Health(self.node, live=self.live, clock_offset=self.clock_offset, fault=self.fault)


def select(state: State) -> View:
    """Return what is known about the way to the node."""
    health = state.health
    return View(health.node, health.live, health.clock_offset, health.fault)


def clock_time(at: datetime) -> str:
    """Return the time of day in the user's zone, as in 14:02."""
    local = QDateTime.fromMSecsSinceEpoch(round(at.timestamp() * 1000))
    return QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)


def tone(view: View) -> str:
    """Return the colour token of the chip's mark."""
    match view.node:
        case Starting():
            return "text_faint"
        case Up():
            return "positive" if view.live else "caution"
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
        self.popover = _Details(bench, page)
        self.button = StatusButton(self)
        self.button.clicked.connect(lambda _checked=False: self.popover.open_at(self.button))

    def draw(self, view: View) -> None:
        """Show the state of the way to the node."""
        word = connection_word(view.health)
        self.button.set_status(word, self._more(view), tone(view))
        self.button.setToolTip(connection_sentence(view.health))
        self.popover.draw(view)

    def _more(self, view: View) -> str:
        if isinstance(view.node, Down):
            return self.tr("since {time}").format(time=clock_time(view.node.since))
        return self.tr("clock is off") if view.clock_offset else ""

    def sizeHint(self) -> QSize:
        """Return the button's size."""
        return self.button.sizeHint()

    def resizeEvent(self, _event: object) -> None:
        """Let the button fill the chip."""
        self.button.setGeometry(self.rect())


class _Details(Popover):
    """What the state means and what the program does about it."""

    def __init__(self, bench: Bench, page: QWidget) -> None:
        super().__init__(page, width=340)
        self.frame.setAccessibleName(self.tr("Connection"))
        self.body.setContentsMargins(16, 16, 16, 16)
        self.body.setSpacing(12)
        self._title = PlainText("", "heading")
        self._sentence = PlainText("", "muted", wrap=True)
        self._clock = Banner("", "caution", "clock")
        self._facts = KeyValueGrid()
        self._retry = LinkButton(self.tr("Try now"), lambda: bench.dispatch(StartNode()))
        for widget in (self._title, self._sentence, self._clock, self._facts):
            self.add(widget)
        self.body.addWidget(self._retry, 0, _LEFT)

    def draw(self, view: View) -> None:
        self._title.set_text(connection_word(view.health))
        self._sentence.set_text(connection_sentence(view.health))
        self._clock.set_banner(self._clock_sentence(view.clock_offset), "caution", "clock")
        self._clock.setVisible(view.clock_offset != 0)
        self._facts.clear()
        if isinstance(view.node, Down):
            self._facts.add_row(self.tr("Since"), clock_time(view.node.since))
        if isinstance(view.node, Up):
            self._facts.add_row(self.tr("Node"), view.node.node_id, kind="id", copyable=True)
        if view.fault:
            self._facts.add_row(self.tr("Last fault"), view.fault, kind="quote", copyable=True)
        self._facts.setVisible(not isinstance(view.node, Starting) or bool(view.fault))
        self._retry.setVisible(isinstance(view.node, Down))

    def _clock_sentence(self, offset: int) -> str:
        behind = self.tr("This computer's clock is {time} behind the node's. Qwallet signs with the node's time.")
        ahead = self.tr("This computer's clock is {time} ahead of the node's. Qwallet signs with the node's time.")
        seconds = abs(offset)
        short = self.tr("{n} s").format(n=seconds)
        time = short if seconds < _MINUTE else self.tr("{n} min").format(n=seconds // _MINUTE)
        return (behind if offset > 0 else ahead).format(time=time)
