"""Groups' address books: reading them, proposing, approving and removing entries."""

from fastapi import Response

from qwallet_desktop.domain.addressbook import SharedContact
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.node import contacts
from qwallet_desktop.node.access import Reading, Writing, answer, versioned
from qwallet_desktop.node.documentation import documented
from qwallet_desktop.node.routes.parameters import ContactPath, IdentityPath
from qwallet_desktop.wire.rule_requests import ContactApproval, ContactRemoval, ContactRequest

router = versioned("addressbook", "/identities/{identity_id}/contacts")


@router.get("")
@documented(tuple[SharedContact, ...], Code.IDENTITY_UNKNOWN)
def read_contacts(reader: Reading, identity_id: IdentityPath) -> Response:
    """Read a group's address book, in the order of proposal."""
    with reader.on(identity_id, Action.READ_BOOK) as (connection, subject):
        return answer(contacts.contacts(connection, subject.id), tuple[SharedContact, ...])


@router.post("")
@documented(
    SharedContact,
    Code.NOT_A_DID,
    Code.NAME_INVALID,
    Code.MEMO_INVALID,
    Code.CONTACT_OWN,
    Code.CONTACT_EXISTS,
    Code.CONTACT_NAME_TAKEN,
    Code.TOO_MANY_CONTACTS,
    body=ContactRequest,
    status=201,
)
async def propose_contact(write: Writing, identity_id: IdentityPath) -> Response:
    """Propose an entry, as a member."""
    asked = write.read(ContactRequest)
    return await write.submit(contacts.ProposeContact(identity_id, asked.identity_id, asked.name, asked.note))


@router.post("/{contact_id}/approval")
@documented(SharedContact, Code.CONTACT_UNKNOWN, Code.STATUS_UNCHANGED, Code.SIGNATURE_WRONG, body=ContactApproval)
async def approve_contact(write: Writing, identity_id: IdentityPath, contact_id: ContactPath) -> Response:
    """Approve an entry, as an ADMIN, by a signature over it."""
    asked = write.read(ContactApproval)
    return await write.submit(contacts.ApproveContact(identity_id, contact_id, asked.signature))


@router.post("/{contact_id}/removal")
@documented(SharedContact, Code.CONTACT_UNKNOWN, body=ContactRemoval)
async def remove_contact(write: Writing, identity_id: IdentityPath, contact_id: ContactPath) -> Response:
    """Take an entry out: an ADMIN any of them, a member what it proposed itself and nobody approved."""
    write.read(ContactRemoval)
    return await write.submit(contacts.RemoveContact(identity_id, contact_id))
