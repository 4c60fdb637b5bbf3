"""How text is split into words for searching."""

import pytest

from qwallet_desktop.node.search import words


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("  ", []),
        ("Rent, March 2026!", ["rent", "march", "2026"]),
        ("CAFÉ", ["cafe"]),
        ("cafe\u0301", ["cafe"]),
        ("Straße", ["strasse"]),
        ("東京 駅", ["東京", "駅"]),
        ('"a" OR b*', ["a", "or", "b"]),
        ("tr_00ff", ["tr", "00ff"]),
        ("ﬁne ①", ["fine", "1"]),
    ],
)
def test_words_are_letters_and_digits_without_case_and_accents(typed: str, expected: list[str]) -> None:
    assert words(typed) == expected
