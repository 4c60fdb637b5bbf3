"""The container of a backup: nothing of it can be changed, cut, moved or added without being noticed and named."""

import hashlib
import io
import struct
from collections.abc import Callable
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.problems import Code, Refused
from qwallet_desktop.keys.backup_file import (
    CHUNK,
    HEADER_LENGTH,
    MAGIC,
    BackupKey,
    SealedReader,
    SealedWriter,
    backup_key,
    read_header,
)
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault_format import TAG_LENGTH, PassphraseCost
from tests.keys.builders import CHEAP, OTHER_PHRASE, PHRASE, refused
from tests.keys.fakes import CountedRandom

SALT = b"salt of 16 bytes"
KEY = backup_key(PHRASE, CHEAP, SALT)
SEALED_CHUNK = CHUNK + TAG_LENGTH


def sealed(plaintext: bytes, pieces: int = 1000, seed: str = "file") -> bytes:
    file = io.BytesIO()
    with closing(SealedWriter(file, KEY, CountedRandom(seed))) as writer:
        for start in range(0, len(plaintext), pieces):
            writer.write(plaintext[start : start + pieces])
        writer.finish()
    return file.getvalue()


def opened(data: bytes, length: int, passphrase: str = PHRASE) -> bytes:
    with closing(SealedReader(io.BytesIO(data), passphrase)) as reader:
        plaintext = bytearray(length)
        reader.read_into(plaintext)
        reader.finish()
    return bytes(plaintext)


SMALL = b"a small backup, of one chunk"
LARGE = bytes(range(256)) * (2 * CHUNK // 256) + b"and a rest"
SMALL_FILE, LARGE_FILE = sealed(SMALL), sealed(LARGE, 100_000)
NOTICED = {Code.BACKUP_DAMAGED, Code.NOT_A_BACKUP}


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_what_was_sealed_opens(length: int) -> None:
    plaintext = LARGE[:length]
    assert opened(sealed(plaintext, 70_001), length) == plaintext


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    with refused(Code.PASSPHRASE_WRONG):
        opened(SMALL_FILE, len(SMALL), OTHER_PHRASE)


def test_one_passphrase_typed_in_two_forms_of_unicode_is_one() -> None:
    composed, apart = backup_key("caf\u00e9 au lait", CHEAP, SALT), backup_key("cafe\u0301 au lait", CHEAP, SALT)
    assert composed.key.buffer == apart.key.buffer


@pytest.mark.parametrize("at", range(len(SMALL_FILE)))
def test_a_flipped_byte_at_any_place_is_noticed_and_named(at: int) -> None:
    damaged = bytearray(SMALL_FILE)
    damaged[at] ^= 1
    with pytest.raises(Refused) as caught:
        opened(bytes(damaged), len(SMALL))
    assert caught.value.problem.code in NOTICED


@given(at=st.integers(0, len(LARGE_FILE) - 1), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_a_flipped_bit_is_noticed_also_in_a_large_file(at: int, bit: int) -> None:
    damaged = bytearray(LARGE_FILE)
    damaged[at] ^= 1 << bit
    with pytest.raises(Refused) as caught:
        opened(bytes(damaged), len(LARGE))
    assert caught.value.problem.code in NOTICED


@given(length=st.integers(0, len(LARGE_FILE) - 1))
@settings(max_examples=60)
def test_a_file_that_was_cut_is_noticed(length: int) -> None:
    with pytest.raises(Refused) as caught:
        opened(LARGE_FILE[:length], len(LARGE))
    assert caught.value.problem.code in NOTICED


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_file_that_was_cut_between_two_chunks_is_said_to_lack_its_end(chunks: int) -> None:
    with refused(Code.BACKUP_DAMAGED) as problems:
        opened(LARGE_FILE[: HEADER_LENGTH + chunks * SEALED_CHUNK], len(LARGE))
    assert problems[0].facts["part"] == "end"


@pytest.mark.parametrize("more", [b"x", b"x" * SEALED_CHUNK, LARGE_FILE])
def test_bytes_behind_the_end_are_noticed(more: bytes) -> None:
    with refused(Code.BACKUP_DAMAGED):
        opened(LARGE_FILE + more, len(LARGE))


def swapped(data: bytes) -> bytes:
    first = HEADER_LENGTH + SEALED_CHUNK
    return data[:HEADER_LENGTH] + data[first : first + SEALED_CHUNK] + data[HEADER_LENGTH:first] + data[first * 2 :]


def doubled(data: bytes) -> bytes:
    first = HEADER_LENGTH + SEALED_CHUNK
    return data[:first] + data[HEADER_LENGTH:]


def left_out(data: bytes) -> bytes:
    return data[:HEADER_LENGTH] + data[HEADER_LENGTH + SEALED_CHUNK :]


@pytest.mark.parametrize("change", [swapped, doubled, left_out])
def test_chunks_that_were_moved_doubled_or_left_out_are_noticed(change: Callable[[bytes], bytes]) -> None:
    with refused(Code.BACKUP_DAMAGED) as problems:
        opened(change(LARGE_FILE), len(LARGE))
    assert problems[0].facts["part"] == "content"


def test_a_chunk_of_another_file_under_the_same_passphrase_is_noticed() -> None:
    other = sealed(LARGE, 100_000, seed="other")
    with refused(Code.BACKUP_DAMAGED):
        opened(LARGE_FILE[:HEADER_LENGTH] + other[HEADER_LENGTH:], len(LARGE))


def test_reading_past_the_end_is_damage() -> None:
    with refused(Code.BACKUP_DAMAGED) as problems:
        opened(SMALL_FILE, len(SMALL) + 1)
    assert problems[0].facts["part"] == "end"


def test_what_was_not_read_is_damage() -> None:
    with refused(Code.BACKUP_DAMAGED):
        opened(SMALL_FILE, len(SMALL) - 1)


def test_a_file_without_its_last_chunk_is_one_that_was_cut() -> None:
    file = io.BytesIO()
    with closing(SealedWriter(file, KEY, CountedRandom())) as writer:
        writer.write(SMALL)
    with refused(Code.BACKUP_DAMAGED):
        opened(file.getvalue(), len(SMALL))


@pytest.mark.parametrize("data", [b"", b"QWVAULT\n", b"PK\x03\x04" * 100])
def test_another_file_is_no_backup(data: bytes) -> None:
    with refused(Code.NOT_A_BACKUP):
        read_header(io.BytesIO(data))


def resealed(change: Callable[[bytearray], None]) -> io.BytesIO:
    """Change a header as somebody would who knows its form, but no key."""
    covered = bytearray(SMALL_FILE[: HEADER_LENGTH - 32])
    change(covered)
    return io.BytesIO(bytes(covered) + hashlib.sha256(covered).digest())


def test_a_later_version_asks_for_a_newer_program() -> None:
    def later(header: bytearray) -> None:
        header[len(MAGIC) + 1] = 2

    with refused(Code.BACKUP_NEWER):
        read_header(resealed(later))


def test_a_header_that_asks_for_all_of_the_memory_is_refused() -> None:
    def greedy(header: bytearray) -> None:
        header[len(MAGIC) + 2] = 0x7F

    with refused(Code.BACKUP_DAMAGED):
        read_header(resealed(greedy))


@pytest.mark.parametrize("cost", [PassphraseCost(1 << 19, 1, 4), PassphraseCost(1 << 18, 17, 4)])
def test_a_header_that_asks_for_more_work_than_any_of_ours_is_refused(cost: PassphraseCost) -> None:
    prefix = SMALL_FILE[:10] + struct.pack(">III", cost.memory_kib, cost.iterations, cost.lanes) + SMALL_FILE[22:86]
    with refused(Code.BACKUP_DAMAGED) as problems:
        read_header(io.BytesIO(prefix + hashlib.sha256(prefix).digest()))
    assert (cost.is_sane(), problems[0].facts) == (True, {"part": "header"})


def test_a_header_that_was_changed_on_purpose_opens_with_no_passphrase() -> None:
    def other_salt(header: bytearray) -> None:
        header[len(MAGIC) + 2 + 12] ^= 1

    with refused(Code.PASSPHRASE_WRONG):
        SealedReader(resealed(other_salt), PHRASE)


def test_no_two_files_share_a_byte_of_their_chunks() -> None:
    one, other = sealed(SMALL, seed="one"), sealed(SMALL, seed="other")
    assert one[HEADER_LENGTH:] != other[HEADER_LENGTH:]


def test_the_plaintext_is_not_in_the_file() -> None:
    assert SMALL not in SMALL_FILE
    assert PHRASE.encode() not in SMALL_FILE


def test_a_key_that_was_kept_in_the_vault_comes_back() -> None:
    with KEY.to_secret() as framed:
        kept = BackupKey.from_secret(framed)
    assert (kept.cost, kept.salt, kept.key.buffer) == (KEY.cost, KEY.salt, KEY.key.buffer)


def test_a_kept_key_of_a_wrong_length_is_damage() -> None:
    with refused(Code.VAULT_DAMAGED):
        BackupKey.from_secret(Secret(5))


def test_a_key_shows_nothing_of_itself() -> None:
    assert KEY.key.buffer.hex() not in repr(KEY)
