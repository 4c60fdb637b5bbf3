"""The wallet page: a tab bar over the screens of the active identity, each made when it is first shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from qwallet_desktop.domain.identities import GROUP_TYPES
from qwallet_desktop.state.identities import active_identity
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.bind import Binder
from qwallet_desktop.ui.dressing import dress
from qwallet_desktop.ui.faces import Faces
from qwallet_desktop.ui.room import MakeRoom
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.tabs import TabBar


@dataclass(frozen=True, slots=True)
class View:
    """The tab, and whether the active identity has members."""

    tab: Tab = Tab.OVERVIEW
    members: bool = False


def select(state: State) -> View:
    """Return the tab; who has no members has no tab for them."""
    identity, tab = active_identity(state.identities), state.navigation.tab
    members = identity is not None and identity.type in GROUP_TYPES
    return View(Tab.OVERVIEW if tab is Tab.MEMBERS and not members else tab, members)


class WalletPage(QWidget):
    """Shows one tab at a time; a tab that was never opened costs nothing."""

    def __init__(
        self, bench: Bench, binder: Binder, rooms: Mapping[Tab, MakeRoom], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._tab: Tab | None = None
        self._members = False
        self._screens = Faces[Tab](self, bench, binder)
        self._names = {
            Tab.OVERVIEW: self.tr("Overview"),
            Tab.SEND: self.tr("Send"),
            Tab.RECEIVE: self.tr("Receive"),
            Tab.ACTIVITY: self.tr("Activity"),
            Tab.LIMITS: self.tr("Limits"),
            Tab.PERMISSIONS: self.tr("Permissions"),
            Tab.MEMBERS: self.tr("Members"),
        }
        self.tabs = TabBar(self._offered())
        dress(self.tabs)
        self.tabs.setAccessibleName(self.tr("Wallet"))
        self.tabs.chosen.connect(lambda key: bench.dispatch(GoTo(Page.WALLET, Tab(key))))
        head = row()
        # The bar keeps some room before its first name; the name is to stand over the page's edge.
        head.setContentsMargins(18, 0, 24, 0)
        head.addWidget(self.tabs)
        outer = column(self, spacing=0)
        outer.addLayout(head)
        outer.addLayout(self._screens.layout, 1)

    def _offered(self) -> list[tuple[str, str]]:
        return [(tab.value, name) for tab, name in self._names.items() if tab is not Tab.MEMBERS or self._members]

    def draw(self, view: View) -> None:
        """Show a tab; where the keyboard is nowhere in particular, it goes on from there."""
        tab = view.tab
        if view.members is not self._members:
            self._members = view.members
            self.tabs.set_tabs(self._offered())
        moves, self._tab = self._tab not in (None, tab), tab
        self.tabs.set_current((Tab.SEND if tab is Tab.PAY_MANY else tab).value)
        self._screens.show(tab, self._rooms[tab])
        focused = QApplication.focusWidget()
        if moves and (focused is None or focused.isAncestorOf(self)):
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def opened(self, tab: Tab) -> QWidget | None:
        """Return a tab's screen, if it was made."""
        return self._screens.made(tab)
