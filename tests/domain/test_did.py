"""DIDs of keys are those of the W3C did:key method; anything else is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.did import (
    ALPHABET,
    base58_decode,
    base58_encode,
    did_from_key,
    group_did,
    key_from_did,
    parse_did,
)
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import ALICE, outcome, problem_of, public

# W3C CCG did:key, test-vectors/ed25519-x25519.json: the number is the key's 32-byte seed.
PUBLISHED = {
    0: "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
    1: "did:key:z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG",
    2: "did:key:z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf",
    3: "did:key:z6MkvqoYXQfDDJRv8L4wKzxYeuKyVZBfi9Qo6Ro8MiLH3kDQ",
    5: "did:key:z6MkwYMhwTvsq376YBAcJHy3vyRWzBgn5vKfVqqDCgm7XVKU",
}
# did:key examples of other key types: X25519, secp256k1, P-256.
OTHER_KEYS = (
    "did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F",
    "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
    "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv",
)
KEYS = st.binary(min_size=32, max_size=32)
BASE58 = st.text(ALPHABET, max_size=120)


@pytest.mark.parametrize(("seed", "did"), PUBLISHED.items())
def test_a_key_has_its_published_did(seed: int, did: str) -> None:
    assert did_from_key(public(seed)) == did


@pytest.mark.parametrize(("seed", "did"), PUBLISHED.items())
def test_a_published_did_gives_its_key(seed: int, did: str) -> None:
    assert key_from_did(did) == public(seed)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        # draft-msporny-base58, "Test Vectors"
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
    ],
)
def test_base58_is_the_published_one(data: bytes, text: str) -> None:
    assert (base58_encode(data), base58_decode(text)) == (text, data)


@given(st.binary(max_size=80))
def test_base58_brings_every_byte_back(data: bytes) -> None:
    assert base58_decode(base58_encode(data)) == data


@given(BASE58)
def test_base58_has_one_text_for_each_value(text: str) -> None:
    assert base58_encode(base58_decode(text)) == text


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "\u00e9"])
def test_base58_has_no_characters_that_look_alike(text: str) -> None:
    with pytest.raises(KeyError):
        base58_decode(text)


@given(KEYS)
def test_every_key_comes_back_from_its_did(public_key: bytes) -> None:
    assert key_from_did(parse_did(did_from_key(public_key))) == public_key


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_has_no_did(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        did_from_key(bytes(length))


@given(KEYS)
def test_every_group_did_is_accepted(digest: bytes) -> None:
    assert parse_did(group_did(digest)) == group_did(digest)


@given(st.binary(max_size=80).filter(lambda digest: len(digest) != 32))
def test_a_group_did_of_another_length_is_refused(digest: bytes) -> None:
    assert problem_of(lambda: parse_did(group_did(digest))).code is Code.NOT_A_DID


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0"])
def test_white_space_around_a_pasted_did_is_dropped(space: str) -> None:
    assert parse_did(f"{space}{ALICE}{space}") == ALICE


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "Alice", "did:", "did:key:", "did:key:z", "did:web:example.com", "did:key:z6Mk"),
        *(ALICE[:-1], ALICE + "1", ALICE + "#" + ALICE[8:], ALICE.upper(), "x" + ALICE, ALICE.replace("z6", "Z6")),
        *(ALICE[:20] + "0" + ALICE[21:], ALICE[:20] + " " + ALICE[20:], ALICE[:20] + "\u200b" + ALICE[20:]),
        *("\u202e" + ALICE, ALICE.replace("key", "qwallet"), "did:key:z" + "1" * 10_000, f"{ALICE}\n{ALICE}"),
        *OTHER_KEYS,
    ],
)
def test_what_is_no_did_is_refused(text: str) -> None:
    assert problem_of(lambda: parse_did(text, at="recipient")) == Problem(Code.NOT_A_DID, {}, "recipient")


@pytest.mark.parametrize(
    "text", ["", "did:key:z", "did:key:z0", "did:key:z" + "2" * 500, f" {ALICE}", group_did(bytes(32)), *OTHER_KEYS]
)
def test_no_key_comes_from_what_is_no_did_of_a_key(text: str) -> None:
    assert problem_of(lambda: key_from_did(text, at="keyid")) == Problem(Code.NOT_A_DID, {}, "keyid")


GARBAGE = st.one_of(st.text(max_size=150), BASE58.map("did:key:z".__add__), BASE58.map("did:qwallet:z".__add__))


@given(GARBAGE)
def test_garbage_is_only_ever_refused(text: str) -> None:
    assert outcome(lambda: parse_did(text)) in {Code.NOT_A_DID, text.strip()}
    key = outcome(lambda: key_from_did(text))
    assert key is Code.NOT_A_DID or (isinstance(key, bytes) and did_from_key(key) == text)
