"""What the screens need to know of the vault, seen without any key."""

from dataclasses import dataclass
from enum import StrEnum, auto

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.keys.vault_format import KeyringSlot, VaultImage
from qwallet_desktop.keys.vault_keeper import VaultKeeper


class SlotKind(StrEnum):
    """What opens the vault."""

    @staticmethod
    def _generate_next_value_(name: str, _start: int, _count: int, _last_values: list[str]) -> str:
        return name

    KEYRING = auto()
    PASSPHRASE = auto()


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """The state of the vault.

    Attributes:
        exists: There is a vault file, be it whole or damaged.
        slot: What opens it; `None` where there is no vault that can be read.
        locked: No key is in memory.
        words_checked: The owner has typed recovery words back, or restored from them.
        damaged: The file can't be read, or was changed by a stranger.
        newer: A later version of the program wrote the file.
        has_previous: There is a previous copy that is whole.
        keyring_usable: What the last try of the keyring showed; `None` before any.
        keyring_entry_remains: An entry that is no longer needed couldn't be deleted yet.
    """

    exists: bool
    slot: SlotKind | None
    locked: bool
    words_checked: bool
    damaged: bool
    newer: bool
    has_previous: bool
    keyring_usable: bool | None
    keyring_entry_remains: bool

    @property
    def lock_only_hides(self) -> bool:
        """Whether *Lock* keeps out nobody who is logged in to this computer as the owner."""
        return self.slot is SlotKind.KEYRING


def vault_status(keeper: VaultKeeper) -> VaultStatus:
    """Look at the vault's file and at what is known of the keyring, without trying it.

    Raises:
        Refused: A problem of the storage.
    """
    image: VaultImage | None = None
    code: Code | None = None
    try:
        image = keeper.file.read().image
    except Refused as refusal:
        code = refusal.problem.code
        if code not in {Code.VAULT_MISSING, Code.VAULT_DAMAGED, Code.VAULT_NEWER}:
            raise
    return VaultStatus(
        exists=code is not Code.VAULT_MISSING,
        slot=_kind(image) if image else None,
        locked=keeper.holder.is_locked,
        words_checked=image is not None and image.words_checked,
        damaged=code is Code.VAULT_DAMAGED or keeper.is_damaged,
        newer=code is Code.VAULT_NEWER,
        has_previous=keeper.file.has_previous(),
        keyring_usable=keeper.keyring_usable,
        keyring_entry_remains=image is not None and bool(image.retired),
    )


def _kind(image: VaultImage) -> SlotKind:
    is_keyring = isinstance(image.slot, KeyringSlot)
    return SlotKind.KEYRING if is_keyring else SlotKind.PASSPHRASE
