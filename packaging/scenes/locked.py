"""The lock screen in each of its modes, and what stands before it when a restore was cut short."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.frame import look, usual, window

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.screens.unfinished import UnfinishedScreen
from qwallet_desktop.ui.theme import dress


def locked(lock: Lock) -> QWidget:
    """Return the window with a lock in this state."""
    shown: State = replace(usual(), lock=lock, preferences=look())
    return window(shown)


@scene("locked-passphrase")
def locked_passphrase() -> QWidget:
    """The passphrase is asked for."""
    return locked(Lock(Phase.LOCKED, Slot.PASSPHRASE))


@scene("locked-wrong", 960, 600)
def locked_wrong() -> QWidget:
    """The passphrase was wrong."""
    return locked(Lock(Phase.LOCKED, Slot.PASSPHRASE, problem=Problem(Code.PASSPHRASE_WRONG, {}, "passphrase")))


@scene("locked-busy", 960, 600)
def locked_busy() -> QWidget:
    """The passphrase is being tried."""
    return locked(Lock(Phase.LOCKED, Slot.PASSPHRASE, busy=True))


@scene("locked-hidden", 960, 600)
def locked_hidden() -> QWidget:
    """The screen is hidden and the keys are open."""
    return locked(Lock(Phase.OPEN, Slot.KEYRING, screen_hidden=True))


@scene("locked-keyring", 960, 600)
def locked_keyring() -> QWidget:
    """The keyring does not give the key."""
    return locked(Lock(Phase.LOCKED, Slot.KEYRING, problem=Problem(Code.KEYRING_UNAVAILABLE, {"reason": "timeout"})))


@scene("locked-damaged", 960, 600)
def locked_damaged() -> QWidget:
    """The vault is damaged and has a previous copy."""
    return locked(Lock(Phase.DAMAGED, has_previous=True, problem=Problem(Code.VAULT_DAMAGED)))


@scene("locked-damaged-alone", 960, 600)
def locked_damaged_alone() -> QWidget:
    """The vault is damaged and there is no other copy."""
    return locked(Lock(Phase.DAMAGED))


@scene("locked-newer", 960, 600)
def locked_newer() -> QWidget:
    """The vault was written by a newer version."""
    return locked(Lock(Phase.DAMAGED, problem=Problem(Code.VAULT_NEWER)))


@scene("unfinished-restore", 960, 600)
def unfinished_restore() -> QWidget:
    """A restore that was cut short can't be completed."""
    screen = UnfinishedScreen(lambda: None)
    screen.draw(Problem(Code.STORAGE_FULL))
    dress(screen)
    return screen
