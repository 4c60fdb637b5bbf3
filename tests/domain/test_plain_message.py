"""Plain messages: what is written is read back, every changed byte is refused or does not hold."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.domain.plain_message import (
    LONGEST_FILE,
    LONGEST_TEXT,
    PlainMessage,
    clean_lines,
    is_message,
    message_of,
    parse_text,
    read_message,
    write_message,
)
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import outcome, problem_of

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = did_from_key(KEY.public_key().public_bytes_raw())
NODE = NodeId("ab" * 16)
OTHER_NODE = NodeId("cd" * 16)


def signed(text: str = "I am Mara.\nCall me.", node_id: NodeId = NODE) -> PlainMessage:
    return PlainMessage(node_id, SIGNER, text, KEY.sign(message_of(text, SIGNER, node_id)).hex())


FILE = write_message(signed())


@given(st.text(max_size=300))
def test_what_is_signed_is_read_back_and_holds(typed: str) -> None:
    text = outcome(lambda: parse_text(typed))
    if not isinstance(text, Code):
        message = signed(text)
        read = read_message(write_message(message))
        assert (read, read.holds) == (message, True)


@given(st.text(max_size=300))
def test_what_was_cleaned_stays_as_it_is(typed: str) -> None:
    cleaned = clean_lines(typed)
    assert clean_lines(cleaned) == cleaned


@given(st.integers(0, len(FILE.encode()) - 1), st.integers(1, 255))
def test_no_changed_byte_gives_a_message_that_holds(place: int, mask: int) -> None:
    raw = bytearray(FILE.encode())
    raw[place] ^= mask
    text = raw.decode(errors="replace")
    read = outcome(lambda: read_message(text))
    assert isinstance(read, Code) or not read.holds


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else_is_raised(text: str) -> None:
    assert isinstance(outcome(lambda: read_message(text)), Code)


def test_what_is_signed_begins_as_the_contract_says() -> None:
    assert message_of("hi", SIGNER, NODE) == f"qwallet/message/v1\n{NODE}\n".encode() + canonical(
        {"signer": SIGNER, "text": "hi"}
    )


def test_the_hash_is_that_of_what_is_signed() -> None:
    assert len(signed().hash) == 64
    assert signed().hash != signed("I am Leo.").hash


def test_lines_stay_lines() -> None:
    assert clean_lines("one \r\n two\r\u2028three\n\n") == "one\n two\n\nthree"


def test_what_turns_text_round_or_hides_in_it_is_dropped() -> None:
    assert clean_lines("pay\u202e 10\u200b\x07\ttoday") == "pay 10 today"


def test_letters_and_their_accents_become_one() -> None:
    assert clean_lines("e\u0301") == "é"


@pytest.mark.parametrize("typed", ["", " \n\t", "\u200b", "a" * (LONGEST_TEXT + 1)])
def test_nothing_and_too_much_is_refused(typed: str) -> None:
    problem = problem_of(lambda: parse_text(typed))
    assert (problem.code, problem.field, problem.facts) == (Code.MESSAGE_TEXT_INVALID, "text", {"longest": "4000"})


def test_the_longest_text_fits_into_a_file() -> None:
    message = signed("\N{GRINNING FACE}" * LONGEST_TEXT)
    assert read_message(write_message(message)) == message


def test_a_file_is_known_by_its_format() -> None:
    assert is_message(FILE)
    assert not is_message('{"format":"qwallet/request/v1"}')


def test_a_signature_at_another_node_does_not_hold() -> None:
    message = signed(node_id=OTHER_NODE)
    assert not PlainMessage(NODE, SIGNER, message.text, message.signature).holds


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(FILE), **fields}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("", "form", id="nothing"),
        pytest.param("[1]", "form", id="a list"),
        pytest.param("[" * 100_000, "form", id="too long"),
        pytest.param("[" * 60_000, "form", id="too deep"),
        pytest.param(" " + FILE, "form", id="white space"),
        pytest.param(FILE + "\n", "form", id="a line's end"),
        pytest.param(json.dumps(json.loads(FILE), indent=1), "form", id="another form"),
        pytest.param(changed(note="x"), "form", id="a field more"),
        pytest.param(changed(text=7), "form", id="a number"),
        pytest.param('{"format":"qwallet/message/v1","node":"\\ud800"}', "form", id="no text"),
        pytest.param(
            '{"format":"qwallet/message/v1","node":"a","signature":"a","signer":"a","text":"\\ud800"}',
            "form",
            id="half a character",
        ),
        pytest.param(changed(format="qwallet/request/v1"), "format", id="another format"),
        pytest.param(changed(node="ab"), "node", id="no node"),
        pytest.param(changed(signature="AB" * 64), "signature", id="capitals"),
        pytest.param(changed(signer="did:key:z6Mk"), "signer", id="no signer"),
        pytest.param(changed(text=""), "text", id="no words"),
        pytest.param(changed(text="pay\u202e"), "text", id="turned round"),
        pytest.param(changed(text="a" * (LONGEST_TEXT + 1)), "text", id="too many words"),
    ],
)
def test_what_is_not_what_we_write_is_refused(text: str, part: str) -> None:
    problem = problem_of(lambda: read_message(text))
    assert (problem.code, problem.facts) == (Code.MESSAGE_INVALID, {"part": part})


def test_more_than_a_file_holds_is_not_even_looked_at() -> None:
    assert problem_of(lambda: read_message("x" * (LONGEST_FILE + 1))).facts == {"part": "form"}


def test_a_group_signs_no_messages() -> None:
    group = IdentityId("did:qwallet:z" + "1" * 44)
    assert problem_of(lambda: read_message(changed(signer=group))).facts == {"part": "signer"}
