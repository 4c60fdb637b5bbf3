"""`kill -9` at every step of every change leaves a vault that opens, and no key where none is due."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.keys.key_store import PROBE_ID
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.lock_status import SlotKind
from tests.helpers.crashes import Crash, crashes
from tests.keys.builders import OTHER_PHRASE, PHRASE
from tests.keys.crashing import KEYRING, KEYS, lock_in
from tests.keys.fakes import FolderKeyStore

CRASHING = "tests.keys.crashing"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    return folder


async def prepare(base: Path, passphrase: str | None) -> IdentityId:
    lock = lock_in(base)
    await lock.create(passphrase)
    identity_id = await lock.create_identity_key()
    await lock.seal("notes", b"old")
    lock.close()
    return identity_id


async def open_by_any(lock: Qlock) -> str:
    """Open a vault as its owner could, and tell how."""
    if (await lock.status()).slot is SlotKind.KEYRING:
        await lock.unlock()
        return "keyring"
    try:
        await lock.unlock(PHRASE)
    except Refused:
        await lock.unlock(OTHER_PHRASE)
        return "other"
    return "phrase"


async def survivors(crash: Crash, identity_id: IdentityId) -> str:
    """Open the copy, prove that it is whole and can be changed, and tell how it opened."""
    lock = lock_in(crash.folder)
    how = await open_by_any(lock)
    # What a probe leaves is not a key.
    kept = FolderKeyStore(crash.folder / KEYRING).key_ids() - {PROBE_ID.hex()}
    assert len(kept) == (1 if how == "keyring" else 0), f"{crash.step}: keyring holds {kept}"
    signature = await lock.sign(identity_id, b"message")
    assert signed_by(identity_id, b"message", signature), crash.step
    assert await lock.unseal("notes") == b"old", crash.step
    await lock.create_identity_key()
    assert (await lock.status()).has_previous, crash.step
    lock.close()
    return how


@dataclass(frozen=True)
class Change:
    """An operation on a vault made with this passphrase, and how it opens before and after."""

    operation: str
    passphrase: str | None
    ways: tuple[str, str]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "change",
    [
        Change("add_a_key", None, ("keyring", "keyring")),
        Change("add_a_key", PHRASE, ("phrase", "phrase")),
        Change("set_a_passphrase", None, ("keyring", "phrase")),
        Change("change_the_passphrase", PHRASE, ("phrase", "other")),
        Change("remove_the_passphrase", PHRASE, ("phrase", "keyring")),
    ],
    ids=["add (keyring)", "add (passphrase)", "set", "change", "remove"],
)
async def test_a_change_killed_at_any_step_leaves_the_old_or_the_new_vault(
    base: Path, tmp_path: Path, change: Change
) -> None:
    identity_id = await prepare(base, change.passphrase)
    crashed = crashes(CRASHING, change.operation, base, tmp_path / "copies")
    ways = [await survivors(crash, identity_id) for crash in crashed]
    assert len(crashed) > 5
    assert (ways[0], ways[-1]) == change.ways
    # Once the new slot opens it, the old one never does again.
    assert sorted(ways, key=change.ways.index) == ways


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", ["make_vault", "make_vault_with_passphrase"])
async def test_a_vault_killed_while_it_is_made_is_missing_or_whole(base: Path, tmp_path: Path, operation: str) -> None:
    crashed = crashes(CRASHING, operation, base, tmp_path / "copies")
    existed = []
    for crash in crashed:
        lock = lock_in(crash.folder)
        existed.append((await lock.status()).exists)
        if existed[-1]:
            await open_by_any(lock)
        else:
            await lock.create(PHRASE)
        await lock.create_identity_key()
        lock.close()
    assert (existed[0], existed[-1], sorted(existed)) == (False, True, existed)


def damage(vault: Path) -> None:
    vault.write_bytes(vault.read_bytes()[:-1])


@pytest.mark.asyncio
async def test_restoring_the_copy_killed_at_any_step_can_be_done_again(base: Path, tmp_path: Path) -> None:
    identity_id = await prepare(base, PHRASE)
    second = lock_in(base)
    await second.unlock(PHRASE)
    await second.create_identity_key()
    second.close()
    damage(base / KEYS / "vault")
    for crash in crashes(CRASHING, "restore_the_copy", base, tmp_path / "copies"):
        lock = lock_in(crash.folder)
        if (await lock.status()).damaged:
            await lock.restore_previous()
        await lock.unlock(PHRASE)
        assert lock.held() == (identity_id,), crash.step
        lock.close()


@pytest.mark.asyncio
async def test_replacing_by_words_killed_at_any_step_leaves_one_of_both(base: Path, tmp_path: Path) -> None:
    await prepare(base, PHRASE)
    ways = []
    for crash in crashes(CRASHING, "replace_by_words", base, tmp_path / "copies"):
        lock = lock_in(crash.folder)
        ways.append(await open_by_any(lock))
        lock.close()
    assert (ways[0], ways[-1], sorted(ways, reverse=True)) == ("phrase", "other", ways)


@pytest.mark.asyncio
async def test_a_document_killed_while_it_is_sealed_is_the_old_or_the_new_one(base: Path, tmp_path: Path) -> None:
    await prepare(base, PHRASE)
    found: list[bytes] = []
    for crash in crashes(CRASHING, "seal_a_document", base, tmp_path / "copies"):
        lock = lock_in(crash.folder)
        await lock.unlock(PHRASE)
        found.append(await lock.unseal("notes") or b"")
        lock.close()
    assert (found[0], found[-1], sorted(set(found), reverse=True)) == (
        b"old",
        b"new",
        [b"old", b"new"],
    )
