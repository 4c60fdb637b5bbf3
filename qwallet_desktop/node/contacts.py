"""The rules of a group's address book: a member proposes, an ADMIN approves by signature; and reading it."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypeAlias, assert_never

from sqlalchemy import Connection, bindparam, update

from qwallet_desktop.domain.addressbook import (
    MOST_CONTACTS,
    Contact,
    ContactState,
    SharedContact,
    approval_message,
    check_contact,
)
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.signatures import signed_by
from qwallet_desktop.node import rule_tables
from qwallet_desktop.node.contact_rows import ContactRow, book_rows
from qwallet_desktop.node.identities import subject_of
from qwallet_desktop.node.movements import CREATED, OK, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow, identity_rows
from qwallet_desktop.node.rule_events import tell_book
from qwallet_desktop.node.working import Mentions, Working

_ID_LENGTH: Final = 16
_own = rule_tables.contacts.c
_DECIDE = (
    update(rule_tables.contacts)
    .where(_own.n == bindparam("row_n"))
    .values(
        state=bindparam("to_state"),
        decided_by_n=bindparam("decider_n"),
        signature=bindparam("signed"),
        at=bindparam("decided_at"),
    )
)


@dataclass(frozen=True, slots=True)
class ProposeContact:
    """Proposes an entry of a group's book. Answers SharedContact, 201."""

    kind: ClassVar[str] = "PROPOSE_CONTACT"
    group_id: str
    identity_id: str
    name: str
    note: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.group_id,), ()


@dataclass(frozen=True, slots=True)
class ApproveContact:
    """Approves an entry by the actor's signature, in hex. Answers SharedContact, 200."""

    kind: ClassVar[str] = "APPROVE_CONTACT"
    group_id: str
    contact_id: str
    signature: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.group_id,), ()


@dataclass(frozen=True, slots=True)
class RemoveContact:
    """Takes an entry out: an ADMIN any, a member its own proposal. Answers SharedContact, 200."""

    kind: ClassVar[str] = "REMOVE_CONTACT"
    group_id: str
    contact_id: str

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        return (self.group_id,), ()


BookAsk: TypeAlias = ProposeContact | ApproveContact | RemoveContact


def decide(turn: Turn, ask: BookAsk) -> Answer:
    """Decide a change of a group's book.

    Raises:
        Refused: What the rules say against it.
    """
    match ask:
        case ProposeContact():
            return propose(turn, ask)
        case ApproveContact():
            return approve(turn, ask)
        case RemoveContact():
            return remove(turn, ask)
        case _:
            assert_never(ask)


def propose(turn: Turn, ask: ProposeContact) -> Answer:
    """Decide a proposal.

    Raises:
        Refused: IDENTITY_UNKNOWN for who is no member; as `check_contact`; TOO_MANY_CONTACTS (fact `most`).
    """
    group = subject_of(turn, ask.group_id, Action.PROPOSE_CONTACT)
    book = _book(turn.working, group)
    others = [row.shared.contact for row in book.values()]
    if len(others) >= MOST_CONTACTS:
        raise refuse(Code.TOO_MANY_CONTACTS, most=str(MOST_CONTACTS))
    own = {group.identity.id: group.identity.name}
    name, did, note = check_contact(ask.name, ask.identity_id, ask.note, others, own)
    contact_id = ContactId(f"ct_{turn.random(_ID_LENGTH).hex()}")
    contact = Contact(contact_id, did, name, note, turn.at, group.identity.id)
    shared = SharedContact(contact, ContactState.PROPOSED, turn.actor.identity.id)
    n = turn.working.insert(
        rule_tables.contacts,
        id=contact_id,
        group_n=group.n,
        did=did,
        name=name,
        note=note,
        state=shared.state,
        proposed_by_n=turn.actor.n,
        decided_by_n=None,
        signature=b"",
        at=turn.at,
    )
    return _told(turn, group, ContactRow(n, shared), CREATED)


def approve(turn: Turn, ask: ApproveContact) -> Answer:
    """Decide an approval.

    Raises:
        Refused: IDENTITY_UNKNOWN for who is no ADMIN, CONTACT_UNKNOWN, STATUS_UNCHANGED for an approved one,
            SIGNATURE_WRONG.
    """
    group = subject_of(turn, ask.group_id, Action.APPROVE_CONTACT)
    row = _entry(turn, group, ask.contact_id)
    if row.shared.state is ContactState.APPROVED:
        raise refuse(Code.STATUS_UNCHANGED, at="state", status=row.shared.state)
    signature = bytes.fromhex(ask.signature)
    message = approval_message(row.shared.contact, turn.node_id)
    if not signed_by(turn.actor.identity.id, message, signature):
        raise refuse(Code.SIGNATURE_WRONG, at="signature")
    return _decided(turn, group, row, ContactState.APPROVED, signature)


def remove(turn: Turn, ask: RemoveContact) -> Answer:
    """Decide a removal.

    Raises:
        Refused: IDENTITY_UNKNOWN for who may not, CONTACT_UNKNOWN.
    """
    group = subject_of(turn, ask.group_id, Action.PROPOSE_CONTACT)
    row = _entry(turn, group, ask.contact_id)
    takes_back = row.shared.proposed_by == turn.actor.identity.id and row.shared.state is ContactState.PROPOSED
    if not takes_back:
        subject_of(turn, ask.group_id, Action.APPROVE_CONTACT)
    return _decided(turn, group, row, ContactState.REMOVED, b"")


def _book(working: Working, group: IdentityRow) -> dict[str, ContactRow]:
    """Return a group's book as it stands after the decisions so far."""
    if group.n not in working.contacts:
        working.contacts[group.n] = {row.shared.contact.id: row for row in book_rows(working.connection, group.n)}
    return working.contacts[group.n]


def _entry(turn: Turn, group: IdentityRow, contact_id: str) -> ContactRow:
    row = _book(turn.working, group).get(contact_id)
    if row is None:
        raise refuse(Code.CONTACT_UNKNOWN)
    return row


def _decided(turn: Turn, group: IdentityRow, row: ContactRow, to: ContactState, signature: bytes) -> Answer:
    contact = replace(row.shared.contact, at=turn.at)
    shared = SharedContact(contact, to, row.shared.proposed_by, turn.actor.identity.id, signature.hex())
    turn.working.change_later(
        _DECIDE, row_n=row.n, to_state=to, decider_n=turn.actor.n, signed=signature, decided_at=turn.at
    )
    return _told(turn, group, ContactRow(row.n, shared), OK)


def _told(turn: Turn, group: IdentityRow, row: ContactRow, status: int) -> Answer:
    book, shared = _book(turn.working, group), row.shared
    if shared.state is ContactState.REMOVED:
        book.pop(shared.contact.id, None)
    else:
        book[shared.contact.id] = row
    tell_book(turn.working, group, row.n)
    return Answer(status, shared, _payload(shared))


def _payload(shared: SharedContact) -> dict[str, Json]:
    """What the audit log keeps of an entry."""
    contact = shared.contact
    return {
        "contactId": contact.id,
        "groupId": contact.group or "",
        "identityId": contact.identity_id,
        "name": contact.name,
        "note": contact.note,
        "state": shared.state,
        "proposedBy": shared.proposed_by,
        "signature": shared.signature,
    }


def contacts(connection: Connection, group_id: IdentityId) -> tuple[SharedContact, ...]:
    """Read a group's book, in the order of proposal."""
    group = next(iter(identity_rows(connection, [group_id])))
    return tuple(row.shared for row in book_rows(connection, group.n))
