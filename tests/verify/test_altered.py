"""No altered file is ever taken for a good one: bytes, white space, fields and lengths of evidence and messages."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.checks import Anchors
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.verify.report import Outcome, verify
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, did, public
from tests.verify.records import FIRST, group
from tests.verify.vectors import FOLDER

EVIDENCE = (FOLDER / "evidence" / "payment.json").read_bytes()
MESSAGE = (FOLDER / "messages" / "hello.json").read_bytes()
ANCHORS = {
    EVIDENCE: Anchors(NODE, group().id, public(NODE_KEY).hex()),
    MESSAGE: Anchors(NODE, did(FIRST), ""),
}
CASE = 0x20
"""The bit that tells capital letters from small ones."""


def taken(original: bytes, altered: bytes) -> bool:
    """Tell whether a verifier lets an altered file pass: without anchors, which are only more that may be wrong."""
    assert altered != original
    return verify(altered, Anchors()).outcome is not Outcome.FAILS


def flipped(data: bytes, place: int, pattern: int) -> bytes:
    """Return a file with some bits of one of its bytes flipped."""
    return data[:place] + bytes([data[place] ^ pattern]) + data[place + 1 :]


def test_the_files_are_taken_as_they_are() -> None:
    assert [verify(data, anchors).outcome for data, anchors in ANCHORS.items()] == [0, 0]


@pytest.mark.parametrize("original", ANCHORS, ids=["evidence", "message"])
def test_no_byte_can_be_flipped(original: bytes) -> None:
    # Every second one; the test below has them all.
    for place in range(0, len(original), 2):
        assert not taken(original, flipped(original, place, 1 << place // 2 % 8)), place


@pytest.mark.parametrize("original", ANCHORS, ids=["evidence", "message"])
def test_no_letter_can_be_of_the_other_case(original: bytes) -> None:
    letters = [place for place, byte in enumerate(original) if chr(byte).isascii() and chr(byte).isalpha()]
    for place in letters[::4]:
        assert not taken(original, flipped(original, place, CASE)), place


@pytest.mark.slow
@pytest.mark.parametrize("bit", range(8))
def test_no_bit_can_be_flipped(bit: int) -> None:
    for place in range(len(EVIDENCE)):
        assert not taken(EVIDENCE, flipped(EVIDENCE, place, 1 << bit)), place


@pytest.mark.parametrize("space", [b" ", b"\n", b"\t", b"\r\n", b"\xef\xbb\xbf", "\u00a0".encode()])
def test_no_white_space_can_be_added_to_evidence(space: bytes) -> None:
    places = (0, 1, len(EVIDENCE) // 2, len(EVIDENCE) - 1, len(EVIDENCE))
    assert not any(taken(EVIDENCE, EVIDENCE[:place] + space + EVIDENCE[place:]) for place in places)


@given(st.integers(0, len(EVIDENCE) - 1), st.integers(1, 40))
def test_nothing_can_be_cut_out(start: int, length: int) -> None:
    assert not taken(EVIDENCE, EVIDENCE[:start] + EVIDENCE[start + length :])


@given(st.integers(0, len(EVIDENCE)), st.binary(min_size=1, max_size=40))
def test_nothing_can_be_put_in(place: int, data: bytes) -> None:
    assert not taken(EVIDENCE, EVIDENCE[:place] + data + EVIDENCE[place:])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Name every place in JSON."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from places(each, (*path, name))


PLACES = list(places(json.loads(EVIDENCE)))


def changed(path: tuple[Any, ...], make: Any) -> bytes:
    """Return the evidence with what `make` makes of one place of it, in its JCS form."""
    holder = {"all": json.loads(EVIDENCE)}
    inner: Any = holder
    *way, last = ("all", *path)
    for name in way:
        inner = inner[name]
    inner[last] = make(inner[last])
    return canonical(holder["all"])


@pytest.mark.parametrize("other", ["", 0, 1, True, [], {}, "0", "a" * 64], ids=repr)
def test_no_value_can_be_another(other: Any) -> None:
    for path in PLACES:
        altered = changed(path, lambda _: other)
        assert altered == EVIDENCE or not taken(EVIDENCE, altered), path


def test_no_map_can_have_a_field_more() -> None:
    for path in PLACES:
        altered = changed(path, lambda value: {**value, "more": "x"} if isinstance(value, dict) else value)
        assert altered == EVIDENCE or not taken(EVIDENCE, altered), path


def test_no_map_can_have_a_field_less() -> None:
    for path in (path for path in PLACES if path and isinstance(path[-1], str)):

        def without(value: Any, name: str = path[-1]) -> Any:
            return {key: each for key, each in value.items() if key != name}

        assert not taken(EVIDENCE, changed(path[:-1], without)), path


def test_no_list_can_be_longer_shorter_or_in_another_order() -> None:
    for path in PLACES:
        for make in (lambda value: value[1:], lambda value: [*value, *value[:1]], lambda value: value[::-1]):
            altered = changed(path, lambda value, make=make: make(value) if isinstance(value, list) else value)
            if altered == EVIDENCE:
                continue
            # Which of several approvers stands first is in the message; there is nothing that may be reordered.
            assert not taken(EVIDENCE, altered), path


@pytest.mark.parametrize("depth", [50, 5_000, 200_000])
def test_what_is_nested_deeply_is_refused(depth: int) -> None:
    deep = b'{"format":"qwallet/evidence/v1","node":' + b"[" * depth + b"]" * depth + b"}"
    assert not taken(EVIDENCE, deep)


@pytest.mark.parametrize("text", [b"", b"null", b"[]", b"\xff", b'{"format":1}', b'{"format":"x"}', b"1" * 5_000])
def test_what_is_something_else_is_refused(text: bytes) -> None:
    assert not taken(EVIDENCE, text)
