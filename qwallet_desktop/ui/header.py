"""The line over the page: who I act as, search, notifications, hide amounts, lock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.identities import active_identity
from qwallet_desktop.state.lock import LockNow, Slot
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.notifications import unread
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import Palette
from qwallet_desktop.state.taking import as_of
from qwallet_desktop.ui.as_of import AsOfLabel
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.icons import paint_icon
from qwallet_desktop.ui.people import Person, person
from qwallet_desktop.ui.shortcuts import keys
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.bell import MOST_COUNTED, BellButton
from qwallet_desktop.ui.widgets.buttons import IconButton
from qwallet_desktop.ui.widgets.chips import StatusChip, TypeChip
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.sidebar import PaintedButton
from qwallet_desktop.ui.widgets.styling import draw_text, row, set_look, type_font
from qwallet_desktop.ui.wording import status_word, type_word

NARROWEST_SEARCH: Final = 36
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class View:
    """Who is active, in which state, since when what is shown may be out of date, and what the buttons do."""

    who: Person | None
    status: IdentityStatus
    slot: Slot | None
    preferences: Preferences
    as_of: datetime | None = None


def select(state: State) -> View:
    """Return what the header shows."""
    identity = active_identity(state.identities)
    who = None if identity is None else person(state.identities, identity.id)
    status = IdentityStatus.ACTIVE if identity is None else identity.status
    return View(who, status, state.lock.slot, state.preferences, as_of(state))


def select_unread(state: State) -> int:
    """Return how much is unread; above what is counted it is all the same, so that nothing is drawn for it."""
    return min(unread(state.notifications), MOST_COUNTED + 1)


class _Name(PlainText):
    """The identity's name: as wide as it needs, shorter where there is no room."""

    def __init__(self) -> None:
        super().__init__("", "heading")
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self._whole = self.text()
        self.setAccessibleName(self._whole)
        self.setToolTip(self._whole)

    def minimumSizeHint(self) -> QSize:
        wanted = super().minimumSizeHint()
        return wanted.boundedTo(QSize(current_theme().scaled(64), wanted.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        draw_text(painter, QRectF(self.rect()), self._whole, current_theme().colour("text"), _LEFT)


class SearchButton(PaintedButton):
    """Looks like a search field and opens the palette."""

    def __init__(self, on_click: Callable[[], object]) -> None:
        super().__init__("row", on_click, None)
        set_look(self, look="search")
        self._label = self.tr("Search or command")
        self.setAccessibleName(self._label)
        self.setToolTip(f"{self._label}   {keys('palette')}")
        self.setMinimumWidth(NARROWEST_SEARCH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of a field."""
        return QSize(current_theme().scaled(270), current_theme().scaled(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon, words and the shortcut, as far as there is room."""
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        side = theme.scaled(16)
        faint = theme.colour("text_faint")
        paint_icon(painter, "search", QRectF(10, (self.height() - side) / 2, side, side), faint)
        room = QRectF(10 + side + 8, 0, self.width() - side - 30, self.height())
        painter.setFont(type_font(self, 11, QFont.Weight.Medium))
        hint = keys("palette")
        width = painter.fontMetrics().horizontalAdvance(hint)
        if room.width() > width + theme.scaled(60):
            draw_text(painter, room, hint, faint, _RIGHT)
            room.setRight(room.right() - width - 8)
        painter.setFont(type_font(self, 13))
        if room.width() > theme.scaled(40):
            draw_text(painter, room, self._label, faint, _LEFT)


class Header(QWidget):
    """Name, type and state on the left; search, notifications, hide amounts and lock on the right.

    Args:
        bench: The screens' tools.
        parent: The widget around it.
        open_notifications: Shows the list of notifications under the widget that it is given.
    """

    def __init__(
        self,
        bench: Bench,
        parent: QWidget | None = None,
        *,
        open_notifications: Callable[[QWidget], object] = lambda _bell: None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._preferences = Preferences()
        self._name = _Name()
        self._type = TypeChip()
        self._status = StatusChip()
        self._as_of = AsOfLabel()
        self.bell = BellButton(open_notifications, shortcut=keys("notifications"))
        self._hide = IconButton("eye", "", self._toggle_amounts, shortcut=keys("hide-amounts"))
        self._lock = IconButton("lock", "", lambda: bench.dispatch(LockNow()), shortcut=keys("lock"))
        self._search = SearchButton(lambda: bench.dispatch(OpenSheet(Palette())))
        self._others = (self._name, self._type, self._status, self._as_of, self.bell, self._hide, self._lock)
        self._line = row(self, spacing=8)
        self._line.setContentsMargins(24, 12, 16, 8)
        self._line.addWidget(self._name)
        self._line.addWidget(self._type)
        self._line.addWidget(self._status)
        self._line.addWidget(self._as_of)
        self._line.addStretch(1)
        self._line.addWidget(self._search)
        self._line.addWidget(self.bell)
        self._line.addWidget(self._hide)
        self._line.addWidget(self._lock)

    def draw(self, view: View) -> None:
        """Show who is active and what the buttons do."""
        self._preferences = view.preferences
        self._set_identity(view.who, view.status)
        self._as_of.set_as_of(view.as_of if view.who is not None else None, self._bench.now())
        self._set_hidden(view.preferences.hide_amounts)
        if view.slot is Slot.PASSPHRASE:
            self._lock.set_name(self.tr("Lock: your keys are closed until you give the passphrase"))
        else:
            self._lock.set_name(self.tr("Hide the screen: your keys have no passphrase, so they stay open"))

    def event(self, event: QEvent) -> bool:
        """Shorten the search before the identity's name is cut: whom one acts as must be readable."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            margins, spacing = self._line.contentsMargins(), self._line.spacing()
            taken = sum(each.sizeHint().width() + spacing for each in self._others if not each.isHidden())
            room = self.width() - margins.left() - margins.right() - spacing - taken
            self._search.setMaximumWidth(max(NARROWEST_SEARCH, room))
        return super().event(event)

    def _set_identity(self, who: Person | None, status: IdentityStatus) -> None:
        self._name.set_text("" if who is None else who.name)
        self._type.setVisible(who is not None)
        if who is not None:
            self._type.set_type(type_word(IdentityType(who.type_name)), who.colour)
        self._status.set_status(status_word(status), "caution", "snowflake")
        self._status.setVisible(status is not IdentityStatus.ACTIVE)

    def _set_hidden(self, hidden: bool) -> None:  # noqa: FBT001 - a setter
        self._hide.set_icon("eye-off" if hidden else "eye", "accent" if hidden else "text_muted")
        self._hide.set_name(self.tr("Show amounts") if hidden else self.tr("Hide amounts"))

    def _toggle_amounts(self) -> None:
        hidden = self._preferences.hide_amounts
        self._bench.dispatch(ChangePreferences(replace(self._preferences, hide_amounts=not hidden)))
