"""The keys of anonymous identities (AID): random, in memory only, and sealed there at all times.

A seed is plain only while it is used, in a buffer that is overwritten. Between uses it lies under a
sub-key of the vault's key that is derived anew for each use, so that locking a vault with a passphrase,
which overwrites the vault's key, leaves nothing in the process that opens it. Nothing of an AID is ever
written, so it ends with the process (contract §3).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qwallet_desktop.domain.did import KEY_LENGTH, did_from_key
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import Grant
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.secret import RandomBytes, Secret, overwrite
from qwallet_desktop.keys.session import SessionKey, SignedGrant
from qwallet_desktop.keys.vault import open_record, seal_record, sub_key
from qwallet_desktop.keys.vault_format import Record
from qwallet_desktop.keys.vault_keeper import VaultKeeper

AIDS = b"qwallet/vault/v1/anonymous"


@dataclass(frozen=True, slots=True, repr=False)
class _Sealed:
    """A seed under a sub-key of one vault's key, and the session key that reads for it alone."""

    vault_id: bytes
    record: Record
    session: SessionKey


class AidKeys:
    """Makes keys of AIDs and signs with them while the vault is open; all of it raises VAULT_LOCKED when locked."""

    def __init__(self, keeper: VaultKeeper, random: RandomBytes) -> None:
        self._keeper = keeper
        self._random = random
        self._sealed: dict[IdentityId, _Sealed] = {}
        self._made: frozenset[IdentityId] = frozenset()

    @property
    def made(self) -> frozenset[IdentityId]:
        """Every AID that was made in this run, also those that are forgotten: what must stay off the disk."""
        return self._made

    def held(self) -> tuple[IdentityId, ...]:
        """List the AIDs whose keys are here, in the order in which they were made; also while locked."""
        return tuple(self._sealed)

    def make(self) -> IdentityId:
        """Make a key and seal it in memory.

        Raises:
            Refused: VAULT_LOCKED.
        """
        with self._keeper.holder.borrow() as vault_key, Secret.taken_from(self._random(KEY_LENGTH)) as seed:
            vault_id = self._keeper.current().vault_id
            key = Ed25519PrivateKey.from_private_bytes(seed.buffer)
            identity_id = did_from_key(key.public_key().public_bytes_raw())
            with sub_key(vault_key, vault_id, AIDS) as sealing:
                record = seal_record(sealing, vault_id, identity_id, seed.buffer, self._random)
        self._sealed[identity_id] = _Sealed(vault_id, record, SessionKey(self._random))
        self._made |= {identity_id}
        return identity_id

    def signer(self, identity_id: IdentityId) -> "AidSigner":
        """Return what signs for one AID and for nobody else.

        Raises:
            Refused: KEY_UNKNOWN (fact `identity`).
        """
        return AidSigner(self, identity_id, self._of(identity_id).session)

    def sign(self, identity_id: IdentityId, message: bytes) -> bytes:
        """Sign a message; 64 bytes (RFC 8032). The key is opened for this one signature.

        Raises:
            Refused: VAULT_LOCKED, KEY_UNKNOWN.
        """
        with self._opened(identity_id) as seed:
            return Ed25519PrivateKey.from_private_bytes(seed.buffer).sign(message)

    def forget(self, identity_id: IdentityId) -> None:
        """Overwrite a key, as when its identity was closed; there is no way back."""
        sealed = self._sealed.pop(identity_id, None)
        if sealed is not None:
            overwrite(sealed.record.ciphertext)

    def forget_all(self) -> None:
        """Overwrite all keys, at the end of the program."""
        for identity_id in self.held():
            self.forget(identity_id)

    def _of(self, identity_id: IdentityId) -> _Sealed:
        sealed = self._sealed.get(identity_id)
        if sealed is None:
            raise refuse(Code.KEY_UNKNOWN, identity=identity_id)
        return sealed

    @contextmanager
    def _opened(self, identity_id: IdentityId) -> Iterator[Secret]:
        sealed = self._of(identity_id)
        with self._keeper.holder.borrow() as vault_key:
            vault_id = self._keeper.current().vault_id
            if vault_id != sealed.vault_id:
                # Another vault has taken the place of the one whose key it is sealed under.
                raise refuse(Code.KEY_UNKNOWN, identity=identity_id)
            with (
                sub_key(vault_key, vault_id, AIDS) as sealing,
                open_record(sealing, vault_id, identity_id, sealed.record) as seed,
            ):
                yield seed


class AidSigner:
    """Signs for one AID, and reads for it by a session key of its own: what the AID's own client is given."""

    def __init__(self, keys: AidKeys, identity_id: IdentityId, session: SessionKey) -> None:
        self._keys = keys
        self._identity_id = identity_id
        self._session = session

    @property
    def session_id(self) -> IdentityId:
        """The session key as a `did:key`; no other identity has the same."""
        return self._session.session_id

    async def sign(self, identity_id: IdentityId, message: bytes) -> bytes:
        """Sign with the AID's key; for others there is none here, so that nothing of theirs leaves by this way.

        Raises:
            Refused: VAULT_LOCKED, KEY_UNKNOWN.
        """
        if identity_id != self._identity_id:
            raise refuse(Code.KEY_UNKNOWN, identity=identity_id)
        return self._keys.sign(identity_id, message)

    def sign_as_session(self, message: bytes) -> bytes:
        """Sign with the session key, locked or not; 64 bytes."""
        return self._session.sign(message)

    def grant(self, node_id: NodeId, expires_at: datetime) -> SignedGrant:
        """Let the session key read for the AID until a time (contract §3: 12 h at most).

        Raises:
            Refused: VAULT_LOCKED, KEY_UNKNOWN.
        """
        grant = Grant(self._identity_id, self.session_id, node_id, expires_at)
        return SignedGrant(grant, self._keys.sign(self._identity_id, grant.message()))
