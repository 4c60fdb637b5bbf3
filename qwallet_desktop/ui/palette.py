"""What Ctrl+K offers: identities, pages, and things to do, by words."""

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from immutables import Map
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.addressbook import Contact, in_order
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import ContactId, TokenId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.domain.money import PLAIN, NumberStyle
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.identities import Identities, SwitchIdentity, active_identity
from qwallet_desktop.state.lock import LockNow, Slot
from qwallet_desktop.state.navigation import CloseSheet, GoTo, OpenSheet, Page, ShowOperation, Tab
from qwallet_desktop.state.operations import Operations
from qwallet_desktop.state.preferences import ChangePreferences
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sections import in_switcher_order
from qwallet_desktop.state.sheets import (
    AutomaticCopiesSheet,
    BackupSheet,
    CheckBackupSheet,
    ContactSheet,
    IdentitySheet,
    ImportSignatureSheet,
    IssueSheet,
    LimitsSheet,
    MakeBackupSheet,
    NewIdentitySheet,
    PassphraseSheet,
    PolicySheet,
    RestoreBackupSheet,
    ShortcutSheet,
    SignMessageSheet,
    SignRequestSheet,
    VerifyMessageSheet,
)
from qwallet_desktop.state.wallets import LoadWallet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.operation_finds import finds
from qwallet_desktop.ui.operation_rows import Terms
from qwallet_desktop.ui.shortcuts import digit_keys, keys
from qwallet_desktop.ui.widgets.command_palette import CommandPalette, PaletteItem
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.wording import type_word

MOST_IDENTITIES: Final = 30
"""Identities offered at once; with more of them one types."""


@dataclass(frozen=True, slots=True)
class View:
    """What there is to choose from."""

    identities: Identities
    preferences: Preferences
    slot: Slot | None
    operations: Operations = field(default_factory=Operations)
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    contacts: Map[ContactId, Contact] = field(default_factory=Map)


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette, and what it does."""

    item: PaletteItem
    action: Action


def select(state: State) -> View:
    """Return what the palette offers."""
    known = (state.operations, state.tokens.known, state.addressbook.contacts)
    return View(state.identities, state.preferences, state.lock.slot, *known)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


def commands(view: View, query: str = "", numbers: NumberStyle = PLAIN) -> tuple[Command, ...]:
    """Return everything that can be chosen; of the identities those that the query finds, the first ones."""
    active = active_identity(view.identities)
    own = () if active is None else (*_places(), *_of_identity(active))
    return (
        *_identities(view, query),
        *own,
        *_things(view),
        *_contacts(view, query),
        *_operations(view, query, numbers),
    )


def _contacts(view: View, query: str) -> tuple[Command, ...]:
    """Return contacts that the query finds; without one there is nothing to choose them by."""
    words = query.casefold().split()
    group = _tr("Address book")
    found = (
        one
        for one in in_order(view.contacts.values())
        if words and all(word in f"{one.name} {one.note} {one.identity_id}".casefold() for word in words)
    )
    return tuple(
        Command(
            PaletteItem(f"contact {one.id}", one.name, group, cut_middle(one.identity_id, 12, 6), icon="user"),
            OpenSheet(ContactSheet(one.id)),
        )
        for one in islice(found, MOST_IDENTITIES)
    )


def _operations(view: View, query: str, numbers: NumberStyle) -> tuple[Command, ...]:
    """Return operations that the query finds; without one there is nothing to choose them by."""
    lines = finds(
        view,
        Terms(view.identities, view.tokens, numbers),
        query,
        hidden=view.preferences.hide_amounts,
        group=_tr("Operations"),
    )
    return tuple(Command(item, ShowOperation(request_id)) for item, request_id in lines)


def _identities(view: View, query: str) -> tuple[Command, ...]:
    group = _tr("Identities")
    words = query.casefold().split()
    found: list[Command] = []
    pinned, hidden = view.preferences.pinned_identities, view.preferences.hidden_identities
    for place, did in enumerate(in_switcher_order(view.identities, pinned, hidden), 1):
        identity = view.identities.known[did]
        text = f"{identity.name} {type_word(identity.type)} {did} {group}".casefold()
        if did == view.identities.active or not all(word in text for word in words):
            continue
        if len(found) == MOST_IDENTITIES:
            break
        item = PaletteItem(
            f"identity {did}",
            identity.name,
            group,
            f"{type_word(identity.type)} · {cut_middle(did, 12, 6)}",
            shortcut=digit_keys(place),
            did=did,
            colour=view.identities.order.index(did),
        )
        found.append(Command(item, SwitchIdentity(did)))
    return tuple(found)


def _places() -> tuple[Command, ...]:
    group = _tr("Go to")
    return (
        _command("overview", group, _tr("Overview"), "overview", GoTo(Page.WALLET, Tab.OVERVIEW)),
        _command("send", group, _tr("Send"), "send", GoTo(Page.WALLET, Tab.SEND)),
        _command("pay-many", group, _tr("Pay many…"), "users", GoTo(Page.WALLET, Tab.PAY_MANY)),
        _command("receive", group, _tr("Receive"), "receive", GoTo(Page.WALLET, Tab.RECEIVE)),
        _command("activity", group, _tr("Activity"), "activity", GoTo(Page.WALLET, Tab.ACTIVITY)),
        _command("limits", group, _tr("Limits"), "shield", GoTo(Page.WALLET, Tab.LIMITS)),
        _command("permissions", group, _tr("Permissions"), "key", GoTo(Page.WALLET, Tab.PERMISSIONS)),
    )


def _of_identity(active: Identity) -> tuple[Command, ...]:
    group = _tr("This identity")
    export = _command("export", group, _tr("Export activity…"), "export", GoTo(Page.WALLET, Tab.ACTIVITY))
    about = _command("about", group, _tr("Name, freeze, details…"), "info", OpenSheet(IdentitySheet(active.id)))
    again = _command("refresh", group, _tr("Read the wallet anew"), "refresh", LoadWallet(active.id))
    limits = LimitsSheet(active.id, LimitScope.IDENTITY)
    rules: tuple[Command, ...] = (
        _command("change-limits", group, _tr("Change limits…"), "shield", OpenSheet(limits)),
        _command("change-permissions", group, _tr("Change permissions…"), "key", OpenSheet(PolicySheet(active.id))),
    )
    issue = _command("issue", group, _tr("Issue a token…"), "mint", OpenSheet(IssueSheet()))
    return (
        *((issue,) if active.can_issue else ()),
        export,
        about,
        *(() if active.type is IdentityType.AID else rules),
        again,
    )


def _things(view: View) -> tuple[Command, ...]:
    group = _tr("Do")
    hidden = view.preferences.hide_amounts
    flipped = ChangePreferences(replace(view.preferences, hide_amounts=not hidden))
    amounts = _tr("Show amounts") if hidden else _tr("Hide amounts")
    locked = view.slot is Slot.PASSPHRASE
    passphrase = _tr("Change the passphrase…") if locked else _tr("Set a passphrase…")
    return (
        _command("new-identity", group, _tr("New identity…"), "plus", OpenSheet(NewIdentitySheet())),
        _command("lock", group, _tr("Lock") if locked else _tr("Hide the screen"), "lock", LockNow()),
        _command("hide-amounts", group, amounts, "eye" if hidden else "eye-off", flipped),
        *_themes(view.preferences, group),
        _command("passphrase", group, passphrase, "key", OpenSheet(PassphraseSheet(remove=False))),
        _command("backup", group, _tr("Write down the recovery words…"), "note", OpenSheet(BackupSheet())),
        *_offline(),
        *_backups(),
        _command("operations", group, _tr("Operations"), "operations", GoTo(Page.OPERATIONS)),
        _command("address-book", group, _tr("Address book"), "users", GoTo(Page.ADDRESS_BOOK)),
        _command("settings", group, _tr("Settings"), "settings", GoTo(Page.SETTINGS)),
        _command("shortcuts", group, _tr("Keyboard shortcuts"), "keyboard", OpenSheet(ShortcutSheet())),
    )


def _offline() -> tuple[Command, ...]:
    group = _tr("Sign and verify")
    return (
        _command("sign-request", group, _tr("Sign an offline request…"), "offline", OpenSheet(SignRequestSheet())),
        _command("import-signature", group, _tr("Import signature…"), "import", OpenSheet(ImportSignatureSheet())),
        _command("sign-message", group, _tr("Sign a message…"), "note", OpenSheet(SignMessageSheet())),
        _command("verify-message", group, _tr("Verify a message…"), "shield", OpenSheet(VerifyMessageSheet())),
    )


def _backups() -> tuple[Command, ...]:
    group = _tr("Backups")
    return (
        _command("make-backup", group, _tr("Back up…"), "export", OpenSheet(MakeBackupSheet())),
        _command("check-backup", group, _tr("Check a backup…"), "shield", OpenSheet(CheckBackupSheet())),
        _command("restore-backup", group, _tr("Restore a backup…"), "import", OpenSheet(RestoreBackupSheet())),
        _command("copies", group, _tr("Automatic copies…"), "folder", OpenSheet(AutomaticCopiesSheet())),
    )


def _themes(preferences: Preferences, group: str) -> tuple[Command, ...]:
    """Return the looks that are not in force."""
    offered = (
        (Theme.LIGHT, _tr("Theme: light"), "sun"),
        (Theme.DARK, _tr("Theme: dark"), "moon"),
        (Theme.SYSTEM, _tr("Theme: as the system"), "overview"),
    )
    return tuple(
        _command(f"theme {theme}", group, title, icon, ChangePreferences(replace(preferences, theme=theme)))
        for theme, title, icon in offered
        if theme is not preferences.theme
    )


def _command(key: str, group: str, title: str, icon: str, action: Action) -> Command:
    return Command(PaletteItem(key, title, group, icon=icon, shortcut=keys(key)), action)


class PaletteSheet(CommandPalette):
    """The palette with what this program offers."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(
            parent, QCoreApplication.translate("Palette", "Jump to an identity or a page, or do something")
        )
        self._bench = bench
        self._view: View | None = None
        self._commands: dict[str, Command] = {}
        self.query_changed.connect(lambda _query: self._offer())
        self.chosen.connect(self._do)
        self.dismissed.connect(lambda: bench.dispatch(CloseSheet()))

    def draw(self, view: View) -> None:
        """Offer what makes sense now."""
        self._view = view
        self._offer()

    def _offer(self) -> None:
        if self._view is not None:
            offered = commands(self._view, self.query(), self._bench.numbers)
            self._commands = {command.item.key: command for command in offered}
            self.set_items([command.item for command in offered])

    def _do(self, key: str) -> None:
        # First, since what is chosen may open a sheet of its own.
        self._bench.dispatch(CloseSheet())
        self._bench.dispatch(self._commands[key].action)
