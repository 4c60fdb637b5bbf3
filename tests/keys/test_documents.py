from pathlib import Path

import pytest

from qwallet_desktop.domain.problems import Code
from qwallet_desktop.keys.backup_vault import is_document
from qwallet_desktop.keys.documents import Documents
from qwallet_desktop.keys.secret import Secret
from tests.keys.builders import refused, vault_key
from tests.keys.fakes import CountedRandom

VAULT_ID = b"vault-id-16bytes"


@pytest.fixture
def documents(folder: Path) -> Documents:
    return Documents(folder, CountedRandom())


def the_file(folder: Path) -> Path:
    (path,) = (folder / "sealed").iterdir()
    return path


def test_a_document_comes_back_as_it_was(documents: Documents) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"rent for May")
    assert documents.unseal(vault_key(), VAULT_ID, "notes") == b"rent for May"


def test_a_document_that_was_never_sealed_is_none(documents: Documents) -> None:
    assert documents.unseal(vault_key(), VAULT_ID, "notes") is None


def test_an_empty_document_is_not_none(documents: Documents) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"")
    assert documents.unseal(vault_key(), VAULT_ID, "notes") == b""


def test_sealing_again_replaces_the_document(documents: Documents, folder: Path) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"old")
    documents.seal(vault_key(), VAULT_ID, "notes", b"new")
    assert documents.unseal(vault_key(), VAULT_ID, "notes") == b"new"
    assert the_file(folder).stat().st_mode & 0o777 == 0o600


def test_the_folder_tells_neither_name_nor_content(documents: Documents, folder: Path) -> None:
    name = "did:key:z6MkpU3MGsXcFYpbjtSacE5Sf7WGzXhfxy1HDWYmwoQ8p8EN"
    documents.seal(vault_key(), VAULT_ID, name, b"rent for May")
    path = the_file(folder)
    assert name not in path.name
    assert b"rent" not in path.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"QWSEAL1\n", b"QWSEAL1\nshort"])
def test_a_document_cut_short_is_damaged(documents: Documents, folder: Path, damage: bytes) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"rent for May")
    the_file(folder).write_bytes(damage)
    with refused(Code.VAULT_DAMAGED) as problems:
        documents.unseal(vault_key(), VAULT_ID, "notes")
    assert problems[0].facts == {"document": "notes"}


def test_any_flipped_bit_of_a_document_is_noticed(documents: Documents, folder: Path) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"rent")
    path = the_file(folder)
    whole = path.read_bytes()
    for place in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        with refused(Code.VAULT_DAMAGED):
            documents.unseal(vault_key(), VAULT_ID, "notes")


def test_a_document_under_another_name_is_damaged(documents: Documents, folder: Path) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"rent for May")
    first = the_file(folder)
    documents.seal(vault_key(), VAULT_ID, "snapshot", b"balances")
    (second,) = set((folder / "sealed").iterdir()) - {first}
    second.write_bytes(first.read_bytes())
    with refused(Code.VAULT_DAMAGED):
        documents.unseal(vault_key(), VAULT_ID, "snapshot")


def test_another_vault_key_finds_no_document(documents: Documents) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"rent for May")
    assert documents.unseal(Secret.copy_of(b"k" * 32), VAULT_ID, "notes") is None


def test_a_passing_document_is_another_than_the_one_of_its_name(documents: Documents) -> None:
    documents.seal(vault_key(), VAULT_ID, "notes", b"for good")
    documents.seal(vault_key(), VAULT_ID, "notes", b"for now", passing=True)
    assert documents.unseal(vault_key(), VAULT_ID, "notes") == b"for good"
    assert documents.unseal(vault_key(), VAULT_ID, "notes", passing=True) == b"for now"


def test_a_passing_document_is_not_called_as_those_that_go_into_backups(documents: Documents, folder: Path) -> None:
    documents.seal(vault_key(), VAULT_ID, "last-known", b"Ada has 5.00", passing=True)
    assert not is_document(the_file(folder).name)
