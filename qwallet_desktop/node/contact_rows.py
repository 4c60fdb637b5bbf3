"""Reads the entries of groups' address books out of their rows."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from qwallet_desktop.domain.addressbook import Contact, ContactState, SharedContact
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.node import rule_tables, tables
from qwallet_desktop.node.rows import chunks

_own = rule_tables.contacts.c
_group = tables.identities.alias("book_group")
_proposer = tables.identities.alias("book_proposer")
_decider = tables.identities.alias("book_decider")
_CONTACTS = (
    select(
        rule_tables.contacts,
        _group.c.id.label("group_id"),
        _proposer.c.id.label("proposed_by"),
        _decider.c.id.label("decided_by"),
    )
    .join(_group, _own.group_n == _group.c.n)
    .join(_proposer, _own.proposed_by_n == _proposer.c.n)
    .outerjoin(_decider, _own.decided_by_n == _decider.c.n)
    .order_by(_own.n)
)


@dataclass(frozen=True, slots=True)
class ContactRow:
    """An entry and the number of its row."""

    n: int
    shared: SharedContact


def contact_rows_where(
    connection: Connection, condition: Callable[[list[Any]], ColumnElement[bool]], given: Collection[Any]
) -> Iterator[ContactRow]:
    """Read the entries for which a condition on some of the given values holds, in the order of their proposal."""
    for chunk in chunks(given):
        for row in connection.execute(_CONTACTS.where(condition(chunk))):
            contact = Contact(
                ContactId(row.id), IdentityId(row.did), row.name, row.note, row.at, IdentityId(row.group_id)
            )
            signature = bytes(row.signature).hex()
            yield ContactRow(
                row.n, SharedContact(contact, ContactState(row.state), row.proposed_by, row.decided_by, signature)
            )


def book_rows(connection: Connection, group_n: int) -> Iterator[ContactRow]:
    """Read a group's whole book, what was removed from it left out."""
    removed = ContactState.REMOVED
    return contact_rows_where(connection, lambda groups: _own.group_n.in_(groups) & (_own.state != removed), [group_n])
