"""The vault in a backup: taken out without what belongs to this computer, and put in place on another."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.keys.documents import FOLDER_NAME
from qwallet_desktop.keys.durable import Step, make_private_folder, storage_problems, write_durably
from qwallet_desktop.keys.held_keys import HeldKeys
from qwallet_desktop.keys.key_store import KeyStore, put_safely
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.keys.vault import (
    check_new_passphrase,
    open_secret,
    passphrase_slot,
    read_authentic,
    vault_bytes,
)
from qwallet_desktop.keys.vault_file import NAME, PREVIOUS_NAME
from qwallet_desktop.keys.vault_format import ID_LENGTH, KeyringSlot, PassphraseCost, Slot
from qwallet_desktop.keys.vault_keeper import ACCOUNT, ENTROPY, IDENTITIES, VaultKeeper

COPIES_KEY = "copies"
"""The record with the key of automatic copies; it is this computer's affair and stays out of backups."""

ENTRY_NAME = "keyring-entry"
"""Names, beside a vault that is being put in place, the keyring's entry that was made for it."""

_NOBODY = KeyringSlot(bytes(ID_LENGTH))


@dataclass(frozen=True, slots=True)
class Document:
    """A sealed document as it lies beside the vault; only the vault's key opens it."""

    name: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class PackedVault:
    """A vault to be put into a backup; wipe `key` after use."""

    vault: bytes
    key: Secret
    documents: tuple[Document, ...]
    held: tuple[IdentityId, ...]


def pack_vault(keeper: VaultKeeper) -> PackedVault:
    """Take an open vault out, without the slot and the keyring entries of this computer.

    Raises:
        Refused: VAULT_LOCKED or a problem of the storage.
    """
    with keeper.holder.borrow() as key:
        image = keeper.current()
        records = {name: record for name, record in image.records.items() if name != COPIES_KEY}
        bare = replace(image, slot=_NOBODY, retired=(), records=records)
        documents = _documents(keeper.file.folder / FOLDER_NAME)
        return PackedVault(vault_bytes(bare, key), Secret.copy_of(key.buffer), documents, keeper.held.identity_ids())


def _documents(folder: Path) -> tuple[Document, ...]:
    with storage_problems(folder):
        if not folder.is_dir():
            return ()
        names = sorted(path for path in folder.iterdir() if is_document(path.name))
        return tuple(Document(path.name, path.read_bytes()) for path in names)


def is_document(name: str) -> bool:
    """Tell whether a file beside the vault is called as sealed documents are."""
    return len(name) == 2 * ID_LENGTH and set(name) <= set("0123456789abcdef")


def check_vault(vault: bytes, key: Secret) -> HeldKeys:
    """Open everything in a vault that came in a backup, and list its keys.

    Raises:
        Refused: BACKUP_DAMAGED (fact `part`) or VAULT_NEWER.
    """
    try:
        image = read_authentic(vault, key)
        for name in {ENTROPY, ACCOUNT, *image.records}:
            open_secret(image, key, name).wipe()
        with open_secret(image, key, IDENTITIES) as listed:
            return HeldKeys.from_bytes(listed.buffer)
    except Refused as refusal:
        if refusal.problem.code is Code.VAULT_NEWER:
            raise refuse(Code.BACKUP_NEWER) from None
        raise refuse(Code.BACKUP_DAMAGED, part="vault") from None


@dataclass(frozen=True, slots=True)
class Placing:
    """Where and under which protection a vault is put in place.

    Attributes:
        folder: The new folder of the vault; what it needs to be undone lies in its parent.
        store: This computer's keyring.
        passphrase: Opens the vault from now on; None leaves that to the keyring.
        random: Source of randomness.
        cost: What trying one passphrase costs.
        step: Called after each step.
    """

    folder: Path
    store: KeyStore
    passphrase: str | None = field(repr=False)
    random: RandomBytes
    cost: PassphraseCost
    step: Step


def place_vault(placing: Placing, vault: bytes, key: Secret, documents: Sequence[Document]) -> None:
    """Write a vault that came in a backup into a new folder, with a slot of this computer.

    Raises:
        Refused: PASSPHRASE_TOO_SHORT, KEYRING_UNAVAILABLE or a problem of the storage.
    """
    if placing.passphrase is not None:
        check_new_passphrase(placing.passphrase)
    folder = placing.folder
    image = read_authentic(vault, key)
    with storage_problems(folder):
        make_private_folder(folder)
        slot = _slot(placing, key, image.vault_id)
        data = vault_bytes(replace(image, slot=slot, retired=()), key)
        write_durably(folder / NAME, data, also=folder / PREVIOUS_NAME, step=placing.step)
        if documents:
            make_private_folder(folder / FOLDER_NAME)
        for document in documents:
            write_durably(folder / FOLDER_NAME / document.name, document.sealed, step=placing.step)


def _slot(placing: Placing, key: Secret, vault_id: bytes) -> Slot:
    if placing.passphrase is not None:
        return passphrase_slot(key, vault_id, placing.passphrase, placing.cost, placing.random)
    key_id = placing.random(ID_LENGTH)
    # Noted first: a restore that is cut short must leave no key behind.
    write_durably(placing.folder.parent / ENTRY_NAME, key_id, step=placing.step)
    put_safely(placing.store, key_id, key)
    placing.step("the keyring has the key")
    return KeyringSlot(key_id)


def forget_entry(folder: Path, store: KeyStore) -> None:
    """Delete the keyring's entry of a vault that was not put in place after all; try once.

    Args:
        folder: The parent of the vault's new folder.
        store: This computer's keyring.
    """
    try:
        key_id = (folder / ENTRY_NAME).read_bytes()
        if len(key_id) == ID_LENGTH:
            store.delete(key_id)
    except (OSError, Refused):
        # A keyring that does not answer keeps an entry that opens nothing.
        return
