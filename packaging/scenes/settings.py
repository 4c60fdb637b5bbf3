"""The settings page, alone and at its smallest."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.settings import Preferences, Theme
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.screens.settings import SettingsScreen, select
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import dress
from tests.ui.builders import bench, identity, state

FOLDER = Path("/home/mara/.local/share/qwallet")
LONG = Path("/home/mara/Documents/Company/Shared drives/Harbour Bakery/Accounts and payments/2026/qwallet data")


def settings(shown: State, folder: Path = FOLDER) -> QWidget:
    """Return the page with this state in a window."""
    shell = Shell()
    screen = SettingsScreen(bench(lambda _action: None), folder=folder, version="0.1.0")
    screen.draw(select(shown))
    dress(screen)
    shell.install(screen)
    return shell


def protected(*, checked: bool = True, usable: bool = True) -> State:
    """Return a state whose vault has a passphrase."""
    lock = Lock(Phase.OPEN, Slot.PASSPHRASE, words_checked=checked, keyring_usable=usable)
    return replace(state(), lock=lock)


@scene("settings", 1020, 1100)
def usual() -> QWidget:
    """Keyring, words not checked yet."""
    return settings(replace(state(), lock=Lock(Phase.OPEN, Slot.KEYRING)))


@scene("settings-passphrase", 1020, 1100)
def passphrase() -> QWidget:
    """Passphrase, words checked, everything chosen otherwise."""
    chosen = Preferences(theme=Theme.DARK, font_points=17, auto_lock_minutes=45, hide_amounts=True, reduced_motion=True)
    return settings(replace(protected(), preferences=chosen), LONG)


@scene("settings-no-keyring", 740, 600)
def no_keyring() -> QWidget:
    """A passphrase that can't be removed, beside the side bar of a small window."""
    return settings(protected(checked=False, usable=False))


@scene("settings-offline", 740, 1300)
def offline() -> QWidget:
    """No node yet."""
    return settings(State(lock=Lock(Phase.OPEN, Slot.KEYRING, words_checked=True)), LONG)


@scene("settings-hidden", 1020, 1300)
def hidden() -> QWidget:
    """Two identities are hidden on this desktop."""
    members = (identity(1), identity(2, "Savings"), identity(3, "Acme Treasury", kind=IdentityType.ENTERPRISE))
    of = replace(state(*members), preferences=Preferences(hidden_identities=(members[1].id, members[2].id)))
    return settings(of)
