"""Signatures are those of RFC 8032, and each changed bit is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.signatures import signed_by
from tests.domain.builders import ALICE, BOB, key

# RFC 8032 §7.1, tests 1, 2, 3 and SHA(abc): public key, message, signature.
PUBLISHED = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
)
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
MESSAGE = b"qwallet/link/v1\nsomething"
SIGNATURE = key(1).sign(MESSAGE)


@pytest.mark.parametrize(("public_key", "message", "signature"), PUBLISHED)
def test_the_published_signatures_hold(public_key: str, message: str, signature: str) -> None:
    did = did_from_key(bytes.fromhex(public_key))
    assert signed_by(did, bytes.fromhex(message), bytes.fromhex(signature))


@given(st.integers(0, 8 * len(SIGNATURE) - 1))
def test_a_signature_with_one_bit_changed_does_not_hold(bit: int) -> None:
    changed = (int.from_bytes(SIGNATURE) ^ (1 << bit)).to_bytes(len(SIGNATURE))
    assert not signed_by(ALICE, MESSAGE, changed)


@given(st.integers(0, 8 * len(MESSAGE) - 1))
def test_a_message_with_one_bit_changed_does_not_hold(bit: int) -> None:
    changed = (int.from_bytes(MESSAGE) ^ (1 << bit)).to_bytes(len(MESSAGE))
    assert not signed_by(ALICE, changed, SIGNATURE)


def test_a_signature_has_no_second_form() -> None:
    # RFC 8032 §5.1.7: S of the group's order or more is refused.
    larger = int.from_bytes(SIGNATURE[32:], "little") + GROUP_ORDER
    assert not signed_by(ALICE, MESSAGE, SIGNATURE[:32] + larger.to_bytes(32, "little"))


def test_the_signature_of_another_does_not_hold() -> None:
    assert (signed_by(ALICE, MESSAGE, SIGNATURE), signed_by(BOB, MESSAGE, SIGNATURE)) == (True, False)


@given(st.text(max_size=80), st.binary(max_size=70))
def test_garbage_is_only_ever_not_signed(did: str, signature: bytes) -> None:
    assert not signed_by(did, MESSAGE, SIGNATURE)
    assert not signed_by(ALICE, MESSAGE, signature)


def test_a_key_that_is_no_point_signs_nothing() -> None:
    assert not signed_by(did_from_key(b"\xff" * 32), MESSAGE, SIGNATURE)
