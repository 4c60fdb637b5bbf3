"""The 24 recovery words: reading, checking, completing and making them (BIP-39, English)."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.secret import RandomBytes, Secret

WORD_COUNT = 24
WORD_BITS = 11
ENTROPY_LENGTH = 32
SEED_LENGTH = 64
STRETCHING_ROUNDS = 2048
ANSWERED_WORDS = 3


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """Return the 2,048 English words of BIP-39 in their order."""
    # Late, since the first paint must not wait for reading a list.
    from mnemonic import Mnemonic  # noqa: PLC0415

    return tuple(Mnemonic("english").wordlist)


@lru_cache(maxsize=1)
def _places() -> Mapping[str, int]:
    return {word: place for place, word in enumerate(word_list())}


def split_words(text: str) -> tuple[str, ...]:
    """Split typed or pasted text at any white space, in lower case."""
    return tuple(text.casefold().split())


def unknown_positions(typed: Sequence[str]) -> tuple[int, ...]:
    """Tell which of the words typed so far are not in the list.

    Returns:
        Positions counted from 1; empty inputs are not reported.
    """
    places = _places()
    known = (not word.strip() or word.strip().casefold() in places for word in typed)
    return tuple(position for position, right in enumerate(known, start=1) if not right)


def completions(prefix: str, *, most: int = 8) -> tuple[str, ...]:
    """List the words that begin with a prefix, in order; none for an empty prefix."""
    wanted = prefix.strip().casefold()
    if not wanted:
        return ()
    return tuple(word for word in word_list() if word.startswith(wanted))[:most]


def parse_words(text: str) -> tuple[str, ...]:
    """Read 24 recovery words.

    Raises:
        Refused: WORDS_COUNT (facts `count`, `expected`), WORD_UNKNOWN (fact `position`,
            counted from 1, never the word itself) or WORDS_CHECKSUM.
    """
    words = split_words(text)
    with entropy_of(words):
        return words


def entropy_of(words: Sequence[str]) -> Secret:
    """Turn 24 words into their 32 bytes of entropy (BIP-39).

    Raises:
        Refused: As `parse_words`.
    """
    if len(words) != WORD_COUNT:
        raise refuse(Code.WORDS_COUNT, at="words", count=str(len(words)), expected=str(WORD_COUNT))
    unknown = unknown_positions(words)
    if unknown or not all(words):
        position = unknown[0] if unknown else list(words).index("") + 1
        raise refuse(Code.WORD_UNKNOWN, at="words", position=str(position))
    with Secret(ENTROPY_LENGTH + 1) as checked:
        for number, word in enumerate(words):
            _put_bits(checked.buffer, number * WORD_BITS, _places()[word.strip().casefold()])
        entropy = Secret.copy_of(memoryview(checked.buffer)[:ENTROPY_LENGTH])
        if _checksum(entropy) != checked.buffer[ENTROPY_LENGTH]:
            entropy.wipe()
            raise refuse(Code.WORDS_CHECKSUM, at="words")
    return entropy


def words_of(entropy: Secret) -> tuple[str, ...]:
    """Turn 32 bytes of entropy into 24 words (BIP-39)."""
    with Secret(ENTROPY_LENGTH + 1) as checked:
        checked.buffer[:ENTROPY_LENGTH] = entropy.buffer
        checked.buffer[ENTROPY_LENGTH] = _checksum(entropy)
        starts = range(0, WORD_COUNT * WORD_BITS, WORD_BITS)
        return tuple(word_list()[_get_bits(checked.buffer, start)] for start in starts)


def seed_of(entropy: Secret, *, passphrase: bytes = b"") -> Secret:
    """Stretch the words into the 64-byte seed of all keys (BIP-39: PBKDF2-HMAC-SHA512).

    Args:
        entropy: The 32 bytes that the words stand for.
        passphrase: BIP-39's own passphrase; Qwallet uses none.
    """
    words = words_of(entropy)
    seed = Secret(SEED_LENGTH)
    with Secret(sum(map(len, words)) + WORD_COUNT - 1) as sentence:
        at = 0
        for word in words:
            sentence.buffer[at : at + len(word)] = word.encode()
            at += len(word) + 1
            if at < len(sentence):
                sentence.buffer[at - 1] = ord(" ")
        stretch = PBKDF2HMAC(SHA512(), SEED_LENGTH, b"mnemonic" + passphrase, STRETCHING_ROUNDS)
        stretch.derive_into(sentence.buffer, seed.buffer)
    return seed


def positions_to_ask(random: RandomBytes) -> tuple[int, ...]:
    """Choose the three words that a person must type again, as rising positions from 1."""
    chosen: set[int] = set()
    while len(chosen) < ANSWERED_WORDS:
        number = random(1)[0]
        # Values past the last whole multiple would make early positions likelier.
        if number < 256 // WORD_COUNT * WORD_COUNT:
            chosen.add(number % WORD_COUNT + 1)
    return tuple(sorted(chosen))


def check_answers(entropy: Secret, answers: Mapping[int, str]) -> None:
    """Compare words that were typed again with the words of this entropy.

    Args:
        entropy: The 32 bytes that the words stand for.
        answers: Position, counted from 1, to the word typed for it.

    Raises:
        Refused: WORDS_DIFFER with the first wrong `position`; also where fewer than three
            positions were answered.
    """
    words = dict(enumerate(words_of(entropy), start=1))
    for position, answer in sorted(answers.items()):
        if words.get(position) != answer.strip().casefold():
            raise refuse(Code.WORDS_DIFFER, at="words", position=str(position))
    if len(answers) < ANSWERED_WORDS:
        raise refuse(Code.WORDS_DIFFER, at="words")


def _checksum(entropy: Secret) -> int:
    return hashlib.sha256(entropy.buffer).digest()[0]


def _put_bits(buffer: bytearray, start: int, value: int) -> None:
    for offset in range(WORD_BITS):
        bit = value >> (WORD_BITS - 1 - offset) & 1
        place = start + offset
        buffer[place // 8] |= bit << (7 - place % 8)


def _get_bits(buffer: bytearray, start: int) -> int:
    value = 0
    for place in range(start, start + WORD_BITS):
        value = value << 1 | (buffer[place // 8] >> (7 - place % 8) & 1)
    return value
