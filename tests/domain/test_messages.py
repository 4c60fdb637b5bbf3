"""What is signed has one exact form: RFC 8785 after NFC, with nothing that can't be carried exactly."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.messages import (
    LARGEST_INTEGER,
    Grant,
    Json,
    Kind,
    Link,
    LinkRelation,
    Successor,
    canonical,
    message_bytes,
    message_hash,
    moment,
    normalised,
    timestamp,
)
from tests.domain.builders import ALICE, BOB, CAROL, NODE, NOW

# RFC 8785 §3.2.3, without the Hebrew letter, which NFC takes apart (see below).
SORTING = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "1": "One",
    "\u0080": "Control",
    "\U0001f600": "Emoji: Grinning Face",
    "\u00f6": "Latin Small Letter O With Diaeresis",
}
SORTED = (
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",'
    '"\u20ac":"Euro Sign","\U0001f600":"Emoji: Grinning Face"}'
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
INTEGERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
PAYLOADS = st.recursive(
    st.booleans() | INTEGERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(TEXTS.map(lambda text: unicodedata.normalize("NFC", text)), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        # RFC 8785 §3.2.2: strings and literals; §3.2.4 gives these bytes.
        (
            {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [True, False]},
            '{"literals":[true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
        ),
        (SORTING, SORTED),
        # The reference test data of RFC 8785: french.json and structures.json.
        (
            {
                "peach": "This sorting order",
                "p\u00e9ch\u00e9": "is wrong according to French",
                "p\u00eache": "but canonicalization MUST",
                "sin": "ignore locale",
            },
            (
                '{"peach":"This sorting order","p\u00e9ch\u00e9":"is wrong according to French",'
                '"p\u00eache":"but canonicalization MUST","sin":"ignore locale"}'
            ),
        ),
        (
            {
                "1": {"f": {"f": "hi", "F": 5}, "\n": 56},
                "10": {},
                "": "empty",
                "a": {},
                "111": [{"e": "yes", "E": "no"}],
                "A": {},
            },
            '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
        ),
    ],
)
def test_the_canonical_form_is_the_published_one(payload: Json, form: str) -> None:
    assert canonical(payload) == form.encode()


def test_the_published_bytes_of_the_text_come_out() -> None:
    published = "e282ac245c75303030665c6e4127425c225c5c5c5c5c222f"
    assert canonical("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/") == b'"' + bytes.fromhex(published) + b'"'


@pytest.mark.parametrize(
    ("text", "composed"), [("A\u030a", "\u00c5"), ("\ufb33", "\u05d3\u05bc"), ("\u212b", "\u00c5")]
)
def test_text_is_signed_in_nfc_also_as_a_key(text: str, composed: str) -> None:
    assert canonical([text, {text: 1}]) == f'["{composed}",{{"{composed}":1}}]'.encode()


def test_two_keys_that_are_one_in_nfc_are_refused() -> None:
    with pytest.raises(ValueError, match="same text"):
        canonical({"\u00e9": 1, "e\u0301": 2})


UNSIGNABLE = (1.0, 0.5, float("nan"), None, 2**53, -(2**53), 10**80, b"ab", bytearray(b"a"), {1}, object(), "\ud800")

UNSIGNABLE_NAMES = [f"{type(value).__name__} {number}" for number, value in enumerate(UNSIGNABLE)]


@pytest.mark.parametrize("value", UNSIGNABLE, ids=UNSIGNABLE_NAMES)
@pytest.mark.parametrize("place", ["alone", "in a list", "in a map", "deep"])
def test_what_can_not_be_signed_exactly_is_refused(value: object, place: str) -> None:
    unsignable = cast("Json", value)
    payloads: Mapping[str, Json] = {
        "alone": unsignable,
        "in a list": [1, unsignable],
        "in a map": {"a": unsignable},
        "deep": {"a": [{"b": [unsignable]}]},
    }
    with pytest.raises(ValueError, match=r"."):
        canonical(payloads[place])


@pytest.mark.parametrize("number", [LARGEST_INTEGER, -LARGEST_INTEGER, 0])
def test_integers_below_2_to_the_53_are_signed_as_they_are(number: int) -> None:
    assert canonical(number) == str(number).encode()


def test_true_is_not_signed_as_one() -> None:
    assert canonical([True, 1]) == b"[true,1]"


@given(PAYLOADS)
def test_the_canonical_form_says_the_same_and_is_its_own_form(payload: Json) -> None:
    form = canonical(payload)
    assert canonical(json.loads(form)) == form


@given(PAYLOADS)
def test_the_canonical_form_is_compact_utf_8(payload: Json) -> None:
    form = canonical(payload)
    compact = json.dumps(json.loads(form), separators=(",", ":"), ensure_ascii=False)
    assert form.decode() == compact


def test_the_order_of_keys_changes_nothing() -> None:
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})


def test_a_message_is_kind_node_and_payload() -> None:
    assert message_bytes(Kind.BALLOT, NODE, {"b": "x", "a": 1}) == (
        b"qwallet/ballot/v1\n0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\n" + b'{"a":1,"b":"x"}'
    )


def test_the_hash_on_screen_is_sha_256() -> None:
    # FIPS 180-2, example B.1
    assert message_hash(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_grant_is_signed_in_this_form_for_ever() -> None:
    assert (
        Grant(ALICE, BOB, NODE, NOW).message()
        == (
            f"qwallet/grant/v1\n{NODE}\n"
            f'{{"expiresAt":"2026-03-04T05:06:07.089Z","identity":"{ALICE}","node":"{NODE}",'
            f'"scope":"read","sessionKey":"{BOB}"}}'
        ).encode()
    )


def test_a_link_is_signed_in_this_form_for_ever() -> None:
    assert (
        Link(ALICE, BOB, NODE).message()
        == (
            f'qwallet/link/v1\n{NODE}\n{{"child":"{BOB}","node":"{NODE}","parent":"{ALICE}","relation":"parent-child"}}'
        ).encode()
    )


def test_a_guardians_link_is_signed_in_this_form_for_ever() -> None:
    assert (
        Link(ALICE, BOB, NODE, LinkRelation.GUARDIAN_WARD).message()
        == (
            f"qwallet/link/v1\n{NODE}\n"
            f'{{"guardian":"{ALICE}","node":"{NODE}","relation":"guardian-ward","ward":"{BOB}"}}'
        ).encode()
    )


def test_a_successor_is_signed_in_this_form_for_ever() -> None:
    assert (
        Successor(ALICE, BOB, CAROL, NODE).message()
        == (
            f"qwallet/successor/v1\n{NODE}\n"
            f'{{"authority":"{CAROL}","identity":"{ALICE}","node":"{NODE}","successor":"{BOB}"}}'
        ).encode()
    )


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05.000Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC), "2026-01-02T03:04:05.999Z"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), "2025-12-31T23:30:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_times_are_written_in_utc_with_milliseconds(at: datetime, text: str) -> None:
    assert timestamp(at) == text


@given(st.datetimes(timezones=st.timezones()))
def test_a_written_time_is_the_same_moment(at: datetime) -> None:
    try:
        written = timestamp(at)
    except ValueError:
        # Near the years 1 and 9999 a local time may have no UTC time.
        assert at.year in {1, 9999}
        return
    read = moment(written)
    assert read.tzinfo is UTC
    assert timedelta() <= at - read < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-01-02", "2026-01-02T03:04:05", "2026-13-01T00:00:00Z", "9999-12-31T23:59:59-01:00"],
)
def test_a_text_that_is_no_time_with_a_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment(text)


@pytest.mark.parametrize(
    "at", [NOW.replace(tzinfo=None), datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))], ids=str
)
def test_a_time_without_a_moment_in_utc_is_not_signed(at: datetime) -> None:
    with pytest.raises(ValueError, match=r"."):
        timestamp(at)


PRINTED = st.recursive(
    st.one_of(st.text(), st.text('abc"\\/\x00\x1f\x7f\n\t'), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(PRINTED)
def test_the_quick_way_writes_what_rfc8785_writes(payload: Json) -> None:
    try:
        tidy = normalised(payload)
    except ValueError:
        return
    assert canonical(payload) == rfc8785.dumps(tidy)
