"""The wallet page: a tab bar over the four screens of the active identity, each made when it is first shown."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder
from qwallet_desktop.ui.room import Later, MakeRoom
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.tabs import TabBar


def select(state: State) -> Tab:
    """Return the tab."""
    return state.navigation.tab


class WalletPage(QWidget):
    """Shows one tab at a time; a tab that was never opened costs nothing."""

    def __init__(
        self, bench: Bench, binder: Binder, rooms: Mapping[Tab, MakeRoom], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._binder = binder
        self._rooms = rooms
        self._screens: dict[Tab, QWidget] = {}
        self._wanted = Tab.OVERVIEW
        names = {
            Tab.OVERVIEW: self.tr("Overview"),
            Tab.SEND: self.tr("Send"),
            Tab.RECEIVE: self.tr("Receive"),
            Tab.ACTIVITY: self.tr("Activity"),
        }
        self.tabs = TabBar([(tab.value, name) for tab, name in names.items()])
        self.tabs.setAccessibleName(self.tr("Wallet"))
        self.tabs.chosen.connect(lambda key: bench.dispatch(GoTo(Page.WALLET, Tab(key))))
        head = row()
        # The bar keeps some room before its first name; the name is to stand over the page's edge.
        head.setContentsMargins(18, 0, 24, 0)
        head.addWidget(self.tabs)
        self._stack = QStackedLayout()
        outer = column(self, spacing=0)
        outer.addLayout(head)
        outer.addLayout(self._stack, 1)

    def draw(self, tab: Tab) -> None:
        """Show a tab."""
        self.tabs.set_current((Tab.SEND if tab is Tab.PAY_MANY else tab).value)
        self._wanted = tab
        if tab in self._screens:
            self._show_wanted()
            return
        make = self._rooms[tab]
        if isinstance(make, Later):
            make.find()
        # To make a new screen takes as long as to import it, and to style it as long again: one in a turn of the loop.
        QTimer.singleShot(0, self, self._make_wanted)

    def _make_wanted(self) -> None:
        if self._wanted not in self._screens:
            room = self._rooms[self._wanted](self._bench, self)
            self._screens[self._wanted] = room.widget
            self._stack.addWidget(room.widget)
            room.bind(self._binder)
        QTimer.singleShot(0, self, self._show_wanted)

    def _show_wanted(self) -> None:
        if self._wanted in self._screens:
            self._stack.setCurrentWidget(self._screens[self._wanted])

    def opened(self, tab: Tab) -> QWidget | None:
        """Return a tab's screen, if it was made."""
        return self._screens.get(tab)
