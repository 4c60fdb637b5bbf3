"""Each field is there, of its kind and form, and there is no other; what is refused names its place."""

import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from qwallet_desktop.domain.messages import LARGEST_INTEGER
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.strict_json import LONGEST_PLACE, MOST_ENTRIES, Fields, read_fields
from tests.domain.builders import ALICE, NOW, TOKEN, amount, problem_of


class Colour(StrEnum):
    RED = "RED"


def holding(value: Any) -> Fields:
    """Return a map with one field, `it`."""
    return read_fields(json.dumps({"it": value}).encode(), 10_000_000)


READERS: dict[str, tuple[Callable[[Fields], Any], Any, Any]] = {
    "text": (lambda one: one.text("it"), "Zürich", "Zürich"),
    "form": (lambda one: one.text("it", re.compile("a+")), "aa", "aa"),
    "whole": (lambda one: one.whole("it"), 7, 7),
    "truth": (lambda one: one.truth("it"), True, True),
    "one_of": (lambda one: one.one_of("it", Colour), "RED", Colour.RED),
    "did": (lambda one: one.did("it"), ALICE, ALICE),
    "token": (lambda one: one.token("it"), TOKEN, TOKEN),
    "time": (lambda one: one.time("it"), "2026-03-04T05:06:07.089Z", NOW),
    "amount": (lambda one: one.amount("it"), {"tokenId": TOKEN, "decimals": 2, "units": "5"}, amount(5)),
    "fields": (lambda one: one.fields("it").left, {"a": 1}, {"a": 1}),
    "each": (lambda one: [each.left for each in one.each("it")], [{"a": 1}], [{"a": 1}]),
    "dids": (lambda one: one.dids("it"), [ALICE], (ALICE,)),
    "texts": (lambda one: one.texts("it", re.compile("a+")), ["a", "aa"], ("a", "aa")),
    "wholes": (lambda one: one.wholes("it"), [1, 0], (1, 0)),
}
WRONG: dict[str, list[Any]] = {
    "text": ["\ud800", 1, None, [], {}, True, "x" * (2**20 + 1)],
    "form": ["b", "", "aa\n"],
    "whole": [-1, True, "7", 1.0, LARGEST_INTEGER + 1, None],
    "truth": [1, "true", None],
    "one_of": ["red", "", 1],
    "did": ["somebody", ALICE + " ", "did:key:z" + "1" * 40],
    "token": ["QTK", TOKEN.upper()],
    "time": ["2026-03-04T05:06:07Z", "2026-03-04T06:06:07.089+01:00", "then", "2026-03-04T05:06:07.089", 5],
    "amount": [
        {"tokenId": TOKEN, "decimals": 2, "units": units} for units in ("05", "-1", "", "5.0", 5, "9" * 79, "+5", "५")
    ]
    + [{"tokenId": TOKEN, "decimals": 31, "units": "5"}, {"tokenId": TOKEN, "units": "5"}, "5"],
    "fields": [[], "x", None],
    "each": [{}, [[]], [1], [{}] * (MOST_ENTRIES + 1)],
    "dids": [ALICE, [1], ["somebody"]],
    "texts": ["a", ["b"], [1], ["a\udfff"]],
    "wholes": [1, [-1], [True], ["1"], [LARGEST_INTEGER + 1]],
}


@pytest.mark.parametrize("name", READERS)
def test_what_is_of_its_kind_is_read(name: str) -> None:
    read, value, expected = READERS[name]
    fields = holding(value)
    assert read(fields) == expected
    fields.end()


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_is_not_is_refused_at_its_place(name: str, value: Any) -> None:
    read = READERS[name][0]
    problem = problem_of(lambda: read(holding(value)))
    assert problem.code is Code.EVIDENCE_MALFORMED
    assert problem.field.startswith("it")


@pytest.mark.parametrize("name", READERS)
def test_what_is_missing_is_refused_at_its_place(name: str) -> None:
    problem = problem_of(lambda: READERS[name][0](read_fields(b'{"other":1}', 100)))
    assert (problem.code, problem.field) == (Code.EVIDENCE_MALFORMED, "it")


def test_what_nobody_asked_for_is_refused() -> None:
    fields = read_fields(b'{"a":{"b":[{"c":1}]}}', 100)
    inner = next(iter(fields.fields("a").each("b")))
    problem = problem_of(inner.end)
    assert (problem.code, problem.field) == (Code.EVIDENCE_UNKNOWN_FIELD, "a.b[0].c")
    fields.end()


def test_an_amount_has_nothing_besides() -> None:
    value = {"tokenId": TOKEN, "decimals": 2, "units": "5", "fee": "1"}
    assert problem_of(lambda: holding(value).amount("it")).code is Code.EVIDENCE_UNKNOWN_FIELD


def test_a_place_is_told_in_short() -> None:
    problem = problem_of(read_fields(json.dumps({"x" * 999: 1}).encode(), 10_000).end)
    assert len(problem.field) == LONGEST_PLACE


def test_what_may_be_left_out_is_looked_for() -> None:
    fields = holding("x")
    assert (fields.has("it"), fields.has("other")) == (True, False)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"1", b'"x"', b"null", b"\xff", b"{'a':1}", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 9_999],
)
def test_what_is_no_map_is_refused(data: bytes) -> None:
    problem = problem_of(lambda: read_fields(data, 1_000_000))
    assert (problem.code, problem.field) == (Code.EVIDENCE_MALFORMED, "")


def test_what_is_too_large_is_not_looked_at() -> None:
    problem = problem_of(lambda: read_fields(b"{}", 1))
    assert (problem.code, problem.facts) == (Code.EVIDENCE_TOO_LARGE, {"most": "1"})
    assert read_fields(b"{}", 2).left == {}
