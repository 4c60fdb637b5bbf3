"""The session key, which reads while the wallet is locked, and the grants that let it."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qwallet_desktop.domain.did import KEY_LENGTH, did_from_key
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.messages import Grant
from qwallet_desktop.keys.secret import RandomBytes, Secret


@dataclass(frozen=True, slots=True)
class SignedGrant:
    """A grant and the signature that the identity's key made over `grant.message()`."""

    grant: Grant
    signature: bytes


class SessionKey:
    """A random Ed25519 key in memory only; it outlives a lock and dies with the process."""

    def __init__(self, random: RandomBytes) -> None:
        with Secret.taken_from(random(KEY_LENGTH)) as seed:
            self._key = Ed25519PrivateKey.from_private_bytes(seed.buffer)
        self.session_id: IdentityId = did_from_key(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign a message; 64 bytes (RFC 8032)."""
        return self._key.sign(message)
