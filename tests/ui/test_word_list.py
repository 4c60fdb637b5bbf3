"""The list of words that helps a person is the one that keys/ decides by."""

import pytest
from mnemonic import Mnemonic

from qwallet_desktop.ui.word_list import begins_word, belong_together, split_words, suggestions, word_list

ENGLISH = Mnemonic("english")


def test_the_list_is_the_one_of_the_standard() -> None:
    assert list(word_list()) == ENGLISH.wordlist


@pytest.mark.parametrize("seed", range(8))
def test_words_of_a_wallet_belong_together(seed: int) -> None:
    words = ENGLISH.to_mnemonic(bytes([seed * 31]) * 32).split()
    assert belong_together(words)


@pytest.mark.parametrize("seed", range(8))
def test_the_checksum_is_judged_as_the_standard_does(seed: int) -> None:
    words = ENGLISH.to_mnemonic(bytes(range(seed, seed + 32))).split()
    words[0], words[1] = words[1], words[0]
    assert belong_together(words) == ENGLISH.check(" ".join(words))


def test_too_few_or_unknown_words_do_not_belong_together() -> None:
    words = ENGLISH.to_mnemonic(b"\x07" * 32).split()
    assert not belong_together(words[:12])
    assert not belong_together([*words[:23], "wavy"])


def test_pasted_words_may_be_numbered_and_broken_into_lines() -> None:
    assert split_words("1. Legal 2) winner\n3: THANK") == ("legal", "winner", "thank")


@pytest.mark.parametrize(("typed", "meant"), [("sausa", "sausage"), ("winer", "winner"), ("lagal", "legal")])
def test_the_word_that_was_meant_is_suggested(typed: str, meant: str) -> None:
    assert meant in suggestions(typed)


def test_nothing_is_suggested_for_nothing() -> None:
    assert suggestions("") == ()


def test_a_beginning_is_told_from_a_slip() -> None:
    assert begins_word("saus")
    assert not begins_word("sauz")
