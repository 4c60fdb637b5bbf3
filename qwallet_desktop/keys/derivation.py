"""Keys of identities from the seed: hardened SLIP-0010 Ed25519 paths `m/7411'/0'/i'`.

Written out here (SLIP-0010 needs one HMAC a step) so that every step stays in a buffer that is
overwritten; the tests hold it to the published vectors and to the `slip10` library.
"""

import hmac
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.keys.secret import Bytes, Secret

PURPOSE = 7411
ACCOUNT_PATH = (PURPOSE, 0)
KEY_LENGTH = 32
NODE_LENGTH = 64
HARDENED = 0x8000_0000
MASTER_SALT = b"ed25519 seed"


def _hmac_sha512(key: Bytes, data: Bytes) -> Secret:
    return Secret.taken_from(hmac.digest(key, data, "sha512"))


def master_node(seed: Secret) -> Secret:
    """Return the root of the tree: 32 bytes of private key, then 32 of chain code."""
    return _hmac_sha512(MASTER_SALT, seed.buffer)


def child_node(parent: Secret, index: int) -> Secret:
    """Return the hardened child of a 64-byte node (SLIP-0010, private parent → private child).

    Args:
        parent: Private key and chain code of the parent.
        index: The number before the apostrophe, from 0 to 2^31 - 1.

    Raises:
        ValueError: The index is out of range.
    """
    if not 0 <= index < HARDENED:
        message = f"a hardened index lies between 0 and 2^31 - 1: {index}"
        raise ValueError(message)
    with Secret(1 + KEY_LENGTH + 4) as data:
        data.buffer[1 : 1 + KEY_LENGTH] = memoryview(parent.buffer)[:KEY_LENGTH]
        data.buffer[1 + KEY_LENGTH :] = (HARDENED + index).to_bytes(4)
        return _hmac_sha512(memoryview(parent.buffer)[KEY_LENGTH:], data.buffer)


def derive(seed: Secret, path: Sequence[int]) -> Secret:
    """Follow a hardened path from the seed and return the 64-byte node at its end."""
    node = master_node(seed)
    for index in path:
        with node as parent:
            node = child_node(parent, index)
    return node


def account_node(seed: Secret) -> Secret:
    """Return the node `m/7411'/0'`, from which every identity's key is one step away."""
    return derive(seed, ACCOUNT_PATH)


def identity_key(account: Secret, index: int) -> Ed25519PrivateKey:
    """Return the key of the identity `m/7411'/0'/index'`; drop it after use.

    OpenSSL holds the only copy and clears it when the object is dropped.
    """
    with child_node(account, index) as node:
        return Ed25519PrivateKey.from_private_bytes(memoryview(node.buffer)[:KEY_LENGTH])


def identity_id(account: Secret, index: int) -> IdentityId:
    """Return the `did:key` of the identity `m/7411'/0'/index'`."""
    return did_from_key(identity_key(account, index).public_key().public_bytes_raw())
