"""Remembers for whom a key may read until a commit, or a grant's end, may have changed it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node import grants, identities

MOST_KEYS = 256
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Known:
    """For whom a key may read, before `until` and as long as the writer is at `version`."""

    version: int
    until: datetime
    actors: frozenset[IdentityId]


class Visibility:
    """Answers for whom keys may read. May be asked from any thread.

    Args:
        version: Goes up with each commit that may change grants or identities, before the commit
            is acknowledged.
    """

    def __init__(self, version: Callable[[], int]) -> None:
        self.version = version
        self._lock = threading.Lock()
        self._known: dict[IdentityId, _Known] = {}

    def actors(self, connection: Connection, key: IdentityId, now: datetime) -> frozenset[IdentityId]:
        """Return the identities that gave the key a grant which has not ended, and the one that it is itself.

        Args:
            connection: Nothing may have been read from it yet: a snapshot that is older than
                `version` would be remembered under a version that it does not have.
            key: Who reads.
            now: The node's time.
        """
        version = self.version()
        known = self._known.get(key)
        if known is None or known.version != version or now >= known.until:
            known = _read(connection, key, now, version)
            # Strangers are looked up each time: else they could crowd out those who read, and who has just
            # been given a grant, by way of another node, would stay one.
            if known.actors:
                self._remember(key, known)
        return known.actors

    def _remember(self, key: IdentityId, known: _Known) -> None:
        with self._lock:
            self._known.pop(key, None)
            while len(self._known) >= MOST_KEYS:
                del self._known[next(iter(self._known))]
            self._known[key] = known


def _read(connection: Connection, key: IdentityId, now: datetime, version: int) -> _Known:
    until = grants.first_end(connection, key, now) or _NEVER
    actors = grants.granted(connection, key, now)
    if key not in actors and _may_read_for_itself(identities.identity(connection, key)):
        actors |= {key}
    return _Known(version, until, actors)


def _may_read_for_itself(identity: Identity | None) -> bool:
    """Tell whether this is an identity's own key; not one whose place a successor took: it may be a thief's."""
    return identity is not None and identity.successor is None
