from qwallet_desktop.keys.key_store import put_safely
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from tests.keys.builders import vault_key

KEY_ID = b"key-id-of-16-byt"


def test_a_value_is_kept_after_the_original_is_wiped() -> None:
    store = MemoryKeyStore()
    with vault_key() as value:
        put_safely(store, KEY_ID, value)
    kept = store.get(KEY_ID)
    assert kept is not None
    assert kept.buffer == vault_key().buffer


def test_a_value_outlives_the_copy_that_was_handed_out() -> None:
    store = MemoryKeyStore()
    put_safely(store, KEY_ID, vault_key())
    again = store.get(KEY_ID)
    assert again is not None
    assert again.buffer == vault_key().buffer


def test_a_deleted_value_is_gone() -> None:
    store = MemoryKeyStore()
    store.set(KEY_ID, vault_key())
    store.delete(KEY_ID)
    store.delete(KEY_ID)
    assert store.get(KEY_ID) is None
