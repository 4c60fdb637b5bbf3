"""What the screens of limits and permissions share: their cards, and how old what they say is."""

from datetime import datetime
from typing import Final, Literal, TypeVar

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.health import Down, Node
from qwallet_desktop.state.remote import Loaded, Stale
from qwallet_desktop.ui.as_of import moment_words
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.widgets.pages import TimedPage
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column, set_look
from qwallet_desktop.ui.wording import passes_by_itself, sentence

MARGIN: Final = 24
WIDEST: Final = 860
"""Pixels at normal font size; wider bars and lines say no more."""

T = TypeVar("T")


class RulesPage(TimedPage):
    """Cards under each other; in their place that they are being read, or why they could not be.

    Subclasses say what could not be read, what stands in its place while the node is away, and how to try again.
    """

    panel: StatePanel

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench

    def unread(self) -> str:
        """Return the title where the rules could not be read."""
        raise NotImplementedError

    def reconnecting(self) -> str:
        """Return what is said of known rules while the node is away, with `{time}` in it."""
        raise NotImplementedError

    def retry(self) -> None:
        """Read the rules once more."""
        raise NotImplementedError

    def set_cards(self, *cards: QWidget, shape: Literal["lines", "cards"], count: int) -> None:
        """Put the cards under each other; `count` grey ones of a shape stand there before they are read."""
        content = QWidget()
        set_look(content, look="bare")
        content.setMaximumWidth(WIDEST)
        inner = column(content, spacing=16)
        inner.setContentsMargins(0, 0, MARGIN, MARGIN)
        for card in cards:
            inner.addWidget(card)
        inner.addStretch(1)
        self.panel = StatePanel(scrolled(content), shape=shape, count=count)
        self.panel.set_inset(MARGIN)

    def show_waiting(self, node: Node) -> None:
        """Say that the rules are being read, or why they can't be."""
        if isinstance(node, Down):
            self.show_unread(node.problem)
        else:
            self.panel.show_loading()

    def show_unread(self, problem: Problem) -> None:
        """Say why the rules could not be read."""
        self.panel.show_failed(self.unread(), sentence(problem, self._bench.numbers), problem.code.value, self.retry)

    def show_read(self, rules: Loaded[T] | Stale[T], node: Node) -> None:
        """Show the cards, and how old they are where they are not current."""
        if isinstance(node, Down):
            self._show_stale(rules.since if isinstance(rules, Stale) else node.since, node.problem)
        elif isinstance(rules, Stale):
            self._show_stale(rules.since, rules.problem)
        else:
            self.panel.show_content()

    def _show_stale(self, since: datetime, problem: Problem) -> None:
        time = moment_words(since, self._bench.now())
        if passes_by_itself(problem):
            self.panel.show_stale(self.reconnecting().format(time=time))
            return
        why = sentence(problem, self._bench.numbers)
        self.panel.show_stale(self.tr("As of {time}. {why}").format(time=time, why=why), self.retry)
