"""What all steps of the first run share: the view, and a page with a calm column and its buttons below."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from qwallet_desktop.state.backups import Backups
from qwallet_desktop.state.health import Health
from qwallet_desktop.state.lock import ForgetVaultProblem, Lock
from qwallet_desktop.state.onboarding import GoToStep, Onboarding, Step
from qwallet_desktop.state.remote import Remote
from qwallet_desktop.state.submission import Submission
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.measure import Measure
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.step_bar import StepBar
from qwallet_desktop.ui.widgets.styling import column, row, set_look

COLUMN_WIDTH: Final = 560
_SIDE: Final = 24
_ROOM_BELOW: Final = 64
_TOP: Final = 32
_BOTTOM: Final = 16
_PLAIN_HEIGHT: Final = 560
"""A page of this height has the least room above its column; a third of what is more comes on top."""


@dataclass(frozen=True, slots=True)
class View:
    """What the first run draws."""

    onboarding: Onboarding
    lock: Lock
    submission: Submission
    loading: Remote[int] | None
    health: Health
    backups: Backups = Backups()


class StepPage(QWidget):
    """One step: where one is, a title, what it is about, its content, and buttons that stay in sight."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.view: View | None = None
        self._seen = 0
        self.steps = StepBar()
        self.title = PlainText("", "display", wrap=True)
        self.sentence = PlainText("", "muted", wrap=True)
        self.body = column(spacing=16)
        self.back = SecondaryButton(self.tr("Back"), self.go_back)
        self.extra = GhostButton("", self.do_extra)
        self.verb = PrimaryButton("", self.submit)
        self.extra.hide()
        stack = column(self, spacing=0)
        self._column = Measure(self.column_width(), side=_SIDE, top=_TOP, bottom=_BOTTOM)
        self._scroll = self._make_scroll()
        stack.addWidget(self._scroll)
        self._foot = foot = self._make_foot()
        stack.addWidget(foot)
        stack.addStretch(1)
        # The buttons stay in line with the column where the scroll bar takes room from it.
        bar = self._scroll.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: foot.setContentsMargins(0, 0, bar.width() if high else 0, 0))
        self._follow_focus()

    def _make_scroll(self) -> QScrollArea:
        words = column(spacing=8)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        holder = self._column
        holder.body.addWidget(self.steps)
        holder.body.addLayout(words)
        holder.body.addLayout(self.body)
        holder.body.addStretch(1)
        # Before the scroll area does, so that it has heard of a new height when we scroll.
        holder.installEventFilter(self)
        return scrolled(holder)

    def _make_foot(self) -> QFrame:
        foot = QFrame()
        line = row(spacing=8)
        line.addWidget(self.back)
        line.addStretch(1)
        line.addWidget(self.extra)
        line.addWidget(self.verb)
        inside = Measure(self.column_width(), side=_SIDE, top=16)
        inside.body.addLayout(line)
        column(foot).addWidget(inside)
        return foot

    def _follow_focus(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_in_sight)

    def _keep_in_sight(self, _before: QWidget | None = None, _now: QWidget | None = None) -> None:
        focused, content = QApplication.focusWidget(), self._scroll.widget()
        if self.isVisible() and focused is not None and content is not None and content.isAncestorOf(focused):
            top = focused.mapTo(content, QPoint(0, 0)).y()
            bar, height = self._scroll.verticalScrollBar(), self._scroll.viewport().height()
            # ensureWidgetVisible leaves a widget where it is if it can just be seen, whatever is said under it.
            lowest = top + focused.height() + _ROOM_BELOW - height
            bar.setValue(min(max(bar.value(), lowest), max(0, top - _ROOM_BELOW)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the field one is in, and what is said under it, in sight when the content grows."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        if event.type() == QEvent.Type.Resize:
            self._keep_in_sight()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the column where it is read well in this room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Have the buttons follow the column at once; without room they stay below, and the column scrolls."""
        room = self.height() - self._foot.sizeHint().height()
        needed = max(self._column.heightForWidth(self.width()), self._column.minimumSizeHint().height())
        needed -= self._column.top()
        above = max(_TOP, min(_TOP + (self.height() - _PLAIN_HEIGHT) // 3, room - needed))
        self._column.set_top(above)
        self._scroll.setFixedHeight(max(0, min(room, needed + above)))
        set_look(self._foot, look="sheet-foot" if needed + above > room else "bare")

    def column_width(self) -> int:
        """Return how wide the column may get, in pixels at normal font size."""
        return COLUMN_WIDTH

    def set_head(self, title: str, sentence: str) -> None:
        """Show title and what the step is about."""
        self.title.set_text(title)
        self.sentence.set_text(sentence)
        self.sentence.setVisible(bool(sentence))

    def set_step(self, number: int, total: int, name: str) -> None:
        """Show how far one is; nothing for a total of 0."""
        self.steps.setVisible(total > 0)
        words = self.tr("Step {number} of {total} · {name}").format(number=number, total=total, name=name)
        self.steps.set_step(number, total, words)

    def draw(self, view: View) -> None:
        """Draw the step."""
        self.view = view

    def answered(self, view: View) -> bool:
        """Tell, once, that the vault has answered what this step asked of it."""
        before, self._seen = self._seen, view.lock.answers
        return before != self._seen

    def enter(self, view: View) -> None:
        """Begin the step: what was answered before is not its answer."""
        self._seen = view.lock.answers

    def leave(self) -> None:
        """Remove everything that was typed or shown."""

    def first_focus(self) -> QWidget:
        """Return where to begin."""
        return self.verb

    def submit(self) -> None:
        """Do what the step is for."""

    def do_extra(self) -> None:
        """Do the other thing one can do here."""

    def go_back(self) -> None:
        """Go to the step before."""

    def go_to(self, step: Step) -> None:
        """Go to a step, past what was refused here."""
        if self.view is not None and self.view.lock.problem is not None:
            self.bench.dispatch(ForgetVaultProblem())
        self.bench.dispatch(GoToStep(step))
