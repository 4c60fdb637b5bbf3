"""How hard a passphrase is to guess: a rough hint for the person who chooses it, never a rule."""

import math
import string
import unicodedata
from enum import Enum, auto
from typing import Final

SHORTEST_PASSPHRASE: Final = 10
"""Characters after NFC; keys/ decides, a test holds the two equal."""

_FAIR_BITS: Final = 55
_GOOD_BITS: Final = 85
_STRONG_BITS: Final = 115
_CLASSES: Final = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_OTHERS: Final = 33


class Strength(Enum):
    """What is said of a passphrase."""

    EMPTY = auto()
    SHORT = auto()
    WEAK = auto()
    FAIR = auto()
    GOOD = auto()
    STRONG = auto()


def length_of(passphrase: str) -> int:
    """Return the length that counts: characters after NFC."""
    return len(unicodedata.normalize("NFC", passphrase))


def strength(passphrase: str) -> Strength:
    """Judge a passphrase by its length, its kinds of characters, and how much of it only repeats or counts on."""
    if not passphrase:
        return Strength.EMPTY
    if length_of(passphrase) < SHORTEST_PASSPHRASE:
        return Strength.SHORT
    bits = _telling(passphrase) * math.log2(_alphabet(passphrase))
    for least, verdict in ((_STRONG_BITS, Strength.STRONG), (_GOOD_BITS, Strength.GOOD), (_FAIR_BITS, Strength.FAIR)):
        if bits >= least:
            return verdict
    return Strength.WEAK


def _alphabet(passphrase: str) -> int:
    sizes = [len(kind) for kind in _CLASSES if any(character in kind for character in passphrase)]
    known = "".join(_CLASSES)
    return sum(sizes) + (_OTHERS if any(character not in known for character in passphrase) else 0)


def _telling(passphrase: str) -> int:
    """Count characters that neither repeat nor count on from the one before, each kind at most three times."""
    counted: dict[str, int] = {}
    before = ""
    for character in passphrase:
        step = ord(character) - ord(before) if before else 2
        if step not in (-1, 0, 1):
            counted[character] = min(3, counted.get(character, 0) + 1)
        before = character
    return max(1, sum(counted.values()))
