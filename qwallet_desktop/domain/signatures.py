"""Checking Ed25519 signatures (RFC 8032), and what a signed request must cover (RFC 9421)."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.problems import Refused

TAG = "qwallet/1"
"""Signature tag that marks a request as meant for this protocol."""

LONGEST_AGE_SECONDS = 60
"""A request signature older than this, or as far ahead, is refused."""

READ_COMPONENTS = ("@method", "@path", "@query", "qwallet-node")
WRITE_COMPONENTS = (*READ_COMPONENTS, "content-digest", "idempotency-key")
NODE_HEADER = "qwallet-node"
IDEMPOTENCY_HEADER = "idempotency-key"
LAUNCH_PROOF_HEADER = "qwallet-launch-proof"
INVITATION_HEADER = "qwallet-invitation"

GRANT_HOURS = 12
"""Longest life of a session key's grant, in hours."""


def signed_by(did: str, message: bytes, signature: bytes) -> bool:
    """Tell whether the key that a `did:key` names signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(key_from_did(did)).verify(signature, message)
    except (InvalidSignature, Refused, ValueError):
        return False
    return True


def signed_in_hex(did: str, message: bytes, signature: str) -> bool:
    """Tell whether the key that a `did:key` names signed exactly this message; the signature is in hex."""
    try:
        return signed_by(did, message, bytes.fromhex(signature))
    except ValueError:
        return False
