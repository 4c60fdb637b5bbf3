"""The address book's page, the form of a contact, and what a file would add."""

from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.addressbook import Contact, ContactState, Row, SharedContact
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import ContactId, IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.addressbook import (
    AddressBook,
    ForgetImport,
    KeepAgain,
    RemoveContact,
    SaveContacts,
)
from qwallet_desktop.state.asks import ApproveContact, DropContact, ShareContact
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, OpenSheet
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.shared_books import SharedBook
from qwallet_desktop.state.sheets import ContactSheet, ImportBookSheet, SharedContactSheet
from qwallet_desktop.ui.dialogs import contact, import_book, shared_contact
from qwallet_desktop.ui.palette import commands
from qwallet_desktop.ui.palette import select as select_palette
from qwallet_desktop.ui.screens.address_book import AddressBookScreen, View
from tests.ui.builders import NOW, REQUEST, SALT, bench, did, identities, identity, state
from tests.ui.screens import Standing, empty_page, put_up

LENA = Contact(ContactId("ct_1"), did(7), "Lena Vogt", "Harbour fair", NOW)
BAKER = Contact(ContactId("ct_2"), did(8), "Bakery", "", NOW)
OURS = identities(identity(1, "Mara"))
BOOK = AddressBook(Map({LENA.id: LENA, BAKER.id: BAKER}), is_read=True)


@pytest.fixture
def page(qtbot: QtBot) -> Standing[AddressBookScreen]:
    actions: list[object] = []
    screen = AddressBookScreen(bench(actions.append))
    put_up(qtbot, screen)
    screen.draw(View(BOOK, OURS))
    return Standing(screen, actions)  # type: ignore[arg-type]  # actions are collected as they come


def names(page: Standing[AddressBookScreen]) -> list[str]:
    model = page.screen.table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_contacts_stand_in_the_order_of_their_names(page: Standing[AddressBookScreen]) -> None:
    assert names(page) == ["Bakery", "Lena Vogt"]


@pytest.mark.parametrize(("typed", "found"), [("fair lena", ["Lena Vogt"]), (did(8)[10:20], ["Bakery"]), ("xq qx", [])])
def test_search_finds_name_note_and_did(page: Standing[AddressBookScreen], typed: str, found: list[str]) -> None:
    QTest.keyClicks(page.screen.search.edit, typed)
    assert names(page) == found


def test_enter_in_the_table_opens_the_contact(page: Standing[AddressBookScreen]) -> None:
    page.screen.table.go_to(1)
    QTest.keyClick(page.screen.table, Qt.Key.Key_Return)
    assert page.actions == [OpenSheet(ContactSheet(LENA.id))]


def test_an_empty_book_says_what_it_is_for(page: Standing[AddressBookScreen]) -> None:
    page.screen.draw(View(AddressBook(is_read=True), OURS))
    page.click("Add a contact…")
    assert page.actions == [OpenSheet(ContactSheet())]


def test_what_could_not_be_written_is_told_and_tried_again(page: Standing[AddressBookScreen]) -> None:
    page.screen.draw(View(replace(BOOK, problem=Problem(Code.STORAGE_FULL)), OURS))
    page.click("Try again")
    assert page.actions == [KeepAgain()]


def test_a_file_that_was_read_opens_its_sheet_once(page: Standing[AddressBookScreen]) -> None:
    read = replace(BOOK, importing=())
    page.screen.draw(View(read, OURS))
    page.screen.draw(View(read, OURS))
    assert page.actions == [OpenSheet(ImportBookSheet())]


def form(qtbot: QtBot, opened: ContactSheet) -> Standing[contact.ContactSheet]:
    actions: list[object] = []
    parent = empty_page(qtbot)
    sheet = contact.ContactSheet(bench(actions.append), parent)
    parent.show()
    sheet.draw(contact.View(opened, BOOK, OURS))
    sheet.open_overlay()
    return Standing(sheet, actions)  # type: ignore[arg-type]  # actions are collected as they come


def test_a_new_contact_is_saved_and_the_sheet_closes(qtbot: QtBot) -> None:
    sheet = form(qtbot, ContactSheet(did=did(9)))
    sheet.screen.name.setText(" Ines ")
    sheet.click("Add contact")
    made = Contact(ContactId(f"ct_{SALT}"), did(9), "Ines", "", NOW)
    assert sheet.actions == [SaveContacts((made,)), CloseSheet()]


def test_a_name_that_another_has_is_said_at_the_name(qtbot: QtBot) -> None:
    sheet = form(qtbot, ContactSheet(did=did(9)))
    sheet.screen.name.setText("lena vogt")
    sheet.click("Add contact")
    assert sheet.actions == []
    assert "Lena Vogt" in sheet.screen._fields["name"].error()


def test_a_did_that_looks_like_another_is_warned_of(qtbot: QtBot) -> None:
    known = did(7)
    sheet = form(qtbot, ContactSheet(did=IdentityId(known[:20] + "1111" + known[24:])))
    assert not sheet.screen._warning.isHidden()
    sheet.screen.did.setText(did(9))
    assert sheet.screen._warning.isHidden()


def test_a_known_contact_keeps_its_did_and_can_be_removed(qtbot: QtBot) -> None:
    sheet = form(qtbot, ContactSheet(LENA.id))
    assert sheet.screen.did.isReadOnly()
    assert sheet.screen.note.toPlainText() == "Harbour fair"
    sheet.click("Remove")
    assert sheet.actions == [RemoveContact(LENA.id), CloseSheet()]


def test_only_the_good_lines_of_a_file_are_taken_over(qtbot: QtBot) -> None:
    actions: list[object] = []
    parent = empty_page(qtbot)
    sheet = import_book.ImportBookSheet(bench(actions.append), parent)
    parent.show()
    bad = Row(3, "Lena Vogt", did(9), "", Problem(Code.CONTACT_NAME_TAKEN, {"name": "Lena Vogt"}, "name"))
    sheet.draw(import_book.View((Row(2, "Ines", did(10), "rent"), bad)))
    sheet.open_overlay()
    Standing(sheet).click("Add 1 contact")
    made = Contact(ContactId(f"ct_{SALT}"), did(10), "Ines", "rent", NOW)
    assert actions == [SaveContacts((made,)), CloseSheet(), ForgetImport()]


def test_a_file_that_is_no_text_is_said_in_a_sentence(qtbot: QtBot) -> None:
    parent = empty_page(qtbot)
    sheet = import_book.ImportBookSheet(bench(lambda _action: None), parent)
    sheet.draw(import_book.View(Problem(Code.FILE_NOT_READ, {"reason": "encoding", "file": "a.xlsx"})))
    assert "no text" in sheet.said()


GROUP = IdentityId("did:qwallet:z" + "8" * 44)
ACME = replace(identity(5, "Acme", kind=IdentityType.ENTERPRISE), id=GROUP)
WITH_GROUP = identities(identity(1, "Mara"), ACME)
INES = Contact(ContactId("ct_9"), did(20), "Ines", "", NOW, GROUP)
PROPOSED = SharedContact(INES, ContactState.PROPOSED, did(1))
APPROVED = SharedContact(replace(INES, id=ContactId("ct_8"), name="Tom"), ContactState.APPROVED, did(1), did(1), "00")


def shared_page(qtbot: QtBot, vouched: frozenset[ContactId]) -> Standing[AddressBookScreen]:
    actions: list[object] = []
    screen = AddressBookScreen(bench(actions.append))
    put_up(qtbot, screen)
    book = SharedBook((PROPOSED, APPROVED), vouched)
    screen.draw(View(BOOK, WITH_GROUP, Map({GROUP: Loaded(book, NOW)}), frozenset({GROUP})))
    screen.whose.set_current(GROUP)
    screen.whose.chosen.emit(GROUP)
    return Standing(screen, actions)  # type: ignore[arg-type]  # actions are collected as they come


def states(page: Standing[AddressBookScreen]) -> list[str]:
    model = page.screen.table.model()
    return [str(model.index(row, 2).data()) for row in range(model.rowCount())]


def test_a_groups_book_says_how_far_each_entry_is(qtbot: QtBot) -> None:
    page = shared_page(qtbot, frozenset({APPROVED.contact.id}))
    assert names(page) == ["Ines", "Tom"]
    assert states(page) == ["Proposed", "Approved"]


def test_what_no_admin_signed_is_not_called_approved(qtbot: QtBot) -> None:
    assert states(shared_page(qtbot, frozenset())) == ["Proposed", "Not signed"]


def test_a_member_proposes_from_the_groups_book(qtbot: QtBot) -> None:
    page = shared_page(qtbot, frozenset())
    page.click("Propose a contact…")
    assert page.actions == [OpenSheet(SharedContactSheet(GROUP))]


def dialog(qtbot: QtBot, view: shared_contact.View) -> Standing[shared_contact.SharedContactDialog]:
    actions: list[object] = []
    parent = empty_page(qtbot)
    sheet = shared_contact.SharedContactDialog(bench(actions.append), parent)
    parent.show()
    sheet.draw(view)
    sheet.open_overlay()
    return Standing(sheet, actions)  # type: ignore[arg-type]  # actions are collected as they come


def test_a_proposal_is_asked_for_by_the_member(qtbot: QtBot) -> None:
    sheet = dialog(qtbot, shared_contact.View(GROUP, None, SharedBook(()), WITH_GROUP, did(1), did(1)))
    sheet.screen.name.setText("Ines")
    sheet.screen.did.setText(did(20))
    sheet.click("Propose contact")
    assert sheet.actions == [AskOnSheet(REQUEST, GROUP, ShareContact(did(20), "Ines", ""), NOW, did(1))]


def test_an_admin_approves_exactly_what_is_shown(qtbot: QtBot) -> None:
    sheet = dialog(qtbot, shared_contact.View(GROUP, PROPOSED, SharedBook((PROPOSED,)), WITH_GROUP, did(1), did(1)))
    sheet.click("Approve contact")
    assert sheet.actions == [AskOnSheet(REQUEST, GROUP, ApproveContact(INES), NOW, did(1))]


def test_who_is_no_admin_can_take_back_its_own_proposal_only(qtbot: QtBot) -> None:
    mine = dialog(qtbot, shared_contact.View(GROUP, PROPOSED, SharedBook((PROPOSED,)), WITH_GROUP, did(1), None))
    assert not mine.screen.may_submit()
    mine.click("Remove")
    assert mine.actions == [AskOnSheet(REQUEST, GROUP, DropContact(INES), NOW, did(1))]
    other = dialog(qtbot, shared_contact.View(GROUP, APPROVED, SharedBook((APPROVED,)), WITH_GROUP, did(1), None))
    assert other.screen.remove.isHidden()


def test_ctrl_k_finds_contacts_by_words_only() -> None:
    known = replace(state(identity(1, "Mara")), addressbook=BOOK)
    found = {command.item.key: command.action for command in commands(select_palette(known), "vogt harbour")}
    assert found[f"contact {LENA.id}"] == OpenSheet(ContactSheet(LENA.id))
    assert not [one for one in commands(select_palette(known)) if one.item.key.startswith("contact")]
