"""What backups ask of the vault: to be packed, a passphrase's key, and the key that automatic copies keep."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from qwallet_desktop.keys.backup_file import BackupKey, backup_key
from qwallet_desktop.keys.backup_vault import COPIES_KEY, PackedVault, Placing, pack_vault
from qwallet_desktop.keys.durable import Step, no_step
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.secret import RandomBytes
from qwallet_desktop.keys.vault import check_new_passphrase, open_secret, with_secret
from qwallet_desktop.keys.vault_format import SALT_LENGTH, PassphraseCost
from qwallet_desktop.keys.vault_keeper import VaultKeeper

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """Runs slow work on the vault's thread, one call after another."""

    def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Return what the work returns."""


class BackupKeys:
    """The vault's side of backups; made by `Qlock`, and on its thread."""

    def __init__(
        self, keeper: VaultKeeper, store: KeyStore, random: RandomBytes, cost: PassphraseCost, run: Run
    ) -> None:
        self._keeper = keeper
        self._store = store
        self._random = random
        self._cost = cost
        self._run = run

    async def pack(self) -> PackedVault:
        """Take the open vault out for a backup; the caller wipes its key.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        return await self._run(pack_vault, self._keeper)

    async def key(self, passphrase: str) -> BackupKey:
        """Make the key of a new backup from its passphrase; the caller wipes it.

        Raises:
            Refused: PASSPHRASE_TOO_SHORT.
        """
        check_new_passphrase(passphrase)
        return await self._run(backup_key, passphrase, self._cost, self._random(SALT_LENGTH))

    async def keep_copies_key(self, passphrase: str) -> None:
        """Keep the key of automatic copies in the vault, so that the passphrase need not be kept.

        Raises:
            Refused: PASSPHRASE_TOO_SHORT, VAULT_LOCKED or a problem of the storage.
        """
        made = await self.key(passphrase)
        with made.key:
            await self._run(self._keep, made)

    async def copies_key(self) -> BackupKey | None:
        """Return the key of automatic copies, or None; the caller wipes it.

        Raises:
            Refused: VAULT_LOCKED or VAULT_DAMAGED.
        """
        return await self._run(self._kept)

    async def forget_copies_key(self) -> None:
        """Take the key of automatic copies out of the vault.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        await self._run(self._forget)

    def placing(self, folder: Path, passphrase: str | None, step: Step = no_step) -> Placing:
        """Say how a vault from a backup is to be put into a new folder on this computer."""
        return Placing(folder, self._store, passphrase, self._random, self._cost, step)

    def _keep(self, made: BackupKey) -> None:
        with self._keeper.holder.borrow() as key, made.to_secret() as framed:
            image = with_secret(self._keeper.current(), key, COPIES_KEY, framed.buffer, self._random)
            self._keeper.save(image, key)

    def _kept(self) -> BackupKey | None:
        with self._keeper.holder.borrow() as key:
            image = self._keeper.current()
            if COPIES_KEY not in image.records:
                return None
            with open_secret(image, key, COPIES_KEY) as framed:
                return BackupKey.from_secret(framed)

    def _forget(self) -> None:
        with self._keeper.holder.borrow() as key:
            image = self._keeper.current()
            records = {name: record for name, record in image.records.items() if name != COPIES_KEY}
            if len(records) < len(image.records):
                self._keeper.save(replace(image, records=records), key)
