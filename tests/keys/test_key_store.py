import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.key_store import is_usable, put_safely
from qwallet_desktop.keys.secret import Secret
from tests.keys.builders import refused, vault_key
from tests.keys.fakes import CountedRandom, MemoryKeyStore

KEY_ID = b"key-id-of-16-byt"


class ChangingKeyStore(MemoryKeyStore):
    def get(self, key_id: bytes) -> Secret | None:
        return Secret.copy_of(bytes(32)) if key_id in self.values else None


def test_a_value_is_kept() -> None:
    store = MemoryKeyStore()
    put_safely(store, KEY_ID, vault_key())
    assert store.values == {KEY_ID: bytes(vault_key().buffer)}


@pytest.mark.parametrize("kind", [MemoryKeyStore, ChangingKeyStore])
def test_a_store_that_does_not_give_back_what_it_took_is_unavailable(
    kind: type[MemoryKeyStore],
) -> None:
    store = kind()
    store.forgets = kind is MemoryKeyStore
    with refused(Code.KEYRING_UNAVAILABLE):
        put_safely(store, KEY_ID, vault_key())


def test_trying_a_store_leaves_nothing_in_it() -> None:
    store = MemoryKeyStore()
    assert (is_usable(store, CountedRandom()), store.values) == (True, {})


def test_a_store_that_forgets_is_not_usable() -> None:
    store = MemoryKeyStore()
    store.forgets = True
    assert not is_usable(store, CountedRandom())


def test_a_store_that_keeps_what_was_deleted_is_not_usable() -> None:
    store = MemoryKeyStore()
    store.keeps_deleted = True
    assert not is_usable(store, CountedRandom())
