r"""Every message that a person's key signs, made in one place (contract §3).

A message is `qwallet/<kind>/v1\\n` ‖ node id ‖ `\\n` ‖ JCS(payload) (RFC 8785).
Ed25519 signs these bytes themselves; the *Hash* on screen is their SHA-256.
Payloads hold strings, booleans, integers below 2^53, lists and maps of these.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

import rfc8785

from qwallet_desktop.domain.ids import IdentityId, NodeId

Json: TypeAlias = "str | bool | int | Sequence[Json] | Mapping[str, Json]"

_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

LARGEST_INTEGER = 2**53 - 1


class Kind(StrEnum):
    """What a signed message is about; part of what is signed."""

    FOUNDING = "founding"
    LINK = "link"
    GRANT = "grant"
    SUCCESSOR = "successor"
    MULTISIG = "multisig"
    REJECT = "reject"
    CANCEL = "cancel"
    BALLOT = "ballot"
    CONTACT = "contact"
    MESSAGE = "message"


def normalised(value: Json) -> Json:
    """Bring all text to Unicode NFC and refuse what JCS can't carry exactly.

    Raises:
        ValueError: A float, `None`, bytes, an integer of 2^53 or more, or a map with two
            keys that are one in NFC.
    """
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case bool():
            return value
        case int() if abs(value) <= LARGEST_INTEGER:
            return value
        case Mapping():
            members = {unicodedata.normalize("NFC", key): normalised(item) for key, item in value.items()}
            if len(members) == len(value):
                return members
            # One of the two would silently not be signed.
            message = "two keys of a map are the same text"
            raise ValueError(message)
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [normalised(item) for item in value]
        case _:
            message = f"{type(value).__name__} can't be signed exactly"
            raise ValueError(message)


def canonical(payload: Json) -> bytes:
    """Return the JCS form (RFC 8785) of a payload after NFC normalisation.

    Where all of it is ASCII, which is nearly always, the standard library writes the same bytes
    several times faster: the two differ in the order of keys beyond ASCII only.

    Raises:
        ValueError: As `normalised`.
    """
    if _is_flat(payload):
        text = _encoder.encode(payload)
        if text.isascii():
            # NFC leaves ASCII as it is.
            return text.encode()
    tidy = normalised(payload)
    text = _encoder.encode(tidy)
    return text.encode() if text.isascii() else rfc8785.dumps(tidy)


def _is_flat(payload: Json) -> bool:
    """Tell whether a payload is a map of texts and integers, each of which JCS can carry if it is ASCII."""
    if type(payload) is not dict:
        return False
    for key, value in payload.items():
        is_plain = type(value) is str or (type(value) is int and abs(value) <= LARGEST_INTEGER)
        if type(key) is not str or not is_plain:
            return False
    return True


def message_bytes(kind: Kind, node_id: NodeId, payload: Mapping[str, Json]) -> bytes:
    """Return exactly what a key signs for this payload on this node."""
    return f"qwallet/{kind}/v1\n{node_id}\n".encode() + canonical(payload)


def message_hash(message: bytes) -> str:
    """Return the hex SHA-256 that the screen shows as *Hash*."""
    return hashlib.sha256(message).hexdigest()


def timestamp(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with milliseconds.

    Raises:
        ValueError: The moment has no time zone, or no UTC time in the years 1 to 9999.
    """
    moment = moment if moment.tzinfo is UTC else in_utc(moment)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def moment(text: str) -> datetime:
    """Read a time written by `timestamp`.

    Raises:
        ValueError: The text is not an RFC 3339 time with a zone.
    """
    return in_utc(datetime.fromisoformat(text))


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC.

    Raises:
        ValueError: The moment has no time zone, or no UTC time in the years 1 to 9999.
    """
    if moment.utcoffset() is None:
        message = "a time needs a time zone"
        raise ValueError(message)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from None


@dataclass(frozen=True, slots=True)
class Grant:
    """Lets a session key read for one identity until a time (contract §3)."""

    identity_id: IdentityId
    session_key: IdentityId
    node_id: NodeId
    expires_at: datetime

    def message(self) -> bytes:
        """The bytes that the identity signs to give this grant."""
        return message_bytes(
            Kind.GRANT,
            self.node_id,
            {
                "identity": self.identity_id,
                "sessionKey": self.session_key,
                "node": self.node_id,
                "scope": "read",
                "expiresAt": timestamp(self.expires_at),
            },
        )


class LinkRelation(StrEnum):
    """How two identities are tied to each other; part of what both sign."""

    PARENT_CHILD = "parent-child"
    GUARDIAN_WARD = "guardian-ward"


_SIDES = {
    LinkRelation.PARENT_CHILD: ("parent", "child"),
    LinkRelation.GUARDIAN_WARD: ("guardian", "ward"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Ties a child to its owner, or a ward to its guardian; both sides sign the same bytes (contract §3).

    `parent` is the owner or the guardian, `child` the one below.
    """

    parent: IdentityId
    child: IdentityId
    node_id: NodeId
    relation: LinkRelation = LinkRelation.PARENT_CHILD

    def message(self) -> bytes:
        """The bytes that both sides sign."""
        above, below = _SIDES[self.relation]
        return message_bytes(
            Kind.LINK,
            self.node_id,
            {
                "relation": self.relation.value,
                above: self.parent,
                below: self.child,
                "node": self.node_id,
            },
        )


@dataclass(frozen=True, slots=True)
class Successor:
    """Puts another key in an identity's place; `authority` (its old key, or its owner's) and the new key sign."""

    identity_id: IdentityId
    successor: IdentityId
    authority: IdentityId
    node_id: NodeId

    def message(self) -> bytes:
        """The bytes that the authority and the new key both sign."""
        return message_bytes(
            Kind.SUCCESSOR,
            self.node_id,
            {
                "identity": self.identity_id,
                "successor": self.successor,
                "authority": self.authority,
                "node": self.node_id,
            },
        )
