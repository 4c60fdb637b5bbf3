"""Plain messages that an identity signs: their text, the file that carries one, and whether its signature holds.

The file is the JCS form (RFC 8785) of {format, node, signer, text, signature}, and nothing else (contract §3).
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from qwallet_desktop.domain.did import key_from_did
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import Kind, canonical, message_bytes, message_hash
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.signatures import signed_in_hex

FORMAT: Final = "qwallet/message/v1"
LONGEST_TEXT: Final = 4_000
"""Characters of a message."""

LONGEST_FILE: Final = 65_536
"""Bytes of a file with a message: four for each character, and what stands around them."""

_FIELDS: Final = frozenset({"format", "node", "signer", "text", "signature"})
_NODE: Final = re.compile(r"[0-9a-f]{32}")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_BREAKS: Final = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class PlainMessage:
    """A text that an identity signed at a node; `signature` is hex, over `message_of`."""

    node_id: NodeId
    signer: IdentityId
    text: str
    signature: str

    @property
    def holds(self) -> bool:
        """Whether the signature is the signer's, over exactly this text at this node."""
        return signed_in_hex(self.signer, message_of(self.text, self.signer, self.node_id), self.signature)

    @property
    def hash(self) -> str:
        """The *Hash* of what is signed."""
        return message_hash(message_of(self.text, self.signer, self.node_id))


def clean_lines(text: str) -> str:
    """Return text in NFC, without characters that are invisible or turn the rest round; its lines stay lines.

    What is signed is what one reads: control, format (bidi), surrogate and private characters are
    dropped, any white space within a line is a plain space, and nothing but text begins or ends it.
    """
    kept = (_visible(line) for line in _BREAKS.split(text))
    return unicodedata.normalize("NFC", "\n".join(line.rstrip(" ") for line in kept)).strip("\n")


def _visible(line: str) -> str:
    return "".join(
        " " if character.isspace() else character
        for character in line
        if character.isspace() or unicodedata.category(character) not in _DROPPED
    )


def parse_text(text: str) -> str:
    """Read the text that a person wants to sign: 1 to `LONGEST_TEXT` characters that one can see.

    Raises:
        Refused: MESSAGE_TEXT_INVALID at "text" (fact `longest`).
    """
    cleaned = clean_lines(text)
    if not cleaned or len(cleaned) > LONGEST_TEXT:
        raise refuse(Code.MESSAGE_TEXT_INVALID, at="text", longest=str(LONGEST_TEXT))
    return cleaned


def message_of(text: str, signer: IdentityId, node_id: NodeId) -> bytes:
    """Return the bytes that are signed of a text (Kind.MESSAGE)."""
    return message_bytes(Kind.MESSAGE, node_id, {"signer": signer, "text": text})


def write_message(message: PlainMessage) -> str:
    """Return the text of the file that carries a signed message."""
    fields = {
        "format": FORMAT,
        "node": message.node_id,
        "signer": message.signer,
        "text": message.text,
        "signature": message.signature,
    }
    return canonical(fields).decode()


def is_message(text: str) -> bool:
    """Tell whether a text claims to be such a file (and should be read by `read_message`)."""
    return f'"format":"{FORMAT}"' in text


def read_message(text: str) -> PlainMessage:
    """Read a file of anybody's. That it reads says nothing about its signature: see `PlainMessage.holds`.

    Raises:
        Refused: MESSAGE_INVALID (fact `part`: form, format, node, signer, text or signature), where it is not
            byte for byte what `write_message` writes.
    """
    fields = _fields(text)
    message = PlainMessage(
        NodeId(_matched(fields, "node", _NODE)),
        IdentityId(fields["signer"]),
        fields["text"],
        _matched(fields, "signature", _SIGNATURE),
    )
    try:
        key_from_did(message.signer)
    except Refused:
        raise _invalid("signer") from None
    if clean_lines(message.text) != message.text or not 0 < len(message.text) <= LONGEST_TEXT:
        raise _invalid("text")
    return message


def _fields(text: str) -> dict[str, str]:
    """Read a map of texts that is in its JCS form."""
    if len(text) > LONGEST_FILE:
        raise _invalid("form")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise _invalid("form") from None
    if not isinstance(fields, dict) or not all(isinstance(each, str) for each in fields.values()):
        raise _invalid("form")
    if fields.get("format") != FORMAT:
        raise _invalid("format")
    try:
        same = fields.keys() == _FIELDS and canonical(fields) == text.encode()
    except ValueError:
        same = False  # a lone surrogate, which UTF-8 has no bytes for
    if not same:
        raise _invalid("form")
    return fields


def _matched(fields: dict[str, str], name: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(fields[name]):
        raise _invalid(name)
    return fields[name]


def _invalid(part: str) -> Refused:
    return refuse(Code.MESSAGE_INVALID, part=part)
