"""A new key that takes the place of an identity's: asked for, made, and in its place."""

from dataclasses import dataclass

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect


@dataclass(frozen=True, slots=True)
class ReplaceKey:
    """Make a new key and have it take the place of an identity's, as asked for on the sheet that is open.

    `actor` is who asks for it: the identity itself, or the ROOT that owns it where its own key is lost.
    """

    request_id: RequestId
    identity_id: IdentityId
    actor: IdentityId


@dataclass(frozen=True, slots=True)
class KeyMade:
    """The new key is in the vault, and what was asked for goes on as an operation."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class KeyNotMade:
    """No new key could be made; nothing was asked of the node."""

    request_id: RequestId
    problem: Problem


@dataclass(frozen=True, slots=True)
class KeyReplaced:
    """Another key, which is this identity now, has taken the place of `before`."""

    before: IdentityId
    identity: Identity


@dataclass(frozen=True, slots=True)
class MakeSuccessorKey(Effect):
    """Make the key that is to take another one's place, then ask for that."""

    command: ReplaceKey
