"""Texts as QR codes: one that is too long for one code is split into parts, which come together again in any order.

A part is `QW1.<n>.<of>.<8 hex of the text's SHA-256>.<base32>`, all of it in the alphanumeric mode of QR codes
(ISO/IEC 18004): the text in UTF-8, compressed (zlib, RFC 1950), in base32 without padding (RFC 4648), cut.
"""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from qwallet_desktop.domain.problems import Code, refuse

MOST_PARTS: Final = 16
"""Codes that one text may need; more of them nobody scans."""

PART_LENGTH: Final = 800
"""Characters of base32 in one part: 93 modules a side, which a screen shows at three pixels each."""

LONGEST_TEXT: Final = 262_144
"""Bytes of a text, however small it was packed."""

_PADDED_TO: Final = 8
_LEVEL: Final = 9
_DIGEST_LENGTH: Final = 8
_FORM: Final = re.compile(rf"QW1\.([1-9][0-9]?)\.([1-9][0-9]?)\.([0-9A-F]{{8}})\.([A-Z2-7]{{1,{PART_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a text: the `number`-th of `count`, from 1; `digest` names the text, `data` is base32."""

    number: int
    count: int
    digest: str
    data: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one text that were read so far, by number; nothing is known of it while there is none."""

    count: int = 0
    digest: str = ""
    read: tuple[Part, ...] = ()

    @property
    def are_all(self) -> bool:
        """Whether none is missing."""
        return 0 < self.count == len(self.read)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of those that were not read yet."""
        have = {part.number for part in self.read}
        return tuple(number for number in range(1, self.count + 1) if number not in have)


def split(text: str) -> tuple[str, ...]:
    """Return the parts of a text, each for one code.

    Raises:
        Refused: TOO_LONG_FOR_CODES, where it needs more than `MOST_PARTS`, or is longer than `LONGEST_TEXT`.
    """
    raw = text.encode()
    packed = base64.b32encode(zlib.compress(raw, _LEVEL)).decode().rstrip("=")
    count = -(-len(packed) // PART_LENGTH)
    if count > MOST_PARTS or len(raw) > LONGEST_TEXT:
        raise refuse(Code.TOO_LONG_FOR_CODES, most=str(MOST_PARTS))
    # All of about the same size: one code of a few characters beside large ones looks like an accident.
    size = -(-len(packed) // count)
    head = f"{count}.{_digest(raw)}"
    return tuple(f"QW1.{number + 1}.{head}.{packed[number * size : (number + 1) * size]}" for number in range(count))


def is_part(text: str) -> bool:
    """Tell whether the text of a code claims to be a part."""
    return text.strip().upper().startswith("QW1.")


def read_part(text: str) -> Part:
    """Read one part.

    Raises:
        Refused: CODE_DAMAGED, where it is none.
    """
    found = _FORM.fullmatch(text.strip().upper())
    if found is None:
        raise refuse(Code.CODE_DAMAGED)
    part = Part(int(found[1]), int(found[2]), found[3], found[4])
    if not part.number <= part.count <= MOST_PARTS:
        raise refuse(Code.CODE_DAMAGED)
    return part


def gather(parts: Parts, texts: Iterable[str]) -> Parts:
    """Return parts with those added that some texts are; one that was read before changes nothing.

    Raises:
        Refused: CODE_DAMAGED, where a text is no part, or another one of a number that was read;
            CODES_MIXED, where it is a part of another text.
    """
    for text in texts:
        parts = _added(parts, read_part(text))
    return parts


def _added(parts: Parts, part: Part) -> Parts:
    if not parts.read:
        return Parts(part.count, part.digest, (part,))
    if (part.count, part.digest) != (parts.count, parts.digest):
        raise refuse(Code.CODES_MIXED)
    before = next((one for one in parts.read if one.number == part.number), None)
    if before is None:
        return replace(parts, read=tuple(sorted((*parts.read, part), key=lambda one: one.number)))
    if before != part:
        raise refuse(Code.CODE_DAMAGED)
    return parts


def joined(parts: Parts) -> str:
    """Return the text of which these are all parts.

    Raises:
        Refused: CODES_MISSING (facts `read`, `count` and `missing`); CODE_DAMAGED, where they are not the parts of
            what they say; nothing larger than `LONGEST_TEXT` is unpacked.
    """
    if not parts.are_all:
        missing = ", ".join(str(number) for number in parts.missing)
        raise refuse(Code.CODES_MISSING, read=str(len(parts.read)), count=str(parts.count), missing=missing)
    raw = _unpacked("".join(part.data for part in parts.read))
    if _digest(raw) != parts.digest:
        raise refuse(Code.CODE_DAMAGED)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise refuse(Code.CODE_DAMAGED) from None


def _unpacked(packed: str) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        data = base64.b32decode(packed + "=" * (-len(packed) % _PADDED_TO))
        raw = unpacking.decompress(data, LONGEST_TEXT)
    except (binascii.Error, zlib.error):
        raise refuse(Code.CODE_DAMAGED) from None
    # It must end where its text ends: nothing may ride along, and nothing may be left out.
    if not unpacking.eof or unpacking.unused_data:
        raise refuse(Code.CODE_DAMAGED)
    return raw


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:_DIGEST_LENGTH].upper()
