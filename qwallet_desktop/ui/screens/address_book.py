"""The address book: names for the DIDs of others, to find, change, import and export."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from immutables import Map
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from qwallet_desktop.domain.addressbook import Contact, in_order
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.state.addressbook import AddressBook, ExportBook, ImportBook, KeepAgain
from qwallet_desktop.state.groups import acting_member, is_group
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.remote import Failed, Loading, Stale, known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.shared_books import LoadBook, SharedBooks
from qwallet_desktop.state.sheets import ContactSheet, ImportBookSheet, SharedContactSheet
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.book_words import shared_row
from qwallet_desktop.ui.dialogs.list_files import ask_list, ask_where
from qwallet_desktop.ui.models.book_model import BookModel, BookRow, Column
from qwallet_desktop.ui.problem_banner import ProblemBanner
from qwallet_desktop.ui.widgets.buttons import PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.delegates import IdentityDelegate, StatusDelegate
from qwallet_desktop.ui.widgets.fields import SearchField
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.pages import TimedPage
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.row_table import RowTable
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.toggles import Select
from qwallet_desktop.ui.wording import sentence

_FILE: Final = "address-book.csv"
_OWN: Final = "own"
_WIDTHS: Final = {Column.STATE: 116, Column.WHEN: 108}
_GIVES_WAY: Final = ((Column.WHEN, 620), (Column.NOTE, 480))
"""Columns that are hidden where the table is narrower than this many pixels."""


@dataclass(frozen=True, slots=True)
class View:
    """This desktop's own book, those of its groups, its identities, and for which groups it may propose."""

    book: AddressBook = AddressBook()
    identities: Identities = Identities()
    shared: SharedBooks = field(default_factory=Map)
    proposes: frozenset[IdentityId] = frozenset()


def select(state: State) -> View:
    """Return what the page draws."""
    groups = [did for did in state.identities.order if is_group(did)]
    proposes = frozenset(did for did in groups if acting_member(state, did, Action.PROPOSE_CONTACT))
    return View(state.addressbook, state.identities, state.shared_books, proposes)


class BookTable(RowTable):
    """Contacts by name."""

    def __init__(self, model: BookModel, *, parent: QWidget | None = None) -> None:
        super().__init__(model, self.tr("Address book"), (Column.NAME, Column.NOTE), told=Column.NAME, parent=parent)
        self.setItemDelegateForColumn(Column.NAME, IdentityDelegate(self))
        self.setItemDelegateForColumn(Column.STATE, StatusDelegate(self))
        self._shared = False
        self.fit()

    def set_shared(self, shared: bool) -> None:  # noqa: FBT001 - a setter
        """Show how far entries are, which those of one's own book need not say."""
        self._shared = shared
        self.fit()

    def fit(self) -> None:
        """Let columns give way where room is short."""
        self.set_widths(_WIDTHS)
        self.give_way(_GIVES_WAY)
        self.setColumnHidden(Column.STATE, not self._shared)


class AddressBookScreen(TimedPage):
    """Search and buttons above, the contacts under them."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._dialog: QFileDialog | None = None
        self._model = BookModel(bench.now)
        self.table = BookTable(self._model)
        self.search = SearchField(self.tr("Search name, note or DID"), shortcut="Ctrl+F")
        self.add_contact = PrimaryButton(self.tr("Add a contact…"), lambda: self._open(None))
        self.import_button = SecondaryButton(self.tr("Import…"), self._import, icon="import")
        self.export_button = SecondaryButton(self.tr("Export…"), self._export, icon="export")
        self._count = PlainText("", "muted")
        self.whose = Select(self.tr("Whose address book"), [(_OWN, self.tr("This computer"))])
        self.whose.chosen.connect(lambda _key: self._show())
        self._problem = ProblemBanner(self.tr("Try again"), lambda: bench.dispatch(KeepAgain()))
        card = Card(margin=1)
        card.add(self.table, 1)
        self._panel = StatePanel(card, shape="rows", count=8)
        self._lay_out()
        self.search.changed.connect(lambda _text: self._show())
        self.search.edit.returnPressed.connect(self.table.setFocus)
        self.table.opened.connect(self._open)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(self.search.edit.setFocus)

    def _lay_out(self) -> None:
        actions = FlowRow(spacing=8)
        for widget in (self.whose, self.add_contact, self.import_button, self.export_button, self._count):
            actions.add(widget)
        stack = column(self, margin=24, spacing=12)
        stack.addWidget(self.search)
        stack.addWidget(actions)
        stack.addWidget(self._problem)
        stack.addWidget(self._panel, 1)

    def draw(self, view: View) -> None:
        """Show the book."""
        before, self._view = self._view, view
        if view.book.importing is not None and before.book.importing is None:
            self._bench.dispatch(OpenSheet(ImportBookSheet()))
        self._problem.set_problem(view.book.problem)
        self._offer()
        self._show()

    def _offer(self) -> None:
        """Offer this desktop's own book, and those of its groups."""
        known = self._view.identities.known
        groups = [(did, plain(known[did].name)) for did in self._view.identities.order if is_group(did)]
        offered = [(_OWN, self.tr("This computer")), *groups]
        if offered != [(self.whose.itemData(at), self.whose.itemText(at)) for at in range(self.whose.count())]:
            self.whose.set_options(offered)
        self.whose.setVisible(bool(groups))

    def group(self) -> IdentityId | None:
        """Return whose book is shown, None for this desktop's own."""
        key = self.whose.current()
        return None if key in {"", _OWN} else IdentityId(key)

    def touch(self) -> None:
        """Say anew how long ago contacts were changed."""
        self._model.touch()

    def _show(self) -> None:
        group = self.group()
        self.table.set_shared(group is not None)
        rows = self._own_rows() if group is None else self._shared_rows(group)
        found = _found(rows, self.search.text())
        self._model.set_rows(found)
        words = self.tr("1 contact") if len(found) == 1 else self.tr("{count} contacts")
        self._count.set_text(words.format(count=grouped(len(found), self._bench.numbers)))
        self._count.setVisible(bool(found))
        self.search.setVisible(bool(rows))
        self._show_buttons(group, any_rows=bool(rows))
        if rows and not found:
            words = self.tr("No name, note or DID has what you search for.")
            self._panel.show_empty("search", self.tr("Nothing found"), words)
        elif group is None:
            self._show_own(any_rows=bool(rows))
        else:
            self._show_shared(group, any_rows=bool(rows))

    def _show_buttons(self, group: IdentityId | None, *, any_rows: bool) -> None:
        # Where there is nobody, the middle of the page says what to do next.
        self.add_contact.setVisible(any_rows and (group is None or group in self._view.proposes))
        self.add_contact.set_text(self.tr("Add a contact…") if group is None else self.tr("Propose a contact…"))
        self.import_button.setVisible(group is None)
        self.export_button.setVisible(group is None and any_rows)

    def _own_rows(self) -> tuple[BookRow, ...]:
        return tuple(map(BookRow, in_order(self._view.book.contacts.values())))

    def _shared_rows(self, group: IdentityId) -> tuple[BookRow, ...]:
        book = known(self._view.shared.get(group))
        rows = [shared_row(one, vouched=one.contact.id in book.vouched) for one in book.entries] if book else []
        return tuple(sorted(rows, key=lambda row: row.contact.name.casefold()))

    def _show_own(self, *, any_rows: bool) -> None:
        book = self._view.book
        if any_rows:
            self._panel.show_content()
        elif book.is_read or book.problem is not None:
            self._show_none()
        else:
            self._panel.show_loading()

    def _show_shared(self, group: IdentityId, *, any_rows: bool) -> None:
        remote = self._view.shared.get(group)
        match remote:
            case Failed(problem):
                why = sentence(problem, self._bench.numbers)
                retry = partial(self._bench.dispatch, LoadBook(group))
                self._panel.show_failed(self.tr("The address book could not be read"), why, problem.code.value, retry)
            case Stale(problem=problem) if any_rows:
                self._panel.show_stale(sentence(problem, self._bench.numbers))
            case None | Loading():
                self._panel.show_loading()
            case _ if any_rows:
                self._panel.show_content()
            case _:
                self._show_nobody(group)

    def _show_nobody(self, group: IdentityId) -> None:
        may = group in self._view.proposes
        title = self.tr("This group has no address book yet")
        words = self.tr(
            "Its members propose names for those whom the group pays. A name counts once an admin has signed it; "
            "every member's desktop checks that signature."
        )
        verb, act = (self.tr("Propose a contact…"), lambda: self._open(None)) if may else ("", None)
        self._panel.show_empty("users", title, words, verb, act)

    def _show_none(self) -> None:
        self._panel.show_empty(
            "users",
            self.tr("Nobody has a name here yet"),
            self.tr(
                "Give a name to those whom you pay. It stands in the place of their DID on every screen, and a DID "
                "that only looks like theirs is warned of. The book stays on this computer, encrypted."
            ),
            self.tr("Add a contact…"),
            lambda: self._open(None),
        )

    def _open(self, row: int | None) -> None:
        entry = None if row is None else self._model.row_at(row)
        contact_id = None if entry is None else entry.contact.id
        group = self.group()
        sheet = ContactSheet(contact_id) if group is None else SharedContactSheet(group, contact_id)
        self._bench.dispatch(OpenSheet(sheet))

    def _import(self) -> None:
        known = self._view.identities.known
        own = Map((did, identity.name) for did, identity in known.items())
        title = self.tr("Import an address book")
        self._dialog = ask_list(self, lambda path: self._bench.dispatch(ImportBook(path, own)), title)

    def _export(self) -> None:
        title = self.tr("Export the address book")
        self._dialog = ask_where(self, _FILE, lambda path: self._bench.dispatch(ExportBook(path)), title)


def _found(rows: tuple[BookRow, ...], text: str) -> tuple[BookRow, ...]:
    """Return the entries that have all the words of a search."""
    words = text.casefold().split()
    if not words:
        return rows
    return tuple(row for row in rows if all(word in _searched(row.contact) for word in words))


def _searched(contact: Contact) -> str:
    return f"{contact.name}\n{contact.note}\n{contact.identity_id}".casefold()
