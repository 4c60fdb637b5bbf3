"""The popover behind the status chip: how the node, its news and each of its services are, and *Try now*."""

from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QScrollArea, QSizePolicy, QWidget

from qwallet_desktop.domain.health import Open, Service
from qwallet_desktop.state.health import Health, StartNode, TryServices, Up, resting
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.health_words import Words, news_words, node_words, service_name, service_words
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import IconLabel, PlainText, Role, Rule
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.styling import column, set_look
from qwallet_desktop.ui.wording import connection_sentence, connection_word

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight
_MINUTE: Final = 60
_TICK_MS: Final = 1000
_WIDTH: Final = 380
_TALLEST: Final = 2000
_EDGE: Final = 8


def _wrapped(role: Role) -> PlainText:
    """Return a label that wraps, and that no long word makes wider than the panel."""
    label = PlainText("", role, wrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


class PartRow(QWidget):
    """One part: a mark, its name, its state, why it does not work, and a button where it can be told to try."""

    def __init__(self, name: str, button: LinkButton) -> None:
        super().__init__()
        self._name = name
        self._mark = IconLabel("", size=14)
        self._brief = _wrapped("muted")
        self._brief.setAlignment(_RIGHT)
        self._state = _wrapped("muted")
        self._reason = _wrapped("faint")
        self.button = button
        button.setAccessibleName(self.tr("Try now: {part}").format(part=name))
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._mark, 0, 0)
        grid.addWidget(PlainText(name, "strong"), 0, 1)
        grid.addWidget(self._brief, 0, 2)
        grid.addWidget(button, 0, 2, _RIGHT)
        grid.addWidget(self._state, 1, 1, 1, 2)
        grid.addWidget(self._reason, 2, 1, 1, 2)

    def draw(self, words: Words) -> None:
        """Show how the part is."""
        self._mark.set_icon(*words.mark)
        # What is well, or only waits, takes one line.
        brief = not words.can_try
        self._brief.set_text(words.state)
        self._brief.setVisible(brief)
        self._state.set_text(words.state)
        self._state.setVisible(not brief)
        self._reason.set_text(words.reason)
        self._reason.setVisible(bool(words.reason))
        self.button.setVisible(words.can_try)
        self.setAccessibleName(f"{self._name}: {words.state}")


class HealthPanel(Popover):
    """Says of each part whether it works; it is made when it is first opened."""

    def __init__(self, bench: Bench, page: QWidget) -> None:
        super().__init__(page, width=_WIDTH, max_height=_TALLEST)
        self._scroll: QScrollArea | None = None
        self._bench = bench
        self._health = Health()
        self._content: _Content | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._redraw)
        self.frame.setAccessibleName(self.tr("Connection"))
        self.body.setContentsMargins(0, 0, 0, 0)

    def draw(self, health: Health) -> None:
        """Take over what is known; it is drawn while the panel is seen."""
        self._health = health
        self._redraw()

    def open_at(self, anchor: QWidget) -> None:
        """Show the panel at `anchor`."""
        if self._content is None:
            self._content = _Content(self._bench)
            self._scroll = scrolled(self._content)
            self.add(self._scroll)
        self._content.draw(self._health)
        super().open_at(anchor)
        self._redraw()

    def close_overlay(self) -> None:
        """Take the panel away; nobody counts seconds that nobody sees."""
        self._timer.stop()
        super().close_overlay()

    def frame_rect(self) -> QRect:
        """Return the place by the anchor; with a scroll bar only where the window is too low for all of it."""
        if self._content is not None and self._scroll is not None:
            width = min(current_theme().scaled(_WIDTH), self.width() - 2 * _EDGE)
            wanted, room = self._content.stack.totalHeightForWidth(width - 2), self.height() - 2 * _EDGE - 2
            policy = Qt.ScrollBarPolicy
            bar = policy.ScrollBarAsNeeded if wanted > room else policy.ScrollBarAlwaysOff
            self._scroll.setVerticalScrollBarPolicy(bar)
            self._scroll.setFixedHeight(min(wanted, room))
        return super().frame_rect()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Move the focus, and what has it into sight."""
        moved = super().focusNextPrevChild(forward)
        focused, scroll = QApplication.focusWidget(), self._scroll
        if focused is not None and scroll is not None and scroll.isAncestorOf(focused):
            scroll.ensureWidgetVisible(focused)
        return moved

    def _redraw(self) -> None:
        if self._content is None or not self.isVisible():
            return
        self._content.draw(self._health)
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            # What had it is gone, as a service that works has nothing to try; Escape is to find its way here.
            (self.first_focus() or self.frame).setFocus(Qt.FocusReason.OtherFocusReason)
        if any(isinstance(state, Open) for state in self._health.troubled.values()):
            self._timer.start()
        else:
            self._timer.stop()


class _Content(QWidget):
    """What the panel says."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._title = PlainText("", "heading")
        self._sentence = _wrapped("muted")
        self._clock = Banner("", "caution", "clock")
        self._node = self._part(self.tr("Node"), partial(bench.dispatch, StartNode()))
        self._news = self._part(self.tr("Live news"), None)
        self._services = {
            each: self._part(service_name(each), partial(bench.dispatch, TryServices(each))) for each in Service
        }
        self._all = LinkButton(self.tr("Try all now"), partial(bench.dispatch, TryServices()))
        self._facts = KeyValueGrid()
        self._drawn: tuple[Up | None, str] | None = None
        set_look(self, look="bare")
        self.stack = column(self, margin=16, spacing=12)
        for widget in (self._title, self._sentence, self._clock, Rule(), self._node, self._news, Rule()):
            self.stack.addWidget(widget)
        for part in self._services.values():
            self.stack.addWidget(part)
        self.stack.addWidget(self._all, 0, _LEFT)
        self._end = Rule()
        self.stack.addWidget(self._end)
        self.stack.addWidget(self._facts)

    def _part(self, name: str, on_click: "partial[None] | None") -> PartRow:
        return PartRow(name, LinkButton(self.tr("Try now"), on_click))

    def draw(self, health: Health) -> None:
        """Show what is known."""
        self._title.set_text(connection_word(health))
        self._sentence.set_text(connection_sentence(health))
        self._clock.set_banner(self._clock_sentence(health.clock_offset), "caution", "clock")
        self._clock.setVisible(health.clock_offset != 0)
        now = self._bench.now()
        self._node.draw(node_words(health, now))
        self._news.draw(news_words(health, now))
        for service, part in self._services.items():
            part.draw(service_words(health, service, now))
        self._all.setVisible(isinstance(health.node, Up) and len(resting(health)) > 1)
        self._draw_facts(health)

    def _draw_facts(self, health: Health) -> None:
        facts = (health.node if isinstance(health.node, Up) else None, health.served + health.fault)
        if facts == self._drawn:
            # Made anew, the button that copies would lose the focus, and with it Escape its way here.
            return
        self._drawn = facts
        self._facts.clear()
        if health.served:
            self._facts.add_row(self.tr("Address"), health.served, copyable=True)
        if isinstance(health.node, Up):
            self._facts.add_row(self.tr("Node"), health.node.node_id, kind="id", copyable=True)
            if health.node.version:
                self._facts.add_row(self.tr("Version"), health.node.version)
        if health.fault:
            self._facts.add_row(self.tr("Last fault"), health.fault, kind="quote", copyable=True)
        for part in (self._end, self._facts):
            part.setVisible(isinstance(health.node, Up) or bool(health.served + health.fault))

    def _clock_sentence(self, offset: int) -> str:
        behind = self.tr("This computer's clock is {time} behind the node's. Qwallet signs with the node's time.")
        ahead = self.tr("This computer's clock is {time} ahead of the node's. Qwallet signs with the node's time.")
        seconds = abs(offset)
        short = self.tr("{n} s").format(n=seconds)
        time = short if seconds < _MINUTE else self.tr("{n} min").format(n=seconds // _MINUTE)
        return (behind if offset > 0 else ahead).format(time=time)
