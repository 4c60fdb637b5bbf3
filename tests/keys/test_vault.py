import unicodedata
from contextlib import nullcontext
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault import (
    DOCUMENTS,
    FILE,
    SEEDS,
    check_new_passphrase,
    open_passphrase_slot,
    open_record,
    open_secret,
    passphrase_slot,
    read_authentic,
    seal_record,
    sub_key,
    vault_bytes,
    with_secret,
)
from qwallet_desktop.keys.vault_format import (
    KeyringSlot,
    PassphraseCost,
    PassphraseSlot,
    Record,
    VaultImage,
    body_bytes,
    file_bytes,
)
from tests.keys.builders import (
    CHEAP,
    OTHER_PHRASE,
    PHRASE,
    make_file,
    make_image,
    refused,
    vault_key,
)
from tests.keys.fakes import CountedRandom

VAULT_ID = b"vault-id-16bytes"


def make_slot(passphrase: str = PHRASE) -> PassphraseSlot:
    return passphrase_slot(vault_key(), VAULT_ID, passphrase, CHEAP, CountedRandom())


def test_a_secret_comes_back_as_it_was() -> None:
    image = make_image()
    assert open_secret(image, vault_key(), "entropy").buffer == b"entropy" * 4


def test_a_secret_is_not_in_the_file_as_it_is() -> None:
    assert b"entropy" * 4 not in make_file()


def test_another_key_opens_no_secret() -> None:
    with refused(Code.VAULT_DAMAGED):
        open_secret(make_image(), Secret(32), "entropy")


def test_a_secret_that_is_not_there_is_damage() -> None:
    with refused(Code.VAULT_DAMAGED):
        open_secret(make_image(), vault_key(), "other")


def test_a_secret_under_another_name_does_not_open() -> None:
    image = make_image()
    swapped = replace(image, records={"account": image.records["entropy"]})
    with refused(Code.VAULT_DAMAGED):
        open_secret(swapped, vault_key(), "account")


def test_a_secret_of_another_vault_does_not_open() -> None:
    moved = replace(make_image(), vault_id=b"another-vault-id")
    with refused(Code.VAULT_DAMAGED):
        open_secret(moved, vault_key(), "entropy")


@pytest.mark.parametrize("vault_id", [VAULT_ID, b"another-vault-id"])
def test_a_record_is_bound_to_its_vault_even_under_the_same_key(vault_id: bytes) -> None:
    record = seal_record(vault_key(), VAULT_ID, "notes", b"rent", CountedRandom())
    with nullcontext() if vault_id == VAULT_ID else refused(Code.VAULT_DAMAGED):
        assert open_record(vault_key(), vault_id, "notes", record).buffer == b"rent"


@pytest.mark.parametrize("ciphertext", [b"", b"short", bytes(16)])
def test_a_record_that_is_too_short_is_damage(ciphertext: bytes) -> None:
    image = replace(make_image(), records={"entropy": Record(bytes(12), ciphertext)})
    with refused(Code.VAULT_DAMAGED):
        open_secret(image, vault_key(), "entropy")


def test_sealing_the_same_twice_gives_other_bytes() -> None:
    random = CountedRandom()
    first = with_secret(make_image(), vault_key(), "entropy", b"same", random)
    second = with_secret(make_image(), vault_key(), "entropy", b"same", random)
    assert first.records["entropy"] != second.records["entropy"]


def test_each_purpose_has_its_own_key() -> None:
    keys = set()
    for purpose in (SEEDS, DOCUMENTS, FILE):
        with sub_key(vault_key(), VAULT_ID, purpose) as key:
            keys.add(bytes(key.buffer))
    assert len(keys) == 3


def test_a_file_of_the_right_key_is_authentic() -> None:
    assert read_authentic(make_file(), vault_key()) == make_image()


def test_another_key_is_not_the_file_s() -> None:
    with refused(Code.VAULT_DAMAGED):
        read_authentic(make_file(), Secret(32))


@pytest.mark.parametrize(
    "forged",
    [
        replace(make_image(), words_checked=True),
        replace(make_image(), slot=KeyringSlot(b"another-key-id-x")),
        replace(make_image(), retired=(b"key-id-of-16-byt",)),
        replace(make_image(), records={}),
        replace(make_image(), vault_id=b"another-vault-id"),
    ],
    ids=["flag", "slot", "retired", "records", "vault id"],
)
def test_a_change_on_purpose_is_noticed(forged: VaultImage) -> None:
    old_mac = make_file()[-64:-32]
    with refused(Code.VAULT_DAMAGED):
        read_authentic(file_bytes(body_bytes(forged), old_mac), vault_key())


def test_a_record_from_an_older_file_is_noticed() -> None:
    old = with_secret(make_image(), vault_key(), "identities", b"older", CountedRandom())
    mixed = replace(make_image(), records={**make_image().records, **old.records})
    mac = vault_bytes(make_image(), vault_key())[-64:-32]
    with refused(Code.VAULT_DAMAGED):
        read_authentic(file_bytes(body_bytes(mixed), mac), vault_key())


def test_the_passphrase_gives_the_vault_key() -> None:
    assert open_passphrase_slot(make_slot(), VAULT_ID, PHRASE).buffer == vault_key().buffer


def test_another_passphrase_is_wrong() -> None:
    with refused(Code.PASSPHRASE_WRONG):
        open_passphrase_slot(make_slot(), VAULT_ID, OTHER_PHRASE)


def test_a_slot_moved_to_another_vault_does_not_open() -> None:
    with refused(Code.PASSPHRASE_WRONG):
        open_passphrase_slot(make_slot(), b"another-vault-id", PHRASE)


def test_a_cheaper_cost_written_into_the_slot_does_not_open() -> None:
    slot = replace(make_slot(), cost=PassphraseCost(memory_kib=16, iterations=1, lanes=1))
    with refused(Code.PASSPHRASE_WRONG):
        open_passphrase_slot(slot, VAULT_ID, PHRASE)


def test_a_passphrase_counts_in_unicode_nfc() -> None:
    composed = "café crème brûlée"
    slot = make_slot(composed)
    typed = unicodedata.normalize("NFD", composed)
    assert open_passphrase_slot(slot, VAULT_ID, typed).buffer == vault_key().buffer


def test_ten_characters_are_long_enough() -> None:
    check_new_passphrase("0123456789")
    with refused(Code.PASSPHRASE_TOO_SHORT) as problems:
        check_new_passphrase("012345678")
    assert problems[0].facts == {"shortest": "10"}


def test_accents_typed_apart_do_not_make_a_passphrase_longer() -> None:
    with refused(Code.PASSPHRASE_TOO_SHORT):
        check_new_passphrase(unicodedata.normalize("NFD", "é" * 9))


def test_argon2id_gives_the_vector_of_rfc_9106() -> None:
    # RFC 9106 section 5.3.
    tag = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    ).derive(b"\x01" * 32)
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert tag.hex() == expected
