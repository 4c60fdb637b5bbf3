"""Checkpoints are C2SP signed notes that open in one form only, with one key only."""

import base64
import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qwallet_desktop.domain.audit import Checkpoint, key_hash, opened_note, origin, signed_note
from tests.domain.audit_log import HEAD, LEAVES, NODE_KEY, NOTE, note_of
from tests.domain.builders import NODE, key, public

# The example key pair and signature of Go's sumdb/note, the origin of C2SP signed-note.
PETER_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PETER_KEY = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

# A tree head of the Go checksum database with that log's key; the example of C2SP tlog-checkpoint has its lines.
GO_KEY = base64.b64decode("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")[1:]
GO_HEAD = Checkpoint("go.sum database tree", 20852163, base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="))
GO_LINE = "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="


@pytest.mark.parametrize(
    ("name", "public_key", "published"),
    [("PeterNeumann", PETER_KEY, "c74f20a3"), ("sum.golang.org", GO_KEY, "033de0ae")],
)
def test_keys_have_their_published_names(name: str, public_key: bytes, published: str) -> None:
    assert key_hash(name, public_key).hex() == published


def test_the_text_of_a_checkpoint_is_what_a_public_log_signed() -> None:
    signature = base64.b64decode(GO_LINE)[4:]
    Ed25519PublicKey.from_public_bytes(GO_KEY).verify(signature, GO_HEAD.body())


def test_the_signature_line_is_the_published_one() -> None:
    private = Ed25519PrivateKey.from_private_bytes(PETER_SEED)
    note = signed_note(Checkpoint("PeterNeumann", 0, b""), PETER_KEY, private.sign(PETER_TEXT.encode()))
    assert note.endswith(f"\n\n\u2014 PeterNeumann {PETER_LINE}\n")


def test_a_signed_checkpoint_has_the_published_form() -> None:
    published = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        "\n\u2014 example.com/behind-the-sofa "
    )
    head = replace(GO_HEAD, origin="example.com/behind-the-sofa")
    assert signed_note(head, GO_KEY, b"").startswith(published)


def test_a_signed_checkpoint_opens_with_its_key() -> None:
    assert opened_note(NOTE, public(NODE_KEY)) == HEAD


def test_a_checkpoint_of_an_empty_log_opens() -> None:
    empty = Checkpoint(origin(NODE), 0, hashlib.sha256().digest())
    assert opened_note(note_of(empty), public(NODE_KEY)) == empty


@pytest.mark.parametrize(
    "public_key", [public(1), b"", bytes(31), b"\xff" * 32], ids=["another", "none", "short", "no"]
)
def test_a_checkpoint_does_not_open_with_another_key(public_key: bytes) -> None:
    assert opened_note(NOTE, public_key) is None


def test_a_note_with_any_byte_changed_is_refused() -> None:
    raw = NOTE.encode()
    for place in range(len(raw)):
        for other in {raw[place] ^ 1, raw[place] ^ 0x20, ord("\n"), ord("A"), 0} - {raw[place]}:
            changed = bytes([*raw[:place], other, *raw[place + 1 :]]).decode(errors="surrogateescape")
            assert opened_note(changed, public(NODE_KEY)) is None, changed


def test_a_note_with_any_character_dropped_or_doubled_is_refused() -> None:
    for place, character in enumerate(NOTE):
        assert opened_note(NOTE[:place] + NOTE[place + 1 :], public(NODE_KEY)) is None
        assert opened_note(NOTE[:place] + character + NOTE[place:], public(NODE_KEY)) is None


@pytest.mark.parametrize(
    "note",
    [
        *("", "\n", "\n\n", "a\n1\nb\n\n", NOTE.strip(), NOTE + NOTE, NOTE + "\n", NOTE[: NOTE.index("\n\n") + 2]),
        NOTE.replace(f"\n{LEAVES}\n", "\n" + "1" * 5_000 + "\n"),
        NOTE.replace(f"\n{LEAVES}\n", f"\n0{LEAVES}\n"),
        NOTE.replace(f"\n{LEAVES}\n", f"\n+{LEAVES}\n"),
        NOTE.replace(f"\n{LEAVES}\n", "\n1_1\n"),
        NOTE.replace(f"\n{LEAVES}\n", "\n\u0661\u0661\n"),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("\u2014", "-"),
        NOTE.replace("=\n\n", "=\nextension\n\n"),
    ],
)
def test_what_is_no_checkpoint_in_its_one_form_is_refused(note: str) -> None:
    assert opened_note(note, public(NODE_KEY)) is None


@pytest.mark.parametrize("head", [replace(HEAD, size=-1), replace(HEAD, root=b"short"), replace(HEAD, origin="a\nb")])
def test_what_the_key_signed_must_be_a_checkpoint(head: Checkpoint) -> None:
    assert opened_note(note_of(head), public(NODE_KEY)) is None


def test_a_note_that_another_log_signed_with_the_same_key_is_not_mistaken() -> None:
    blob = base64.b64encode(key_hash("other", public(NODE_KEY)) + key(NODE_KEY).sign(HEAD.body())).decode()
    assert opened_note(f"{HEAD.body().decode()}\n\u2014 other {blob}\n", public(NODE_KEY)) is None
