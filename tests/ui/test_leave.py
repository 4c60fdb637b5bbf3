"""What holds up the end of the program: the sheet about anonymous identities, the lock screen, the window itself."""

from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.aid_actions import AskToLeave, Leave
from qwallet_desktop.state.aids import Aids
from qwallet_desktop.state.asks import CloseIdentity
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation
from qwallet_desktop.state.operation import Made, Operation, Refused, Stage
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import LeaveSheet
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.dialogs.leave import LeaveDialog, select
from qwallet_desktop.ui.screens import locked
from qwallet_desktop.ui.screens.locked import LockedScreen
from qwallet_desktop.ui.screens.operations_course import points_of
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.ui.builders import NOW, QTK, REQUEST, bench, did, identity, state, token
from tests.ui.operations import known

ADA, BEN = identity(1, "Ada"), identity(2, "Ben")
AID = replace(identity(7, "Night market"), type=IdentityType.AID, token_id=QTK)
SWEEP = CloseIdentity(did(1))


def holding(units: int | None = 1_250, stage: Stage | None = None, *, hidden: bool = False) -> State:
    """Return a wallet whose AID holds something, with the sheet open; how much is not known without units."""
    made = state(ADA, BEN, AID, tokens=[token()])
    if units is not None:
        balance = Balance(Amount(units, 2, QTK), Amount(0, 2, QTK), Sequence(1))
        permissions = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
        made = replace(made, wallets=Map({AID.id: Wallet(Loaded(permissions, NOW), Map({QTK: balance}))}))
    if stage is not None:
        made = replace(made, operations=known(Operation(REQUEST, AID.id, SWEEP, NOW, stage)))
    return replace(
        made,
        aids=Aids((AID.id,)),
        lock=replace(made.lock, held=(ADA.id, AID.id)),
        navigation=Navigation(sheet=LeaveSheet(), asked=None if stage is None else REQUEST),
        preferences=replace(made.preferences, hide_amounts=hidden),
    )


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def sheet(qtbot: QtBot, qapp: QApplication, actions: list[Action]) -> LeaveDialog:
    over = QWidget()
    over.resize(960, 700)
    qtbot.addWidget(over)
    over.show()
    made = LeaveDialog(bench(actions.append), over)
    made.draw(select(holding()))
    made.open_sheet()
    return made


def said(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(PlainText) if label.isVisible())


def verb(sheet: LeaveDialog) -> PrimaryButton:
    button = sheet.focusable()
    assert isinstance(button, PrimaryButton)
    return button


def test_it_says_that_nobody_can_reach_what_is_held_any_more(sheet: LeaveDialog) -> None:
    assert "when Qwallet ends, nobody can reach what it holds any more" in said(sheet)


def test_it_says_whose_it_is_and_how_much(sheet: LeaveDialog) -> None:
    assert "Night market" in said(sheet)
    assert "12.50" in sheet._amount.accessibleName()


def test_hidden_amounts_stay_hidden(sheet: LeaveDialog) -> None:
    sheet.draw(select(holding(hidden=True)))
    assert (
        HIDDEN_AMOUNT in sheet._amount._short.accessibleName() or "12.50" not in sheet._amount._short.accessibleName()
    )


def test_only_named_identities_whose_keys_are_here_are_offered(sheet: LeaveDialog) -> None:
    assert [sheet.taker.itemData(at) for at in range(sheet.taker.count())] == ["", ADA.id]


def test_nothing_can_be_moved_before_somebody_is_chosen(sheet: LeaveDialog) -> None:
    assert not verb(sheet).isEnabled()


def test_who_is_chosen_is_said_to_be_tied_by_it(sheet: LeaveDialog) -> None:
    sheet.taker.set_current(ADA.id)
    assert "ties the anonymous identity to Ada" in sheet._ties.accessibleName()


def test_the_button_says_what_it_does(sheet: LeaveDialog) -> None:
    sheet.taker.set_current(ADA.id)
    assert (verb(sheet).text(), verb(sheet).isEnabled()) == ("Move it to Ada, then quit", True)


def test_moving_closes_the_anonymous_identity(sheet: LeaveDialog, actions: list[Action]) -> None:
    sheet.taker.set_current(ADA.id)
    sheet.submit()
    assert actions == [AskOnSheet(REQUEST, AID.id, SWEEP, NOW)]


def test_once_it_is_moved_the_program_goes_on_to_end(sheet: LeaveDialog, actions: list[Action]) -> None:
    sheet.draw(select(holding(0, Made(NOW))))
    assert actions == [AskToLeave()]


def test_a_refusal_is_said_and_the_program_stays(sheet: LeaveDialog, actions: list[Action]) -> None:
    sheet.draw(select(holding(1_250, Refused(NOW, Problem(Code.RECIPIENT_REFUSES)))))
    assert (bool(sheet.said()), actions) == (True, [])


def test_it_can_be_given_up_knowingly(sheet: LeaveDialog, actions: list[Action]) -> None:
    sheet.give_up.click()
    assert actions == [Leave()]


def test_giving_up_is_not_the_default(sheet: LeaveDialog) -> None:
    assert isinstance(sheet.give_up, GhostButton)
    assert sheet.focusable() is not sheet.give_up


def test_who_stays_closes_the_sheet(sheet: LeaveDialog, actions: list[Action]) -> None:
    sheet.dismiss()
    assert actions == [CloseSheet()]


def test_it_says_where_the_amount_could_not_be_read(sheet: LeaveDialog) -> None:
    sheet.draw(select(holding(None)))
    assert ("could not be read" in said(sheet), sheet._amount.isVisible()) == (True, False)


def test_a_long_name_makes_no_endless_button(sheet: LeaveDialog) -> None:
    made = holding()
    named = replace(ADA, name="A very long name of an identity that goes on and on")
    sheet.draw(
        select(replace(made, identities=replace(made.identities, known=made.identities.known.set(ADA.id, named))))
    )
    sheet.taker.set_current(ADA.id)
    assert verb(sheet).text() == "Move it, then quit"


def test_a_locked_screen_says_why_the_program_goes_on(qtbot: QtBot, qapp: QApplication) -> None:
    screen = LockedScreen(bench(lambda _action: None))
    qtbot.addWidget(screen)
    screen.show()
    screen.draw(locked.select(replace(holding(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE))))
    assert "an anonymous identity still holds something" in screen._losing.accessibleName()
    assert screen._losing.isVisible()


def test_a_locked_screen_lets_it_be_given_up(qtbot: QtBot, qapp: QApplication, actions: list[Action]) -> None:
    screen = LockedScreen(bench(actions.append))
    qtbot.addWidget(screen)
    screen.draw(locked.select(replace(holding(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE))))
    screen._other.click()
    assert actions == [Leave()]


def test_a_locked_screen_says_nothing_of_it_where_nobody_wants_to_leave(qtbot: QtBot, qapp: QApplication) -> None:
    screen = LockedScreen(bench(lambda _action: None))
    qtbot.addWidget(screen)
    screen.show()
    shut = replace(holding(), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE), navigation=Navigation())
    screen.draw(locked.select(shut))
    assert (screen._losing.isVisible(), screen._other.isVisible()) == (False, False)


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication) -> Shell:
    made = Shell()
    qtbot.addWidget(made)
    made.loses = lambda: True
    made.show()
    return made


def test_a_window_that_would_lose_something_is_not_closed(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.held_up):
        assert not shell.close()
    assert shell.isVisible()


def test_leaving_by_the_menu_is_held_up_too(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.held_up), qtbot.assertNotEmitted(shell.closing):
        shell.leave()


def test_a_window_that_loses_nothing_is_closed(shell: Shell, qtbot: QtBot) -> None:
    shell.loses = lambda: False
    with qtbot.waitSignal(shell.closing):
        assert shell.close()


def test_what_an_anonymous_identity_asked_for_is_said_to_be_in_memory_only() -> None:
    asked = Operation(REQUEST, AID.id, SWEEP, NOW, Made(NOW))
    words = [point.words for point in points_of(asked, None, NumberStyle(), in_memory=True)]
    assert "In memory only, not kept over a restart" in words
