"""Groups' address books: members propose, ADMINs approve by signature, nobody else is told that there is one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qwallet_desktop.domain.addressbook import ContactState, SharedContact, approval_message, is_vouched_for
from qwallet_desktop.domain.events import BookChanged
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node import contacts
from qwallet_desktop.node.commands import Reply
from qwallet_desktop.node.contacts import ApproveContact, ProposeContact, RemoveContact
from qwallet_desktop.node.events import events_after
from qwallet_desktop.node.founding import Found
from qwallet_desktop.wire.shapes import adapter
from tests.node.builders import Bank, Person, accepted, ask, code, open_bank, person, register

SALT = "0f" * 16


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = open_bank(tmp_path / "node")
    register(opened.node, person("Cy"), parent=opened.ann)
    yield opened
    opened.node.close()


@pytest.fixture
def charter(bank: Bank) -> Charter:
    """Ann signs and administers, Ben looks on."""
    return Charter((Member(bank.ann.id, (Role.SIGNER, Role.ADMIN)), Member(bank.ben.id, (Role.VIEWER,))), 1)


@pytest.fixture
def group(bank: Bank, charter: Charter) -> IdentityId:
    founding = Founding(IdentityType.ENTERPRISE, "Acme", charter, bank.ann.id, bank.node.node_id, SALT)
    signature = bank.ann.sign(founding.message()).hex()
    accepted(ask(bank.node, bank.ann, Found(founding, (FoundingSignature(bank.ann.id, signature),))))
    return founding.group_id


def read(reply: Reply) -> SharedContact:
    assert reply.status < 300, reply.body
    return adapter(SharedContact).validate_json(reply.body)


def proposed(bank: Bank, group: IdentityId, by: Person, name: str = "Cy") -> SharedContact:
    return read(ask(bank.node, by, ProposeContact(group, person("Cy").id, name, "")))


def approve(bank: Bank, shared: SharedContact, by: Person) -> Reply:
    signature = by.sign(approval_message(shared.contact, bank.node.node_id)).hex()
    return ask(bank.node, by, ApproveContact(shared.contact.group or "", shared.contact.id, signature))


def book(bank: Bank, group: IdentityId) -> tuple[SharedContact, ...]:
    with bank.node.read() as connection:
        return contacts.contacts(connection, group)


def test_a_member_proposes_and_an_admin_approves(bank: Bank, group: IdentityId, charter: Charter) -> None:
    shared = proposed(bank, group, bank.ben)
    assert (shared.state, shared.proposed_by) == (ContactState.PROPOSED, bank.ben.id)
    assert not is_vouched_for(shared, charter, bank.node.node_id)

    approved = read(approve(bank, shared, bank.ann))

    assert book(bank, group) == (approved,)
    assert is_vouched_for(approved, charter, bank.node.node_id)


def test_what_was_approved_can_not_be_given_to_another_entry(bank: Bank, group: IdentityId, charter: Charter) -> None:
    approved = read(approve(bank, proposed(bank, group, bank.ben), bank.ann))
    forged = replace(approved, contact=replace(approved.contact, identity_id=bank.ben.id))
    assert not is_vouched_for(forged, charter, bank.node.node_id)
    assert not is_vouched_for(approved, replace(charter, members=charter.members[1:]), bank.node.node_id)


def test_who_is_no_admin_approves_nothing(bank: Bank, group: IdentityId) -> None:
    assert code(approve(bank, proposed(bank, group, bank.ben), bank.ben)) == Code.IDENTITY_UNKNOWN


def test_a_stranger_is_told_that_there_is_no_such_group(bank: Bank, group: IdentityId) -> None:
    cy = person("Cy")
    assert code(ask(bank.node, cy, ProposeContact(group, bank.ben.id, "Ben", ""))) == Code.IDENTITY_UNKNOWN
    assert book(bank, group) == ()


def test_a_signature_over_something_else_approves_nothing(bank: Bank, group: IdentityId) -> None:
    shared = proposed(bank, group, bank.ben)
    signature = bank.ann.sign(b"something else").hex()
    assert code(ask(bank.node, bank.ann, ApproveContact(group, shared.contact.id, signature))) == Code.SIGNATURE_WRONG


def test_nothing_is_approved_twice(bank: Bank, group: IdentityId) -> None:
    shared = proposed(bank, group, bank.ben)
    accepted(approve(bank, shared, bank.ann))
    assert code(approve(bank, shared, bank.ann)) == Code.STATUS_UNCHANGED


def test_one_name_stands_for_one_did(bank: Bank, group: IdentityId) -> None:
    proposed(bank, group, bank.ben)
    assert code(ask(bank.node, bank.ann, ProposeContact(group, bank.ben.id, "cy", ""))) == Code.CONTACT_NAME_TAKEN
    assert code(ask(bank.node, bank.ann, ProposeContact(group, person("Cy").id, "C", ""))) == Code.CONTACT_EXISTS
    assert code(ask(bank.node, bank.ann, ProposeContact(group, group, "Us", ""))) == Code.CONTACT_OWN


def test_a_full_book_takes_nobody_more(bank: Bank, group: IdentityId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "MOST_CONTACTS", 1)
    proposed(bank, group, bank.ben)
    assert code(ask(bank.node, bank.ann, ProposeContact(group, bank.ben.id, "Ben", ""))) == Code.TOO_MANY_CONTACTS


def test_an_admin_removes_and_a_member_takes_back_its_own_proposal_only(bank: Bank, group: IdentityId) -> None:
    mine = proposed(bank, group, bank.ben)
    accepted(ask(bank.node, bank.ben, RemoveContact(group, mine.contact.id)))
    approved = read(approve(bank, proposed(bank, group, bank.ben), bank.ann))
    assert code(ask(bank.node, bank.ben, RemoveContact(group, approved.contact.id))) == Code.IDENTITY_UNKNOWN
    removed = read(ask(bank.node, bank.ann, RemoveContact(group, approved.contact.id)))
    assert (removed.state, book(bank, group)) == (ContactState.REMOVED, ())
    assert code(ask(bank.node, bank.ann, RemoveContact(group, approved.contact.id))) == Code.CONTACT_UNKNOWN


def test_the_group_is_told_of_each_change(bank: Bank, group: IdentityId) -> None:
    shared = proposed(bank, group, bank.ben)
    accepted(approve(bank, shared, bank.ann))
    with bank.node.read() as connection:
        told = [each.fact for each in events_after(connection, 0, [group], 100)]
    changes = [fact.contact for fact in told if isinstance(fact, BookChanged)]
    assert [(change.contact.id, change.state) for change in changes] == 2 * [(shared.contact.id, ContactState.APPROVED)]


def test_a_signature_that_is_no_hex_vouches_for_nothing(bank: Bank, group: IdentityId, charter: Charter) -> None:
    approved = read(approve(bank, proposed(bank, group, bank.ben), bank.ann))
    assert not is_vouched_for(replace(approved, signature="zz"), charter, bank.node.node_id)


def test_a_private_contact_has_no_message_to_approve(bank: Bank, group: IdentityId) -> None:
    contact = replace(proposed(bank, group, bank.ben).contact, group=None)
    with pytest.raises(ValueError, match="private"):
        approval_message(contact, bank.node.node_id)
