"""The proof that a registration comes from the desktop that started this node (contract §3)."""

import hashlib
import hmac

from qwallet_desktop.domain.ids import IdentityId, NodeId, RequestId

SECRET_LENGTH = 32
"""Bytes of the secret that a desktop hands to its own node over stdin."""


def launch_proof(secret: bytes, node_id: NodeId, identity_id: IdentityId, request_id: RequestId) -> str:
    """Return the hex HMAC-SHA256 that goes into the launch-proof header.

    It holds for one identity, one request and one node only, so it is of no use to whoever
    reads it from somewhere.
    """
    message = f"qwallet/register/v1\n{node_id}\n{identity_id}\n{request_id}"
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def proof_holds(proof: str, secret: bytes, node_id: NodeId, identity_id: IdentityId, request_id: RequestId) -> bool:
    """Check a launch proof in constant time."""
    expected = launch_proof(secret, node_id, identity_id, request_id)
    return hmac.compare_digest(expected.encode(), proof.encode())
