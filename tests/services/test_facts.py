"""Events of a newer node: what is of a kind unknown here keeps its place and is not told."""

import json

import pytest

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.facts import KINDS, UnknownEvent, read_event
from qwallet_desktop.wire.shapes import dump
from tests.services.builders import event
from tests.services.fakes import new_key

_, ALICE = new_key()
NEWER = {"sequence": 9, "previous": 7, "identityId": ALICE, "fact": {"rain": True, "kind": "WEATHER_CHANGED"}}


def test_the_kinds_that_are_known_are_those_of_the_contract() -> None:
    assert {
        "IDENTITY_CHANGED",
        "TOKEN_ISSUED",
        "TRANSFER_POSTED",
        "STATUS_SET",
        "NOTIFICATIONS_READ",
        "ITEM_CHANGED",
        "ITEM_NEWS",
        "POLICY_SET",
        "LIMITS_SET",
        "BALANCE_CHANGED",
        "BOOK_CHANGED",
    } == KINDS


def test_a_known_fact_is_read() -> None:
    assert read_event(dump(event(9, 7, ALICE)).decode(), "message") == event(9, 7, ALICE)


def test_of_an_unknown_fact_the_place_is_read() -> None:
    assert read_event(json.dumps(NEWER), "message") == UnknownEvent(Sequence(9), Sequence(7))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        json.dumps({**NEWER, "fact": {"kind": 7}}),
        json.dumps({**NEWER, "fact": {"kind": "TOKEN_ISSUED"}}),
        json.dumps({**NEWER, "sequence": True}),
        json.dumps({**NEWER, "sequence": "9"}),
        json.dumps({**NEWER, "previous": -1}),
        json.dumps({**NEWER, "previous": 7.0}),
    ],
    ids=[
        *("nothing", "a list", "half", "deep", "a kind that is no text", "a known kind in another form"),
        *("truth", "text", "below zero", "a broken number"),
    ],
)
def test_what_is_no_event_at_all_is_refused(text: str) -> None:
    with pytest.raises(ServiceError) as caught:
        read_event(text, "message")
    assert caught.value.problem == Problem(Code.NODE_ANSWER_INVALID, {"about": "message"})
