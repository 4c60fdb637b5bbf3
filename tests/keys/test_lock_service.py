import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.keys.lock_service import Qlock
from tests.helpers.interpreter import modules_after
from tests.keys.builders import ENTROPY, PHRASE, WORDS, make_lock, refused
from tests.keys.test_derivation import OURS

NODE = NodeId("0" * 32)
STRANGER = did_from_key(bytes(32))
IDS = [IdentityId(did) for _, _, did in OURS]
MIDNIGHT = datetime(2030, 1, 1, tzinfo=UTC)


async def restored(lock: Qlock, passphrase: str | None = None) -> None:
    await lock.restore(WORDS.split(), passphrase)


def content_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_lock_is_imported_without_keyring_qt_and_httpx() -> None:
    modules = modules_after("import qwallet_desktop.keys.lock_service")
    heavy = {"keyring", "PySide6", "httpx", "pydantic", "mnemonic", "slip10"}
    assert modules & heavy == set()


@pytest.mark.asyncio
async def test_the_first_keys_of_restored_words_never_change(lock: Qlock) -> None:
    await restored(lock)
    assert [await lock.create_identity_key() for _ in range(3)] == IDS


@pytest.mark.asyncio
async def test_created_words_restore_the_same_keys(lock: Qlock, tmp_path: Path) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    other = make_lock(tmp_path / "other computer")
    await other.restore(await lock.show_words(), PHRASE)
    assert await other.candidates(1) == ((0, identity_id),)
    other.close()


@pytest.mark.asyncio
async def test_each_new_vault_has_its_own_words(lock: Qlock, tmp_path: Path) -> None:
    other = make_lock(tmp_path / "other computer")
    await lock.create(None)
    await other.create(None)
    assert await lock.show_words() != await other.show_words()
    other.close()


@pytest.mark.asyncio
async def test_an_identity_key_is_there_after_a_restart(lock: Qlock, again: Qlock) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    await again.unlock()
    assert again.held() == (identity_id,)


@pytest.mark.asyncio
async def test_nothing_is_held_before_the_first_unlock(lock: Qlock, again: Qlock) -> None:
    await lock.create(None)
    await lock.create_identity_key()
    assert again.held() == ()


@pytest.mark.asyncio
async def test_what_is_held_is_known_while_locked(lock: Qlock) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    lock.lock()
    assert lock.held() == (identity_id,)


@pytest.mark.asyncio
async def test_a_signature_is_of_the_identity(lock: Qlock) -> None:
    await lock.create(None)
    first, second = await lock.create_identity_key(), await lock.create_identity_key()
    signature = await lock.sign(second, b"message")
    assert (signed_by(second, b"message", signature), signed_by(first, b"message", signature)) == (
        True,
        False,
    )


@pytest.mark.asyncio
async def test_an_identity_held_elsewhere_cannot_sign_here(lock: Qlock) -> None:
    await lock.create(None)
    with refused(Code.KEY_UNKNOWN) as problems:
        await lock.sign(STRANGER, b"message")
    assert problems[0].facts == {"identity": STRANGER}


@pytest.mark.asyncio
async def test_nothing_is_signed_while_locked(lock: Qlock) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        await lock.sign(identity_id, b"message")


@pytest.mark.asyncio
async def test_the_session_key_signs_while_locked(lock: Qlock) -> None:
    await lock.create(None)
    before = lock.session_id
    lock.lock()
    assert signed_by(before, b"read", lock.sign_as_session(b"read"))


@pytest.mark.asyncio
async def test_grants_are_signed_by_each_identity(lock: Qlock) -> None:
    await lock.create(None)
    held = [await lock.create_identity_key() for _ in range(3)]
    grants = await lock.grants(NODE, held, MIDNIGHT)
    assert [
        (each.grant.identity_id, each.grant.session_key, each.grant.node_id, each.grant.expires_at)
        for each in grants
        if signed_by(each.grant.identity_id, each.grant.message(), each.signature)
    ] == [(identity_id, lock.session_id, NODE, MIDNIGHT) for identity_id in held]


@pytest.mark.asyncio
async def test_no_grant_is_given_for_a_stranger(lock: Qlock) -> None:
    await lock.create(None)
    with refused(Code.KEY_UNKNOWN):
        await lock.grants(NODE, [STRANGER], MIDNIGHT)


@pytest.mark.asyncio
async def test_grants_for_candidates_are_signed_by_keys_not_held_yet(lock: Qlock) -> None:
    await restored(lock)
    grants = await lock.candidate_grants(NODE, [2, 0], MIDNIGHT)
    signers = [
        each.grant.identity_id
        for each in grants
        if signed_by(each.grant.identity_id, each.grant.message(), each.signature)
    ]
    assert (signers, lock.held()) == ([IDS[2], IDS[0]], ())


@pytest.mark.asyncio
async def test_restoring_finds_twenty_candidates(lock: Qlock) -> None:
    await restored(lock)
    found = await lock.candidates()
    assert (len(found), [identity_id for _, identity_id in found[:3]]) == (20, IDS)


@pytest.mark.asyncio
async def test_candidates_go_on_from_where_they_are_asked_to(lock: Qlock) -> None:
    await restored(lock)
    assert await lock.candidates(2, start=1) == ((1, IDS[1]), (2, IDS[2]))


@pytest.mark.asyncio
async def test_adopted_keys_are_held_after_a_restart(lock: Qlock, again: Qlock) -> None:
    await restored(lock)
    await lock.adopt([0, 2])
    await again.unlock()
    assert again.held() == (IDS[0], IDS[2])


@pytest.mark.asyncio
async def test_a_new_key_comes_after_all_that_were_adopted(lock: Qlock) -> None:
    await restored(lock)
    await lock.adopt([1])
    assert await lock.create_identity_key() == IDS[2]


@pytest.mark.asyncio
async def test_keys_made_at_the_same_time_differ(lock: Qlock) -> None:
    await lock.create(None)
    made = await asyncio.gather(*(lock.create_identity_key() for _ in range(5)))
    assert len(set(made)) == 5


@pytest.mark.asyncio
async def test_wrong_words_leave_no_vault(lock: Qlock) -> None:
    with refused(Code.WORDS_CHECKSUM):
        await lock.restore(WORDS.replace("hamster", "hammer").split(), None)
    assert not (await lock.status()).exists


@pytest.mark.asyncio
async def test_the_words_are_shown(lock: Qlock) -> None:
    await restored(lock)
    assert await lock.show_words() == tuple(WORDS.split())


@pytest.mark.asyncio
async def test_the_words_are_not_shown_while_locked(lock: Qlock) -> None:
    await restored(lock)
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        await lock.show_words()


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", [None, "", "not the passphrase"])
async def test_the_words_ask_for_the_passphrase_again(lock: Qlock, typed: str | None) -> None:
    await restored(lock, PHRASE)
    with refused(Code.PASSPHRASE_WRONG):
        await lock.show_words(typed)


@pytest.mark.asyncio
async def test_three_asked_words_typed_back_pass(lock: Qlock) -> None:
    await lock.create(None)
    words = await lock.show_words()
    await lock.check_words({each: words[each - 1] for each in lock.positions_to_ask()})
    assert not (await lock.status()).words_checked


@pytest.mark.asyncio
async def test_words_typed_back_in_the_wrong_order_differ(lock: Qlock) -> None:
    await restored(lock)
    with refused(Code.WORDS_DIFFER):
        await lock.check_words({1: "diagram", 2: "hamster", 3: "private"})


@pytest.mark.asyncio
async def test_checked_words_stay_checked_after_a_restart(lock: Qlock, again: Qlock) -> None:
    await lock.create(None)
    await lock.mark_words_checked()
    assert (await again.status()).words_checked


@pytest.mark.asyncio
async def test_restored_words_need_no_checking(lock: Qlock) -> None:
    await restored(lock)
    assert (await lock.status()).words_checked


@pytest.mark.asyncio
async def test_a_document_is_there_after_a_restart(lock: Qlock, again: Qlock) -> None:
    await lock.create(None)
    await lock.seal("notes", b"rent for May")
    await again.unlock()
    assert await again.unseal("notes") == b"rent for May"


@pytest.mark.asyncio
async def test_a_document_stays_readable_when_the_passphrase_changes(lock: Qlock) -> None:
    await lock.create(None)
    await lock.seal("notes", b"rent for May")
    await lock.set_passphrase(PHRASE)
    assert await lock.unseal("notes") == b"rent for May"


@pytest.mark.asyncio
async def test_no_document_is_opened_or_sealed_while_locked(lock: Qlock) -> None:
    await lock.create(None)
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        await lock.seal("notes", b"")
    with refused(Code.VAULT_LOCKED):
        await lock.unseal("notes")


@pytest.mark.asyncio
async def test_no_secret_lies_in_the_folder_as_it_is(lock: Qlock, folder: Path) -> None:
    await restored(lock, PHRASE)
    await lock.create_identity_key()
    secrets = [ENTROPY, *(bytes.fromhex(key) for _, key, _ in OURS)]
    assert [secret for secret in secrets if secret in content_of(folder)] == []


@pytest.mark.asyncio
async def test_the_identities_are_not_in_the_folder_either(lock: Qlock, folder: Path) -> None:
    await lock.create(None)
    identity_id = await lock.create_identity_key()
    assert identity_id.encode() not in (folder / "vault").read_bytes()


@pytest.mark.asyncio
@pytest.mark.parametrize("act", ["create_identity_key", "candidates", "mark_words_checked"])
async def test_a_locked_vault_refuses(lock: Qlock, act: str) -> None:
    await lock.create(None)
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        await getattr(lock, act)()
