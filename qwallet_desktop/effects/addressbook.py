"""Performs what the address book asks for: reading and writing one JSON document, sealed by the vault."""

import asyncio
from typing import Any, Final

from pydantic import TypeAdapter

from qwallet_desktop.domain.addressbook import MOST_CONTACTS, Contact, Row, in_order, write_book
from qwallet_desktop.domain.addressbook import read_book as read_book_rows
from qwallet_desktop.domain.batch_lines import LONGEST_TEXT
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.document import DamagedError, from_plain, read_rows, write
from qwallet_desktop.effects.table import Dispatch, Performers
from qwallet_desktop.effects.text_files import not_read, not_written, read_text, write_text
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
from qwallet_desktop.wire.shapes import adapter

NAME: Final = "addressbook"
"""The name of the sealed document; it goes into backups."""

VERSION: Final = 1


def pack(contacts: tuple[Contact, ...]) -> bytes:
    """Write contacts in their order."""
    form: TypeAdapter[Contact] = adapter(Contact)
    rows = [form.dump_python(contact, mode="json", by_alias=True) for contact in contacts]
    return write({"version": VERSION, "contacts": rows}).encode()


def unpack(data: bytes) -> tuple[Contact, ...]:
    """Read what `pack` wrote.

    Raises:
        DamagedError: It is of another version, or damaged.
    """
    form: TypeAdapter[Contact] = adapter(Contact)

    def read(row: dict[str, Any]) -> Contact:
        return from_plain(form, row)

    return read_rows(data, "contacts", (VERSION,), read)


async def read_book(desk: Desk, _effect: ReadBook, dispatch: Dispatch) -> None:
    """Read the book; a damaged one is set aside under another name and said so."""
    try:
        sealed = await desk.qlock.unseal(NAME)
        contacts = await asyncio.to_thread(unpack, sealed) if sealed else ()
    except Refused as refused:
        if refused.problem.code is not Code.VAULT_DAMAGED:
            dispatch(BookNotRead(refused.problem))
            return
    except DamagedError:
        pass
    else:
        dispatch(BookRead(contacts))
        return
    await _set_aside(desk, dispatch)


async def _set_aside(desk: Desk, dispatch: Dispatch) -> None:
    try:
        await desk.qlock.set_aside(NAME)
    except Refused as refused:
        dispatch(BookNotRead(refused.problem))
    else:
        dispatch(BookRead((), Problem(Code.BOOK_DAMAGED)))


async def keep_book(desk: Desk, effect: KeepBook, dispatch: Dispatch) -> None:
    """Write the book."""
    try:
        await desk.qlock.seal(NAME, await asyncio.to_thread(pack, effect.contacts))
    except Refused as refused:
        dispatch(BookNotKept(refused.problem))
    else:
        dispatch(BookKept())


async def read_book_file(_desk: Desk, effect: ReadBookFile, dispatch: Dispatch) -> None:
    """See what a file would add."""

    def read() -> tuple[Row, ...]:
        text = read_text(effect.path, LONGEST_TEXT)
        if text is None:
            raise refuse(Code.TOO_MANY_CONTACTS, most=str(MOST_CONTACTS))
        return read_book_rows(text, effect.known, effect.own)

    try:
        dispatch(BookImportRead(await asyncio.to_thread(read)))
    except Refused as refused:
        dispatch(BookImportRead(refused.problem))
    except OSError as error:
        dispatch(BookImportRead(not_read(effect.path, error)))


async def write_book_file(_desk: Desk, effect: WriteBookFile, dispatch: Dispatch) -> None:
    """Write a book to the file that the person chose, whole or not at all."""
    path, count = effect.path, len(effect.contacts)
    try:
        await asyncio.to_thread(lambda: write_text(path, write_book(in_order(effect.contacts))))
    except OSError as error:
        dispatch(BookExported(path, 0, not_written(path, error)))
    else:
        dispatch(BookExported(path, count))


PERFORMERS: Performers = {
    ReadBook: read_book,
    KeepBook: keep_book,
    ReadBookFile: read_book_file,
    WriteBookFile: write_book_file,
}
