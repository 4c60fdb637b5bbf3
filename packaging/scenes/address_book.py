"""The address book, the form of a contact, and what a file would add, in all of their states."""

from dataclasses import replace
from datetime import timedelta

from immutables import Map
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.frame import usual, window

from qwallet_desktop.domain.addressbook import Contact, ContactState, Row, SharedContact
from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Founding, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.addressbook import AddressBook
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.navigation import Navigation, Page
from qwallet_desktop.state.remote import Failed, Loaded, Remote, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.shared_books import SharedBook
from qwallet_desktop.state.sheets import ContactSheet, ImportBookSheet, SharedContactSheet, Sheet
from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.address_book import AddressBookScreen
from tests.ui.builders import NODE, NOW, SALT, did, identities, identity

LENA, BAKER, PRESS = did(101), did(102), did(103)
CONTACTS = (
    Contact(ContactId("ct_1"), LENA, "Lena Vogt", "Met at the harbour fair", NOW - timedelta(days=3)),
    Contact(ContactId("ct_2"), BAKER, "Bakery Sørensen", "Invoices on Fridays", NOW - timedelta(hours=5)),
    Contact(
        ContactId("ct_3"),
        PRESS,
        "Förderverein der Leuchtturmdruckerei am Alten Hafen e. V.",
        "Long names and long notes, which are cut where there is no room for all of them",
        NOW - timedelta(days=40),
    ),
)
KNOWN = AddressBook(Map((one.id, one) for one in CONTACTS), is_read=True)
FORGED = IdentityId(LENA[:14] + "zzzzzz" + LENA[20:])


def shown(book: AddressBook, sheet: Sheet | None = None) -> State:
    """Return the state with the page on screen."""
    return replace(usual(), addressbook=book, navigation=Navigation(Page.ADDRESS_BOOK, sheet=sheet))


@scene("address-book")
def page() -> QWidget:
    """A few contacts."""
    return window(shown(KNOWN))


@scene("address-book-small", 960, 600)
def page_small() -> QWidget:
    """The same in a small window."""
    return window(shown(KNOWN))


@scene("address-book-empty")
def empty() -> QWidget:
    """Nobody has a name yet."""
    return window(shown(AddressBook(is_read=True)))


@scene("address-book-loading")
def loading() -> QWidget:
    """Before it was read."""
    return window(shown(AddressBook()))


@scene("address-book-problem")
def problem() -> QWidget:
    """It could not be written."""
    return window(
        shown(replace(KNOWN, problem=Problem(Code.STORAGE_FULL, {"folder": "/home/mara/.local/share/qwallet"})))
    )


@scene("contact-new")
def contact_new() -> QWidget:
    """The empty form."""
    return window(shown(KNOWN, ContactSheet()))


@scene("contact-known", 960, 600)
def contact_known() -> QWidget:
    """A known contact, in a small window."""
    return window(shown(KNOWN, ContactSheet(CONTACTS[0].id)))


@scene("contact-look-alike")
def contact_look_alike() -> QWidget:
    """A DID that looks like another one."""
    return window(shown(KNOWN, ContactSheet(did=FORGED)))


@scene("book-import")
def book_import() -> QWidget:
    """Two lines come, two are left out."""
    rows = (
        Row(2, "Ines Moreau", did(110), ""),
        Row(3, "Tom Becker", did(111), "Rent"),
        Row(4, "Lena Vogt", did(112), "", Problem(Code.CONTACT_NAME_TAKEN, {"name": "Lena Vogt"}, "name")),
        Row(5, "No DID", "did:key:oops", "", Problem(Code.NOT_A_DID, {}, "did")),
    )
    return window(shown(replace(KNOWN, importing=rows), ImportBookSheet()))


@scene("book-import-failed")
def book_import_failed() -> QWidget:
    """A file that is no text."""
    why = Problem(Code.FILE_NOT_READ, {"reason": "encoding", "file": "contacts.xlsx"})
    return window(shown(replace(KNOWN, importing=why), ImportBookSheet()))


EVERY_ROLE = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
FOUNDING = Founding(
    IdentityType.ENTERPRISE, "Acme Treasury", Charter((Member(did(1), EVERY_ROLE),), 1), did(1), NODE, SALT
)
ACME = FOUNDING.group_id
INES = Contact(ContactId("ct_8"), did(110), "Ines Moreau", "Design, net 30 days", NOW - timedelta(days=2), ACME)
TOM = Contact(ContactId("ct_9"), did(111), "Tom Becker", "", NOW - timedelta(minutes=20), ACME)
RITA = Contact(ContactId("ct_10"), did(112), "Rita Holm", "Says the node", NOW - timedelta(days=1), ACME)
SHARED = SharedBook(
    (
        SharedContact(INES, ContactState.APPROVED, did(1), did(1), "5f" * 64),
        SharedContact(TOM, ContactState.PROPOSED, did(1)),
        SharedContact(RITA, ContactState.APPROVED, did(1), did(1), "00" * 64),
    ),
    frozenset({INES.id}),
)


def of_group(book: Remote[SharedBook], sheet: Sheet | None = None) -> State:
    """Return the state with a group of ours, whose book is this."""
    acme = replace(identity(5, "Acme Treasury", kind=IdentityType.ENTERPRISE), id=ACME)
    members = (identity(1, "Mara Lindqvist"), acme)
    group = Group(ACME, FOUNDING, (), FOUNDING.charter)
    return replace(
        shown(KNOWN, sheet),
        identities=identities(*members),
        groups=Groups(Map({ACME: Loaded(group, NOW)})),
        shared_books=Map({ACME: book}),
    )


def _choose_group(content: MainWindow) -> None:
    screen = content.findChild(AddressBookScreen)
    if isinstance(screen, AddressBookScreen):
        screen.whose.set_current(ACME)
        screen.whose.chosen.emit(ACME)


@scene("address-book-group")
def group_book() -> QWidget:
    """A group's book: approved, proposed, and what nobody signed."""
    return window(of_group(Loaded(SHARED, NOW)), then=_choose_group)


@scene("address-book-group-empty")
def group_book_empty() -> QWidget:
    """A group without a book."""
    return window(of_group(Loaded(SharedBook(()), NOW)), then=_choose_group)


@scene("address-book-group-failed")
def group_book_failed() -> QWidget:
    """A group's book could not be read."""
    return window(of_group(Failed(Problem(Code.NODE_UNREACHABLE))), then=_choose_group)


@scene("address-book-group-stale")
def group_book_stale() -> QWidget:
    """A group's book as it was last read."""
    since, why = NOW - timedelta(minutes=4), Problem(Code.NODE_UNREACHABLE)
    return window(of_group(Stale(SHARED, since, why)), then=_choose_group)


@scene("shared-contact-new")
def shared_contact_new() -> QWidget:
    """The form of a proposal."""
    return window(of_group(Loaded(SHARED, NOW), SharedContactSheet(ACME)), then=_choose_group)


@scene("shared-contact-proposed")
def shared_contact_proposed() -> QWidget:
    """To be approved by an admin."""
    return window(of_group(Loaded(SHARED, NOW), SharedContactSheet(ACME, TOM.id)), then=_choose_group)


@scene("shared-contact-unsigned", 960, 600)
def shared_contact_unsigned() -> QWidget:
    """The node says approved, and nobody signed."""
    return window(of_group(Loaded(SHARED, NOW), SharedContactSheet(ACME, RITA.id)), then=_choose_group)
