"""What a person asks of the vault: to make it, open it, show and check its words, and protect it."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that must never show in a log or a traceback: a passphrase, the words."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CreateVault:
    """Make a new vault with new words."""

    passphrase: Hidden | None


@dataclass(frozen=True, slots=True)
class RestoreVault:
    """Make a vault from words that a person has."""

    words: Hidden
    passphrase: Hidden | None


@dataclass(frozen=True, slots=True)
class RestorePreviousVault:
    """Put the previous copy of a damaged vault back."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Open the vault, or show the screen again where there is no passphrase."""

    passphrase: Hidden | None


@dataclass(frozen=True, slots=True)
class ShowWords:
    """Show the 24 words, to write them down."""

    passphrase: Hidden | None = None


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What the person wrote at the asked positions, in their order."""

    answers: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class SetPassphrase:
    """Protect the vault by a (new) passphrase; `old` where it has one."""

    new: Hidden
    old: Hidden | None


@dataclass(frozen=True, slots=True)
class RemovePassphrase:
    """Go back to the keyring."""

    old: Hidden


VaultCommand: TypeAlias = (
    CreateVault
    | RestoreVault
    | RestorePreviousVault
    | Unlock
    | ShowWords
    | CheckWords
    | SetPassphrase
    | RemovePassphrase
)
