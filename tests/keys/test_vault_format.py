import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.keys.vault_format import (
    MAGIC,
    KeyringSlot,
    PassphraseCost,
    PassphraseSlot,
    Record,
    Slot,
    VaultImage,
    body_bytes,
    file_bytes,
    read_file,
)
from tests.keys.builders import make_file, make_image, passphrase_slot_bytes, refused

ids = st.binary(min_size=16, max_size=16)
costs = st.builds(
    PassphraseCost,
    memory_kib=st.integers(512, 1 << 20),
    iterations=st.integers(1, 64),
    lanes=st.integers(1, 64),
)
passphrase_slots = st.builds(
    PassphraseSlot,
    cost=costs,
    salt=ids,
    nonce=st.binary(min_size=12, max_size=12),
    sealed_key=st.binary(min_size=48, max_size=48),
)
records = st.builds(Record, nonce=st.binary(min_size=12, max_size=12), ciphertext=st.binary(max_size=100))
names = st.text(st.characters(codec="ascii"), max_size=40)
images = st.builds(
    VaultImage,
    vault_id=ids,
    slot=st.builds(KeyringSlot, ids) | passphrase_slots,
    records=st.dictionaries(names, records, max_size=5),
    words_checked=st.booleans(),
    retired=st.lists(ids, max_size=3).map(tuple),
)


def closed(body: bytes) -> bytes:
    """A file that is whole by its last part, whatever its body says."""
    return file_bytes(body, bytes(32))


@given(image=images)
def test_a_file_says_what_was_written(image: VaultImage) -> None:
    assert read_file(closed(body_bytes(image))).image == image


@given(image=images, data=st.data())
def test_a_file_cut_anywhere_is_damaged(image: VaultImage, data: st.DataObject) -> None:
    file = closed(body_bytes(image))
    cut = data.draw(st.integers(0, len(file) - 1))
    with refused(Code.VAULT_DAMAGED):
        read_file(file[:cut])


@pytest.mark.parametrize("slot", [KeyringSlot(b"key-id-of-16-byt"), passphrase_slot_bytes()])
def test_any_single_flipped_bit_is_noticed(slot: Slot) -> None:
    file = make_file(slot)
    unnoticed = []
    for place in range(len(file) * 8):
        flipped = bytearray(file)
        flipped[place // 8] ^= 1 << place % 8
        try:
            read_file(bytes(flipped))
        except Refused as refusal:
            if refusal.problem.code is Code.VAULT_DAMAGED:
                continue
        unnoticed.append(place)
    assert (unnoticed, len(file) > 300) == ([], True)


@given(garbage=st.binary(max_size=300))
def test_garbage_is_damaged(garbage: bytes) -> None:
    with refused(Code.VAULT_DAMAGED):
        read_file(garbage)


@given(garbage=st.binary(max_size=300))
def test_garbage_with_a_right_digest_is_damaged_and_not_a_crash(garbage: bytes) -> None:
    covered = MAGIC + b"\x00\x01" + garbage
    with refused(Code.VAULT_DAMAGED):
        read_file(covered + hashlib.sha256(covered).digest())


def test_an_empty_file_is_damaged() -> None:
    with refused(Code.VAULT_DAMAGED):
        read_file(b"")


def test_a_whole_file_of_a_later_version_is_newer() -> None:
    covered = MAGIC + b"\x00\x02" + b"whatever it will hold"
    with refused(Code.VAULT_NEWER) as problems:
        read_file(covered + hashlib.sha256(covered).digest())
    assert problems[0].facts == {"version": "2", "known": "1"}


def test_a_version_before_the_first_is_damaged() -> None:
    body = body_bytes(make_image())
    with refused(Code.VAULT_DAMAGED):
        read_file(closed(MAGIC + b"\x00\x00" + body[len(MAGIC) + 2 :]))


def test_an_unknown_flag_is_damaged() -> None:
    body = bytearray(body_bytes(make_image()))
    body[len(MAGIC) + 2 + 16] = 2
    with refused(Code.VAULT_DAMAGED):
        read_file(closed(bytes(body)))


def test_an_unknown_kind_of_slot_is_damaged() -> None:
    body = bytearray(body_bytes(make_image(passphrase_slot_bytes())))
    body[len(MAGIC) + 2 + 16 + 1] = 3
    with refused(Code.VAULT_DAMAGED):
        read_file(closed(bytes(body)))


def test_a_name_outside_ascii_is_damaged() -> None:
    body = body_bytes(replace(make_image(), records={"entropy": Record(b"n" * 12, b"")}))
    with refused(Code.VAULT_DAMAGED):
        read_file(closed(body.replace(b"entropy", b"entrop\xff")))


def test_bytes_after_the_last_record_are_damage() -> None:
    with refused(Code.VAULT_DAMAGED):
        read_file(closed(body_bytes(make_image()) + b"\x00"))


@pytest.mark.parametrize(
    "cost",
    [
        PassphraseCost(memory_kib=(1 << 20) + 1),
        PassphraseCost(memory_kib=7, lanes=1),
        PassphraseCost(iterations=65),
        PassphraseCost(iterations=0),
        PassphraseCost(lanes=65),
        PassphraseCost(lanes=0),
    ],
)
def test_a_file_cannot_ask_for_absurd_work(cost: PassphraseCost) -> None:
    slot = replace(passphrase_slot_bytes(), cost=cost)
    with refused(Code.VAULT_DAMAGED):
        read_file(closed(body_bytes(make_image(slot))))


def test_a_passphrase_costs_what_the_contract_says() -> None:
    assert PassphraseCost() == PassphraseCost(memory_kib=64 * 1024, iterations=3, lanes=4)
