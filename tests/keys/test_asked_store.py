"""Whether a keyring is being asked just now can be told, also where it fails."""

from collections.abc import Callable

import pytest

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.keys.asked_store import AskedStore
from qwallet_desktop.keys.secret import Secret
from tests.keys.builders import vault_key
from tests.keys.fakes import MemoryKeyStore

KEY_ID = b"key-id-of-16-byt"


class LookedAt(MemoryKeyStore):
    """Looks, while it is asked, whether that can be told."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[bool] = []
        self.store = AskedStore(self)

    def _check(self) -> None:
        self.seen.append(self.store.is_asked)
        super()._check()


CALLS: dict[str, Callable[[AskedStore], object]] = {
    "get": lambda store: store.get(KEY_ID),
    "set": lambda store: store.set(KEY_ID, vault_key()),
    "delete": lambda store: store.delete(KEY_ID),
}


@pytest.mark.parametrize("call", CALLS)
def test_it_is_asked_while_a_call_goes_on(call: str) -> None:
    kept = LookedAt()
    CALLS[call](kept.store)
    assert (kept.seen, kept.store.is_asked) == ([True], False)


@pytest.mark.parametrize("call", CALLS)
def test_it_is_not_asked_any_more_once_a_call_has_failed(call: str) -> None:
    kept = LookedAt()
    kept.is_available = False
    with pytest.raises(Refused, match=Code.KEYRING_UNAVAILABLE):
        CALLS[call](kept.store)
    assert not kept.store.is_asked


def test_what_is_kept_comes_back_until_it_is_deleted() -> None:
    store = AskedStore(MemoryKeyStore())
    store.set(KEY_ID, vault_key())
    kept = store.get(KEY_ID)
    assert isinstance(kept, Secret)
    assert kept.buffer == vault_key().buffer
    store.delete(KEY_ID)
    assert store.get(KEY_ID) is None
