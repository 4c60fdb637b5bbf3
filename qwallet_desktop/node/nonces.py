"""A bounded memory of the signatures that were seen, so that none is accepted twice."""

import hashlib
import math
from collections import deque

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, refuse

MOST_NONCES = 250_000
DIGEST_LENGTH = 16


class NonceMemory:
    """Remembers (key, nonce) for as long as the signature's age alone would let it pass.

    Args:
        age_seconds: How far a signature's time may be from now, either way.
        most: How many are kept. Once that many are still alive, new ones are refused:
            forgetting one would let it be replayed.
    """

    def __init__(self, age_seconds: int, most: int = MOST_NONCES) -> None:
        self._age = age_seconds
        self._most = most
        self._seen: set[bytes] = set()
        # One queue per second in which signatures end: forgetting is cheap and exact.
        self._ending: dict[int, deque[bytes]] = {}
        self._swept = 0

    def remember(self, key: IdentityId, nonce: str, created: int, now: float) -> bool:
        """Note a signature; False if it was seen before.

        Args:
            key: Who signed.
            nonce: What makes the signature unique.
            created: The signature's time, in seconds since 1970.
            now: The node's time, in the same unit.

        Raises:
            Refused: OVERLOADED, where the memory is full.
        """
        self._forget(math.floor(now))
        mark = hashlib.blake2b(f"{key}\n{nonce}".encode(), digest_size=DIGEST_LENGTH).digest()
        if mark in self._seen:
            return False
        if len(self._seen) >= self._most:
            raise refuse(Code.OVERLOADED)
        self._seen.add(mark)
        self._ending.setdefault(created + self._age, deque()).append(mark)
        return True

    def _forget(self, now: int) -> None:
        """Drop what is too old by now; a second is looked through once it has passed entirely."""
        if now == self._swept:
            return
        self._swept = now
        for second in [second for second in self._ending if second < now]:
            self._seen.difference_update(self._ending.pop(second))
