"""Identities: who can hold, send and receive, of which type, and in which state."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.problems import Code, refuse

LONGEST_NAME = 60
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class IdentityType(StrEnum):
    """The kind of an identity, granted at registration (contract §3)."""

    ROOT = "ROOT"
    ENTERPRISE = "ENTERPRISE"
    DAO = "DAO"
    CONSENTIDA = "CONSENTIDA"
    AID = "AID"


GROUP_TYPES = frozenset({IdentityType.ENTERPRISE, IdentityType.DAO})
"""The types that have members and no key of their own."""

AID_CAP = 1_000
"""Whole tokens that an AID may hold at most: a crash loses its key, and the balance with it."""


class IdentityStatus(StrEnum):
    """Whether an identity may take part in payments."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity as those who may read it see it.

    `owner` is the ROOT that registered it as its own, or None. `frozen_by` and
    `reason` say who froze it and why, while it is frozen. `guardian` signs every payment of a
    CONSENTIDA; `token_id` is the one token of an AID; `successor` took this one's place.
    """

    id: IdentityId
    type: IdentityType
    name: str
    status: IdentityStatus
    owner: IdentityId | None
    can_issue: bool
    created_at: datetime
    frozen_by: IdentityId | None = None
    reason: str = ""
    guardian: IdentityId | None = None
    token_id: TokenId | None = None
    successor: IdentityId | None = None


def clean_text(text: str) -> str:
    """Return text in NFC on one line, without characters that are invisible or turn the rest round.

    Dropped are control, format (bidi), surrogate and private-use characters and letters that
    show as nothing; any white space becomes one space, none at the ends.
    """
    if text.isascii() and text.isprintable():
        # Nothing to drop or to compose, as nearly always.
        return " ".join(text.split())
    kept = (c for c in text if c.isspace() or not (unicodedata.category(c) in _DROPPED or c in _BLANK))
    # Only now NFC: what was dropped may have stood between a letter and its accent.
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def parse_name(text: str, *, at: str = "name") -> str:
    """Read the name that a person gives an identity: 1 to 60 visible characters.

    Raises:
        Refused: NAME_INVALID (fact `longest`).
    """
    name = clean_text(text)
    # Accents and selectors without a letter show as nothing.
    if len(name) > LONGEST_NAME or all(unicodedata.category(character).startswith("M") for character in name):
        raise refuse(Code.NAME_INVALID, at=at, longest=str(LONGEST_NAME))
    return name
