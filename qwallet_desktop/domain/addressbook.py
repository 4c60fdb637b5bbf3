"""The address book: names for DIDs, private on a desktop or shared by a group; forgeries that look like them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from qwallet_desktop.domain.did import parse_did
from qwallet_desktop.domain.groups import Charter, Role
from qwallet_desktop.domain.identities import parse_name
from qwallet_desktop.domain.ids import ContactId, IdentityId, NodeId
from qwallet_desktop.domain.messages import Kind, message_bytes
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.signatures import signed_in_hex
from qwallet_desktop.domain.spreadsheet import cell_at, order, rows, write_rows
from qwallet_desktop.domain.transfers import parse_memo

HEADINGS: Final = ("name", "did", "note")
MOST_CONTACTS: Final = 10_000
SAME_HEAD: Final = 12
"""Characters at the beginning of a DID that say its method: all of `did:key` begin alike, groups otherwise."""

SAME_TAIL: Final = 4
"""Characters at its end that people look at; a forger needs some ten million tries for these four."""

_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("name", "label", "contact"), "name"),
    **dict.fromkeys(("did", "recipient", "address", "identity", "id"), "did"),
    **dict.fromkeys(("note", "memo", "comment"), "note"),
}

_ANY_TIME: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Contact:
    """A name for a DID. `group` is whose book it stands in, None for this desktop's own."""

    id: ContactId
    identity_id: IdentityId
    name: str
    note: str
    at: datetime
    group: IdentityId | None = None


class ContactState(StrEnum):
    """How far an entry of a group's book is: only what an ADMIN approved by its signature is a name to go by."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class SharedContact:
    """An entry of a group's book: who proposed it, and who approved or removed it.

    `signature` (hex) is that of `decided_by` over `approval_message`, empty unless it is approved.
    """

    contact: Contact
    state: ContactState
    proposed_by: IdentityId
    decided_by: IdentityId | None = None
    signature: str = ""


def approval_message(contact: Contact, node_id: NodeId) -> bytes:
    """Return the bytes that an ADMIN signs to approve an entry of its group's book.

    Raises:
        ValueError: The contact stands in no group's book.
    """
    if contact.group is None:
        message = "a private contact needs nobody's approval"
        raise ValueError(message)
    return message_bytes(
        Kind.CONTACT,
        node_id,
        {
            "contact": contact.id,
            "group": contact.group,
            "identity": contact.identity_id,
            "name": contact.name,
            "node": node_id,
            "note": contact.note,
        },
    )


def is_vouched_for(shared: SharedContact, charter: Charter, node_id: NodeId) -> bool:
    """Tell whether an ADMIN of the charter approved exactly this entry by its signature."""
    admin = shared.decided_by
    if shared.state is not ContactState.APPROVED or admin is None or Role.ADMIN not in charter.roles(admin):
        return False
    return signed_in_hex(admin, approval_message(shared.contact, node_id), shared.signature)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file that is read in: what it says, or why it is not taken over."""

    number: int
    name: str
    did: str
    note: str
    problem: Problem | None = None


def check_contact(  # noqa: PLR0913, PLR0917  (the three texts, and what they must not clash with)
    name: str,
    did: str,
    note: str,
    known: Iterable[Contact],
    own: Mapping[IdentityId, str],
    replaced: ContactId | None = None,
) -> tuple[str, IdentityId, str]:
    """Read a contact as it was typed.

    Args:
        name: What it is to be called.
        did: Whose name it is.
        note: Anything more, up to 280 characters.
        known: The book that it goes into.
        own: The desktop's own identities with their names.
        replaced: The contact that it takes the place of.

    Returns:
        Name, DID and note, cleaned.

    Raises:
        Refused: NAME_INVALID, RECIPIENT_EMPTY, NOT_A_DID or MEMO_INVALID; CONTACT_OWN for one of one's own;
            CONTACT_EXISTS (fact `name`) for a DID that has a name, CONTACT_NAME_TAKEN for a name that another has.
    """
    called = parse_name(name)
    if not did.strip():
        raise refuse(Code.RECIPIENT_EMPTY, at="did")
    whose = parse_did(did, at="did")
    kept = parse_memo(note, at="note")
    if whose in own:
        raise refuse(Code.CONTACT_OWN, at="did", name=own[whose])
    folded = called.casefold()
    for contact in known:
        if contact.id == replaced:
            continue
        if contact.identity_id == whose:
            raise refuse(Code.CONTACT_EXISTS, at="did", name=contact.name)
        if contact.name.casefold() == folded:
            raise refuse(Code.CONTACT_NAME_TAKEN, at="name", name=contact.name)
    if folded in {mine.casefold() for mine in own.values()}:
        raise refuse(Code.CONTACT_NAME_TAKEN, at="name", name=called)
    return called, whose, kept


def look_alike(did: IdentityId, known: Iterable[IdentityId]) -> IdentityId | None:
    """Return a known identity that `did` begins and ends like without being it, as a forged one would."""
    ends = did[:SAME_HEAD], did[-SAME_TAIL:]
    return next((one for one in known if one != did and (one[:SAME_HEAD], one[-SAME_TAIL:]) == ends), None)


def read_book(text: str, known: Sequence[Contact], own: Mapping[IdentityId, str]) -> tuple[Row, ...]:
    """Read a book from CSV; each row that can't be taken over says why.

    A first line that names at least name and did gives the order of the columns, else they stand
    as in `HEADINGS`. What is in the book already, word for word, is left out.
    """
    found: list[Row] = []
    places: Mapping[str, int] = {}
    there = {(contact.name, contact.identity_id) for contact in known}
    taken = list(known)
    for number, cells in rows(text):
        if isinstance(cells, Problem):
            found.append(Row(number, "", "", "", cells))
            continue
        if not places:
            named = order(cells, _NAMES)
            places = {each: place for place, each in enumerate(HEADINGS)}
            if {"name", "did"} <= named.keys():
                places = named
                continue
        name, did, note = (cell_at(cells, places.get(each)) for each in HEADINGS)
        if (name, did) in there:
            continue
        row = _row(Row(number, name, did, note), taken, own)
        found.append(row)
        if row.problem is None:
            taken.append(Contact(ContactId(""), IdentityId(row.did), row.name, row.note, _ANY_TIME))
    return tuple(found)


def _row(row: Row, known: Sequence[Contact], own: Mapping[IdentityId, str]) -> Row:
    try:
        if len(known) >= MOST_CONTACTS:
            raise refuse(Code.TOO_MANY_CONTACTS, most=str(MOST_CONTACTS))
        return Row(row.number, *check_contact(row.name, row.did, row.note, known, own))
    except Refused as refused:
        return Row(row.number, row.name, row.did, row.note, refused.problem)


def write_book(contacts: Iterable[Contact]) -> str:
    """Write a book as CSV that `read_book` reads back."""
    return write_rows(((one.name, one.identity_id, one.note) for one in contacts), HEADINGS)


def in_order(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Sort contacts by name, as people look for them."""
    return tuple(sorted(contacts, key=lambda one: (one.name.casefold(), one.identity_id)))
