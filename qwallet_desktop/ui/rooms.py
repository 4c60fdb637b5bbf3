"""Which class draws which face, page, tab and sheet of the window.

Each is imported when it is first needed: a screen that nobody opens takes neither time nor memory.
"""

from functools import partial
from pathlib import Path

from qwallet_desktop.state import sheets
from qwallet_desktop.state.navigation import Page, Tab
from qwallet_desktop.ui import offline_rooms, rule_rooms
from qwallet_desktop.ui.room import Later, MakeRoom, Rooms, room


def all_rooms(folder: Path, version: str) -> Rooms:
    """Return what makes every part of the window.

    Args:
        folder: The data folder, for the settings page.
        version: The program's version, for the same.
    """
    return Rooms(
        first_run=_first_run,
        locked=_locked,
        waiting=_waiting,
        pages={
            Page.ADDRESS_BOOK: _address_book,
            Page.INBOX: _inbox,
            Page.OPERATIONS: _operations,
            Page.SETTINGS: _settings(folder, version),
        },
        tabs={
            Tab.OVERVIEW: _overview,
            Tab.SEND: _send,
            Tab.PAY_MANY: _pay_many,
            Tab.RECEIVE: _receive,
            Tab.ACTIVITY: _activity,
            **rule_rooms.TABS,
            Tab.MEMBERS: _members,
        },
        sheets={
            sheets.NewIdentitySheet: _new_identity,
            sheets.IdentitySheet: _identity,
            sheets.ContactSheet: _contact,
            sheets.SharedContactSheet: _shared_contact,
            sheets.ImportBookSheet: _import_book,
            sheets.LeaveSheet: _leave,
            **rule_rooms.SHEETS,
            sheets.IssueSheet: _issue,
            sheets.SupplySheet: _supply,
            sheets.PassphraseSheet: _passphrase,
            sheets.BackupSheet: _backup,
            sheets.MakeBackupSheet: _make_backup,
            sheets.CheckBackupSheet: _check_backup,
            sheets.RestoreBackupSheet: _restore_backup,
            sheets.AutomaticCopiesSheet: _automatic_copies,
            sheets.DecideSheet: _decide,
            sheets.SignManySheet: _sign_many,
            **offline_rooms.SHEETS,
            sheets.ShortcutSheet: _shortcuts,
            sheets.Palette: _palette,
        },
    )


def _settings(folder: Path, version: str) -> MakeRoom:
    @Later
    def found() -> MakeRoom:
        from qwallet_desktop.ui.screens import settings

        return room(partial(settings.SettingsScreen, folder=folder, version=version), settings.select)

    return found


@Later
def _address_book() -> MakeRoom:
    from qwallet_desktop.ui.screens import address_book

    return room(address_book.AddressBookScreen, address_book.select)


@Later
def _inbox() -> MakeRoom:
    from qwallet_desktop.ui.screens import inbox

    return room(inbox.InboxScreen, inbox.select)


@Later
def _decide() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import decide

    return room(decide.DecideItemSheet, decide.select)


@Later
def _sign_many() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import sign_many

    return room(sign_many.SignManyDialog, sign_many.select)


@Later
def _operations() -> MakeRoom:
    from qwallet_desktop.ui.screens import operations

    return room(operations.OperationsScreen, operations.select)


@Later
def _first_run() -> MakeRoom:
    from qwallet_desktop.ui.screens import first_run

    return room(first_run.FirstRunScreen, first_run.select)


@Later
def _locked() -> MakeRoom:
    from qwallet_desktop.ui.screens import locked

    return room(locked.LockedScreen, locked.select)


@Later
def _waiting() -> MakeRoom:
    from qwallet_desktop.ui.screens import waiting

    return room(waiting.WaitingScreen, waiting.select)


@Later
def _overview() -> MakeRoom:
    from qwallet_desktop.ui.screens import overview

    return room(overview.OverviewScreen, overview.select)


@Later
def _send() -> MakeRoom:
    from qwallet_desktop.ui.screens import send

    return room(send.SendScreen, send.select)


@Later
def _pay_many() -> MakeRoom:
    from qwallet_desktop.ui.screens import pay_many

    return room(pay_many.PayManyScreen, pay_many.select)


@Later
def _receive() -> MakeRoom:
    from qwallet_desktop.ui.screens import receive

    return room(receive.ReceiveScreen, receive.select)


@Later
def _activity() -> MakeRoom:
    from qwallet_desktop.ui.screens import activity

    return room(activity.ActivityScreen, activity.select)


@Later
def _members() -> MakeRoom:
    from qwallet_desktop.ui.screens import members

    return room(members.MembersScreen, members.select)


@Later
def _new_identity() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import new_identity

    return room(new_identity.NewIdentityDialog, new_identity.select)


@Later
def _identity() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import identity

    return room(identity.IdentityDialog, identity.select)


@Later
def _contact() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import contact

    return room(contact.ContactSheet, contact.select)


@Later
def _shared_contact() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import shared_contact

    return room(shared_contact.SharedContactDialog, shared_contact.select)


@Later
def _import_book() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import import_book

    return room(import_book.ImportBookSheet, import_book.select)


@Later
def _leave() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import leave

    return room(leave.LeaveDialog, leave.select)


@Later
def _issue() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import issue

    return room(issue.IssueDialog, issue.select)


@Later
def _supply() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import supply

    return room(supply.SupplyDialog, supply.select)


@Later
def _passphrase() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import passphrase

    return room(passphrase.PassphraseSheet, passphrase.select)


@Later
def _backup() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import backup

    return room(backup.BackupSheet, backup.select)


@Later
def _make_backup() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import make_backup

    return room(make_backup.MakeBackupSheet, make_backup.select)


@Later
def _check_backup() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import check_backup

    return room(check_backup.CheckBackupSheet, check_backup.select)


@Later
def _restore_backup() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import restore_backup

    return room(restore_backup.RestoreBackupSheet, restore_backup.select)


@Later
def _automatic_copies() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import automatic_copies

    return room(automatic_copies.AutomaticCopiesSheet, automatic_copies.select)


@Later
def _shortcuts() -> MakeRoom:
    from qwallet_desktop.ui.dialogs import shortcuts

    return room(shortcuts.ShortcutsSheet, shortcuts.select)


@Later
def _palette() -> MakeRoom:
    from qwallet_desktop.ui import palette

    return room(palette.PaletteSheet, palette.select)
