"""The node's own Ed25519 key: made at the first start, kept in a file of mode 0600, signs checkpoints."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from qwallet_desktop.domain.audit import Checkpoint, signed_note
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node.folder import storage_refusal
from qwallet_desktop.settings.files import write_atomically

KEY_NAME = "node.key"


class NodeKey:
    """Signs checkpoints; only this class holds the private key."""

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.public_key = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def note(self, checkpoint: Checkpoint) -> str:
        """Sign a checkpoint (C2SP tlog-checkpoint)."""
        return signed_note(checkpoint, self.public_key, self._private_key.sign(checkpoint.body()))


def make_key(folder: Path, secret: bytes) -> NodeKey:
    """Make the folder's key from 32 random bytes, or take the one that a first start left before it was cut short.

    Raises:
        Refused: DATABASE_DAMAGED (fact `file`), STORAGE_READ_ONLY or STORAGE_FULL.
    """
    if (folder / KEY_NAME).exists():
        return load_key(folder)
    private_key = Ed25519PrivateKey.from_private_bytes(secret)
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        write_atomically(folder / KEY_NAME, pem)
    except OSError as error:
        raise storage_refusal(error) from error
    return NodeKey(private_key)


def load_key(folder: Path) -> NodeKey:
    """Read the folder's key.

    Raises:
        Refused: DATABASE_DAMAGED (fact `file`) if there is none or the file holds something else.
    """
    try:
        key = load_pem_private_key((folder / KEY_NAME).read_bytes(), None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise refuse(Code.DATABASE_DAMAGED, file=KEY_NAME) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise refuse(Code.DATABASE_DAMAGED, file=KEY_NAME)
    return NodeKey(key)
