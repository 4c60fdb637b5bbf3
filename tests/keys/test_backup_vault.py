"""A vault leaves in a backup without what belongs to this computer, and is put in place under a new protection."""

import hashlib
from contextlib import closing
from pathlib import Path

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.backup_vault import (
    ENTRY_NAME,
    Document,
    PackedVault,
    check_vault,
    forget_entry,
    is_document,
    place_vault,
)
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.lock_status import SlotKind
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault_format import KeyringSlot, read_file
from tests.keys.builders import OTHER_PHRASE, PHRASE, make_lock, refused
from tests.keys.fakes import MemoryKeyStore

pytestmark = pytest.mark.asyncio


async def packed(lock: Qlock, passphrase: str | None = PHRASE) -> PackedVault:
    await lock.create(passphrase)
    await lock.create_identity_key()
    await lock.seal("notes", b"for the boat")
    return await lock.backups.pack()


async def test_a_packed_vault_names_no_slot_of_this_computer(lock: Qlock) -> None:
    image = read_file((await packed(lock, None)).vault).image
    assert image.slot == KeyringSlot(bytes(16))
    assert image.retired == ()


async def test_a_packed_vault_opens_with_the_key_beside_it(lock: Qlock) -> None:
    vault = await packed(lock)
    assert check_vault(vault.vault, vault.key).identity_ids() == vault.held == lock.held()


async def test_a_locked_vault_is_not_packed(lock: Qlock) -> None:
    await packed(lock)
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        await lock.backups.pack()


async def test_a_vault_without_documents_is_packed(lock: Qlock) -> None:
    await lock.create(None)
    assert (await lock.backups.pack()).documents == ()


@pytest.mark.parametrize("passphrase", [OTHER_PHRASE, None])
async def test_it_is_put_in_place_under_a_new_protection(lock: Qlock, tmp_path: Path, passphrase: str | None) -> None:
    vault = await packed(lock)
    words = await lock.show_words(PHRASE)
    store = MemoryKeyStore()
    with closing(make_lock(tmp_path / "new" / "vault", store)) as restored:
        placing = restored.backups.placing(tmp_path / "new" / "vault", passphrase)
        place_vault(placing, vault.vault, vault.key, vault.documents)
        status = await restored.status()
        assert status.slot is (SlotKind.KEYRING if passphrase is None else SlotKind.PASSPHRASE)
        assert status.has_previous
        await restored.unlock(passphrase)
        assert restored.held() == lock.held()
        assert await restored.show_words(passphrase) == words
        assert await restored.unseal("notes") == b"for the boat"
    assert len(store.values) == (passphrase is None)


async def test_a_short_passphrase_places_nothing(lock: Qlock, tmp_path: Path) -> None:
    vault = await packed(lock)
    with refused(Code.PASSPHRASE_TOO_SHORT):
        place_vault(lock.backups.placing(tmp_path / "new", "short"), vault.vault, vault.key, ())
    assert not (tmp_path / "new").exists()


async def test_a_keyring_that_forgets_is_noticed_and_its_entry_forgotten(lock: Qlock, tmp_path: Path) -> None:
    vault, store = await packed(lock), MemoryKeyStore()
    with closing(make_lock(tmp_path / "other", store)) as other:
        store.forgets = True
        with refused(Code.KEYRING_UNAVAILABLE):
            place_vault(other.backups.placing(tmp_path / "new" / "vault", None), vault.vault, vault.key, ())
    store.forgets = False
    noted = (tmp_path / "new" / ENTRY_NAME).read_bytes()
    store.values[noted] = b"k" * 32
    forget_entry(tmp_path / "new", store)
    assert store.values == {}


async def test_an_entry_that_can_not_be_forgotten_hinders_nothing(tmp_path: Path) -> None:
    store = MemoryKeyStore()
    forget_entry(tmp_path, store)
    (tmp_path / ENTRY_NAME).write_bytes(b"k" * 16)
    store.is_available = False
    forget_entry(tmp_path, store)


async def test_a_vault_with_another_key_is_damage(lock: Qlock) -> None:
    vault = await packed(lock)
    with refused(Code.BACKUP_DAMAGED) as problems:
        check_vault(vault.vault, Secret.copy_of(bytes(32)))
    assert problems[0].facts["part"] == "vault"


async def test_a_vault_of_a_later_program_asks_for_it(lock: Qlock) -> None:
    vault = await packed(lock)
    later = bytearray(vault.vault[:-32])
    later[9] = 9
    with refused(Code.BACKUP_NEWER):
        check_vault(bytes(later) + hashlib.sha256(later).digest(), vault.key)


async def test_documents_are_told_by_their_names() -> None:
    assert is_document(Document("0f" * 16, b"").name)
    assert not any(is_document(name) for name in ("0f" * 15, "..", "zz" * 16, "0F" * 16))
