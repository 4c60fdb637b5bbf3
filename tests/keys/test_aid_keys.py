from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.keys.aid_keys import AidKeys
from qwallet_desktop.keys.lock_service import Qlock
from tests.keys.builders import PHRASE, make_lock, refused

pytestmark = pytest.mark.asyncio

NODE = NodeId("0" * 32)
AT = datetime(2030, 1, 1, tzinfo=UTC)


@pytest_asyncio.fixture
async def aids(lock: Qlock) -> AidKeys:
    """The AID keys of an open vault with a passphrase."""
    await lock.create(PHRASE)
    return lock.aids


async def test_the_signature_of_an_aid_is_that_of_the_key_in_its_name(aids: AidKeys) -> None:
    identity_id = aids.make()
    assert signed_by(identity_id, b"message", aids.sign(identity_id, b"message"))


async def test_no_two_aids_have_the_same_key(aids: AidKeys) -> None:
    assert key_from_did(aids.make()) != key_from_did(aids.make())


async def test_aids_are_listed_in_the_order_in_which_they_were_made(aids: AidKeys) -> None:
    made = [aids.make() for _ in range(3)]
    assert aids.held() == tuple(made)


async def test_an_aid_is_not_among_the_keys_that_the_vault_holds(aids: AidKeys, lock: Qlock) -> None:
    aids.make()
    assert lock.held() == ()


async def test_the_signer_of_all_others_does_not_sign_for_an_aid(aids: AidKeys, lock: Qlock) -> None:
    identity_id = aids.make()
    with refused(Code.KEY_UNKNOWN):
        await lock.sign(identity_id, b"message")


async def test_no_key_of_an_aid_is_made_while_the_vault_is_locked(aids: AidKeys, lock: Qlock) -> None:
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        aids.make()


async def test_a_locked_vault_signs_for_no_aid(aids: AidKeys, lock: Qlock) -> None:
    identity_id = aids.make()
    lock.lock()
    with refused(Code.VAULT_LOCKED):
        aids.sign(identity_id, b"message")


async def test_an_aid_signs_again_once_the_vault_is_unlocked(aids: AidKeys, lock: Qlock) -> None:
    identity_id = aids.make()
    lock.lock()
    await lock.unlock(PHRASE)
    assert signed_by(identity_id, b"message", aids.sign(identity_id, b"message"))


async def test_an_aid_signs_under_another_passphrase_of_the_same_vault(aids: AidKeys, lock: Qlock) -> None:
    identity_id = aids.make()
    await lock.set_passphrase(PHRASE + " anew", PHRASE)
    assert signed_by(identity_id, b"message", aids.sign(identity_id, b"message"))


async def test_an_aid_ends_with_the_vault_that_it_was_sealed_under(aids: AidKeys, lock: Qlock) -> None:
    identity_id = aids.make()
    await lock.create(PHRASE, replacing=True)
    with refused(Code.KEY_UNKNOWN):
        aids.sign(identity_id, b"message")


async def test_the_list_of_aids_is_known_while_locked(aids: AidKeys, lock: Qlock) -> None:
    identity_id = aids.make()
    lock.lock()
    assert aids.held() == (identity_id,)


async def test_a_forgotten_aid_signs_no_more(aids: AidKeys) -> None:
    identity_id = aids.make()
    aids.forget(identity_id)
    with refused(Code.KEY_UNKNOWN):
        aids.sign(identity_id, b"message")


async def test_a_forgotten_aid_is_held_no_more_but_known_as_one_that_must_stay_off_the_disk(aids: AidKeys) -> None:
    identity_id = aids.make()
    aids.forget(identity_id)
    assert (aids.held(), aids.made) == ((), frozenset({identity_id}))


async def test_an_aid_that_was_never_there_is_forgotten_without_a_word(aids: AidKeys) -> None:
    identity_id = aids.make()
    aids.forget(IdentityId("did:key:z6Mk" + "1" * 44))
    assert aids.held() == (identity_id,)


async def test_closing_the_lock_forgets_all_aids(aids: AidKeys, lock: Qlock) -> None:
    aids.make()
    lock.close()
    assert aids.held() == ()


async def test_each_aid_reads_by_a_session_key_of_its_own(aids: AidKeys, lock: Qlock) -> None:
    sessions = {aids.signer(aids.make()).session_id for _ in range(3)}
    assert (len(sessions), lock.session_id in sessions) == (3, False)


async def test_the_session_key_of_an_aid_stays_the_same(aids: AidKeys) -> None:
    identity_id = aids.make()
    assert aids.signer(identity_id).session_id == aids.signer(identity_id).session_id


async def test_the_session_of_an_aid_signs_while_locked(aids: AidKeys, lock: Qlock) -> None:
    signer = aids.signer(aids.make())
    lock.lock()
    assert signed_by(signer.session_id, b"read", signer.sign_as_session(b"read"))


async def test_the_signer_of_an_aid_signs_for_it(aids: AidKeys) -> None:
    identity_id = aids.make()
    assert signed_by(identity_id, b"pay", await aids.signer(identity_id).sign(identity_id, b"pay"))


async def test_the_signer_of_an_aid_signs_for_no_other(aids: AidKeys) -> None:
    first, second = aids.make(), aids.make()
    with refused(Code.KEY_UNKNOWN):
        await aids.signer(first).sign(second, b"pay")


async def test_the_grant_of_an_aid_is_for_its_own_session_and_names_nobody_else(aids: AidKeys) -> None:
    identity_id = aids.make()
    signer = aids.signer(identity_id)
    signed = signer.grant(NODE, AT)
    assert (signed.grant.identity_id, signed.grant.session_key) == (identity_id, signer.session_id)


async def test_the_grant_of_an_aid_is_signed_by_its_key(aids: AidKeys) -> None:
    identity_id = aids.make()
    signed = aids.signer(identity_id).grant(NODE, AT)
    assert signed_by(identity_id, signed.grant.message(), signed.signature)


async def test_a_new_run_of_the_program_knows_no_aid(aids: AidKeys, lock: Qlock, folder: Path) -> None:
    aids.make()
    lock.close()
    again = make_lock(folder)
    await again.unlock(PHRASE)
    assert (again.held(), again.aids.held()) == ((), ())
    again.close()


def content(folder: Path) -> dict[Path, bytes]:
    """Read all files of a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_making_an_aid_writes_nothing(aids: AidKeys, folder: Path) -> None:
    before = content(folder)
    aids.sign(aids.make(), b"message")
    assert content(folder) == before
