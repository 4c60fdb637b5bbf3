"""Changes the vault, step by step in an order that a crash can't hurt.

Everything here may block (files, keyring, Argon2id) and runs on one thread, one call at a time;
only `holder` is shared with other threads. The order when the slot changes: new key into the
keyring → new file, fsync, rename → old keyring entry deleted. The file names the entries that
are still to be deleted, so that a crash in between leaves no key behind.
"""

from dataclasses import replace

from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.keys.derivation import account_node
from qwallet_desktop.keys.held_keys import HeldKeys
from qwallet_desktop.keys.key_holder import KeyHolder
from qwallet_desktop.keys.key_store import KeyStore, is_usable, put_safely
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.keys.vault import (
    authenticate,
    check_new_passphrase,
    open_passphrase_slot,
    open_secret,
    passphrase_slot,
    vault_bytes,
    with_secret,
)
from qwallet_desktop.keys.vault_file import VaultFile
from qwallet_desktop.keys.vault_format import (
    ID_LENGTH,
    KEY_LENGTH,
    KeyringSlot,
    PassphraseCost,
    PassphraseSlot,
    Slot,
    VaultImage,
)
from qwallet_desktop.keys.words import seed_of

ENTROPY = "entropy"
ACCOUNT = "account"
IDENTITIES = "identities"


class VaultKeeper:
    """The vault as it lies in the file, and every change of it.

    Attributes:
        holder: The vault key, while unlocked.
        image: What the file last said; `None` before the first unlock.
        held: The keys in the vault, kept while locked; none before the first unlock.
        is_damaged: A vault that read well turned out to have been changed on purpose.
    """

    def __init__(self, file: VaultFile, store: KeyStore, random: RandomBytes, cost: PassphraseCost) -> None:
        self.file = file
        self.holder = KeyHolder()
        self.image: VaultImage | None = None
        self.held = HeldKeys()
        self.is_damaged = False
        self.keyring_usable: bool | None = None
        self._store = store
        self._random = random
        self._cost = cost

    def probe_keyring(self) -> bool:
        """Try the keyring with a real-size value and remember the answer."""
        self.keyring_usable = is_usable(self._store, self._random)
        return self.keyring_usable

    def create(self, entropy: Secret, passphrase: str | None, *, words_checked: bool, replacing: bool) -> None:
        """Make a vault for these words and leave it unlocked.

        Raises:
            Refused: PASSPHRASE_TOO_SHORT, KEYRING_UNAVAILABLE or a problem of the storage;
                unless replacing, VAULT_EXISTS, VAULT_DAMAGED or VAULT_NEWER.
        """
        if passphrase is not None:
            check_new_passphrase(passphrase)
        if not replacing:
            self._refuse_existing()
        turn = self.holder.turn
        vault_id = self._random(ID_LENGTH)
        with entropy, Secret.taken_from(self._random(KEY_LENGTH)) as key:
            slot = self._new_slot(key, vault_id, passphrase)
            empty = VaultImage(vault_id, slot, {}, words_checked=words_checked)
            image = self._with_seeds(empty, key, entropy)
            self._write_first(image, key, replacing=replacing)
            self._opened(image, HeldKeys())
            self.holder.take(key, turn=turn)

    def unlock(self, passphrase: str | None, turn: int) -> None:
        """Read the vault and hold its key.

        Raises:
            Refused: PASSPHRASE_WRONG, KEYRING_UNAVAILABLE, VAULT_MISSING, VAULT_DAMAGED,
                VAULT_NEWER; VAULT_LOCKED, where it was locked again since `turn` was read.
        """
        framed = self.file.read()
        with self._key_from(framed.image, passphrase) as key:
            try:
                authenticate(framed, key)
                with open_secret(framed.image, key, IDENTITIES) as listed:
                    held = HeldKeys.from_bytes(listed.buffer)
            except Refused:
                self.is_damaged = True
                raise
            self._opened(framed.image, held)
            if not self.holder.take(key, turn=turn):
                raise refuse(Code.VAULT_LOCKED)
            self._delete_retired(key)

    def set_passphrase(self, new: str, old: str | None) -> None:
        """Move the vault key behind a passphrase, out of the keyring.

        Raises:
            Refused: VAULT_LOCKED, PASSPHRASE_WRONG, PASSPHRASE_TOO_SHORT, or of the storage.
        """
        check_new_passphrase(new)
        with self.holder.borrow() as key:
            image = self.current()
            self.check_passphrase(old)
            retired = image.retired
            if isinstance(image.slot, KeyringSlot):
                retired = (*retired, image.slot.key_id)
            slot = passphrase_slot(key, image.vault_id, new, self._cost, self._random)
            self.save(replace(image, slot=slot, retired=retired), key, anew=True)
            self._delete_retired(key)

    def remove_passphrase(self, old: str) -> None:
        """Move the vault key into the keyring.

        Raises:
            Refused: VAULT_LOCKED, PASSPHRASE_WRONG, KEYRING_UNAVAILABLE, or of the storage.
        """
        with self.holder.borrow() as key:
            self.check_passphrase(old)
            if not self.probe_keyring():
                raise refuse(Code.KEYRING_UNAVAILABLE)
            key_id = self._random(ID_LENGTH)
            image = self.current()
            # Should the next steps fail, the entry must not outlive the passphrase's promise.
            self.save(replace(image, retired=(*image.retired, key_id)), key)
            put_safely(self._store, key_id, key)
            moved = replace(image, slot=KeyringSlot(key_id))
            self.save(moved, key, anew=True)

    def check_passphrase(self, passphrase: str | None) -> None:
        """Ask again for the passphrase of an open vault; a keyring slot asks nothing.

        Raises:
            Refused: PASSPHRASE_WRONG.
        """
        image = self.current()
        if isinstance(image.slot, PassphraseSlot):
            self._key_from(image, passphrase).wipe()

    def current(self) -> VaultImage:
        """Return what the file last said.

        Raises:
            Refused: VAULT_LOCKED before the first unlock.
        """
        if self.image is None:
            raise refuse(Code.VAULT_LOCKED)
        return self.image

    def save(self, image: VaultImage, key: Secret, *, anew: bool = False) -> None:
        """Write the vault; `anew` writes the previous copy as well.

        Raises:
            Refused: A problem of the storage; then the vault is as it was.
        """
        data = vault_bytes(image, key)
        if anew:
            self.file.write_anew(data)
        else:
            self.file.write(data)
        self.image = image

    def save_held(self, held: HeldKeys, key: Secret) -> None:
        """Write another list of keys.

        Raises:
            Refused: A problem of the storage.
        """
        image = with_secret(self.current(), key, IDENTITIES, held.to_bytes(), self._random)
        self.save(image, key)
        self.held = held

    def restore_previous(self) -> None:
        """Put the previous copy in the place of a damaged or missing vault, locked.

        Raises:
            Refused: VAULT_EXISTS, where the vault is whole; VAULT_MISSING or VAULT_DAMAGED,
                where the previous copy is.
        """
        if not self.is_damaged:
            self._refuse_whole()
        self.file.restore_previous()
        self.holder.empty()
        self.image = None
        self.held = HeldKeys()
        self.is_damaged = False

    def _opened(self, image: VaultImage, held: HeldKeys) -> None:
        self.image = image
        self.held = held
        self.is_damaged = False

    def _refuse_existing(self) -> None:
        if self.file.exists():
            self.file.read()
            raise refuse(Code.VAULT_EXISTS)

    def _refuse_whole(self) -> None:
        try:
            self.file.read()
        except Refused as refusal:
            if refusal.problem.code in {Code.VAULT_DAMAGED, Code.VAULT_MISSING}:
                return
            raise
        raise refuse(Code.VAULT_EXISTS)

    def _new_slot(self, key: Secret, vault_id: bytes, passphrase: str | None) -> Slot:
        if passphrase is not None:
            return passphrase_slot(key, vault_id, passphrase, self._cost, self._random)
        key_id = self._random(ID_LENGTH)
        put_safely(self._store, key_id, key)
        self.keyring_usable = True
        return KeyringSlot(key_id)

    def _with_seeds(self, image: VaultImage, key: Secret, entropy: Secret) -> VaultImage:
        with seed_of(entropy) as seed, account_node(seed) as account:
            image = with_secret(image, key, ENTROPY, entropy.buffer, self._random)
            image = with_secret(image, key, ACCOUNT, account.buffer, self._random)
        return with_secret(image, key, IDENTITIES, HeldKeys().to_bytes(), self._random)

    def _write_first(self, image: VaultImage, key: Secret, *, replacing: bool) -> None:
        try:
            if replacing:
                self.file.set_aside()
            self.file.write_anew(vault_bytes(image, key))
        except Refused:
            if isinstance(image.slot, KeyringSlot):
                self._forget(image.slot.key_id)
            raise

    def _key_from(self, image: VaultImage, passphrase: str | None) -> Secret:
        if isinstance(image.slot, PassphraseSlot):
            if not passphrase:
                raise refuse(Code.PASSPHRASE_WRONG, at="passphrase")
            return open_passphrase_slot(image.slot, image.vault_id, passphrase)
        try:
            key = self._store.get(image.slot.key_id)
        except Refused:
            self.keyring_usable = False
            raise
        self.keyring_usable = True
        if key is None:
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="missing")
        return key

    def _delete_retired(self, key: Secret) -> None:
        """Delete keyring entries that no slot needs; what fails is tried at the next unlock."""
        image = self.current()
        left = tuple(key_id for key_id in image.retired if not self._forget(key_id))
        if left != image.retired:
            try:
                self.save(replace(image, retired=left), key)
            except Refused:
                # The entries are gone; the file will say so after its next change.
                return

    def _forget(self, key_id: bytes) -> bool:
        try:
            self._store.delete(key_id)
        except Refused:
            return False
        return True
