"""The address book on the disk: sealed, set aside where it is damaged, and as files to hand on."""

import asyncio
from pathlib import Path

import pytest
from immutables import Map

from qwallet_desktop.domain.addressbook import Contact
from qwallet_desktop.domain.ids import ContactId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.addressbook import NAME, pack, unpack
from qwallet_desktop.effects.document import DamagedError
from qwallet_desktop.state.addressbook import (
    BookExported,
    BookImportRead,
    BookKept,
    BookNotKept,
    BookNotRead,
    BookRead,
    KeepBook,
    ReadBook,
    ReadBookFile,
    WriteBookFile,
)
from tests.domain.builders import BOB
from tests.effects.desks import Place
from tests.state.builders import ADA, NOW

pytestmark = pytest.mark.asyncio

ANNA = Contact(ContactId("ct_1"), ADA, "Anna \u202e", "says “hi”, and = 1", NOW)
BEN = Contact(ContactId("ct_2"), BOB, "Ben", "", NOW)


async def test_a_book_survives_a_restart(place: Place) -> None:
    assert await place.answer(KeepBook((ANNA, BEN))) == [BookKept()]
    assert await place.answer(ReadBook()) == [BookRead((ANNA, BEN))]


async def test_there_is_no_book_at_first(place: Place) -> None:
    assert await place.answer(ReadBook()) == [BookRead(())]


async def test_the_book_lies_encrypted(place: Place) -> None:
    await place.answer(KeepBook((BEN,)))
    files = await asyncio.to_thread(lambda: [f.read_bytes() for f in place.desk.folder.rglob("*") if f.is_file()])
    assert files
    assert not any(b"Ben" in data for data in files)


async def test_a_damaged_book_is_set_aside_and_told(place: Place) -> None:
    await place.desk.qlock.seal(NAME, b"{}")
    assert await place.answer(ReadBook()) == [BookRead((), Problem(Code.BOOK_DAMAGED))]
    assert await place.answer(ReadBook()) == [BookRead(())]


async def test_a_locked_vault_reads_and_keeps_nothing(place: Place) -> None:
    place.desk.qlock.lock()
    locked = Problem(Code.VAULT_LOCKED)
    assert await place.answer(ReadBook()) == [BookNotRead(locked)]
    assert await place.answer(KeepBook(())) == [BookNotKept(locked)]


async def test_a_document_of_another_version_is_damaged() -> None:
    assert unpack(pack((ANNA,))) == (ANNA,)
    with pytest.raises(DamagedError):
        unpack(b'{"version":99,"contacts":[]}')


async def test_a_book_that_was_exported_can_be_imported(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    assert await place.answer(WriteBookFile(file, (BEN,))) == [BookExported(file, 1)]
    (read,) = await place.answer(ReadBookFile(file, (), Map()))
    assert isinstance(read, BookImportRead)
    assert isinstance(read.result, tuple)
    assert [(row.name, row.did) for row in read.result] == [("Ben", BOB)]


async def test_a_file_that_is_not_there_is_told(place: Place, tmp_path: Path) -> None:
    (read,) = await place.answer(ReadBookFile(tmp_path / "none.csv", (), Map()))
    assert isinstance(read, BookImportRead)
    assert isinstance(read.result, Problem)
    assert read.result.code is Code.FILE_NOT_READ


async def test_a_file_that_is_too_large_is_told(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.effects.addressbook.LONGEST_TEXT", 3)
    file = tmp_path / "book.csv"
    await asyncio.to_thread(file.write_text, "a,b,c")
    (read,) = await place.answer(ReadBookFile(file, (), Map()))
    assert isinstance(read, BookImportRead)
    assert isinstance(read.result, Problem)
    assert read.result.code is Code.TOO_MANY_CONTACTS


async def test_a_place_that_can_not_be_written_is_told(place: Place, tmp_path: Path) -> None:
    (ended,) = await place.answer(WriteBookFile(tmp_path / "missing" / "book.csv", (BEN,)))
    assert isinstance(ended, BookExported)
    assert ended.problem is not None
    assert ended.problem.code is Code.FILE_NOT_WRITTEN
