"""What the vault asks of a place that keeps its key: the operating system's keyring, or a fake."""

from typing import Protocol

from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.keys.vault_format import KEY_LENGTH

PROBE_ID = b"qwallet-probe-id"
"""One id for all probes, so that one left by a crash is overwritten by the next."""


class KeyStore(Protocol):
    """Keeps values of up to 32 bytes by key id; calls may block for as long as its time-out."""

    def get(self, key_id: bytes) -> Secret | None:
        """Return a value in a buffer that the caller wipes, or `None` where there is none.

        Raises:
            Refused: KEYRING_UNAVAILABLE.
        """

    def set(self, key_id: bytes, value: Secret) -> None:
        """Keep a value for good.

        Raises:
            Refused: KEYRING_UNAVAILABLE.
        """

    def delete(self, key_id: bytes) -> None:
        """Forget a value; nothing happens where there is none.

        Raises:
            Refused: KEYRING_UNAVAILABLE.
        """


def put_safely(store: KeyStore, key_id: bytes, value: Secret) -> None:
    """Keep a value and read it back, since some keyrings accept what they don't keep.

    Raises:
        Refused: KEYRING_UNAVAILABLE.
    """
    store.set(key_id, value)
    kept = store.get(key_id)
    if kept is None:
        raise refuse(Code.KEYRING_UNAVAILABLE, reason="forgets")
    with kept:
        if kept.buffer != value.buffer:
            raise refuse(Code.KEYRING_UNAVAILABLE, reason="forgets")


def is_usable(store: KeyStore, random: RandomBytes) -> bool:
    """Try a store with a value as large as a real one, and remove it again."""
    try:
        with Secret.taken_from(random(KEY_LENGTH)) as value:
            put_safely(store, PROBE_ID, value)
        store.delete(PROBE_ID)
    except Refused:
        return False
    return True
