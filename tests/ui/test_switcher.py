"""The identity switcher: order, search, pins, marks, totals, keyboard."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, Sequence, TokenId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.identities import LoadIdentities, SwitchIdentity
from qwallet_desktop.state.lazy_actions import Glance
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.preferences import PinIdentity
from qwallet_desktop.state.remote import Failed, Remote, Stale
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IdentitySheet, NewIdentitySheet
from qwallet_desktop.state.wallets import LoadWallet, Wallet
from qwallet_desktop.ui.switcher import MOST_ROWS, Switcher
from qwallet_desktop.ui.switcher_line import SwitcherLine
from qwallet_desktop.ui.switcher_view import found, select
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.buttons import MenuButton
from tests.ui.builders import NOW, QTK, bench, did, identity, state, token
from tests.ui.groups import founding, group_identity
from tests.ui.screens import empty_page


class Stand:
    """A switcher over a page with its anchor."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.glances: list[Glance] = []
        self.page = empty_page(qtbot)
        self.anchor = QPushButton("who", self.page)
        self.switcher = Switcher(bench(self.take), self.page)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def take(self, action: Action) -> None:
        if isinstance(action, Glance):
            self.glances.append(action)
        else:
            self.actions.append(action)

    def open(self, shown: State) -> list[SwitcherLine]:
        self.switcher.draw(select(shown))
        self.switcher.open_at(self.anchor)
        return self.lines()

    def lines(self) -> list[SwitcherLine]:
        return [line for line in self.switcher.findChildren(SwitcherLine) if not line.isHidden()]

    def press(self, key: Qt.Key) -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.page.close()


def three() -> State:
    return state(identity(1, "Mara"), identity(2, "Savings"), identity(3, "Studio"))


def pinned(*numbers: int) -> State:
    base = three()
    return replace(base, preferences=replace(base.preferences, pinned_identities=tuple(did(n) for n in numbers)))


def test_identities_are_listed_by_creation(stand: Stand) -> None:
    stand.open(three())
    assert stand.switcher.shown() == ("Mara, Root", "Savings, Root", "Studio, Root")


def test_pinned_ones_come_first_as_they_were_pinned(stand: Stand) -> None:
    stand.open(pinned(3, 2))
    assert stand.switcher.shown() == ("Studio, Root", "Savings, Root", "Mara, Root")


def test_a_pinned_identity_that_is_gone_is_passed_over() -> None:
    assert found(select(pinned(9, 2)), "") == (did(2), did(1), did(3))


def test_every_word_of_the_search_must_be_there() -> None:
    assert found(select(three()), "ROOT sav") == (did(2),)


def test_an_identity_is_found_by_its_did() -> None:
    assert found(select(three()), did(3)[-12:]) == (did(3),)


def test_typing_narrows_the_list(stand: Stand) -> None:
    stand.open(three())
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "stu")
    assert stand.switcher.shown() == ("Studio, Root",)


def test_enter_takes_the_first_hit_and_closes(stand: Stand) -> None:
    stand.open(three())
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "sav")
    stand.press(Qt.Key.Key_Return)
    assert stand.actions == [SwitchIdentity(did(2))]
    assert not stand.switcher.isVisible()


def test_enter_without_a_hit_does_nothing(stand: Stand) -> None:
    stand.open(three())
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "nobody")
    stand.press(Qt.Key.Key_Return)
    assert stand.actions == []


def test_arrows_move_through_the_rows_and_back_to_the_search(stand: Stand) -> None:
    lines = stand.open(three())
    search = QApplication.focusWidget()
    for _ in range(2):
        stand.press(Qt.Key.Key_Down)
    assert lines[1].row.hasFocus()
    for _ in range(2):
        stand.press(Qt.Key.Key_Up)
    assert QApplication.focusWidget() is search


def test_a_row_is_chosen_by_space(stand: Stand) -> None:
    stand.open(three())
    stand.press(Qt.Key.Key_Down)
    stand.press(Qt.Key.Key_Down)
    stand.press(Qt.Key.Key_Space)
    assert stand.actions == [SwitchIdentity(did(2))]


def test_the_active_identity_is_marked(stand: Stand) -> None:
    lines = stand.open(three())
    assert [line.row.isChecked() for line in lines] == [True, False, False]


def test_the_pin_pins_and_unpins(stand: Stand) -> None:
    lines = stand.open(pinned(2))
    lines[0].pin.click()
    lines[1].pin.click()
    assert stand.actions == [PinIdentity(did(2), pinned=False), PinIdentity(did(1), pinned=True)]
    assert lines[0].pin.accessibleName() == "Unpin Savings"


def test_a_frozen_identity_says_so_in_words(stand: Stand) -> None:
    (line,) = stand.open(state(identity(1, "Leo", status=IdentityStatus.FROZEN)))
    assert line.row.accessibleName() == "Leo, Root · Frozen"
    assert line.row.accessibleDescription() == "Frozen"


def test_an_identity_whose_key_is_elsewhere_says_so(stand: Stand) -> None:
    base = three()
    lines = stand.open(replace(base, lock=replace(base.lock, held=(did(1),))))
    assert [line.row.accessibleDescription() for line in lines] == ["", *["its key is not on this computer"] * 2]


def with_balances(*units: int) -> State:
    base = replace(state(identity(1, "Mara"), tokens=[token()]))
    ids = [QTK, TokenId("qtk1" + "cd" * 32)][: len(units)]
    balances = Map(
        (token_id, Balance(Amount(value, 2, token_id), Amount(0, 2, token_id), Sequence(1)))
        for token_id, value in zip(ids, units, strict=True)
    )
    return replace(base, wallets=Map({did(1): Wallet(balances=balances)}))


@pytest.mark.parametrize(
    ("units", "total"), [((97_500,), ", 975.00 QTK"), ((1, 1), ", 2 tokens"), ((0,), ""), ((), "")]
)
def test_what_an_identity_has_stands_beside_its_name(stand: Stand, units: tuple[int, ...], total: str) -> None:
    stand.open(with_balances(*units))
    assert stand.switcher.shown() == (f"Mara, Root{total}",)


def test_hidden_amounts_stay_hidden_here(stand: Stand) -> None:
    shown = with_balances(97_500)
    stand.open(replace(shown, preferences=replace(shown.preferences, hide_amounts=True)))
    assert stand.switcher.shown() == (f"Mara, Root, {HIDDEN_AMOUNT} QTK",)


def test_of_very_many_identities_only_some_are_drawn(stand: Stand) -> None:
    many = state(*(identity(number, f"Identity {number}") for number in range(1, MOST_ROWS + 200)))
    assert len(stand.open(many)) == MOST_ROWS


def menu(stand: Stand, text: str) -> MenuButton:
    return next(button for button in stand.switcher.findChildren(MenuButton) if button.text() == text)


def test_a_new_identity_is_asked_for_here(stand: Stand) -> None:
    stand.open(three())
    menu(stand, "New identity…").click()
    assert stand.actions == [OpenSheet(NewIdentitySheet())]


def test_the_active_identity_s_details_open_from_here(stand: Stand) -> None:
    stand.open(three())
    menu(stand, "About this identity…").click()
    assert stand.actions == [OpenSheet(IdentitySheet(did(1)))]


def test_what_is_listed_is_read_until_the_list_is_closed(stand: Stand) -> None:
    stand.open(three())
    stand.switcher.draw(select(replace(three(), preferences=replace(three().preferences, hide_amounts=True))))
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "sav")
    stand.switcher.close_overlay()
    everybody = (did(1), did(2), did(3))
    assert [glance.identity_ids for glance in stand.glances] == [everybody, (did(2),), ()]


AWAY = Down(NOW, Problem(Code.NODE_UNREACHABLE))


def faulty(loading: Remote[int] | None = None, context: Remote[WalletPermissions] | None = None) -> State:
    base = three()
    wallets = Map({did(2): Wallet(context=context)}) if context is not None else Map[IdentityId, Wallet]()
    return replace(base, identities=replace(base.identities, loading=loading), wallets=wallets)


def test_a_list_that_could_not_be_read_anew_can_be_asked_for_again(stand: Stand) -> None:
    stand.open(faulty(loading=Stale(3, NOW, Problem(Code.OVERLOADED))))
    stand.switcher.fault.retry.click()
    assert stand.actions == [LoadIdentities()]


def test_amounts_that_could_not_be_read_can_be_asked_for_again(stand: Stand) -> None:
    stand.open(faulty(context=Failed(Problem(Code.OVERLOADED))))
    stand.switcher.fault.retry.click()
    assert stand.actions == [LoadWallet(did(2))]


@pytest.mark.parametrize(
    "shown",
    [
        three(),
        faulty(loading=Stale(3, NOW, Problem(Code.NODE_STARTING))),
        replace(
            faulty(context=Failed(Problem(Code.OVERLOADED))), health=Health(Down(NOW, Problem(Code.NODE_UNREACHABLE)))
        ),
    ],
)
def test_nothing_is_offered_where_nothing_failed_or_the_node_is_away(stand: Stand, shown: State) -> None:
    stand.open(shown)
    assert not stand.switcher.fault.retry.isVisible()


def test_in_a_low_window_the_list_is_shorter_and_nothing_overlaps(stand: Stand, qtbot: QtBot) -> None:
    stand.page.resize(900, 320)
    stand.open(state(*(identity(number, f"Identity {number}") for number in range(1, 9))))
    scroll = stand.switcher.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    below = menu(stand, "About this identity…")
    qtbot.waitUntil(lambda: scroll.geometry().bottom() < below.geometry().top())
    assert scroll.height() >= 40


def test_tab_goes_through_the_list_before_what_stands_below_it(stand: Stand) -> None:
    stand.open(three())
    stand.press(Qt.Key.Key_Tab)
    reached = []
    for _step in range(8):
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus.accessibleName())
        stand.press(Qt.Key.Key_Tab)
    assert [name.partition(",")[0] for name in reached] == [
        "Mara",
        "Pin Mara to the top",
        "Savings",
        "Pin Savings to the top",
        "Studio",
        "Pin Studio to the top",
        "About this identity…",
        "New identity…",
    ]


def sections(stand: Stand) -> list[str]:
    return [line.head.text() for line in stand.lines() if not line.head.isHidden()]


FIRM = identity(7, "Acme", kind=IdentityType.ENTERPRISE)
WARD = identity(8, "Tove", kind=IdentityType.CONSENTIDA)
GHOST = identity(9, "Gift", kind=IdentityType.AID)
GONE = identity(10, "Gone", status=IdentityStatus.CLOSED)


def test_own_groups_guarded_and_anonymous_ones_stand_apart(stand: Stand) -> None:
    stand.open(state(GHOST, WARD, FIRM, identity(1, "Ada")))
    assert sections(stand) == ["Own", "Groups", "Guarded", "Anonymous"]


def test_with_one_kind_there_are_no_headings(stand: Stand) -> None:
    stand.open(state(identity(1, "Ada"), identity(2, "Ben")))
    assert sections(stand) == []


def test_closed_ones_are_listed_when_they_are_asked_for(stand: Stand) -> None:
    stand.open(state(identity(1, "Ada"), GONE))
    assert len(stand.lines()) == 1
    stand.switcher.closed_link.click()
    assert sections(stand) == ["Own", "Closed"]
    stand.switcher.closed_link.click()
    assert len(stand.lines()) == 1


def test_a_closed_one_is_found_by_a_search() -> None:
    assert found(select(state(identity(1, "Ada"), GONE)), "gone") == (did(10),)


def test_the_closed_one_that_one_acts_under_stays_listed() -> None:
    assert found(select(state(identity(1, "Ada"), GONE, active=1)), "") == (did(1), did(10))


def test_hidden_ones_are_not_listed_nor_found(stand: Stand) -> None:
    of = state(identity(1, "Ada"), identity(2, "Ben"))
    of = replace(of, preferences=replace(of.preferences, hidden_identities=(did(2),)))
    assert (found(select(of), ""), found(select(of), "ben")) == ((did(1),), ())


def test_a_group_has_no_key_that_could_be_elsewhere(stand: Stand) -> None:
    firm = group_identity(founding())
    of = state(identity(1, "Ada"), firm)
    lines = stand.open(replace(of, lock=replace(of.lock, held=(did(1),))))
    assert "key" not in lines[1].row.accessibleDescription() + lines[1].row.accessibleName()
