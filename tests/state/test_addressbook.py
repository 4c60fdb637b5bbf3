"""The address book's slice: nothing is written before it was read, and what is removed can be put back."""

from pathlib import Path

from immutables import Map

from qwallet_desktop.domain.addressbook import Contact
from qwallet_desktop.domain.ids import ContactId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.addressbook import (
    Action,
    AddressBook,
    BookExported,
    BookImportRead,
    BookKept,
    BookNotKept,
    BookNotRead,
    BookRead,
    ExportBook,
    ForgetImport,
    ImportBook,
    KeepAgain,
    KeepBook,
    PutBack,
    ReadBook,
    ReadBookFile,
    RemoveContact,
    SaveContacts,
    WriteBookFile,
    reduce,
)
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.lock import Phase, Slot, VaultInspected
from qwallet_desktop.state.root import State
from qwallet_desktop.state.root import reduce as reduce_whole
from tests.domain.builders import BOB
from tests.state.builders import ADA, NOW

ANNA = Contact(ContactId("ct_1"), ADA, "Anna", "", NOW)
BEN = Contact(ContactId("ct_2"), BOB, "Ben", "rent", NOW)
FULL = Problem(Code.STORAGE_FULL)
FILE = Path("book.csv")


def after(*actions: Action, book: AddressBook | None = None) -> tuple[AddressBook, tuple[Effect, ...]]:
    known = book or AddressBook()
    effects: tuple[Effect, ...] = ()
    for action in actions:
        known, effects = reduce(known, action)
    return known, effects


def seen(phase: Phase) -> VaultInspected:
    return VaultInspected(phase, Slot.PASSPHRASE, words_checked=True, has_previous=False, keyring_usable=True, held=())


def test_the_book_is_read_once_the_vault_is_open() -> None:
    assert after(seen(Phase.OPEN))[1] == (ReadBook(),)
    assert after(seen(Phase.LOCKED))[1] == ()
    assert after(BookRead(()), seen(Phase.OPEN))[1] == ()


def test_nothing_is_written_before_the_book_was_read() -> None:
    book, effects = after(SaveContacts((BEN,)))
    assert effects == ()
    book, effects = after(BookRead((ANNA,)), book=book)
    assert effects == (KeepBook((ANNA, BEN)),) or effects == (KeepBook((BEN, ANNA)),)
    assert book.is_read


def test_a_second_reading_changes_nothing() -> None:
    book, _ = after(BookRead((ANNA,)), RemoveContact(ANNA.id))
    assert after(BookRead((ANNA,)), book=book) == (book, ())


def test_what_was_removed_can_be_put_back_once() -> None:
    book, effects = after(BookRead((ANNA,)), RemoveContact(ANNA.id))
    assert effects == (KeepBook(()),)
    book, effects = after(PutBack(), book=book)
    assert effects == (KeepBook((ANNA,)),)
    assert after(PutBack(), book=book) == (book, ())


def test_removing_who_is_not_there_changes_nothing() -> None:
    book, _ = after(BookRead((ANNA,)))
    assert after(RemoveContact(BEN.id), book=book) == (book, ())


def test_a_fault_is_told_until_the_book_is_kept() -> None:
    book, _ = after(BookRead((ANNA,)), BookNotKept(FULL))
    assert book.problem == FULL
    assert after(KeepAgain(), book=book)[1] == (KeepBook((ANNA,)),)
    kept, _ = after(BookKept(), book=book)
    assert kept.problem is None
    assert after(BookKept(), book=kept)[0] is kept


def test_a_book_that_could_not_be_read_is_read_again() -> None:
    book, _ = after(BookNotRead(FULL))
    assert book.problem == FULL
    assert after(KeepAgain(), book=book)[1] == (ReadBook(),)


def test_a_locked_vault_is_no_fault() -> None:
    assert after(BookNotRead(Problem(Code.VAULT_LOCKED)))[0].problem is None


def test_a_file_is_read_against_the_book_and_then_forgotten() -> None:
    own = Map({BOB: "Me"})
    book, effects = after(BookRead((ANNA,)), ImportBook(FILE, own))
    assert effects == (ReadBookFile(FILE, (ANNA,), own),)
    assert effects[0].exclusive == "addressbook-file"
    book, _ = after(BookImportRead(FULL), book=book)
    assert book.importing == FULL
    assert after(ForgetImport(), book=book)[0].importing is None


def test_the_book_is_exported_as_it_stands() -> None:
    book, effects = after(BookRead((ANNA,)), ExportBook(FILE))
    assert effects == (WriteBookFile(FILE, (ANNA,)),)
    assert after(BookExported(FILE, 1), book=book) == (book, ())


def test_the_newest_book_is_the_one_to_keep() -> None:
    assert KeepBook(()).exclusive == KeepBook((ANNA,)).exclusive


def test_names_reach_every_screen_and_go_with_the_contact() -> None:
    state, _ = reduce_whole(State(), BookRead((ANNA, BEN)))
    assert dict(state.identities.named) == {ADA: "Anna", BOB: "Ben"}
    state, _ = reduce_whole(state, RemoveContact(ANNA.id))
    assert dict(state.identities.named) == {BOB: "Ben"}
    again, _ = reduce_whole(state, RemoveContact(ANNA.id))
    assert again.identities is state.identities
