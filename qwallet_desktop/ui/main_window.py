"""The window's content, built once the state is imported: first run, lock screen, or side bar, header and pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, assert_never

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.state.aid_actions import AskToLeave
from qwallet_desktop.state.aids import at_stake
from qwallet_desktop.state.navigation import Page, Tab
from qwallet_desktop.state.root import State
from qwallet_desktop.ui import (
    appearance,
    header,
    notices,
    sheets,
    shortcuts,
    side_bar,
    status_chip,
    switcher,
    switcher_view,
    toasts,
)
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder, Watchable
from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.faces import Faces
from qwallet_desktop.ui.people import Person
from qwallet_desktop.ui.room import Later, Rooms
from qwallet_desktop.ui.screens import wallet
from qwallet_desktop.ui.shell import PROGRAM, Shell
from qwallet_desktop.ui.stage import Stage, is_known, stage
from qwallet_desktop.ui.tray import Tray
from qwallet_desktop.ui.widgets.bell import count_text
from qwallet_desktop.ui.widgets.overlay import Overlay
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.wording import type_word

if TYPE_CHECKING:
    from qwallet_desktop.ui.notification_centre import NotificationCentre


class Unknown(Enum):
    """What there is no page for yet."""

    IDENTITY = auto()


@dataclass(frozen=True, slots=True)
class View:
    """Which face the window shows, and whose it is."""

    stage: Stage
    page: Page
    known: bool
    who: Person | None


def select(state: State) -> View:
    """Return what decides about the window as a whole; nobody's name shows while it is locked."""
    now = stage(state)
    who = side_bar.select(state).who if now is Stage.PAGES else None
    return View(now, state.navigation.page, is_known(state), who)


class MainWindow(QWidget):
    """Shows one face at a time; each is made when it is first needed. It is empty until it is furnished.

    Args:
        shell: The window.
        store: The state, and word of its changes.
        bench: The screens' tools.
        rooms: What makes the screens and sheets.
        demo: Whether all of this is sample data.
    """

    def __init__(self, shell: Shell, store: Watchable, bench: Bench, rooms: Rooms, *, demo: bool = False) -> None:
        super().__init__()
        # Has the focus at first, so that no button looks chosen; Tab goes on to the first one.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shell = shell
        self._bench = bench
        self._demo = demo
        self._rooms = rooms
        self._faces: dict[Stage, QWidget] = {}
        self.binder = Binder(store, self)
        # First of all: what is made before the faces are loaded keeps the system's.
        self.binder.bind(self, lambda state: appearance.appearance(state.preferences), self._set_appearance)
        self._stack = QStackedLayout(self)
        self.side_bar = side_bar.SideBar(bench, self)
        self.side_bar.switcher_made.connect(self._bind_switcher)
        self._centre: NotificationCentre | None = None
        self._frame = QWidget()
        self._pages = Faces[Page | Unknown](self._frame, bench, self.binder)
        self._header = header.Header(bench, open_notifications=self._toggle_centre)
        self._notices = notices.Notices(bench, demo=demo)
        self.sheets = sheets.SheetHost(bench, self.binder, self, rooms.sheets)
        self.toasts = toasts.Toasts(bench, self, self.open_notifications)
        shell.loses = lambda: bool(at_stake(store.state))
        shell.held_up.connect(lambda: bench.dispatch(AskToLeave()))
        others = {
            "switcher": self.side_bar.open_switcher,
            "notifications": self.open_notifications,
            "quit": shell.leave,
        }
        self.shortcuts = shortcuts.Shortcuts(shell, lambda: store.state, bench.dispatch, others)
        self.tray = Tray(shell, store, bench, self.open_notifications)

    def find_face(self, state: State) -> None:
        """Import the face that the window begins with; nothing is made yet, so this may be done in another thread."""
        match stage(state):
            case Stage.FIRST_RUN:
                make = self._rooms.first_run
            case Stage.LOCKED:
                make = self._rooms.locked
            case Stage.PAGES:
                make = self._rooms.tabs[Tab.OVERVIEW] if is_known(state) else self._rooms.waiting
            case unknown:
                assert_never(unknown)
        if isinstance(make, Later):
            make.find()

    def furnish(self) -> Iterator[None]:
        """Style the parts and tie them to the state, a little in each turn of the loop; put it into the window last."""
        for part in (self.side_bar, self._header, self._notices):
            dress(part)
            yield
        self._fill_frame()
        yield
        self._stack.addWidget(self._frame)
        yield
        for binding in self._bindings():
            self.binder.bind(*binding)
            yield
        self._shell.install(self)

    def _fill_frame(self) -> None:
        right = column(spacing=0)
        right.addWidget(self._header)
        right.addWidget(self._notices)
        right.addLayout(self._pages.layout, 1)
        line = row(self._frame, spacing=0)
        line.addWidget(self.side_bar)
        line.addLayout(right, 1)

    def _bindings(self) -> Iterator[tuple[QWidget, Callable[[State], Any], Callable[[Any], None]]]:
        yield self, select, self.draw
        yield self, titled, self._set_title
        yield self.side_bar, side_bar.select, self.side_bar.draw
        yield self.side_bar, status_chip.select, self.side_bar.status.draw
        yield self._frame, header.select, self._header.draw
        yield self._frame, header.select_unread, self._header.bell.set_count
        yield self._frame, notices.select, self._notices.draw
        yield self, sheets.select, self.sheets.draw
        yield self, toasts.select, self.toasts.draw
        yield self, shortcuts.select, self.shortcuts.draw

    def _bind_switcher(self, made: switcher.Switcher) -> None:
        # Its own while it is seen: to compare what it lists takes time for each identity.
        self.binder.bind(made, switcher_view.select, made.draw)

    def draw(self, view: View) -> None:
        """Show a face, a page, and whose they are."""
        self.side_bar.close_popovers()
        if self._centre is not None:
            self._centre.close_overlay()
        if view.stage is Stage.LOCKED:
            self._clear()
        match view.stage:
            case Stage.PAGES:
                self._stack.setCurrentWidget(self._frame)
                self._show_page(view)
            case Stage.LOCKED | Stage.FIRST_RUN:
                self._stack.setCurrentWidget(self._face(view.stage))
        self._shell.set_colour(None if view.who is None else view.who.colour)

    @property
    def centre(self) -> "NotificationCentre":
        """The list of notifications; imported and made when it is first wanted."""
        if self._centre is None:
            from qwallet_desktop.ui import notification_centre

            self._centre = notification_centre.NotificationCentre(self._bench, self)
            self.binder.bind(self._centre, notification_centre.select, self._centre.draw)
        return self._centre

    def open_notifications(self) -> None:
        """Show the list of notifications under the bell, or take it away; nothing while the window is locked."""
        if self._header.bell.isVisible():
            self._toggle_centre(self._header.bell)

    def _toggle_centre(self, bell: QWidget) -> None:
        self.centre.toggle(bell)

    def _set_title(self, title: tuple[Person | None, int]) -> None:
        self._shell.setWindowTitle(window_title(*title, demo=self._demo))

    def _clear(self) -> None:
        """Dismiss whatever lies over the page, also what the screens opened by themselves."""
        for overlay in self._shell.findChildren(Overlay):
            if not overlay.isHidden():
                overlay.dismiss()

    def _face(self, now: Stage) -> QWidget:
        if now not in self._faces:
            made = (self._rooms.locked if now is Stage.LOCKED else self._rooms.first_run)(self._bench, self)
            dress(made.widget)
            self._faces[now] = made.widget
            self._stack.addWidget(made.widget)
            made.bind(self.binder)
        return self._faces[now]

    def _show_page(self, view: View) -> None:
        if view.page is not Page.WALLET:
            self._pages.show(view.page, self._rooms.pages[view.page])
        elif view.known:
            self._pages.show_at_once(view.page, self._make_wallet)
        else:
            self._pages.show_at_once(Unknown.IDENTITY, self._make_waiting)

    def _make_wallet(self) -> QWidget:
        page = wallet.WalletPage(self._bench, self.binder, self._rooms.tabs)
        self.binder.bind(page, wallet.select, page.draw)
        return page

    def _make_waiting(self) -> QWidget:
        made = self._rooms.waiting(self._bench, self._frame)
        dress(made.widget)
        made.bind(self.binder)
        return made.widget

    def showEvent(self, event: QShowEvent) -> None:
        """Take the focus, unless something within has it."""
        super().showEvent(event)
        if QApplication.focusWidget() is None and self._shell.focusWidget() is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_appearance(self, wanted: appearance.Appearance) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            appearance.apply_appearance(app, wanted)

    def paint_now(self) -> None:
        """Bring everything that is seen up to date and paint it, not only when the loop has time."""
        self.binder.flush()
        # Else it would be painted as it was before it was laid out.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._shell.repaint()

    def close_down(self) -> None:
        """Stop watching the state, before the store is closed."""
        self.tray.close()
        self.binder.close()


def titled(state: State) -> tuple[Person | None, int]:
    """Return what the title tells: who acts, if that may be seen, and how much is unread."""
    return select(state).who, header.select_unread(state)


def window_title(who: Person | None, unread: int = 0, *, demo: bool) -> str:
    """Return the window's title, as in "(3) Acme Treasury · Enterprise — Qwallet"."""
    count = f"({count_text(unread)}) " if unread else ""
    owner = "" if who is None else f"{plain(who.name)} · {type_word(IdentityType(who.type_name))} — "
    sample = QApplication.translate("MainWindow", "[Sample data]") + " " if demo else ""
    return f"{count}{sample}{owner}{PROGRAM}"


def build(shell: Shell, store: Watchable, bench: Bench, rooms: Rooms, *, demo: bool = False) -> MainWindow:
    """Make the content and put it into the shell's window, all at once; arguments as for `MainWindow`."""
    window = MainWindow(shell, store, bench, rooms, demo=demo)
    for _ in window.furnish():
        pass
    return window
