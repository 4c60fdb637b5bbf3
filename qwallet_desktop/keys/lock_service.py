"""Qlock: the one door to keys, signing and the vault for the rest of the desktop.

Slow work (files, keyring) runs on its own thread, call after call, also if cancelled. All methods raise `Refused` only.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import Grant
from qwallet_desktop.keys.aid_keys import AidKeys
from qwallet_desktop.keys.asked_store import AskedStore
from qwallet_desktop.keys.documents import Documents
from qwallet_desktop.keys.durable import Step, no_step
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.key_work import KeyWork
from qwallet_desktop.keys.lock_status import VaultStatus, vault_status
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.keys.session import SessionKey, SignedGrant
from qwallet_desktop.keys.vault_file import PreviousCopy, VaultFile
from qwallet_desktop.keys.vault_format import PassphraseCost
from qwallet_desktop.keys.vault_keeper import VaultKeeper
from qwallet_desktop.keys.words import ENTROPY_LENGTH, entropy_of, positions_to_ask

if TYPE_CHECKING:
    from qwallet_desktop.keys.backup_keys import BackupKeys

P = ParamSpec("P")
T = TypeVar("T")

SCANNED_INDICES = 20


class Qlock:
    """Keys, signing and the vault; locked when it is made.

    Args:
        folder: Where the vault lies; closed to others (0700), so it should hold nothing else.
        key_store: The operating system's keyring.
        random: Source of randomness.
        passphrase_cost: What trying one passphrase costs.
        step: Called after each step of writing.
    """

    def __init__(
        self,
        folder: Path,
        key_store: KeyStore,
        *,
        random: RandomBytes = os.urandom,
        passphrase_cost: PassphraseCost | None = None,
        step: Step = no_step,
    ) -> None:
        cost = passphrase_cost or PassphraseCost()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="qlock")
        self._random = random
        self._kept_by = key_store, random, cost
        self.keyring = AskedStore(key_store)
        self._keeper = VaultKeeper(VaultFile(folder, step=step), self.keyring, random, cost)
        self._work = KeyWork(self._keeper)
        self.aids = AidKeys(self._keeper, random)
        self._documents = Documents(folder, random, step=step)
        self._session = SessionKey(random)

    @cached_property
    def backups(self) -> "BackupKeys":
        """What backups ask of the vault; imported when it is first wanted, for the start needs none."""
        from qwallet_desktop.keys.backup_keys import BackupKeys

        return BackupKeys(self._keeper, *self._kept_by, self._run)

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._worker.submit(work, *args, **kwargs))

    async def status(self) -> VaultStatus:
        """Look at the vault without any key; never touches the keyring.

        Raises:
            Refused: A problem of the storage.
        """
        return await self._run(vault_status, self._keeper)

    async def probe_keyring(self) -> bool:
        """Try the keyring with a real-size value; takes as long as its time-out at worst."""
        return await self._run(self._keeper.probe_keyring)

    async def create(self, passphrase: str | None, *, replacing: bool = False) -> None:
        """Make a vault with new words and leave it unlocked.

        Args:
            passphrase: Opens the vault from now on; `None` leaves that to the keyring.
            replacing: Set a vault that is there aside (`vault.aside-1` …) instead of refusing.

        Raises:
            Refused: PASSPHRASE_TOO_SHORT, KEYRING_UNAVAILABLE, of the storage; VAULT_EXISTS, _DAMAGED or _NEWER.
        """
        entropy = Secret.taken_from(self._random(ENTROPY_LENGTH))
        await self._run(self._keeper.create, entropy, passphrase, words_checked=False, replacing=replacing)

    async def restore(self, words: Sequence[str], passphrase: str | None, *, replacing: bool = False) -> None:
        """Make a vault from words that were written down; `candidates` and `adopt` follow.

        Raises:
            Refused: As `parse_words` and `create`.
        """
        entropy = entropy_of(words)
        await self._run(self._keeper.create, entropy, passphrase, words_checked=True, replacing=replacing)

    async def show_words(self, passphrase: str | None = None) -> tuple[str, ...]:
        """Return the 24 words; a vault behind a passphrase asks for it again.

        Raises:
            Refused: VAULT_LOCKED, PASSPHRASE_WRONG.
        """
        return await self._run(self._work.show_words, passphrase)

    def positions_to_ask(self) -> tuple[int, ...]:
        """Choose three positions, counted from 1, for `check_words`."""
        return positions_to_ask(self._random)

    async def check_words(self, answers: Mapping[int, str]) -> None:
        """Compare at least three words that were typed back with the vault's.

        Raises:
            Refused: WORDS_DIFFER (fact `position`), VAULT_LOCKED.
        """
        self._work.check_words(answers)

    async def mark_words_checked(self) -> None:
        """Remember in the vault that the owner has the words.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        await self._run(self._work.mark_words_checked)

    async def unlock(self, passphrase: str | None = None) -> None:
        """Open the vault; a keyring slot needs no passphrase.

        Raises:
            Refused: PASSPHRASE_WRONG, KEYRING_UNAVAILABLE (fact `reason`), VAULT_MISSING,
                VAULT_DAMAGED, VAULT_NEWER; VAULT_LOCKED, where `lock` was called meanwhile.
        """
        await self._run(self._keeper.unlock, passphrase, self._keeper.holder.turn)

    def lock(self) -> None:
        """Overwrite the vault key; the session key stays, so live data goes on."""
        self._keeper.holder.empty()

    async def set_passphrase(self, new: str, old: str | None = None) -> None:
        """Set or change the passphrase; the keyring's entry is deleted.

        Raises:
            Refused: PASSPHRASE_TOO_SHORT, PASSPHRASE_WRONG (the old one), VAULT_LOCKED, or of the storage.
        """
        await self._run(self._keeper.set_passphrase, new, old)

    async def remove_passphrase(self, old: str) -> None:
        """Leave opening the vault to the keyring.

        Raises:
            Refused: PASSPHRASE_WRONG, KEYRING_UNAVAILABLE, VAULT_LOCKED, or of the storage.
        """
        await self._run(self._keeper.remove_passphrase, old)

    def held(self) -> tuple[IdentityId, ...]:
        """List the identities whose keys are here; empty before the first unlock."""
        return self._keeper.held.identity_ids()

    async def create_identity_key(self) -> IdentityId:
        """Make the key at the next unused index; it is on the disk when this returns.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        return (await self._run(self._work.add, None))[0]

    async def candidates(self, count: int = SCANNED_INDICES, *, start: int = 0) -> tuple[tuple[int, IdentityId], ...]:
        """List index and identity of the first keys that the words give, held or not.

        Raises:
            Refused: VAULT_LOCKED.
        """
        return await self._run(self._work.derived, range(start, start + count))

    async def adopt(self, indices: Sequence[int]) -> tuple[IdentityId, ...]:
        """Hold the keys at these indices; those that are held already stay once.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        return await self._run(self._work.add, indices)

    async def sign(self, identity_id: IdentityId, message: bytes) -> bytes:
        """Sign a message with an identity's key; 64 bytes (RFC 8032), in about 0.1 ms.

        Raises:
            Refused: VAULT_LOCKED, KEY_UNKNOWN.
        """
        return self._work.sign([(identity_id, message)])[0]

    @property
    def session_id(self) -> IdentityId:
        """The session key as a `did:key`; a new one for each process."""
        return self._session.session_id

    def sign_as_session(self, message: bytes) -> bytes:
        """Sign with the session key, locked or not; 64 bytes."""
        return self._session.sign(message)

    async def grants(
        self, node_id: NodeId, identity_ids: Sequence[IdentityId], expires_at: datetime
    ) -> tuple[SignedGrant, ...]:
        """Let the session key read for identities until a time (contract §3: 12 h at most).

        Raises:
            Refused: VAULT_LOCKED, KEY_UNKNOWN.
        """
        wanted = [Grant(each, self.session_id, node_id, expires_at) for each in identity_ids]
        # Also the messages are made on the vault's thread: those of 10,000 identities take longer than a frame.
        signatures = await self._run(lambda: self._work.sign([(each.identity_id, each.message()) for each in wanted]))
        return tuple(map(SignedGrant, wanted, signatures))

    async def candidate_grants(
        self, node_id: NodeId, indices: Sequence[int], expires_at: datetime
    ) -> tuple[SignedGrant, ...]:
        """Give grants for the keys at these indices, held or not, to ask a node which it knows.

        Raises:
            Refused: VAULT_LOCKED.
        """
        found = await self._run(self._work.derived, indices)
        wanted = [Grant(each, self.session_id, node_id, expires_at) for _, each in found]
        pairs = [(index, grant.message()) for (index, _), grant in zip(found, wanted, strict=True)]
        signatures = await self._run(self._work.sign_at, pairs)
        return tuple(map(SignedGrant, wanted, signatures))

    async def seal(self, name: str, data: bytes, *, passing: bool = False) -> None:
        """Write a sealed document beside the vault, replaced at once; a `passing` one stays out of backups.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        await self._run(self._seal, name, data, passing=passing)

    def _seal(self, name: str, data: bytes, *, passing: bool) -> None:
        with self._keeper.holder.borrow() as key:
            self._documents.seal(key, self._keeper.current().vault_id, name, data, passing=passing)

    async def unseal(self, name: str, *, passing: bool = False) -> bytes | None:
        """Read a sealed document; `None` where there is none. It is `passing` if it was sealed so.

        Raises:
            Refused: VAULT_LOCKED, VAULT_DAMAGED (fact `document`) or a problem of the storage.
        """
        return await self._run(self._unseal, name, passing=passing)

    def _unseal(self, name: str, *, passing: bool) -> bytes | None:
        with self._keeper.holder.borrow() as key:
            return self._documents.unseal(key, self._keeper.current().vault_id, name, passing=passing)

    async def set_aside(self, name: str) -> None:
        """Keep a sealed document that can't be used under another name; then there is none of its own.

        Raises:
            Refused: VAULT_LOCKED or a problem of the storage.
        """
        await self._run(self._set_aside, name)

    def _set_aside(self, name: str) -> None:
        with self._keeper.holder.borrow() as key:
            self._documents.set_aside(key, self._keeper.current().vault_id, name)

    async def inspect_previous(self) -> PreviousCopy:
        """Say what the previous copy of the vault is.

        Raises:
            Refused: VAULT_MISSING, VAULT_DAMAGED or VAULT_NEWER, said of that copy.
        """
        return await self._run(self._keeper.file.inspect_previous)

    async def restore_previous(self) -> None:
        """Put the previous copy in the place of a damaged or missing vault, locked.

        Raises:
            Refused: VAULT_EXISTS, where the vault is whole; else as `inspect_previous`.
        """
        await self._run(self._keeper.restore_previous)

    def close(self) -> None:
        """Lock and let the thread end; what is being written is written to its end."""
        self.lock()
        self.aids.forget_all()
        self._worker.shutdown(wait=False, cancel_futures=True)
