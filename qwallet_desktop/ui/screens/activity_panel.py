"""The states of the activity table: loading, nothing there, nothing matches, failed, out of date."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.history import History
from qwallet_desktop.ui.screens.activity_filters import unfiltered
from qwallet_desktop.ui.widgets.states import SKELETON_DELAY_MS, StatePanel
from qwallet_desktop.ui.wording import connection_sentence, sentence


class ActivityPanel(StatePanel):
    """Holds the table. While another query is answered the old rows stay for a moment, so that nothing flickers.

    Args:
        content: The table.
        numbers: How the locale writes numbers.
        on_retry: Asks the node again.
        on_clear: Takes the filters away.
        on_receive: Shows how to receive.
    """

    def __init__(
        self,
        content: QWidget,
        numbers: NumberStyle,
        on_retry: Callable[[], object],
        on_clear: Callable[[], object],
        on_receive: Callable[[], object],
    ) -> None:
        super().__init__(content, shape="rows", count=10)
        self._numbers = numbers
        self._on_again, self._on_clear, self._on_receive = on_retry, on_clear, on_receive
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SKELETON_DELAY_MS)
        self._patience.timeout.connect(lambda: self.show_loading(at_once=True))

    def set_history(self, history: History, health: Health, *, anew: bool) -> None:
        """Show the state of a table; `anew` where it is another identity's than before."""
        problem = history.problem or (health.node.problem if isinstance(health.node, Down) else None)
        if history.total is None and problem is None:
            self._wait(anew=anew)
            return
        self._patience.stop()
        if history.total is None and problem is not None:
            title = self.tr("The activity could not be read")
            self.show_failed(title, sentence(problem, self._numbers), problem.code.value, self._on_again)
        elif not history.total:
            self._show_nothing(history)
        elif isinstance(health.node, Down):
            self.show_stale(connection_sentence(health))
        else:
            self.show_content()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing wait while the panel is not seen."""
        super().hideEvent(event)
        if self._patience.isActive():
            self._patience.stop()
            self.show_loading()

    def _wait(self, *, anew: bool) -> None:
        if anew or self.state() not in ("content", "stale") or not self.isVisible():
            self._patience.stop()
            self.show_loading()
        elif not self._patience.isActive():
            self._patience.start()

    def _show_nothing(self, history: History) -> None:
        if history.query != unfiltered(history.query):
            words = self.tr("No entry has all of what the search and the filters ask for.")
            if history.local and history.kept is not None and not history.kept.is_whole:
                words = self.tr(
                    "None of the entries on this computer does. Older ones can be searched when the node answers."
                )
            self.show_empty(
                "filter",
                self.tr("Nothing matches"),
                words,
                self.tr("Clear filters"),
                self._on_clear,
            )
            return
        self.show_empty(
            "activity",
            self.tr("No activity yet"),
            self.tr("What this identity receives, sends, mints and burns is listed here, each with its audit proof."),
            self.tr("How to receive"),
            self._on_receive,
        )
