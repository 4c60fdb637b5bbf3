"""The tray: how much is unread, a menu, and word of what others did while the window is not looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.lock import LockNow
from qwallet_desktop.state.notice import told
from qwallet_desktop.state.notifications import unread
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Watchable
from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.notice_words import item, names, words
from qwallet_desktop.ui.shell import PROGRAM, Shell
from qwallet_desktop.ui.stage import Stage, stage
from qwallet_desktop.ui.tray_icon import tray_icon
from qwallet_desktop.ui.widgets.filter_bar import themed_menu

CALM_MS: Final = 4_000
"""Between two messages there is at least this much; what comes in meanwhile is summed up in the second."""
_SHOWN_MS: Final = 8_000
_AFTER_START_MS: Final = 1_000
"""Asking for a tray may ask another process; the window is to be there first."""
_SOON_MS: Final = 250
_PICTURED: Final = 10
_NO_MARKUP: Final = str.maketrans({"<": "\u2039", ">": "\u203a", "&": "+"})
"""Angle quotation marks look alike and mean nothing to anybody."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the tray says."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class View:
    """What the tray shows and may tell.

    Attributes:
        unread: How much is unread, as far as the picture tells it.
        arrived: How much came in in this run.
        stage: The window's face: while it is locked, nothing but counts is told.
        preferences: Whether there is a tray icon, and whether it tells.
    """

    unread: int
    arrived: int
    stage: Stage
    preferences: Preferences


def select(state: State) -> View:
    """Return what the tray shows."""
    count = min(unread(state.notifications), _PICTURED)
    return View(count, state.notifications.inboxes.arrived, stage(state), state.preferences)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tray", text)


def message(state: State, before: int, numbers: NumberStyle) -> Message:
    """Say what came in since `before` had: one in words, unless the window is locked; several as a count."""
    inboxes = state.notifications.inboxes
    fresh = inboxes.arrived - before
    if fresh > 1:
        return Message(PROGRAM, _tr("{count} new notifications").format(count=grouped(fresh, numbers)))
    if inboxes.latest is None or stage(state) is not Stage.PAGES:
        return Message(PROGRAM, _tr("1 new notification"))
    said = words(item(names(state), told(inboxes.latest)), numbers)
    return Message(said.title, said.sentence)


class Icon(Protocol):
    """What a tray offers; Qt's own, or a stand-in."""

    def show(self) -> None:
        """Be seen."""

    def hide(self) -> None:
        """Be seen no more."""

    def set_picture(self, picture: QIcon, hint: str) -> None:
        """Show another picture, and say this on hover."""

    def tell(self, told: Message) -> None:
        """Show a message for a while."""


class MakeIcon(Protocol):
    """Makes an icon with a menu; `on_click` and `on_message` are called when icon or message are clicked."""

    def __call__(self, menu: QMenu, on_click: Callable[[], object], on_message: Callable[[], object]) -> Icon | None:
        """Return the icon; None where the desktop has no tray."""


def without_markup(text: str) -> str:
    """Return text in which nothing can be taken for markup, as some desktops' notifications do with others' names."""
    return text.translate(_NO_MARKUP)


class SystemIcon:
    """Qt's tray icon."""

    def __init__(self, menu: QMenu, on_click: Callable[[], object], on_message: Callable[[], object]) -> None:
        self._icon = QSystemTrayIcon()
        self._icon.setContextMenu(menu)
        self._icon.messageClicked.connect(on_message)
        self._icon.activated.connect(lambda why: on_click() if why in _CLICKS else None)

    def show(self) -> None:
        """Be seen."""
        self._icon.show()

    def hide(self) -> None:
        """Be seen no more."""
        self._icon.hide()

    def set_picture(self, picture: QIcon, hint: str) -> None:
        """Show another picture, and say this on hover."""
        self._icon.setIcon(picture)
        self._icon.setToolTip(hint)

    def tell(self, told: Message) -> None:
        """Show a message for a while."""
        self._icon.showMessage(without_markup(told.title), without_markup(told.sentence), self._icon.icon(), _SHOWN_MS)


_CLICKS: Final = frozenset({QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick})


def tray_available() -> bool:
    """Tell whether this desktop has a tray."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def system_icon(menu: QMenu, on_click: Callable[[], object], on_message: Callable[[], object]) -> Icon | None:
    """Return Qt's tray icon; None where the desktop has no tray."""
    return SystemIcon(menu, on_click, on_message) if tray_available() else None


class Tray(QObject):
    """Keeps the icon in step with the state, also while the window is hidden.

    Args:
        shell: The window.
        store: The state, and word of its changes.
        bench: The screens' tools.
        open_list: Shows the list of notifications in the window.
        make_icon: Makes the icon.
    """

    def __init__(
        self,
        shell: Shell,
        store: Watchable,
        bench: Bench,
        open_list: Callable[[], object],
        make_icon: MakeIcon = system_icon,
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._store = store
        self._bench = bench
        self._open_list = open_list
        self._make_icon = make_icon
        self._menu: QMenu | None = None
        self._icon: Icon | None = None
        self._shown: View | None = None
        self._told = 0
        self._said_it_stays = False
        shell.hidden.connect(self._say_it_stays)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._tell)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self._soon.start(_AFTER_START_MS)
        self._end = store.watch(self._changed)

    def close(self) -> None:
        """Leave the tray."""
        self._end()
        self._soon.stop()
        self._calm.stop()
        if self._icon is not None:
            self._icon.hide()
            self._icon = None
        self._shell.hides_on_close = False

    def _changed(self) -> None:
        if not self._soon.isActive():
            self._soon.start(_SOON_MS)

    def refresh(self) -> None:
        """Show what holds now; called by itself a little after each change."""
        view = select(self._store.state)
        before, self._shown = self._shown, view
        if view == before:
            return
        preferences = view.preferences
        if before is None or preferences.tray_icon != before.preferences.tray_icon:
            self._place(wanted=preferences.tray_icon)
            # What came in while there was nothing to tell it is no news now.
            self._told = view.arrived
        self._shell.hides_on_close = self._icon is not None and preferences.close_to_tray
        if self._icon is None:
            self._told = view.arrived
            return
        if before is None or view.unread != before.unread or preferences.tray_icon != before.preferences.tray_icon:
            self._icon.set_picture(tray_icon(view.unread), self._hint(view.unread))
        if view.arrived != self._told and not self._calm.isActive():
            self._tell()

    def _place(self, *, wanted: bool) -> None:
        """Go into the tray, or leave it."""
        if not wanted:
            if self._icon is not None:
                self._icon.hide()
            self._icon = None
            return
        if self._menu is None:
            self._menu = self._make_menu()
        self._icon = self._make_icon(self._menu, self._shell.come_forward, self._open)
        if self._icon is not None:
            self._icon.set_picture(tray_icon(0), PROGRAM)
            self._icon.show()

    def _make_menu(self) -> QMenu:
        menu = themed_menu(self._shell)
        dress(menu)
        menu.addAction(_tr("Show Qwallet"), self._shell.come_forward)
        menu.addAction(_tr("Notifications"), self._open)
        menu.addSeparator()
        menu.addAction(_tr("Lock"), lambda: self._bench.dispatch(LockNow()))
        menu.addSeparator()
        menu.addAction(_tr("Quit"), self._shell.leave)
        return menu

    def _open(self) -> None:
        self._shell.come_forward()
        # The window is brought up to date when it is shown, and only then has a bell to hang the list from.
        QTimer.singleShot(0, self, self._open_list)

    def _tell(self) -> None:
        """Say what came in since the last message, where the person does not look at the window."""
        state = self._store.state
        view, before = select(state), self._told
        self._told = view.arrived
        quiet = self._shell.isActiveWindow() or not view.preferences.tray_messages
        if view.arrived <= before or quiet or self._icon is None:
            return
        self._icon.tell(message(state, before, self._bench.numbers))
        self._calm.start()

    def _say_it_stays(self) -> None:
        """Say once in a run that the program has not ended with its window."""
        if self._icon is not None and not self._said_it_stays:
            self._said_it_stays = True
            self._icon.tell(Message(PROGRAM, _tr("Qwallet keeps running here. To end it, choose Quit in this menu.")))

    def _hint(self, count: int) -> str:
        if not count:
            return PROGRAM
        text = f"{_PICTURED - 1}+" if count >= _PICTURED else str(count)
        return _tr("Qwallet, {count} unread").format(count=text)
