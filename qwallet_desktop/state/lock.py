"""The key lock (Qlock) as the screens see it: is there a vault, is it open, how is it protected."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from qwallet_desktop.domain.did import GROUP_PREFIX
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted
from qwallet_desktop.state.successor_key import KeyReplaced
from qwallet_desktop.state.vault_commands import (
    CheckWords,
    CreateVault,
    Hidden,
    RemovePassphrase,
    RestorePreviousVault,
    RestoreVault,
    SetPassphrase,
    ShowWords,
    Unlock,
    VaultCommand,
)

KEYRING_SILENT: Final = Problem(Code.KEYRING_UNAVAILABLE, {"reason": "waiting"})
"""Why nothing is answered yet."""


class Slot(StrEnum):
    """What protects the vault's key."""

    KEYRING = "KEYRING"
    PASSPHRASE = "PASSPHRASE"  # noqa: S105  (the name of a kind of slot)


class Phase(StrEnum):
    """Where the vault stands."""

    UNKNOWN = "UNKNOWN"
    MISSING = "MISSING"
    LOCKED = "LOCKED"
    OPEN = "OPEN"
    DAMAGED = "DAMAGED"


@dataclass(frozen=True, slots=True)
class Lock:
    """The vault's state. `held` are the identities whose keys it has.

    `screen_hidden` is set while *Lock* hides the screen of a vault that has no
    passphrase. `notice` counts the seconds to auto-lock, None outside its notice.
    `answers` counts what the vault has answered, so that two equal answers differ.
    """

    phase: Phase = Phase.UNKNOWN
    slot: Slot | None = None
    words_checked: bool = False
    has_previous: bool = False
    keyring_usable: bool = True
    held: tuple[IdentityId, ...] = ()
    screen_hidden: bool = False
    notice: int | None = None
    busy: bool = False
    problem: Problem | None = None
    words: Hidden | None = None
    positions: tuple[int, ...] = ()
    answers: int = 0


@dataclass(frozen=True, slots=True)
class InspectVault:
    """Find out whether there is a vault, and open it if the keyring can."""


@dataclass(frozen=True, slots=True)
class VaultInspected:
    """What the vault is like now."""

    phase: Phase
    slot: Slot | None
    words_checked: bool
    has_previous: bool
    keyring_usable: bool
    held: tuple[IdentityId, ...]


@dataclass(frozen=True, slots=True)
class LockNow:
    """Wipe the keys (with a passphrase) or hide the screen (without one)."""


@dataclass(frozen=True, slots=True)
class WordsShown:
    """The words, and the three positions (from 1) that will be asked back."""

    words: Hidden
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HideWords:
    """Forget the shown words."""


@dataclass(frozen=True, slots=True)
class VaultRefused:
    """The lock said no, with the vault as it was."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class KeyringSilent:
    """The keyring keeps the vault waiting; what was asked of the vault is answered later."""


@dataclass(frozen=True, slots=True)
class ForgetVaultProblem:
    """The person has gone on: the last refusal need not be shown any more."""


@dataclass(frozen=True, slots=True)
class AutoLockNoticed:
    """Seconds until auto-lock, or None when activity called it off."""

    seconds: int | None


@dataclass(frozen=True, slots=True)
class PerformInspect(Effect):
    """Read the vault's state; open it if it has no passphrase."""


@dataclass(frozen=True, slots=True)
class PerformVault(Effect):
    """Change the vault as the command says, then inspect it."""

    command: VaultCommand
    positions: tuple[int, ...] = ()

    @property
    def exclusive(self) -> str:
        """The vault does one thing at a time."""
        return "vault"


@dataclass(frozen=True, slots=True)
class PerformLock(Effect):
    """Wipe the vault's keys from memory."""


Action: TypeAlias = (
    InspectVault
    | VaultInspected
    | VaultCommand
    | LockNow
    | WordsShown
    | HideWords
    | VaultRefused
    | KeyringSilent
    | ForgetVaultProblem
    | AutoLockNoticed
    | IdentitiesLoaded
    | IdentityAccepted
    | KeyReplaced
)


def reduce(lock: Lock, action: Action) -> tuple[Lock, tuple[Effect, ...]]:
    """Apply a command to the lock, or what the vault answered."""
    match action:
        case InspectVault():
            # Of a keyring that has been asked and is silent, an answer is still to come.
            silent = lock.busy and lock.problem == KEYRING_SILENT
            return replace(lock, busy=True), (() if silent else (PerformInspect(),))
        case VaultInspected(phase, slot, words_checked, has_previous, keyring_usable, held):
            return (
                replace(
                    lock,
                    phase=phase,
                    slot=slot,
                    words_checked=words_checked,
                    has_previous=has_previous,
                    keyring_usable=keyring_usable,
                    held=held,
                    busy=False,
                    problem=None,
                    answers=_answered(lock),
                ),
                (),
            )
        case Unlock(None) if lock.screen_hidden:
            return replace(lock, screen_hidden=False, notice=None), ()
        case (
            CreateVault()
            | RestoreVault()
            | RestorePreviousVault()
            | Unlock()
            | ShowWords()
            | CheckWords()
            | SetPassphrase()
            | RemovePassphrase()
        ):
            if lock.busy:
                return lock, ()
            return replace(lock, busy=True, problem=None), (PerformVault(action, lock.positions),)
        case LockNow():
            return _locked(lock)
        case WordsShown(words, positions):
            shown = replace(lock, words=words, positions=positions, busy=False, problem=None)
            return replace(shown, answers=_answered(lock)), ()
        case HideWords():
            return replace(lock, words=None), ()
        case VaultRefused(problem):
            return replace(lock, busy=False, problem=problem, answers=_answered(lock)), ()
        case KeyringSilent():
            return (replace(lock, problem=KEYRING_SILENT) if lock.busy else lock), ()
        case ForgetVaultProblem():
            return replace(lock, problem=None), ()
        case AutoLockNoticed(seconds):
            return (lock if seconds == lock.notice else replace(lock, notice=seconds)), ()
        case IdentitiesLoaded(held=held):
            return (lock if held in (None, lock.held) else replace(lock, held=held)), ()
        case KeyReplaced(_, identity):
            return (lock if identity.id in lock.held else replace(lock, held=(*lock.held, identity.id))), ()
        case IdentityAccepted(_, identity, created):
            # A group has no key that anybody could hold.
            fresh = created and identity.id not in lock.held and not identity.id.startswith(GROUP_PREFIX)
            return (replace(lock, held=(*lock.held, identity.id)) if fresh else lock), ()
        case _:
            assert_never(action)


def _answered(lock: Lock) -> int:
    """Count an answer once: what comes twice, or unasked, is no answer."""
    return lock.answers + lock.busy


def _locked(lock: Lock) -> tuple[Lock, tuple[Effect, ...]]:
    if lock.phase is not Phase.OPEN:
        return lock, ()
    closed = replace(lock, notice=None, words=None, problem=None)
    if lock.slot is Slot.PASSPHRASE:
        return replace(closed, phase=Phase.LOCKED), (PerformLock(),)
    return replace(closed, screen_hidden=True), ()


def hides_screen(lock: Lock) -> bool:
    """Tell whether nothing but the lock screen may be shown."""
    return lock.screen_hidden or lock.phase in {Phase.LOCKED, Phase.DAMAGED}
