"""Groups' address books in the state: who is called what, and what a change makes old."""

from dataclasses import replace

from immutables import Map

from qwallet_desktop.domain.addressbook import Contact, ContactState, SharedContact
from qwallet_desktop.domain.events import BookChanged
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.addressbook import BookRead
from qwallet_desktop.state.naming import names_of_others
from qwallet_desktop.state.part import book
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.root import reduce as reduce_whole
from qwallet_desktop.state.rules_told import _outdated
from qwallet_desktop.state.shared_books import (
    BookFailed,
    BookLoaded,
    FetchBook,
    LoadBook,
    SharedBook,
    names_in,
    reduce,
)
from tests.domain.builders import ALICE, BOB, CAROL
from tests.state.builders import NOW

ACME = IdentityId("did:qwallet:z" + "8" * 44)
DOWN = Problem(Code.NODE_UNREACHABLE)


def entry(number: int, did: IdentityId, name: str) -> SharedContact:
    contact = Contact(ContactId(f"ct_{number}"), did, name, "", NOW, ACME)
    return SharedContact(contact, ContactState.APPROVED, ALICE, ALICE, "5f" * 64)


ANNA, BEN = entry(1, BOB, "Anna"), entry(2, CAROL, "Ben")
READ = SharedBook((ANNA, BEN), frozenset({ANNA.contact.id}))


def test_a_book_is_asked_for_and_kept_while_it_is_asked_for_again() -> None:
    books, effects = reduce(Map(), LoadBook(ACME))
    assert (books[ACME], effects) == (Loading(), (FetchBook(ACME),))
    books, _ = reduce(books, BookLoaded(ACME, READ, NOW))
    assert reduce(books, LoadBook(ACME))[0][ACME] == Loaded(READ, NOW)


def test_a_fault_leaves_what_was_known() -> None:
    assert reduce(Map(), BookFailed(ACME, DOWN, NOW))[0][ACME] == Failed(DOWN)
    books, _ = reduce(Map(), BookLoaded(ACME, READ, NOW))
    assert isinstance(reduce(books, BookFailed(ACME, DOWN, NOW))[0][ACME], Stale)


def test_another_ledger_has_other_books() -> None:
    books, _ = reduce(Map(), BookLoaded(ACME, READ, NOW))
    assert reduce(books, LastKnownDropped())[0] == Map()


def test_each_step_is_about_one_part() -> None:
    steps = (LoadBook(ACME), BookLoaded(ACME, READ, NOW), BookFailed(ACME, DOWN, NOW))
    assert {step.part for step in steps} == {book(ACME)}


def test_only_what_an_admin_vouches_for_is_a_name() -> None:
    assert names_in(Map({ACME: Loaded(READ, NOW)})) == {BOB: "Anna"}


def test_the_names_of_a_group_reach_every_screen() -> None:
    state, _ = reduce_whole(State(), BookLoaded(ACME, READ, NOW))
    assert dict(state.identities.named) == {BOB: "Anna"}


def test_my_own_name_for_somebody_counts_before_a_groups() -> None:
    state, _ = reduce_whole(State(), BookLoaded(ACME, READ, NOW))
    mine = Contact(ContactId("ct_9"), BOB, "My Anna", "", NOW)
    state, _ = reduce_whole(state, BookRead((mine,)))
    assert dict(state.identities.named) == {BOB: "My Anna"}


def test_two_are_never_called_alike() -> None:
    both = SharedBook(
        (ANNA, replace(BEN, contact=replace(BEN.contact, name="ANNA"))), frozenset(map(ContactId, ("ct_1", "ct_2")))
    )
    state = replace(State(), shared_books=Map({ACME: Loaded(both, NOW)}))
    assert dict(names_of_others(state)) == {BOB: "Anna"}
    mine = Contact(ContactId("ct_9"), CAROL, "anna", "", NOW)
    state, _ = reduce_whole(state, BookRead((mine,)))
    assert dict(names_of_others(state)) == {CAROL: "anna"}


def test_a_change_of_the_book_makes_it_old() -> None:
    assert list(_outdated(State(), ACME, BookChanged(ANNA))) == [book(ACME)]
