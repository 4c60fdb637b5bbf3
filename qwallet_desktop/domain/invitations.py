"""Invitations to a served node: how one is written, and the digest that the node keeps of it (contract §3)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.problems import Code, refuse

SECRET_LENGTH = 16
"""Bytes that nobody can guess."""

CHECK_LENGTH = 4
"""Bytes behind them that tell a slip from an invitation that is not known."""

FIELD = "invitation"
"""What problems call the place where one writes it."""

_GROUP = 4
_TAG = b"qwallet/invitation/v1\n"
_AS_READ = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Digits that base32 (RFC 4648 §6) does not have, as the letters that they are mistaken for."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a node knows of an invitation, which is not how to write it.

    Attributes:
        digest: SHA-256 of it; see `digest_of`.
        may_issue: Whoever registers by it may issue tokens.
        expires_at: From then on nobody can register by it.
        is_used: Somebody has.
    """

    digest: bytes
    may_issue: bool
    expires_at: datetime
    is_used: bool = False

    def check(self, kind: IdentityType, at: datetime) -> None:
        """Check that a single holder of a kind may register by it.

        Raises:
            Refused: INVITATION_USED or INVITATION_EXPIRED; INVITATION_INVALID for a kind that others vouch for.
        """
        if not needs_invitation(kind):
            raise refuse(Code.INVITATION_INVALID, at=FIELD)
        if self.is_used:
            raise refuse(Code.INVITATION_USED, at=FIELD)
        if at >= self.expires_at:
            raise refuse(Code.INVITATION_EXPIRED, at=FIELD)


def needs_invitation(kind: IdentityType) -> bool:
    """Tell whether an identity that nobody owns or guards needs an invitation at a served node."""
    return kind in {IdentityType.ROOT, IdentityType.AID}


def invitation_text(secret: bytes) -> str:
    """Write an invitation as eight groups of four letters and digits.

    Args:
        secret: 16 random bytes.
    """
    letters = base64.b32encode(secret + _check_of(secret)).decode("ascii")
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def parse_invitation(text: str) -> bytes:
    """Read an invitation as a person copied it: in any case, with or without what divides its groups.

    Returns:
        Its 16 secret bytes.

    Raises:
        Refused: INVITATION_INVALID, also where a letter is wrong.
    """
    letters = "".join(text.split()).replace("-", "").upper().translate(_AS_READ)
    try:
        read = base64.b32decode(letters)
    except (binascii.Error, ValueError):
        read = b""
    secret = read[:SECRET_LENGTH]
    if len(read) != SECRET_LENGTH + CHECK_LENGTH or read[SECRET_LENGTH:] != _check_of(secret):
        raise refuse(Code.INVITATION_INVALID, at=FIELD)
    return secret


def digest_of(secret: bytes) -> bytes:
    """Return the 32 bytes by which a node knows an invitation; they let nobody register."""
    return hashlib.sha256(_TAG + secret).digest()


def _check_of(secret: bytes) -> bytes:
    return hashlib.sha256(_TAG + b"check\n" + secret).digest()[:CHECK_LENGTH]
