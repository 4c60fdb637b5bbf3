"""Texts as codes: what is split comes together again, in any order; all else is refused by name."""

import base64
import hashlib
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.code_parts import (
    LONGEST_TEXT,
    MOST_PARTS,
    PART_LENGTH,
    Parts,
    gather,
    is_part,
    joined,
    read_part,
    split,
)
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import outcome, problem_of


def unpackable(length: int) -> str:
    """Return a text of so many bytes in hex, of which nothing repeats."""
    return hashlib.shake_256(b"qwallet").hexdigest(length)


LONG = unpackable(900)
"""A text of three parts."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=500)


def parts_of(raw: bytes, *, packed: bytes | None = None, digest: str = "") -> Parts:
    """Make the one part that says it is of `raw`."""
    digest = digest or hashlib.sha256(raw).hexdigest()[:8].upper()
    data = base64.b32encode(zlib.compress(raw) if packed is None else packed).decode().rstrip("=")
    return gather(Parts(), [f"QW1.1.1.{digest}.{data}"])


@given(texts, st.randoms())
def test_what_is_split_comes_together_in_any_order(text: str, dice: random.Random) -> None:
    parts = list(split(text))
    dice.shuffle(parts)
    assert joined(gather(Parts(), parts)) == text


@given(st.integers(1, 3_000), st.randoms(use_true_random=False))
def test_a_long_text_comes_together_too(size: int, dice: random.Random) -> None:
    text = dice.randbytes(size).hex()
    assert joined(gather(Parts(), split(text))) == text


@given(st.text(max_size=60))
def test_any_text_is_a_part_or_refused_and_nothing_else_is_raised(text: str) -> None:
    assert outcome(lambda: read_part(f"QW1.{text}")) is not None


def test_a_short_text_is_one_code_of_the_alphanumeric_mode() -> None:
    (part,) = split("hello")
    assert set(part) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_a_long_text_is_parts_of_about_the_same_length() -> None:
    parts = split(LONG)
    assert len(parts) == 3
    assert max(map(len, parts)) - min(map(len, parts)) <= 3


def test_no_part_is_longer_than_a_screen_shows_well() -> None:
    assert all(len(part.rpartition(".")[2]) <= PART_LENGTH for part in split(LONG * 3))


def test_a_part_claims_to_be_one() -> None:
    assert is_part(" qw1.anything")


def test_another_code_does_not() -> None:
    assert not is_part("qwallet:did:key:z6Mk")


def test_a_text_that_needs_too_many_codes_is_refused() -> None:
    text = unpackable(MOST_PARTS * PART_LENGTH)
    assert problem_of(lambda: split(text)).code is Code.TOO_LONG_FOR_CODES


def test_a_text_that_would_be_refused_when_it_is_read_is_not_written() -> None:
    assert problem_of(lambda: split("a" * (LONGEST_TEXT + 1))).facts == {"most": "16"}


def test_the_longest_text_is_read_back() -> None:
    text = "a" * LONGEST_TEXT
    assert joined(gather(Parts(), split(text))) == text


def test_a_part_that_was_read_before_changes_nothing() -> None:
    first = split(LONG)[0]
    once = gather(Parts(), [first])
    assert gather(once, [first.lower(), f" {first}\n"]) == once


def test_what_is_missing_is_known() -> None:
    assert gather(Parts(), [split(LONG)[1]]).missing == (1, 3)


def test_nothing_is_missing_of_what_is_whole() -> None:
    assert gather(Parts(), split(LONG)).missing == ()


def test_nothing_is_whole_while_there_is_none() -> None:
    assert not Parts().are_all


def test_parts_that_are_missing_are_named() -> None:
    some = gather(Parts(), split(LONG)[1:])
    assert problem_of(lambda: joined(some)).facts == {"read": "2", "count": "3", "missing": "1"}


def test_a_part_of_another_text_is_refused() -> None:
    some = gather(Parts(), [split(LONG)[0]])
    assert problem_of(lambda: gather(some, split("hello"))).code is Code.CODES_MIXED


def test_another_part_of_the_same_number_is_refused() -> None:
    first, _, last = split(LONG)
    changed = first[:-1] + ("A" if first[-1] != "A" else "B")
    some = gather(Parts(), [first, last])
    assert problem_of(lambda: gather(some, [changed])).code is Code.CODE_DAMAGED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "QW1.1.1.00112233.",
        "QW1.0.1.00112233.AA",
        "QW1.2.1.00112233.AA",
        "QW1.1.17.00112233.AA",
        "QW1.1.1.0011223G.AA",
        "QW1.1.1.00112233.A1",
        "QW2.1.1.00112233.AA",
        "QW1.1.1.00112233." + "A" * (PART_LENGTH + 1),
    ],
)
def test_what_is_no_part_is_refused(text: str) -> None:
    assert problem_of(lambda: read_part(text)).code is Code.CODE_DAMAGED


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(gather(Parts(), ["QW1.1.1.00112233.A"]), id="no base32"),
        pytest.param(parts_of(b"hello", packed=b"hello"), id="not packed"),
        pytest.param(parts_of(b"hello", packed=zlib.compress(b"hello")[:-1]), id="cut"),
        pytest.param(parts_of(b"hello", packed=zlib.compress(b"hello") + b"!"), id="more behind it"),
        pytest.param(parts_of(b"hello", digest="00112233"), id="another text"),
        pytest.param(parts_of(b"\xff"), id="no text"),
        pytest.param(parts_of(bytes(LONGEST_TEXT + 1)), id="a bomb"),
    ],
)
def test_what_does_not_unpack_to_what_it_names_is_refused(parts: Parts) -> None:
    assert problem_of(lambda: joined(parts)).code is Code.CODE_DAMAGED


@given(st.integers(0, len(split(LONG)[0]) - 1), st.sampled_from("ABZ2701."))
def test_no_changed_character_gives_another_text(place: int, character: str) -> None:
    first, *others = split(LONG)
    changed = first[:place] + character + first[place + 1 :]
    read = outcome(lambda: joined(gather(Parts(), [changed, *others])))
    assert read == LONG or isinstance(read, Code)
