"""`did:key` identifiers of Ed25519 keys, and the form of every DID that the node knows.

Sources: W3C CCG "did:key Method" (multibase base58btc, multicodec 0xed01) and contract §3.
"""

import re

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, refuse

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
DIGIT = {character: value for value, character in enumerate(ALPHABET)}
ED25519_MULTICODEC = b"\xed\x01"
KEY_LENGTH = 32
DIGEST_LENGTH = 32
KEY_PREFIX = "did:key:z"
GROUP_PREFIX = "did:qwallet:z"
LONGEST = 128
FORM = re.compile(r"did:(key|qwallet):z[1-9A-HJ-NP-Za-km-z]{32,100}")


def base58_encode(data: bytes) -> str:
    """Encode bytes in base58btc (leading zero bytes become `1`)."""
    number = int.from_bytes(data)
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return ALPHABET[0] * zeros + text


def base58_decode(text: str) -> bytes:
    """Decode base58btc.

    Raises:
        KeyError: A character is outside the alphabet.
    """
    number = 0
    for character in text:
        number = number * 58 + DIGIT[character]
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def did_from_key(public_key: bytes) -> IdentityId:
    """Name a 32-byte Ed25519 public key.

    Raises:
        ValueError: The key is not 32 bytes long.
    """
    if len(public_key) != KEY_LENGTH:
        message = f"an Ed25519 public key has 32 bytes, not {len(public_key)}"
        raise ValueError(message)
    return IdentityId(KEY_PREFIX + base58_encode(ED25519_MULTICODEC + public_key))


def key_from_did(identity_id: str, *, at: str = "") -> bytes:
    """Return the 32-byte public key that a `did:key` names.

    Raises:
        Refused: NOT_A_DID, where the text is no `did:key` of an Ed25519 key.
    """
    if len(identity_id) > LONGEST or not identity_id.startswith(KEY_PREFIX):
        raise refuse(Code.NOT_A_DID, at=at)
    try:
        raw = base58_decode(identity_id.removeprefix(KEY_PREFIX))
    except KeyError:
        raise refuse(Code.NOT_A_DID, at=at) from None
    if len(raw) != KEY_LENGTH + 2 or raw[:2] != ED25519_MULTICODEC:
        raise refuse(Code.NOT_A_DID, at=at)
    return raw[2:]


def group_did(founding_digest: bytes) -> IdentityId:
    """Name a group by the SHA-256 of its founding message (contract §3)."""
    return IdentityId(GROUP_PREFIX + base58_encode(founding_digest))


def parse_did(text: str, *, at: str = "") -> IdentityId:
    """Read a DID that a person typed or pasted.

    Args:
        text: What was typed; surrounding white space is dropped.
        at: The name of the input, for the problem.

    Raises:
        Refused: NOT_A_DID.
    """
    candidate = text.strip()
    if len(candidate) > LONGEST or not FORM.fullmatch(candidate):
        raise refuse(Code.NOT_A_DID, at=at)
    if candidate.startswith(KEY_PREFIX):
        key_from_did(candidate, at=at)
    elif len(base58_decode(candidate.removeprefix(GROUP_PREFIX))) != DIGEST_LENGTH:
        raise refuse(Code.NOT_A_DID, at=at)
    return IdentityId(candidate)
