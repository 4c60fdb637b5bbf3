"""The list of notifications behind the bell: what came in and what I did, by day, for all identities or for one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.inboxes import Inboxes, LoadNotifications, LoadOlder, MarkRead, of
from qwallet_desktop.state.notice import whose
from qwallet_desktop.state.notifications import MarkAllRead, MarkSeen, Notifications
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sections import in_switcher_order
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.models.notices_model import Face, Line, NoticesModel
from qwallet_desktop.ui.notice_faces import day, face
from qwallet_desktop.ui.notice_lines import count, lines, told_of
from qwallet_desktop.ui.notice_list import NoticeList
from qwallet_desktop.ui.notice_ways import way
from qwallet_desktop.ui.notice_words import Names, names
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.widgets.buttons import LinkButton
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.popover import Popover
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import row
from qwallet_desktop.ui.widgets.toggles import Select
from qwallet_desktop.ui.wording import sentence

MOST_CHOICES: Final = 40
STEP: Final = 200
"""Lines that are listed at once; more come when one reaches the end."""
_CALM_MS: Final = 250
"""While much comes in, the list is drawn anew this often at most."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the list is made from."""

    notifications: Notifications = Notifications()
    names: Names = Names(Identities(), {}, hidden=False)
    pinned: tuple[str, ...] = ()


def select(state: State) -> View:
    """Return what there is to list, and what its words need."""
    return View(state.notifications, names(state), state.preferences.pinned_identities)


def trouble(inboxes: Inboxes, only: IdentityId | None) -> tuple[Problem | None, tuple[IdentityId, ...]]:
    """Return why something could not be read, and of which identities."""
    failed = tuple(each for each, box in inboxes.boxes.items() if box.problem is not None and only in {None, each})
    return (of(inboxes, failed[0]).problem if failed else None), failed


def is_asking(inboxes: Inboxes, only: IdentityId | None) -> bool:
    """Tell whether an answer of the node is awaited."""
    return any(box.asked for each, box in inboxes.boxes.items() if only in {None, each})


def is_unread(notifications: Notifications, only: IdentityId | None) -> bool:
    """Tell whether something that is listed, or older, is unread."""
    if any(not each.seen and only in {None, whose(each.notice)} for each in notifications.noted):
        return True
    boxes = notifications.inboxes
    return boxes.unread > 0 if only is None else of(boxes, only).unread > 0


class NotificationCentre(Popover):
    """Head with *Mark all as read*, a choice of identities, and the list."""

    def __init__(self, bench: Bench, page: QWidget) -> None:
        super().__init__(page, width=440, max_height=620)
        self._bench = bench
        self._view = View()
        self._only: IdentityId | None = None
        self._most = STEP
        self._begun: datetime = bench.now()
        self._since = QElapsedTimer()
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self._fill)
        self.frame.setAccessibleName(self.tr("Notifications"))
        self.body.setSpacing(8)
        self.read = LinkButton(self.tr("Mark all as read"), self._read_all)
        self.choice = Select(self.tr("Notifications of"))
        self.choice.give_way()
        self.choice.chosen.connect(self._choose)
        self.problem = ProblemBanner(self.tr("Retry"), self._retry)
        self.list = NoticeList(NoticesModel(self._face, self._day, self))
        self.list.chosen.connect(self._open)
        self.list.end_reached.connect(self._more)
        self.panel = StatePanel(self.list, shape="rows", count=4)
        head = row(spacing=8)
        head.setContentsMargins(12, 8, 8, 0)
        head.addWidget(PlainText(self.tr("Notifications"), "heading"), 1)
        head.addWidget(self.read)
        self.body.addLayout(head)
        for widget in (self.choice, self.problem):
            self.add(widget)
        self.add(self.panel, 1)

    def draw(self, view: View) -> None:
        """List what there is; while it changes all the time, a few times a second."""
        self._view = view
        if self.isVisible() and self._since.isValid() and self._since.elapsed() < _CALM_MS:
            if not self._calm.isActive():
                self._calm.start(_CALM_MS)
            return
        self._fill()

    def toggle(self, anchor: QWidget) -> None:
        """Show the list under the anchor, or take it away."""
        if self.isVisible():
            self.dismiss()
            return
        self._only, self._most = None, STEP
        self._fill()
        # What has changed while the list was hidden is drawn as it is shown, and not a little later.
        self._since.invalidate()
        self.open_at(anchor)
        self.list.scrollToTop()

    def first_focus(self) -> QWidget | None:
        """Begin in the list, where there is one."""
        return self.list if self.panel.state() == "content" else super().first_focus()

    def close_overlay(self) -> None:
        """Hide the list; nothing more is drawn of it."""
        self._calm.stop()
        super().close_overlay()

    def _fill(self) -> None:
        self._since.start()
        shown, only = self._view.notifications, self._only
        self._begun = self._bench.now()
        self._offer()
        self.read.setEnabled(is_unread(shown, only))
        listed = lines(shown, only, self._most)
        self.list.show_lines(listed)
        problem, _ = trouble(shown.inboxes, only)
        self.problem.set_problem(problem if listed else None)
        if listed:
            self.panel.show_content()
        elif problem is not None:
            title = self.tr("Notifications can't be read now")
            self.panel.show_failed(title, sentence(problem, self._bench.numbers), "", self._retry)
        elif is_asking(shown.inboxes, only):
            self.panel.show_loading()
        else:
            what = self.tr("Payments that come in, what others do to your identities, and what you do are listed here.")
            self.panel.show_empty("bell", self.tr("Nothing yet"), what)

    def _offer(self) -> None:
        """Offer the identities of which there is something to tell."""
        known = self._view.names.identities
        told = told_of(self._view.notifications)
        order = [did for did in in_switcher_order(known, self._view.pinned) if did in told][:MOST_CHOICES]
        options = [("", self.tr("All identities")), *((str(did), called(known, did)) for did in order)]
        there = [(str(self.choice.itemData(at) or ""), self.choice.itemText(at)) for at in range(self.choice.count())]
        if there != options:
            self.choice.set_options(options)
        self.choice.set_current(self._only or "")
        self.choice.setVisible(len(order) > 1)

    def _face(self, line: Line) -> Face:
        return face(line, self._view.names, self._bench.numbers, self._begun)

    def _day(self, at: datetime | None) -> str:
        return day(at, self._begun)

    def _choose(self, key: str) -> None:
        self._only, self._most = IdentityId(key) if key else None, STEP
        self._fill()
        self.list.scrollToTop()

    def _open(self, line: Line) -> None:
        """Show what a line is about; what it tells counts as read, and so does what came before it."""
        if line.unread:
            seen = MarkSeen(line.key) if isinstance(line.key, int) else MarkRead(*line.key)
            self._bench.dispatch(seen)
        steps = way(line.notice)
        if steps:
            self.dismiss()
        for action in steps:
            self._bench.dispatch(action)

    def _more(self) -> None:
        """List more: of what is known, or of one identity what the node knows."""
        if self._most < count(self._view.notifications, self._only):
            self._most += STEP
            # Not at once: the list is in the midst of scrolling.
            self._calm.start(0)
        elif self._only is not None and of(self._view.notifications.inboxes, self._only).older:
            self._bench.dispatch(LoadOlder(self._only))

    def _read_all(self) -> None:
        self._bench.dispatch(MarkAllRead(self._only))

    def _retry(self) -> None:
        for identity_id in trouble(self._view.notifications.inboxes, self._only)[1]:
            self._bench.dispatch(LoadNotifications(identity_id))
