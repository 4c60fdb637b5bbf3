"""An entry of a group's address book: proposing one, and approving or removing it by who may."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.addressbook import ContactState, SharedContact, check_contact
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.problems import Problem, Refused
from qwallet_desktop.state.asks import ApproveContact, BookAsk, DropContact, ShareContact
from qwallet_desktop.state.groups import acting_member
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.shared_books import SharedBook
from qwallet_desktop.state.sheets import SharedContactSheet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.book_words import shared_row, shared_sentence
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.look_alike_banner import LookAlikeBanner
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.buttons import GhostButton
from qwallet_desktop.ui.widgets.fields import FormField, TextArea, TextField
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner


@dataclass(frozen=True, slots=True)
class View:
    """The group, its entry if it is a known one, its book, and who here may propose and approve."""

    group_id: IdentityId | None = None
    entry: SharedContact | None = None
    book: SharedBook | None = None
    identities: Identities = Identities()
    proposer: IdentityId | None = None
    admin: IdentityId | None = None
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the sheet draws; without this sheet open, nothing."""
    sheet = state.navigation.sheet
    if not isinstance(sheet, SharedContactSheet):
        return View()
    book = known(state.shared_books.get(sheet.group_id))
    entries = book.entries if book is not None else ()
    return View(
        sheet.group_id,
        next((one for one in entries if one.contact.id == sheet.contact_id), None),
        book,
        state.identities,
        acting_member(state, sheet.group_id, Action.PROPOSE_CONTACT),
        acting_member(state, sheet.group_id, Action.APPROVE_CONTACT),
        asked_on_sheet(state),
    )


class SharedContactDialog(OperationSheet):
    """A form for a new entry; a known one is shown with what may be done about it."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self._begun = False
        self._told = Banner()
        self._told.hide()
        self.name = TextField(self.tr("For example: Lena Vogt"))
        self.did = TextField("did:key:z6Mk…", mono=True)
        self.note = TextArea(self.tr("May be empty"), lines=2)
        self._warning = LookAlikeBanner()
        self._who = PlainText("", "caption", wrap=True)
        self.remove = GhostButton(self.tr("Remove"), self._remove)
        self.add(self._told)
        self.add_field("name", FormField(self.tr("Name"), self.name))
        self.add_field("did", FormField(self.tr("DID"), self.did, self.tr("Ask its holder for it, by another way.")))
        self.add(self._warning)
        self.add_field("note", FormField(self.tr("Note"), self.note))
        self.add(self._who)
        self.add(self.fault)
        self.add_foot(self.remove)
        self.did.textChanged.connect(lambda _text: self._warn())
        for at, edit in (("name", self.name), ("did", self.did)):
            edit.textChanged.connect(lambda _text, at=at: self._fields[at].set_error(""))

    def draw(self, view: View) -> None:
        """Show the entry and what became of what was asked for; what is typed stays."""
        self._view = view
        entry = view.entry
        if not self._begun:
            self._begun = True
            self._fill(entry)
        self._tell(entry)
        self.remove.setVisible(entry is not None and self._remover() is not None)
        self._warn()
        self.show_asked(view.asked)
        self.allow_verb()

    def may_submit(self) -> bool:
        """A new entry can be proposed, and one that is only proposed can be approved by who may."""
        view, entry = self._view, self._view.entry
        if entry is None:
            return view.proposer is not None
        return view.admin is not None and entry.state is ContactState.PROPOSED

    def submit(self) -> None:
        """Propose or approve."""
        entry, view = self._view.entry, self._view
        if entry is not None:
            self._ask(ApproveContact(entry.contact), view.admin)
            return
        self.clear_problems()
        group, book = view.identities.known.get(view.group_id or IdentityId("")), view.book
        if group is None or view.proposer is None:
            return
        others = [one.contact for one in book.entries] if book is not None else []
        try:
            name, did, note = check_contact(
                self.name.text(), self.did.text(), self.note.toPlainText(), others, {group.id: group.name}
            )
        except Refused as refused:
            self.show_problem(refused.problem)
            return
        self._ask(ShareContact(did, name, note), view.proposer)

    def show_problem(self, problem: Problem) -> None:
        """Say a problem at its field; the node calls the DID's otherwise."""
        super().show_problem(replace(problem, field="did") if problem.field == "identityId" else problem)

    def _ask(self, ask: BookAsk, signer: IdentityId | None) -> None:
        if self._view.group_id is not None and signer is not None:
            self.ask(self._view.group_id, ask, signer)

    def _fill(self, entry: SharedContact | None) -> None:
        self.set_title(self.tr("Propose a contact") if entry is None else self.tr("Contact of the group"))
        self.set_verb(self.tr("Propose contact") if entry is None else self.tr("Approve contact"))
        for edit in (self.name, self.did, self.note):
            edit.setReadOnly(entry is not None)
        if entry is not None:
            self.name.set_text(entry.contact.name)
            self.did.set_text(entry.contact.identity_id)
            self.did.setCursorPosition(0)
            self.note.set_text(entry.contact.note)
            self.set_cancel(self.tr("Close"))

    def _tell(self, entry: SharedContact | None) -> None:
        """Say how far the entry is, and who signs what is done here."""
        view = self._view
        self._told.setVisible(entry is not None)
        signer = view.proposer if entry is None else view.admin
        if entry is not None:
            vouched = view.book is not None and entry.contact.id in view.book.vouched
            row = shared_row(entry, vouched=vouched)
            decider = called(view.identities, entry.decided_by) if entry.decided_by else ""
            words = shared_sentence(entry, called(view.identities, entry.proposed_by), decider, vouched=vouched)
            self._told.set_banner(words, row.tone, row.icon)
        self._who.setVisible(signer is not None and self.may_submit())
        if signer is not None:
            self._who.set_text(self.tr("Signed by {name}.").format(name=called(view.identities, signer)))

    def _remover(self) -> IdentityId | None:
        """Return who here may take the entry out: an admin, or who proposed it while nobody has approved it."""
        view, entry = self._view, self._view.entry
        if entry is None or view.admin is not None:
            return view.admin
        return view.proposer if entry.state is ContactState.PROPOSED and entry.proposed_by == view.proposer else None

    def _remove(self) -> None:
        entry = self._view.entry
        if entry is not None:
            self._ask(DropContact(entry.contact), self._remover())

    def _warn(self) -> None:
        """Say whose DID this one could be taken for."""
        book = self._view.book
        others = [one.contact.identity_id for one in book.entries] if book is not None else []
        self._warning.compare(self.did.text(), others, self._view.identities)
