"""Names show what they are: no characters that hide or turn round, and a bounded length."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.identities import clean_text, parse_name
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import problem_of

BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\U000e0041\u115f\u1160\u2800\u3164\uffa0"
CONTROLS = "\x00\x07\x08\x1b\x7f\x80\x9f"
TEXTS = st.text(st.characters() | st.sampled_from(BIDI + INVISIBLE + CONTROLS + " \n\t\u0301\u00a0"), max_size=30)


@pytest.mark.parametrize("dropped", [*BIDI, *INVISIBLE, *CONTROLS, "\ud800", "\ue000"], ids=ascii)
def test_what_hides_or_turns_round_is_dropped(dropped: str) -> None:
    assert clean_text(f"{dropped}Al{dropped}ice{dropped}") == "Alice"


@pytest.mark.parametrize(
    "space", [" ", "  ", "\t", "\n", "\r\n", "\u2028", "\u00a0", "\u3000", " \u200b ", "\x1f"], ids=ascii
)
def test_white_space_of_any_kind_is_one_space(space: str) -> None:
    assert clean_text(f"{space}Alice{space}Smith{space}") == "Alice Smith"


@pytest.mark.parametrize("text", ["e\u0301", "e\u200d\u0301", "\u00e9", "e\u00ad\u0301"], ids=ascii)
def test_a_letter_and_its_accent_are_one_whatever_stood_between(text: str) -> None:
    assert clean_text(text) == "\u00e9"


@pytest.mark.parametrize("text", ["Zo\u00eb", "\u5c71\u7530", "\u05d3\u05d5\u05d3", "O'Neil-2", "\U0001f600 Ltd."])
def test_names_of_all_scripts_stay_as_they_are(text: str) -> None:
    assert parse_name(text) == text


@given(TEXTS)
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize("text", ["", " ", "\u202e\u200b", "\u3164", "\n\t", "\u0301", "\ufe0f"], ids=ascii)
def test_a_name_that_shows_nothing_is_refused(text: str) -> None:
    assert problem_of(lambda: parse_name(text)) == Problem(Code.NAME_INVALID, {"longest": "60"}, "name")


def test_a_name_has_up_to_60_characters() -> None:
    assert parse_name(" " + "x" * 60 + "\u202e") == "x" * 60


def test_a_longer_name_is_refused() -> None:
    problem = problem_of(lambda: parse_name("x" * 61, at="label"))
    assert problem == Problem(Code.NAME_INVALID, {"longest": "60"}, "label")
