"""This desktop's own address book: names for the DIDs of others, kept sealed beside the keys (noun: addressbook)."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.addressbook import Contact, Row
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lock import Phase, VaultInspected


@dataclass(frozen=True, slots=True)
class AddressBook:
    """The contacts by id.

    Attributes:
        contacts: The book.
        is_read: What earlier runs kept was read; before that nothing is written, lest it is lost.
        removed: Those that were taken out last, to be put back.
        problem: Why the book could not be read or written.
        importing: What a file would add, or why it could not be read.
    """

    contacts: Map[ContactId, Contact] = Map()
    is_read: bool = False
    removed: tuple[Contact, ...] = ()
    problem: Problem | None = None
    importing: tuple[Row, ...] | Problem | None = None


@dataclass(frozen=True, slots=True)
class SaveContacts:
    """Put contacts into the book, those with a known id in place of what stands there."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class RemoveContact:
    """Take a contact out."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class PutBack:
    """Put back what was taken out last."""


@dataclass(frozen=True, slots=True)
class KeepAgain:
    """Try again to read or write the book."""


@dataclass(frozen=True, slots=True)
class ImportBook:
    """See what a file would add; `own` are this desktop's identities by their names."""

    path: Path
    own: Map[IdentityId, str]


@dataclass(frozen=True, slots=True)
class BookImportRead:
    """What the file would add, or why it could not be read."""

    result: tuple[Row, ...] | Problem


@dataclass(frozen=True, slots=True)
class ForgetImport:
    """The file is done with."""


@dataclass(frozen=True, slots=True)
class ExportBook:
    """Write the book to the file that the person chose."""

    path: Path


@dataclass(frozen=True, slots=True)
class BookExported:
    """The book, of so many contacts, was written to that file, or why not."""

    path: Path
    count: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class BookRead:
    """What earlier runs kept; with a problem where that was damaged and had to be set aside."""

    contacts: tuple[Contact, ...]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class BookNotRead:
    """The book could not be read; it lies where it was."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class BookKept:
    """The book is on the disk as it is."""


@dataclass(frozen=True, slots=True)
class BookNotKept:
    """The book could not be written."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class ReadBook(Effect):
    """Read the book."""


@dataclass(frozen=True, slots=True)
class KeepBook(Effect):
    """Write the book."""

    contacts: tuple[Contact, ...]

    @property
    def exclusive(self) -> str:
        """The newest book is the one to keep."""
        return "addressbook"


@dataclass(frozen=True, slots=True)
class ReadBookFile(Effect):
    """See what a file would add to the contacts that are known."""

    path: Path
    known: tuple[Contact, ...]
    own: Map[IdentityId, str]

    @property
    def exclusive(self) -> str:
        """The file that was chosen last is the one that counts."""
        return "addressbook-file"


@dataclass(frozen=True, slots=True)
class WriteBookFile(Effect):
    """Write a book to a file."""

    path: Path
    contacts: tuple[Contact, ...]


Action: TypeAlias = (
    ImportBook
    | BookImportRead
    | ForgetImport
    | ExportBook
    | BookExported
    | SaveContacts
    | RemoveContact
    | PutBack
    | KeepAgain
    | BookRead
    | BookNotRead
    | BookKept
    | BookNotKept
    | VaultInspected
)
_Result: TypeAlias = tuple[AddressBook, tuple[Effect, ...]]


def reduce(book: AddressBook, action: Action) -> _Result:
    """Apply an action to the address book."""
    match action:
        case SaveContacts(contacts):
            saved = book.contacts.update((contact.id, contact) for contact in contacts)
            return _kept(replace(book, contacts=saved))
        case RemoveContact(contact_id):
            if contact_id not in book.contacts:
                return book, ()
            left = book.contacts.delete(contact_id)
            return _kept(replace(book, contacts=left, removed=(book.contacts[contact_id],)))
        case PutBack():
            if not book.removed:
                return book, ()
            back = book.contacts.update((contact.id, contact) for contact in book.removed)
            return _kept(replace(book, contacts=back, removed=()))
        case KeepAgain():
            return _kept(book) if book.is_read else (book, (ReadBook(),))
        case ImportBook() | BookImportRead() | ForgetImport() | ExportBook() | BookExported():
            return _files(book, action)
        case VaultInspected(phase):
            wanted = phase is Phase.OPEN and not book.is_read
            return book, ((ReadBook(),) if wanted else ())
        case BookRead(contacts, problem):
            return _read(book, contacts, problem)
        case BookNotRead(problem) | BookNotKept(problem):
            quiet = problem.code is Code.VAULT_LOCKED
            return (book if quiet else replace(book, problem=problem)), ()
        case BookKept():
            return (book if book.problem is None else replace(book, problem=None)), ()
        case _:
            assert_never(action)


def _files(
    book: AddressBook, action: ImportBook | BookImportRead | ForgetImport | ExportBook | BookExported
) -> _Result:
    match action:
        case ImportBook(path, own):
            known = tuple(book.contacts.values())
            return replace(book, importing=None), (ReadBookFile(path, known, own),)
        case BookImportRead(result):
            return replace(book, importing=result), ()
        case ForgetImport():
            return replace(book, importing=None), ()
        case ExportBook(path):
            return book, (WriteBookFile(path, tuple(book.contacts.values())),)
        case BookExported():
            return book, ()
        case _:
            assert_never(action)


def _kept(book: AddressBook) -> _Result:
    """Write the book, once what earlier runs kept is known."""
    return book, ((KeepBook(tuple(book.contacts.values())),) if book.is_read else ())


def _read(book: AddressBook, contacts: tuple[Contact, ...], problem: Problem | None) -> _Result:
    """Take what earlier runs kept; what was saved since the start stays as it is."""
    if book.is_read:
        return book, ()
    there = Map((contact.id, contact) for contact in contacts)
    known = replace(book, contacts=there.update(book.contacts), is_read=True, problem=problem)
    return _kept(known) if book.contacts else (known, ())
