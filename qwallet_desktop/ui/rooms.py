"""Which class draws which face, page, tab and sheet of the window."""

from functools import partial
from pathlib import Path

from qwallet_desktop.state import navigation
from qwallet_desktop.state.navigation import Tab
from qwallet_desktop.ui import palette
from qwallet_desktop.ui.dialogs import backup, identity, issue, new_identity, passphrase, shortcuts, supply
from qwallet_desktop.ui.room import Rooms, room
from qwallet_desktop.ui.screens import activity, first_run, locked, overview, receive, send, settings, waiting


def all_rooms(folder: Path, version: str) -> Rooms:
    """Return what makes every part of the window.

    Args:
        folder: The data folder, for the settings page.
        version: The program's version, for the same.
    """
    make_settings = partial(settings.SettingsScreen, folder=folder, version=version)
    return Rooms(
        first_run=room(first_run.FirstRunScreen, first_run.select),
        locked=room(locked.LockedScreen, locked.select),
        waiting=room(waiting.WaitingScreen, waiting.select),
        settings=room(make_settings, settings.select),
        tabs={
            Tab.OVERVIEW: room(overview.OverviewScreen, overview.select),
            Tab.SEND: room(send.SendScreen, send.select),
            Tab.RECEIVE: room(receive.ReceiveScreen, receive.select),
            Tab.ACTIVITY: room(activity.ActivityScreen, activity.select),
        },
        sheets={
            navigation.NewIdentitySheet: room(new_identity.NewIdentityDialog, new_identity.select),
            navigation.IdentitySheet: room(identity.IdentityDialog, identity.select),
            navigation.IssueSheet: room(issue.IssueDialog, issue.select),
            navigation.SupplySheet: room(supply.SupplyDialog, supply.select),
            navigation.PassphraseSheet: room(passphrase.PassphraseSheet, passphrase.select),
            navigation.BackupSheet: room(backup.BackupSheet, backup.select),
            navigation.ShortcutSheet: room(shortcuts.ShortcutsSheet, shortcuts.select),
            navigation.Palette: room(palette.PaletteSheet, palette.select),
        },
    )
