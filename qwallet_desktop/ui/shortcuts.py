"""The keyboard shortcuts of the window: one table for the keys, the palette and the sheet that lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.lock import LockNow
from qwallet_desktop.state.navigation import CloseSheet, GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sections import in_switcher_order
from qwallet_desktop.state.sheets import NewIdentitySheet, Palette, ShortcutSheet
from qwallet_desktop.state.wallets import LoadWallet
from qwallet_desktop.ui.stage import Stage, stage

DIGITS: Final = 9
_KEYS: Final = {
    "palette": "Ctrl+K",
    "switcher": "Ctrl+J",
    "new-identity": "Ctrl+Shift+N",
    "overview": "Alt+1",
    "send": "Alt+2",
    "receive": "Alt+3",
    "activity": "Alt+4",
    "operations": "Alt+5",
    "address-book": "Alt+6",
    "inbox": "Alt+7",
    "settings": "Ctrl+,",
    "refresh": "F5",
    "notifications": "Ctrl+Shift+B",
    "hide-amounts": "Ctrl+Shift+H",
    "lock": "Ctrl+L",
    "shortcuts": "?",
    "quit": "Ctrl+Q",
}
INBOX_KEYS: Final = {"sign": "S", "reject": "R", "withdraw": "W"}
"""Keys of the inbox alone, where nothing is typed."""

_UNDER_SHEETS: Final = frozenset({"palette", "hide-amounts", "lock", "quit"})
"""These work while a sheet is open; the others would lose what was typed into it."""

_ALWAYS: Final[Mapping[str, Action]] = {
    "palette": OpenSheet(Palette()),
    "new-identity": OpenSheet(NewIdentitySheet()),
    "shortcuts": OpenSheet(ShortcutSheet()),
    "overview": GoTo(Page.WALLET, Tab.OVERVIEW),
    "send": GoTo(Page.WALLET, Tab.SEND),
    "receive": GoTo(Page.WALLET, Tab.RECEIVE),
    "activity": GoTo(Page.WALLET, Tab.ACTIVITY),
    "operations": GoTo(Page.OPERATIONS),
    "address-book": GoTo(Page.ADDRESS_BOOK),
    "inbox": GoTo(Page.INBOX),
    "settings": GoTo(Page.SETTINGS),
    "lock": LockNow(),
}
"""Shortcuts that do the same in every state."""


def keys(name: str) -> str:
    """Return a shortcut as the platform writes it; empty if there is none of that name."""
    return QKeySequence(_KEYS.get(name, "")).toString(QKeySequence.SequenceFormat.NativeText)


def digit_keys(number: int) -> str:
    """Return the shortcut of the identity at a place of the switcher, from 1; empty past the ninth."""
    if not 1 <= number <= DIGITS:
        return ""
    return QKeySequence(f"Ctrl+{number}").toString(QKeySequence.SequenceFormat.NativeText)


@dataclass(frozen=True, slots=True)
class Line:
    """One shortcut as the sheet lists it."""

    group: str
    text: str
    keys: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Shortcuts", text)


def lines() -> tuple[Line, ...]:
    """Return all shortcuts in words, grouped."""
    everywhere, identities, wallet = _tr("Everywhere"), _tr("Identities"), _tr("Wallet")
    named = (
        (everywhere, "palette", _tr("Search, jump or do something")),
        (everywhere, "notifications", _tr("Notifications")),
        (everywhere, "lock", _tr("Lock")),
        (everywhere, "hide-amounts", _tr("Hide or show amounts")),
        (everywhere, "operations", _tr("Operations")),
        (everywhere, "address-book", _tr("Address book")),
        (everywhere, "inbox", _tr("Inbox")),
        (everywhere, "settings", _tr("Settings")),
        (everywhere, "shortcuts", _tr("This list")),
        (everywhere, "quit", _tr("Quit")),
        (identities, "switcher", _tr("Choose another identity")),
        (identities, "new-identity", _tr("New identity")),
        (wallet, "overview", _tr("Overview")),
        (wallet, "send", _tr("Send")),
        (wallet, "receive", _tr("Receive")),
        (wallet, "activity", _tr("Activity")),
        (wallet, "refresh", _tr("Read the wallet anew")),
    )
    listed = [Line(group, text, keys(name)) for group, name, text in named]
    digits = Line(identities, _tr("Switch to the first, second … ninth"), f"{digit_keys(1)} … {digit_keys(DIGITS)}")
    place = next(at for at, line in enumerate(listed) if line.group == identities)
    escape = Line(everywhere, _tr("Close what lies over the page"), _tr("Esc"))
    return (*listed[: place - 1], escape, listed[place - 1], digits, *listed[place:], *_inbox_lines())


def _inbox_lines() -> tuple[Line, ...]:
    """Return what keys do in the inbox, which binds them itself."""
    inbox = _tr("Inbox")
    select_all = QKeySequence(QKeySequence.StandardKey.SelectAll).toString(QKeySequence.SequenceFormat.NativeText)
    return (
        Line(inbox, _tr("Open an item"), _tr("Enter")),
        Line(inbox, _tr("Sign, or sign all that are chosen"), INBOX_KEYS["sign"]),
        Line(inbox, _tr("Reject"), INBOX_KEYS["reject"]),
        Line(inbox, _tr("Withdraw"), INBOX_KEYS["withdraw"]),
        Line(inbox, _tr("Choose all that need me"), select_all),
        Line(inbox, _tr("Choose several"), _tr("Shift+↑ ↓")),
    )


def actions(name: str, state: State) -> tuple[Action, ...]:
    """Return what a shortcut does in this state; nothing where it makes no sense."""
    match name:
        case "palette" if state.navigation.sheet == Palette():
            return (CloseSheet(),)
        case "hide-amounts":
            hidden = state.preferences.hide_amounts
            return (ChangePreferences(replace(state.preferences, hide_amounts=not hidden)),)
        case "refresh":
            active = state.identities.active
            return () if active is None else (LoadWallet(active),)
        case _:
            return (_ALWAYS[name],)


def digit_actions(number: int, state: State) -> tuple[Action, ...]:
    """Return what Ctrl+1 … Ctrl+9 do: act under the identity at that place of the switcher."""
    order = in_switcher_order(
        state.identities, state.preferences.pinned_identities, state.preferences.hidden_identities
    )
    return (SwitchIdentity(order[number - 1]),) if number <= len(order) else ()


class Shortcuts(QObject):
    """Binds the keys to the window; `draw` says which of them work now.

    Args:
        window: The window that has the keys.
        state: Returns the state at the time of a key.
        dispatch: Takes the actions.
        others: What the keys do that is no part of the state: `switcher`, `notifications` and `quit`.
    """

    def __init__(
        self,
        window: QWidget,
        state: Callable[[], State],
        dispatch: Callable[[Action], None],
        others: Mapping[str, Callable[[], object]],
    ) -> None:
        super().__init__(window)
        self._state = state
        self._dispatch = dispatch
        self._others = others
        self._shortcuts = {name: self._add(window, sequence, self._command(name)) for name, sequence in _KEYS.items()}
        for number in range(1, DIGITS + 1):
            name = f"identity-{number}"
            self._shortcuts[name] = self._add(window, f"Ctrl+{number}", self._digit(number))

    def draw(self, view: tuple[Stage, bool]) -> None:
        """Allow the keys that make sense at a stage, while a sheet is open or not."""
        now, sheet_open = view
        for name, shortcut in self._shortcuts.items():
            allowed = now is Stage.PAGES and (not sheet_open or name in _UNDER_SHEETS)
            shortcut.setEnabled(allowed or name == "quit")

    def _add(self, window: QWidget, sequence: str, command: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(window)
        # Most keyboards need Shift for a question mark; platforms differ in whether they tell.
        both = [sequence, f"Shift+{sequence}"] if sequence == "?" else [sequence]
        shortcut.setKeys([QKeySequence(each) for each in both])
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(command)
        return shortcut

    def _command(self, name: str) -> Callable[[], object]:
        return self._others.get(name) or (lambda: self._do(actions(name, self._state())))

    def _digit(self, number: int) -> Callable[[], object]:
        return lambda: self._do(digit_actions(number, self._state()))

    def _do(self, wanted: tuple[Action, ...]) -> None:
        for action in wanted:
            self._dispatch(action)


def select(state: State) -> tuple[Stage, bool]:
    """Return what decides about the keys that work."""
    return stage(state), state.navigation.sheet is not None
