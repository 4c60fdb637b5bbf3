"""The identity switcher: a popover with search, the pinned ones first, and the way to a new identity."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state.groups import is_group
from qwallet_desktop.state.health import Down
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.lazy_actions import Glance
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.preferences import PinIdentity
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sections import Section, in_switcher_order, section_of
from qwallet_desktop.state.sheets import IdentitySheet, NewIdentitySheet
from qwallet_desktop.state.taking import wallet_as_of
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.amounts import grouped, symbol_of, with_symbol
from qwallet_desktop.ui.as_of import AsOfLabel
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.shortcuts import digit_keys, keys
from qwallet_desktop.ui.switcher_fault import FaultLine
from qwallet_desktop.ui.switcher_line import Shown, SwitcherLine
from qwallet_desktop.ui.switcher_view import EMPTY, View, found, is_over
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.buttons import LinkButton, MenuButton
from qwallet_desktop.ui.widgets.fields import SearchField
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.popover import EDGE, Popover
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.styling import column, row, set_look

MOST_SEEN: Final = 7
_TALLEST: Final = 560
MOST_ROWS: Final = 40
"""Rows drawn at once; with more identities one searches."""


class Switcher(Popover):
    """Search, rows, and what else one can do about identities."""

    # Qt hides the popover while it is being made.
    _glanced: tuple[IdentityId, ...] = ()
    _wanted = 0

    def __init__(self, bench: Bench, page: QWidget) -> None:
        super().__init__(page, width=360, max_height=_TALLEST)
        self._bench = bench
        self._view = EMPTY
        self._lines: list[SwitcherLine] = []
        self.frame.setAccessibleName(self.tr("Identities"))
        self._search = SearchField(self.tr("Search identities"))
        self._search.changed.connect(lambda _text: self._fill())
        self._nothing = PlainText(self.tr("No identity is called like this."), "muted", wrap=True)
        self._nothing.setContentsMargins(8, 12, 8, 12)
        self._more = PlainText("", "caption")
        self._more.setContentsMargins(8, 4, 8, 4)
        self._with_closed = False
        self.closed_link = LinkButton("", self._toggle_closed)
        self.fault = FaultLine(self.dispatch)
        self._as_of = AsOfLabel()
        self._as_of.setContentsMargins(8, 4, 8, 4)
        for widget in (
            self._search,
            self._make_list(),
            self._nothing,
            self._more,
            self.closed_link,
            self._as_of,
            self.fault,
            Rule(),
        ):
            self.add(widget)
        self.add(MenuButton(self.tr("About this identity…"), self._about, icon="info"))
        create = MenuButton(self.tr("New identity…"), self._create, icon="plus")
        hint = row(create)
        hint.setContentsMargins(0, 0, 8, 0)
        hint.addStretch(1)
        hint.addWidget(PlainText(keys("new-identity"), "caption"))
        self.add(create)

    def _make_list(self) -> QScrollArea:
        holder = QWidget()
        set_look(holder, look="bare")
        self._rows = column(holder, spacing=2)
        self._scroll = scrolled(holder)
        return self._scroll

    def draw(self, view: View) -> None:
        """List the identities as they are now."""
        self._view = view
        if self.isVisible():
            self._fill()

    def open_at(self, anchor: QWidget) -> None:
        """Show all identities under the anchor."""
        self._search.set_text("")
        self._with_closed = False
        self._fill()
        super().open_at(anchor)

    def shown(self) -> tuple[str, ...]:
        """Return the names that are listed, for tests."""
        return tuple(line.row.accessibleName() for line in self._lines if not line.isHidden())

    def choose(self, did: IdentityId) -> None:
        """Act under an identity and close."""
        # In this order, so that what is being read of it goes on being read.
        self.dispatch(SwitchIdentity(did))
        self.close_overlay()

    def dispatch(self, action: Action) -> None:
        """Hand an action on."""
        self._bench.dispatch(action)

    def _create(self) -> None:
        self.close_overlay()
        self.dispatch(OpenSheet(NewIdentitySheet()))

    def _about(self) -> None:
        active = self._view.identities.active
        self.close_overlay()
        if active is not None:
            self.dispatch(OpenSheet(IdentitySheet(active)))

    def _toggle_closed(self) -> None:
        self._with_closed = not self._with_closed
        self._fill()

    def _fill(self) -> None:
        view = self._view
        hits = found(view, self._search.text(), closed=self._with_closed)
        order = in_switcher_order(view.identities, view.pinned, view.left_out)
        places = {did: at for at, did in enumerate(order, 1)}
        drawn = hits[:MOST_ROWS]
        while len(self._lines) < len(drawn):
            self._add_line()
        heads = self._heads(drawn)
        for line, did in zip(self._lines, drawn, strict=False):
            line.show_identity(replace(self._shown(did, digit_keys(places[did])), head=heads.get(did, "")))
        self._show_closed(sum(is_over(view, did) for did in order))
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(drawn))
        self._nothing.setVisible(not hits)
        self._scroll.setVisible(bool(hits))
        self._wanted = sum(line.sizeHint().height() + 2 for line in self._lines[: min(MOST_SEEN, len(drawn))])
        left = len(hits) - len(drawn)
        self._more.set_text(self.tr("{n} more; type to find them").format(n=grouped(left, self._bench.numbers)))
        self._more.setVisible(left > 0)
        self._show_as_of(drawn)
        away = isinstance(self._view.node, Down)
        self.fault.show_faults(self._view.identities, self._view.wallets, drawn, away=away)
        self._glance(drawn)

    def _heads(self, drawn: tuple[IdentityId, ...]) -> dict[IdentityId, str]:
        """Return what stands over the first of each section, where there are several."""
        view = self._view
        pinned = frozenset(view.pinned)
        known = view.identities.known
        sections = [Section.PINNED if did in pinned else section_of(known[did]) for did in drawn]
        if len(set(sections)) < len(("one", "another")):
            return {}
        names = {
            Section.PINNED: self.tr("Pinned"),
            Section.OWN: self.tr("Own"),
            Section.GROUPS: self.tr("Groups"),
            Section.GUARDED: self.tr("Guarded"),
            Section.ANONYMOUS: self.tr("Anonymous"),
            Section.CLOSED: self.tr("Closed"),
        }
        firsts = [at for at, section in enumerate(sections) if at == 0 or sections[at - 1] is not section]
        return {drawn[at]: names[sections[at]] for at in firsts}

    def _show_closed(self, count: int) -> None:
        words = self.tr("Hide closed ones") if self._with_closed else self.tr("Show {count} closed")
        self.closed_link.set_text(words.format(count=grouped(count, self._bench.numbers)))
        self.closed_link.setVisible(count > 0 and not self._search.text())

    def frame_rect(self) -> QRect:
        """Return the place under the anchor; with a shorter list where the window is too low for all of it."""
        if self._wanted:
            room = min(current_theme().scaled(_TALLEST), self.height() - 2 * EDGE)
            rest = self.frame.sizeHint().height() - self._scroll.minimumHeight()
            least = self._lines[0].sizeHint().height()
            self._scroll.setFixedHeight(max(least, min(self._wanted, room - rest)))
        return super().frame_rect()

    def _glance(self, drawn: tuple[IdentityId, ...]) -> None:
        """Have what is listed read; nothing, once the list is closed."""
        if drawn != self._glanced:
            self._glanced = drawn
            self.dispatch(Glance(drawn))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing more be read for a list that nobody sees."""
        super().hideEvent(event)
        self._glance(())

    def _show_as_of(self, drawn: tuple[IdentityId, ...]) -> None:
        """Say how old the oldest amount is that is listed, where one is not current."""
        listed = (self._view.wallets.get(did) for did in drawn)
        ages = [wallet_as_of(wallet, self._view.node) for wallet in listed if wallet is not None]
        self._as_of.set_as_of(min((at for at in ages if at is not None), default=None), self._bench.now())

    def _add_line(self) -> None:
        line = SwitcherLine(self.choose, self._pin)
        line.row.installEventFilter(self)
        self._rows.addWidget(line)
        # Made later than what stands below the list, but reached by Tab before it.
        QWidget.setTabOrder(self._lines[-1].pin if self._lines else self._search.edit, line.row)
        QWidget.setTabOrder(line.row, line.pin)
        self._lines.append(line)

    def _pin(self, did: IdentityId) -> None:
        self.dispatch(PinIdentity(did, did not in self._view.pinned))

    def _shown(self, did: IdentityId, hint: str) -> Shown:
        view = self._view
        return Shown(
            identity=view.identities.known[did],
            colour=view.identities.order.index(did),
            active=did == view.identities.active,
            pinned=did in view.pinned,
            # A group has no key that could be elsewhere.
            held=did in view.held or is_group(did),
            total=self._total(did),
            hint=hint,
        )

    def _total(self, did: IdentityId) -> str:
        """Return what an identity has, if that is one token; how many tokens, if several; nothing before it is read."""
        balances = self._view.wallets.get(did, Wallet()).balances
        held = [balance for balance in balances.values() if balance.settled.units]
        if len(held) > 1:
            return self.tr("{n} tokens").format(n=len(held))
        if not held:
            return ""
        symbol = symbol_of(self._view.tokens, held[0].token_id)
        return with_symbol(held[0].settled, symbol, self._bench.numbers, hidden=self._view.hidden)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move from the search into the list by Down, and take the first hit by Enter."""
        match event.key():
            case Qt.Key.Key_Down:
                self._focus(0)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if hits := found(self._view, self._search.text(), closed=self._with_closed):
                    self.choose(hits[0])
            case _:
                super().keyPressEvent(event)
                return
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move among the rows by the arrows."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            places = [at for at, line in enumerate(self._lines) if line.row is watched]
            if step and places:
                self._focus(places[0] + step)
                return True
        return super().eventFilter(watched, event)

    def _focus(self, place: int) -> None:
        rows = [line.row for line in self._lines if not line.isHidden()]
        if place < 0 or not rows:
            self._search.setFocus(Qt.FocusReason.TabFocusReason)
            return
        target = rows[min(place, len(rows) - 1)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(target)
