"""The side bar: who I act as, the pages, and whether the node is there."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.health import Down
from qwallet_desktop.state.item_actors import needs_me
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.navigation import GoTo, Page
from qwallet_desktop.state.operations import open_count
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.people import Person, person
from qwallet_desktop.ui.shell import SIDEBAR_WIDTH
from qwallet_desktop.ui.stage import is_known
from qwallet_desktop.ui.status_chip import StatusChip
from qwallet_desktop.ui.switcher import Switcher
from qwallet_desktop.ui.theme import current_theme, theme_hub
from qwallet_desktop.ui.widgets.sidebar import IdentityButton, SidebarButton
from qwallet_desktop.ui.widgets.styling import column, set_look
from qwallet_desktop.ui.wording import type_word

_ICONS: Final = {
    Page.WALLET: "wallet",
    Page.INBOX: "inbox",
    Page.OPERATIONS: "operations",
    Page.ADDRESS_BOOK: "users",
    Page.SETTINGS: "settings",
}


@dataclass(frozen=True, slots=True)
class View:
    """The active identity, if it is known yet, and the page; `waits` until it is known, if it will be.

    `open_operations` counts what is still to be done under any identity; of `items` those are counted that wait
    for the signature of one of those `held`.
    """

    who: Person | None
    page: Page
    waits: bool = False
    open_operations: int = 0
    items: MultiSig = MultiSig()
    held: tuple[IdentityId, ...] = ()


def select(state: State) -> View:
    """Return what the side bar shows; the switcher and the status chip have their own views."""
    active = state.identities.active
    who = person(state.identities, active) if active is not None and is_known(state) else None
    waits = who is None and not isinstance(state.health.node, Down)
    operations = open_count(state.operations)
    return View(who, state.navigation.page, waits, operations, state.multisig, state.lock.held)


class SideBar(QFrame):
    """Identity on top, pages under it, settings and status at the foot.

    `switcher_made` is emitted with the switcher, so that it is tied to the state.
    """

    switcher_made = Signal(object)

    def __init__(self, bench: Bench, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_look(self, look="sidebar")
        self.setAccessibleName(self.tr("Side bar"))
        self._bench, self._page = bench, page
        self._switcher: Switcher | None = None
        self._counted: tuple[MultiSig, tuple[IdentityId, ...], int] | None = None
        self.status = StatusChip(bench, page)
        self.identity = IdentityButton(self.open_switcher)
        names = {
            Page.WALLET: self.tr("Wallet"),
            Page.INBOX: self.tr("Inbox"),
            Page.OPERATIONS: self.tr("Operations"),
            Page.ADDRESS_BOOK: self.tr("Address book"),
            Page.SETTINGS: self.tr("Settings"),
        }
        self.pages = {
            each: SidebarButton(_ICONS[each], name, partial(bench.dispatch, GoTo(each))) for each, name in names.items()
        }
        stack = column(self, margin=12, spacing=4)
        stack.addWidget(self.identity)
        stack.addSpacing(12)
        stack.addWidget(self.pages[Page.WALLET])
        stack.addWidget(self.pages[Page.INBOX])
        stack.addWidget(self.pages[Page.OPERATIONS])
        stack.addWidget(self.pages[Page.ADDRESS_BOOK])
        stack.addStretch(1)
        stack.addWidget(self.pages[Page.SETTINGS])
        stack.addWidget(self.status)
        theme_hub().changed.connect(self._fit)
        self._fit()

    def draw(self, view: View) -> None:
        """Show who is active and which page."""
        if view.who is not None:
            who = view.who
            self.identity.set_identity(who.did, who.colour, who.name, type_word(IdentityType(who.type_name)))
        keeps_room = self.identity.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self.identity.setSizePolicy(keeps_room)
        self.identity.setVisible(view.who is not None or view.waits)
        self.identity.setEnabled(view.who is not None)
        self.pages[Page.OPERATIONS].set_count(view.open_operations)
        self.pages[Page.INBOX].set_count(self._waiting(view))
        for page, button in self.pages.items():
            button.setChecked(page is view.page)

    def _waiting(self, view: View) -> int:
        """Count what needs me, anew only where that can be another number."""
        before = self._counted
        if before is None or before[0].waits is not view.items.waits or before[1] != view.held:
            self._counted = before = (view.items, view.held, needs_me(view.items, view.held))
        return before[2]

    @property
    def switcher(self) -> Switcher:
        """The list of identities; made when it is first wanted."""
        if self._switcher is None:
            self._switcher = Switcher(self._bench, self._page)
            self.switcher_made.emit(self._switcher)
        return self._switcher

    def open_switcher(self) -> None:
        """Show the switcher under the active identity, or take it away."""
        if self.switcher.isVisible():
            self.switcher.dismiss()
        elif self.identity.isVisible() and self.identity.isEnabled():
            self.switcher.open_at(self.identity)

    def close_popovers(self) -> None:
        """Take away what hangs from the side bar."""
        if self._switcher is not None:
            self._switcher.close_overlay()
        self.status.popover.close_overlay()

    def _fit(self) -> None:
        self.setFixedWidth(current_theme().scaled(SIDEBAR_WIDTH))
