"""Sending back what came in, and paying whom the address book names."""

from dataclasses import replace

from immutables import Map
from pytestqt.qtbot import QtBot

from qwallet_desktop.state.audit import Drawer, Selection
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.sheets import ContactSheet
from qwallet_desktop.state.transfers import BeginPayment, Drafting, PaymentDraft
from qwallet_desktop.ui.people import everyone
from qwallet_desktop.ui.screens.entry_drawer import DrawerView, EntryDrawer
from qwallet_desktop.ui.screens.send import SendScreen
from qwallet_desktop.ui.screens.send_view import View
from qwallet_desktop.ui.widgets.party import Party
from tests.ui.builders import QTK, bench, did, identities, identity, token
from tests.ui.payments import ME, THEIRS, balance, entry, wallet
from tests.ui.screens import Standing, put_up

PEOPLE = identities(identity(1), identity(2, "Acme Treasury"))
NAMED = replace(PEOPLE, named=Map({THEIRS: "Lena Vogt"}))
CAME_IN = entry(1, THEIRS)
WENT_OUT = entry(2, THEIRS)


def drawer(qtbot: QtBot, view: DrawerView) -> Standing[EntryDrawer]:
    actions: list[Action] = []
    made = EntryDrawer(bench(actions.append))
    put_up(qtbot, made)
    made.draw(view)
    return Standing(made, actions)


def test_what_came_in_can_be_sent_back_to_whom_it_came_from(qtbot: QtBot) -> None:
    shown = drawer(qtbot, DrawerView(Drawer(Selection(CAME_IN)), PEOPLE, Map({QTK: token()})))
    shown.click("Send back…")
    amount = f"{CAME_IN.transfer.amount.units / 100:.2f}"
    wanted = PaymentDraft(THEIRS, QTK, amount, "")
    assert shown.actions == [BeginPayment(CAME_IN.identity_id, wanted), GoTo(Page.WALLET, Tab.SEND)]


def test_what_went_out_can_not_be_sent_back(qtbot: QtBot) -> None:
    shown = drawer(qtbot, DrawerView(Drawer(Selection(WENT_OUT)), PEOPLE, Map({QTK: token()})))
    assert shown.screen.send_back.isHidden()


def test_a_stranger_can_be_given_a_name_and_who_has_one_can_not(qtbot: QtBot) -> None:
    shown = drawer(qtbot, DrawerView(Drawer(Selection(CAME_IN)), PEOPLE, Map({QTK: token()})))
    shown.click("Add to the address book…")
    assert shown.actions == [OpenSheet(ContactSheet(did=THEIRS))]
    shown.screen.draw(DrawerView(Drawer(Selection(CAME_IN)), NAMED, Map({QTK: token()})))
    assert shown.screen.name_it.isHidden()
    assert "Lena Vogt" in {party.name() for party in shown.screen.findChildren(Party)}


def test_the_form_begins_with_what_is_wanted(qtbot: QtBot) -> None:
    actions: list[Action] = []
    screen = SendScreen(bench(actions.append))
    put_up(qtbot, screen)
    view = View(identity=ME, wallet=wallet(balance(100_000)), identities=NAMED, tokens=Map({QTK: token()}))
    screen.draw(view)
    screen.draw(replace(view, payment=Drafting(wanted=PaymentDraft(THEIRS, QTK, "1250.00", "rent"))))
    form = screen._form.form()
    assert (form.recipient, form.token_id, form.amount, form.memo) == (THEIRS, QTK, "1,250.00", "rent")


def test_contacts_are_offered_after_ones_own() -> None:
    assert [who.name for who in everyone(NAMED)] == [PEOPLE.known[did(1)].name, "Acme Treasury", "Lena Vogt"]
    assert not everyone(NAMED)[-1].ours
