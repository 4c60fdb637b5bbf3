"""Slots, passphrases, damage and what becomes of a vault that can't be opened."""

import asyncio
import errno
import hashlib
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.lock_status import SlotKind
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault_format import KeyringSlot, body_bytes, file_bytes, read_file
from tests.keys.builders import OTHER_PHRASE, PHRASE, WORDS, make_lock, refused
from tests.keys.fakes import CountedRandom, MemoryKeyStore

PATIENCE = 5.0


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


class Disk:
    """Fails the way a full disk does, from the moment it is told to."""

    def __init__(self) -> None:
        self.is_full = False

    def step(self, _name: str) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, "no space left on device")


def put_a_file_in_place_of(folder: Path) -> None:
    folder.write_text("not a folder")


def write_a_later_version(folder: Path) -> None:
    covered = b"QWVAULT\n\x00\x09later"
    folder.mkdir()
    (folder / "vault").write_bytes(covered + hashlib.sha256(covered).digest())


@pytest.mark.asyncio
async def test_nothing_exists_at_first(lock: Qlock) -> None:
    status = await lock.status()
    assert (status.exists, status.slot, status.locked, status.keyring_usable) == (
        False,
        None,
        True,
        None,
    )


@pytest.mark.asyncio
async def test_without_a_passphrase_the_keyring_opens_the_vault(lock: Qlock) -> None:
    await lock.create(None)
    status = await lock.status()
    assert (status.slot, status.locked, status.lock_only_hides) == (SlotKind.KEYRING, False, True)


@pytest.mark.asyncio
async def test_with_a_passphrase_the_lock_keeps_others_out(lock: Qlock) -> None:
    await lock.create(PHRASE)
    status = await lock.status()
    assert (status.slot, status.lock_only_hides) == (SlotKind.PASSPHRASE, False)


@pytest.mark.asyncio
async def test_with_a_passphrase_nothing_lies_in_the_keyring(lock: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(PHRASE)
    assert store.values == {}


@pytest.mark.asyncio
async def test_without_keyring_and_passphrase_no_vault_is_made(lock: Qlock, store: MemoryKeyStore) -> None:
    store.is_available = False
    with refused(Code.KEYRING_UNAVAILABLE):
        await lock.create(None)
    assert not (await lock.status()).exists


@pytest.mark.asyncio
async def test_a_passphrase_needs_no_keyring(lock: Qlock, store: MemoryKeyStore) -> None:
    store.is_available = False
    await lock.create(PHRASE)
    lock.lock()
    await lock.unlock(PHRASE)
    assert not (await lock.status()).locked


@pytest.mark.asyncio
@pytest.mark.parametrize("is_available", [True, False])
async def test_the_keyring_is_tried_when_asked(lock: Qlock, store: MemoryKeyStore, is_available: bool) -> None:
    store.is_available = is_available
    assert await lock.probe_keyring() == is_available
    assert (await lock.status()).keyring_usable == is_available


@pytest.mark.asyncio
async def test_a_second_vault_is_never_made_over_the_first(lock: Qlock) -> None:
    await lock.create(None)
    with refused(Code.VAULT_EXISTS):
        await lock.create(PHRASE)


@pytest.mark.asyncio
async def test_a_failed_write_leaves_no_key_in_the_keyring(folder: Path, store: MemoryKeyStore) -> None:
    put_a_file_in_place_of(folder)
    lock = make_lock(folder, store)
    with refused(Code.INTERNAL):
        await lock.create(None)
    lock.close()
    assert store.values == {}


@pytest.mark.asyncio
async def test_the_keyring_unlocks_after_a_restart(lock: Qlock, again: Qlock) -> None:
    await lock.create(None)
    await again.unlock()
    assert not (await again.status()).locked


@pytest.mark.asyncio
async def test_unlocking_without_a_vault_is_missing(lock: Qlock) -> None:
    with refused(Code.VAULT_MISSING):
        await lock.unlock()


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", [None, "", OTHER_PHRASE])
async def test_a_wrong_passphrase_keeps_it_locked(lock: Qlock, typed: str | None) -> None:
    await lock.create(PHRASE)
    lock.lock()
    with refused(Code.PASSPHRASE_WRONG):
        await lock.unlock(typed)
    assert (await lock.status()).locked


@pytest.mark.asyncio
async def test_a_hidden_keyring_keeps_it_locked(lock: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(None)
    lock.lock()
    store.is_available = False
    with refused(Code.KEYRING_UNAVAILABLE):
        await lock.unlock()
    assert (await lock.status()).keyring_usable is False


@pytest.mark.asyncio
async def test_an_entry_missing_from_the_keyring_is_named(lock: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(None)
    lock.lock()
    store.values.clear()
    with refused(Code.KEYRING_UNAVAILABLE) as problems:
        await lock.unlock()
    assert problems[0].facts == {"reason": "missing"}


@pytest.mark.asyncio
async def test_a_short_passphrase_makes_no_vault(lock: Qlock) -> None:
    with refused(Code.PASSPHRASE_TOO_SHORT):
        await lock.create("too short")
    assert not (await lock.status()).exists


class GatedKeyStore(MemoryKeyStore):
    """Waits in `get` until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.was_asked = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def get(self, key_id: bytes) -> Secret | None:
        self.was_asked.set()
        assert self.gate.wait(PATIENCE)
        return super().get(key_id)


@pytest.mark.asyncio
async def test_locking_while_it_unlocks_wins(folder: Path) -> None:
    store = GatedKeyStore()
    lock = make_lock(folder, store)
    await lock.create(None)
    lock.lock()
    store.gate.clear()
    store.was_asked.clear()
    unlocking = asyncio.gather(lock.unlock(), return_exceptions=True)
    await asyncio.to_thread(store.was_asked.wait, PATIENCE)
    lock.lock()
    store.gate.set()
    await unlocking
    assert (await lock.status()).locked
    lock.close()


@pytest.mark.asyncio
async def test_a_cancelled_change_is_finished_all_the_same(folder: Path) -> None:
    store = GatedKeyStore()
    lock = make_lock(folder, store)
    await lock.create(PHRASE)
    store.gate.clear()
    store.was_asked.clear()
    removing = asyncio.gather(lock.remove_passphrase(PHRASE))
    await asyncio.to_thread(store.was_asked.wait, PATIENCE)
    removing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await removing
    store.gate.set()
    await lock.create_identity_key()
    lock.lock()
    await lock.unlock()
    assert ((await lock.status()).slot, len(lock.held())) == (SlotKind.KEYRING, 1)
    lock.close()


@pytest.mark.asyncio
async def test_setting_a_passphrase_empties_the_keyring(lock: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(None)
    await lock.set_passphrase(PHRASE)
    assert (store.values, (await lock.status()).keyring_entry_remains) == ({}, False)


@pytest.mark.asyncio
async def test_a_new_passphrase_opens_it_after_a_restart(lock: Qlock, again: Qlock) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    await lock.set_passphrase(PHRASE)
    await again.unlock(PHRASE)
    assert again.held() == (identity_id,)


@pytest.mark.asyncio
async def test_a_changed_passphrase_opens_and_the_old_one_does_not(lock: Qlock) -> None:
    await lock.create(PHRASE)
    await lock.set_passphrase(OTHER_PHRASE, PHRASE)
    with refused(Code.PASSPHRASE_WRONG):
        await lock.unlock(PHRASE)
    await lock.unlock(OTHER_PHRASE)


@pytest.mark.asyncio
async def test_the_old_passphrase_does_not_open_the_previous_copy(lock: Qlock, folder: Path) -> None:
    await lock.create(PHRASE)
    await lock.set_passphrase(OTHER_PHRASE, PHRASE)
    (folder / "vault").unlink()
    await lock.restore_previous()
    with refused(Code.PASSPHRASE_WRONG):
        await lock.unlock(PHRASE)


@pytest.mark.asyncio
@pytest.mark.parametrize("old", [None, "not the passphrase"])
async def test_changing_the_passphrase_asks_for_the_old_one(lock: Qlock, old: str | None) -> None:
    await lock.create(PHRASE)
    with refused(Code.PASSPHRASE_WRONG):
        await lock.set_passphrase(OTHER_PHRASE, old)
    await lock.unlock(PHRASE)


@pytest.mark.asyncio
async def test_a_short_new_passphrase_changes_nothing(lock: Qlock) -> None:
    await lock.create(PHRASE)
    with refused(Code.PASSPHRASE_TOO_SHORT):
        await lock.set_passphrase("short", PHRASE)
    await lock.unlock(PHRASE)


@pytest.mark.asyncio
async def test_removing_the_passphrase_leaves_opening_to_the_keyring(
    lock: Qlock, again: Qlock, store: MemoryKeyStore
) -> None:
    await lock.create(PHRASE)
    await lock.remove_passphrase(PHRASE)
    await again.unlock()
    assert ((await again.status()).slot, len(store.values)) == (SlotKind.KEYRING, 1)


@pytest.mark.asyncio
async def test_removing_needs_the_passphrase(lock: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(PHRASE)
    with refused(Code.PASSPHRASE_WRONG):
        await lock.remove_passphrase(OTHER_PHRASE)
    assert store.values == {}


@pytest.mark.asyncio
async def test_a_passphrase_stays_where_there_is_no_keyring(lock: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(PHRASE)
    store.is_available = False
    with refused(Code.KEYRING_UNAVAILABLE):
        await lock.remove_passphrase(PHRASE)
    await lock.unlock(PHRASE)


@pytest.mark.asyncio
async def test_an_entry_that_could_not_be_deleted_is_deleted_at_the_next_unlock(
    lock: Qlock, store: MemoryKeyStore
) -> None:
    await lock.create(None)
    store.keeps_deleted = True
    await lock.set_passphrase(PHRASE)
    remained = (await lock.status()).keyring_entry_remains
    store.keeps_deleted = False
    await lock.unlock(PHRASE)
    assert (remained, (await lock.status()).keyring_entry_remains, store.values) == (
        True,
        False,
        {},
    )


@pytest.mark.asyncio
async def test_an_entry_that_could_not_be_deleted_does_not_stop_a_second_change(
    lock: Qlock, store: MemoryKeyStore
) -> None:
    await lock.create(None)
    store.keeps_deleted = True
    await lock.set_passphrase(PHRASE)
    await lock.set_passphrase(OTHER_PHRASE, PHRASE)
    store.keeps_deleted = False
    await lock.unlock(OTHER_PHRASE)
    assert store.values == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("damage", [cut_in_half, flip_a_bit])
async def test_a_damaged_vault_offers_its_previous_copy(
    lock: Qlock, again: Qlock, folder: Path, damage: object
) -> None:
    await lock.create(None)
    first = await lock.create_identity_key()
    await lock.create_identity_key()
    assert callable(damage)
    damage(folder / "vault")
    with refused(Code.VAULT_DAMAGED):
        await again.unlock()
    status = await again.status()
    await again.restore_previous()
    await again.unlock()
    assert (status.damaged, status.has_previous, again.held()) == (True, True, (first,))


@pytest.mark.asyncio
async def test_the_previous_copy_can_be_looked_at_first(lock: Qlock) -> None:
    await lock.create(None)
    assert isinstance((await lock.inspect_previous()).slot, KeyringSlot)


@pytest.mark.asyncio
async def test_a_whole_vault_is_not_replaced_by_its_previous_copy(lock: Qlock) -> None:
    await lock.create(None)
    with refused(Code.VAULT_EXISTS):
        await lock.restore_previous()


@pytest.mark.asyncio
async def test_a_vault_of_another_key_counts_as_damaged(lock: Qlock, again: Qlock, store: MemoryKeyStore) -> None:
    await lock.create(None)
    store.values = dict.fromkeys(store.values, b"k" * 32)
    with refused(Code.VAULT_DAMAGED):
        await again.unlock()
    assert (await again.status()).damaged


def claim_that_the_words_were_checked(vault: Path) -> None:
    """Change a flag as a stranger could: without the key, but with a right SHA-256."""
    framed = read_file(vault.read_bytes())
    forged = replace(framed.image, words_checked=True)
    vault.write_bytes(file_bytes(body_bytes(forged), framed.mac))


@pytest.mark.asyncio
async def test_a_flag_changed_by_a_stranger_keeps_the_vault_locked(lock: Qlock, again: Qlock, folder: Path) -> None:
    await lock.create(None)
    claim_that_the_words_were_checked(folder / "vault")
    with refused(Code.VAULT_DAMAGED):
        await again.unlock()
    status = await again.status()
    assert (status.locked, status.damaged) == (True, True)


@pytest.mark.asyncio
async def test_a_vault_changed_on_purpose_can_be_restored_from_its_copy(
    lock: Qlock, again: Qlock, folder: Path, store: MemoryKeyStore
) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    await lock.create_identity_key()
    right = store.values
    store.values = dict.fromkeys(right, b"k" * 32)
    with refused(Code.VAULT_DAMAGED):
        await again.unlock()
    await again.restore_previous()
    store.values = right
    await again.unlock()
    assert again.held() == (identity_id,)


@pytest.mark.asyncio
async def test_the_words_replace_a_vault_that_cannot_be_opened(lock: Qlock, folder: Path) -> None:
    await lock.create(PHRASE)
    lock.lock()
    before = (folder / "vault").read_bytes()
    await lock.restore(WORDS.split(), OTHER_PHRASE, replacing=True)
    lock.lock()
    await lock.unlock(OTHER_PHRASE)
    assert (folder / "vault.aside-1").read_bytes() == before


@pytest.mark.asyncio
async def test_a_damaged_vault_is_not_replaced_without_being_told(lock: Qlock, folder: Path) -> None:
    await lock.create(PHRASE)
    cut_in_half(folder / "vault")
    with refused(Code.VAULT_DAMAGED):
        await lock.restore(WORDS.split(), PHRASE)


@pytest.mark.asyncio
async def test_a_vault_of_a_later_version_is_newer(lock: Qlock, folder: Path) -> None:
    write_a_later_version(folder)
    with refused(Code.VAULT_NEWER):
        await lock.unlock(PHRASE)
    status = await lock.status()
    assert (status.newer, status.damaged) == (True, False)


@pytest.mark.asyncio
async def test_a_newer_vault_is_not_replaced_by_its_previous_copy(lock: Qlock, folder: Path) -> None:
    write_a_later_version(folder)
    with refused(Code.VAULT_NEWER):
        await lock.restore_previous()


@pytest.mark.asyncio
async def test_a_full_disk_leaves_the_passphrase_as_it_was(folder: Path, store: MemoryKeyStore) -> None:
    disk = Disk()
    lock = make_lock(folder, store, step=disk.step)
    await lock.create(PHRASE)
    disk.is_full = True
    with refused(Code.STORAGE_FULL):
        await lock.set_passphrase(OTHER_PHRASE, PHRASE)
    disk.is_full = False
    await lock.unlock(PHRASE)
    lock.close()


@pytest.mark.asyncio
async def test_a_full_disk_leaves_the_list_of_keys_as_it_was(folder: Path, store: MemoryKeyStore) -> None:
    disk = Disk()
    lock = make_lock(folder, store, step=disk.step)
    await lock.create(PHRASE)
    disk.is_full = True
    with refused(Code.STORAGE_FULL):
        await lock.create_identity_key()
    assert lock.held() == ()
    lock.close()


@pytest.mark.asyncio
async def test_a_full_disk_makes_no_vault(folder: Path, store: MemoryKeyStore) -> None:
    disk = Disk()
    disk.is_full = True
    lock = make_lock(folder, store, step=disk.step)
    with refused(Code.STORAGE_FULL):
        await lock.create(PHRASE)
    assert not (await lock.status()).exists
    lock.close()


@pytest.mark.asyncio
async def test_an_old_entry_is_deleted_at_unlock_even_where_the_disk_is_full(
    folder: Path, store: MemoryKeyStore
) -> None:
    disk = Disk()
    lock = make_lock(folder, store, step=disk.step)
    await lock.create(None)
    store.keeps_deleted = True
    await lock.set_passphrase(PHRASE)
    store.keeps_deleted = False
    disk.is_full = True
    await lock.unlock(PHRASE)
    assert (store.values, (await lock.status()).locked) == ({}, False)
    lock.close()


@pytest.mark.asyncio
async def test_the_real_cost_of_a_passphrase_is_used_by_default(tmp_path: Path) -> None:
    lock = Qlock(tmp_path / "keys", MemoryKeyStore(), random=CountedRandom())
    await lock.create(PHRASE)
    lock.close()
    data = (tmp_path / "keys" / "vault").read_bytes()
    # Right after magic, version, vault id, flags and kind: 65,536 KiB, 3 passes, 4 lanes.
    assert data[28:40] == bytes.fromhex("000100000000000300000004")
