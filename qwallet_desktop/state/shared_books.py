"""The address books of groups: their entries, and which of them an ADMIN vouches for (noun: addressbook)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.addressbook import SharedContact
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import Part, book
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Loaded, Remote, failed, known, reloading


@dataclass(frozen=True, slots=True)
class SharedBook:
    """A group's entries in the order of proposal, and those whose approval was checked and holds."""

    entries: tuple[SharedContact, ...]
    vouched: frozenset[ContactId] = frozenset()


SharedBooks: TypeAlias = Map[IdentityId, Remote[SharedBook]]


@dataclass(frozen=True, slots=True)
class LoadBook:
    """Read a group's address book and check its approvals."""

    group_id: IdentityId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return book(self.group_id)


@dataclass(frozen=True, slots=True)
class BookLoaded:
    """A group's address book."""

    group_id: IdentityId
    entries: SharedBook
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return book(self.group_id)


@dataclass(frozen=True, slots=True)
class BookFailed:
    """It could not be read."""

    group_id: IdentityId
    problem: Problem
    at: datetime

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return book(self.group_id)


@dataclass(frozen=True, slots=True)
class FetchBook(Effect):
    """Read a group's address book, and check who approved what of it."""

    group_id: IdentityId

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """The newest answer is the one that counts."""
        return ("book", self.group_id)


Action: TypeAlias = LoadBook | BookLoaded | BookFailed | LastKnownDropped


def reduce(books: SharedBooks, action: Action) -> tuple[SharedBooks, tuple[Effect, ...]]:
    """Apply what was asked or read."""
    match action:
        case LoadBook(group_id):
            return books.set(group_id, reloading(books.get(group_id))), (FetchBook(group_id),)
        case BookLoaded(group_id, entries, at):
            return books.set(group_id, Loaded(entries, at)), ()
        case BookFailed(group_id, problem, at):
            return books.set(group_id, failed(books.get(group_id), problem, at)), ()
        case LastKnownDropped():
            return Map(), ()
        case _:
            assert_never(action)


def names_in(books: SharedBooks) -> dict[IdentityId, str]:
    """Return the names that groups' ADMINs vouch for; of two for one DID the one that was approved first."""
    named: dict[IdentityId, str] = {}
    for remote in books.values():
        read = known(remote)
        for shared in read.entries if read is not None else ():
            if read is not None and shared.contact.id in read.vouched:
                named.setdefault(shared.contact.identity_id, shared.contact.name)
    return named
