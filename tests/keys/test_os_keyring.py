import threading
from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.os_keyring import Backend, OsKeyring, encrypting_backend
from tests.keys.builders import refused, vault_key

KEY_ID = b"key-id-of-16-byt"
PATIENCE = 5.0


class MemoryBackend:
    """A `keyring` backend in memory; `gate` closed makes it hang."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.was_asked = threading.Event()
        self.was_told_to_forget = threading.Event()
        self.threads: set[str] = set()

    def _enter(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.was_asked.set()
        self.gate.wait(PATIENCE)

    def get_password(self, service: str, username: str) -> str | None:
        self._enter()
        return self.values.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter()
        self.values[f"{service}/{username}"] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter()
        del self.values[f"{service}/{username}"]
        self.was_told_to_forget.set()


class KeepingBackend(MemoryBackend):
    def delete_password(self, service: str, username: str) -> None:
        """Pretend."""


class BrokenBackend(MemoryBackend):
    def get_password(self, service: str, username: str) -> str | None:
        message = "the bus is gone"
        raise OSError(message)


Open = Callable[..., OsKeyring]


@pytest.fixture
def open_keyring() -> Iterator[Open]:
    opened: list[OsKeyring] = []

    def make(backend: Backend, timeout_seconds: float = PATIENCE) -> OsKeyring:
        opened.append(OsKeyring(backend=lambda: backend, timeout_seconds=timeout_seconds))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_value_comes_back_as_it_was(open_keyring: Open) -> None:
    store = open_keyring(MemoryBackend())
    store.set(KEY_ID, vault_key())
    kept = store.get(KEY_ID)
    assert kept is not None
    assert kept.buffer == vault_key().buffer


def test_a_value_fits_into_what_windows_holds(open_keyring: Open) -> None:
    backend = MemoryBackend()
    open_keyring(backend).set(KEY_ID, vault_key())
    (kept,) = backend.values.values()
    assert len(kept.encode("utf-16")) < 2_560


def test_a_value_that_was_never_kept_is_none(open_keyring: Open) -> None:
    assert open_keyring(MemoryBackend()).get(KEY_ID) is None


def test_a_value_that_is_not_ours_is_unavailable(open_keyring: Open) -> None:
    backend = MemoryBackend()
    store = open_keyring(backend)
    store.set(KEY_ID, vault_key())
    backend.values = dict.fromkeys(backend.values, "not base64!")
    with refused(Code.KEYRING_UNAVAILABLE):
        store.get(KEY_ID)


def test_a_deleted_value_is_gone(open_keyring: Open) -> None:
    backend = MemoryBackend()
    store = open_keyring(backend)
    store.set(KEY_ID, vault_key())
    store.delete(KEY_ID)
    assert backend.values == {}


def test_deleting_what_is_not_there_does_nothing(open_keyring: Open) -> None:
    backend = MemoryBackend()
    open_keyring(backend).delete(KEY_ID)
    assert not backend.was_told_to_forget.is_set()


def test_a_keyring_that_keeps_what_was_deleted_is_named(open_keyring: Open) -> None:
    store = open_keyring(KeepingBackend())
    store.set(KEY_ID, vault_key())
    with refused(Code.KEYRING_UNAVAILABLE) as problems:
        store.delete(KEY_ID)
    assert problems[0].facts == {"reason": "keeps"}


def test_the_keyring_is_never_used_on_the_calling_thread(open_keyring: Open) -> None:
    backend = MemoryBackend()
    open_keyring(backend).get(KEY_ID)
    assert backend.threads == {"os-keyring"}


def test_an_error_of_the_backend_is_unavailable(open_keyring: Open) -> None:
    with refused(Code.KEYRING_UNAVAILABLE):
        open_keyring(BrokenBackend()).get(KEY_ID)


def test_a_keyring_is_looked_for_again_after_a_failure() -> None:
    found: list[Backend] = [BrokenBackend(), MemoryBackend()]
    store = OsKeyring(backend=lambda: found.pop(0), timeout_seconds=PATIENCE)
    with refused(Code.KEYRING_UNAVAILABLE):
        store.get(KEY_ID)
    assert store.get(KEY_ID) is None
    store.close()


def test_a_hanging_keyring_is_given_up(open_keyring: Open) -> None:
    backend = MemoryBackend()
    backend.gate.clear()
    with refused(Code.KEYRING_UNAVAILABLE) as problems:
        open_keyring(backend, timeout_seconds=0.01).get(KEY_ID)
    backend.gate.set()
    assert problems[0].facts == {"reason": "timeout"}


def test_a_value_kept_after_it_was_given_up_is_deleted_again(open_keyring: Open) -> None:
    backend = MemoryBackend()
    backend.gate.clear()
    store = open_keyring(backend, timeout_seconds=0.01)
    with refused(Code.KEYRING_UNAVAILABLE):
        store.set(KEY_ID, vault_key())
    assert backend.was_asked.wait(PATIENCE)
    backend.gate.set()
    assert backend.was_told_to_forget.wait(PATIENCE)
    assert backend.values == {}


def test_a_call_given_up_while_it_waited_is_never_made(open_keyring: Open) -> None:
    backend = MemoryBackend()
    backend.gate.clear()
    store = open_keyring(backend, timeout_seconds=0.01)
    with refused(Code.KEYRING_UNAVAILABLE):
        store.get(KEY_ID)
    with refused(Code.KEYRING_UNAVAILABLE):
        store.set(KEY_ID, vault_key())
    thread = store._thread
    assert thread is not None
    store.close()
    backend.gate.set()
    thread.join(PATIENCE)
    assert (thread.is_alive(), backend.was_told_to_forget.is_set(), backend.values) == (
        False,
        False,
        {},
    )


def test_the_thread_does_not_keep_the_program_open(open_keyring: Open) -> None:
    open_keyring(MemoryBackend()).get(KEY_ID)
    threads = [each for each in threading.enumerate() if each.name == "os-keyring"]
    assert all(each.daemon for each in threads)


def made(kind: object) -> KeyringBackend:
    """Make a backend of the untyped library."""
    assert callable(kind)
    backend = kind()
    assert isinstance(backend, KeyringBackend)
    return backend


def kind_of_module(module: str) -> object:
    return type("Keyring", (null.Keyring,), {"__module__": module})


@pytest.mark.usefixtures("_own_keyring")
@pytest.mark.parametrize(
    "kind",
    [null.Keyring, fail.Keyring, kind_of_module("keyrings.alt.file"), ChainerBackend],
    ids=["null", "fail", "plaintext", "empty chain"],
)
def test_a_keyring_that_does_not_encrypt_is_refused(kind: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChainerBackend, "backends", [])
    keyring.set_keyring(made(kind))
    with refused(Code.KEYRING_UNAVAILABLE):
        encrypting_backend()


@pytest.mark.usefixtures("_own_keyring")
def test_a_chain_gives_its_first_encrypting_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    encrypting = made(kind_of_module("keyring.backends.SecretService"))
    monkeypatch.setattr(ChainerBackend, "backends", [made(null.Keyring), encrypting])
    keyring.set_keyring(made(ChainerBackend))
    assert encrypting_backend() is encrypting


def test_no_keyring_at_all_is_unavailable_by_name() -> None:
    def none() -> Backend:
        raise refuse(Code.KEYRING_UNAVAILABLE, reason="none")

    store = OsKeyring(backend=none, timeout_seconds=PATIENCE)
    with refused(Code.KEYRING_UNAVAILABLE) as problems:
        store.get(KEY_ID)
    store.close()
    assert problems[0].facts == {"reason": "none"}
