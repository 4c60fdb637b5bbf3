"""The English list of recovery words (BIP-39), to help a person who types them; keys/ decides what counts."""

import hashlib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from typing import Final

from qwallet_desktop.settings import resource_path

WORD_COUNT: Final = 24
_WORD_BITS: Final = 11
_CHECKSUM_BITS: Final = 8
_ENTROPY_BYTES: Final = 32


@cache
def word_list() -> tuple[str, ...]:
    """Return the 2,048 words in their order; read from our resources when first asked for.

    Raises:
        OSError: The program's own files are damaged.
    """
    return tuple(resource_path("bip39-english.txt").read_text(encoding="ascii").split())


@cache
def _places() -> dict[str, int]:
    return {word: place for place, word in enumerate(word_list())}


def split_words(text: str) -> tuple[str, ...]:
    """Split typed or pasted text at white space, in lower case; numbers such as "3." or "12)" are left out."""
    return tuple(word for word in text.casefold().split() if not word.rstrip(".):").isdecimal())


def is_word(word: str) -> bool:
    """Tell whether a word is in the list."""
    return word in _places()


def begins_word(start: str) -> bool:
    """Tell whether some word of the list begins like this."""
    return any(word.startswith(start) for word in word_list())


def suggestions(typed: str, *, most: int = 4) -> tuple[str, ...]:
    """Return words that were probably meant: those that begin like `typed`, then those that look like it."""
    beginning = [word for word in word_list() if word.startswith(typed)] if typed else []
    alike = get_close_matches(typed, word_list(), most, 0.6)
    return tuple(dict.fromkeys([*beginning, *alike]))[:most]


def belong_together(words: Sequence[str]) -> bool:
    """Tell whether 24 words of the list carry their own checksum (BIP-39, 256 bits of entropy)."""
    if len(words) != WORD_COUNT or not all(map(is_word, words)):
        return False
    bits = 0
    for word in words:
        bits = bits << _WORD_BITS | _places()[word]
    entropy = (bits >> _CHECKSUM_BITS).to_bytes(_ENTROPY_BYTES, "big")
    return hashlib.sha256(entropy).digest()[0] == bits & 0xFF
