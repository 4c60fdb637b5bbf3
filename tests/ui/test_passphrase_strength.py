"""The hint of a passphrase's strength."""

import pytest

from qwallet_desktop.keys import vault
from qwallet_desktop.ui.passphrase_strength import SHORTEST_PASSPHRASE, Strength, strength


@pytest.mark.parametrize(
    ("passphrase", "verdict"),
    [
        ("", Strength.EMPTY),
        ("nine char", Strength.SHORT),
        ("aaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("1234567890", Strength.WEAK),
        ("abcdefghijklmnop", Strength.WEAK),
        ("harbour lamp", Strength.FAIR),
        ("harbour lamp seven", Strength.GOOD),
        ("lantern under the old bridge", Strength.STRONG),
    ],
)
def test_a_passphrase_is_judged_by_what_is_hard_to_guess(passphrase: str, verdict: Strength) -> None:
    assert strength(passphrase) is verdict


def test_the_shortest_passphrase_is_the_one_that_the_vault_takes() -> None:
    assert SHORTEST_PASSPHRASE == vault.SHORTEST_PASSPHRASE


def test_characters_are_counted_as_the_vault_does() -> None:
    # Ten code points, but nine characters in NFC.
    assert strength("e\u0301tudiant9") is Strength.SHORT
