"""The form for an entry of the address book: a name for a DID, with a warning where the DID looks like another."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.addressbook import Contact, check_contact
from qwallet_desktop.domain.ids import ContactId
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.state import sheets
from qwallet_desktop.state.addressbook import AddressBook, RemoveContact, SaveContacts
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.look_alike_banner import LookAlikeBanner
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField, TextArea, TextField


@dataclass(frozen=True, slots=True)
class View:
    """What the form is for, the book, and this desktop's own identities."""

    opened: sheets.ContactSheet = sheets.ContactSheet()
    book: AddressBook = AddressBook()
    identities: Identities = Identities()


def select(state: State) -> View:
    """Return what the form needs; without this sheet open, an empty form."""
    sheet = state.navigation.sheet
    opened = sheet if isinstance(sheet, sheets.ContactSheet) else sheets.ContactSheet()
    return View(opened, state.addressbook, state.identities)


class ContactSheet(FormSheet):
    """Name, DID and note; a known entry can be removed."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self._begun = False
        self.name = TextField(self.tr("For example: Lena Vogt"))
        self.did = TextField("did:key:z6Mk…", mono=True)
        self.note = TextArea(self.tr("May be empty"), lines=2)
        self._warning = LookAlikeBanner()
        self.remove = GhostButton(self.tr("Remove"), self._remove)
        self.add_field("name", FormField(self.tr("Name"), self.name))
        self.add_field("did", FormField(self.tr("DID"), self.did, self.tr("Ask its holder for it, by another way.")))
        self.add(self._warning)
        self.add_field("note", FormField(self.tr("Note"), self.note))
        self.add(self.fault)
        self.add_foot(self.remove)
        self.did.textChanged.connect(lambda _text: self._warn())
        for at, edit in (("name", self.name), ("did", self.did)):
            edit.textChanged.connect(lambda _text, at=at: self._fields[at].set_error(""))

    def draw(self, view: View) -> None:
        """Show the entry; what is typed stays."""
        self._view = view
        known = self._known()
        if not self._begun:
            self._begun = True
            self.set_title(self.tr("New contact") if known is None else self.tr("Change a contact"))
            self.set_verb(self.tr("Add contact") if known is None else self.tr("Save contact"))
            self.name.set_text("" if known is None else known.name)
            self.did.set_text(view.opened.did if known is None else known.identity_id)
            self.note.set_text("" if known is None else known.note)
            self.did.setReadOnly(known is not None)
            self.did.setCursorPosition(0)
        self.remove.setVisible(known is not None)
        self._warn()

    def submit(self) -> None:
        """Check the entry and put it into the book."""
        self.clear_problems()
        view, known = self._view, self._known()
        own = {did: identity.name for did, identity in view.identities.known.items()}
        replaced = None if known is None else known.id
        try:
            name, did, note = check_contact(
                self.name.text(), self.did.text(), self.note.toPlainText(), view.book.contacts.values(), own, replaced
            )
        except Refused as refused:
            self.show_problem(refused.problem)
            return
        entry = replaced or ContactId(f"ct_{self.bench.new_salt()}")
        self.bench.dispatch(SaveContacts((Contact(entry, did, name, note, self.bench.now()),)))
        self.bench.dispatch(CloseSheet())

    def _known(self) -> Contact | None:
        entry = self._view.opened.contact_id
        return None if entry is None else self._view.book.contacts.get(entry)

    def _remove(self) -> None:
        known = self._known()
        if known is not None:
            self.bench.dispatch(RemoveContact(known.id))
        self.bench.dispatch(CloseSheet())

    def _warn(self) -> None:
        """Say whose DID this one could be taken for."""
        known = self._known()
        others = [one.identity_id for one in self._view.book.contacts.values() if known is None or one.id != known.id]
        self._warning.compare(self.did.text(), others, self._view.identities)
