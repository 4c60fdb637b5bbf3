"""A sheet whose request is an operation: busy for a moment, and what it waits for where that takes longer."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import MintToken, SetIdentityStatus
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation, ShowOperation
from qwallet_desktop.state.operation import (
    Ask,
    Cancelled,
    Cancelling,
    Keeping,
    Made,
    NotKept,
    Operation,
    Refused,
    Sending,
    Stage,
    Unanswered,
    Waiting,
)
from qwallet_desktop.state.operations import CancelOperation, ConfirmOperation, RetryOperation
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IdentitySheet, Sheet, SupplySheet
from qwallet_desktop.ui.dialogs import identity as one_identity
from qwallet_desktop.ui.dialogs import supply
from qwallet_desktop.ui.dialogs.identity import IdentityDialog
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.dialogs.supply import SupplyDialog
from tests.ui.builders import NOW, QTK, REQUEST, bench, did, identity, state, token
from tests.ui.operations import known

SHEET = SupplySheet(QTK, burn=False)
MINT = MintToken(QTK, "10.00", "second round")
DOWN = Problem(Code.NODE_UNREACHABLE)
ADA = identity(1, "Ada", can_issue=True)


def shown(stage: Stage | None, *, node: bool = True, ask: Ask = MINT, sheet: Sheet = SHEET) -> State:
    made = state(ADA, tokens=[token()])
    if stage is None:
        return replace(made, navigation=Navigation(sheet=sheet))
    operations = known(Operation(REQUEST, did(1), ask, NOW, stage), node=node)
    return replace(made, operations=operations, navigation=Navigation(sheet=sheet, asked=REQUEST))


class Opened:
    """The sheet that mints, filled in, in a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.host = QWidget()
        self.host.resize(960, 700)
        qtbot.addWidget(self.host)
        self.host.show()
        self.actions: list[Action] = []
        self.sheet = SupplyDialog(bench(self.actions.append), self.host)
        self.draw(None)
        self.sheet.open_sheet()
        self.sheet.amount.set_text("10")

    def draw(self, stage: Stage | None, *, node: bool = True) -> None:
        self.sheet.draw(supply.select(shown(stage, node=node)))

    def buttons(self) -> list[str]:
        return [each.text() for each in self.sheet.frame.findChildren(QPushButton) if each.isVisible() and each.text()]

    def click(self, text: str) -> None:
        found = [each for each in self.sheet.frame.findChildren(QPushButton) if each.isVisible()]
        next(each for each in found if each.text() == text).click()


@pytest.fixture
def mint(qtbot: QtBot) -> Opened:
    return Opened(qtbot)


def form_is_shown(sheet: OperationSheet) -> bool:
    return sheet._form.isVisible() and not is_kept(sheet)


def is_kept(sheet: OperationSheet) -> bool:
    return sheet.kept is not None and sheet.kept.isVisible()


def words(sheet: OperationSheet) -> str:
    assert sheet.kept is not None
    return sheet.kept.words()


def test_a_form_that_is_being_done_is_grey_and_can_be_closed(mint: Opened) -> None:
    mint.sheet.submit()
    mint.draw(Sending(NOW, 1))
    assert form_is_shown(mint.sheet)
    assert not mint.sheet.amount.edit.isEnabled()
    assert not mint.sheet.focusable().isEnabled()
    assert "Close" in mint.buttons()


def test_while_it_is_being_done_nothing_else_is_asked_for(mint: Opened) -> None:
    mint.draw(Keeping())
    mint.sheet.submit()
    assert mint.actions == []


def test_what_the_node_did_closes_the_sheet_once(mint: Opened) -> None:
    for stage in (Keeping(), Sending(NOW, 1), Made(NOW), Made(NOW)):
        mint.draw(stage)
    assert mint.actions == [CloseSheet()]


def test_while_the_node_is_away_it_says_that_it_is_kept_and_goes_out_by_itself(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    assert not form_is_shown(mint.sheet)
    assert words(mint.sheet) == (
        "Waits for the node: It is kept on this computer. It goes out by itself as soon as the node answers. Nothing "
        "has left this computer yet."
    )
    assert mint.buttons() == ["Cancel minting", "Show", "Close"]
    assert mint.sheet.accessibleName() == "Minting"


def test_a_node_that_is_silent_is_said_after_a_moment(qtbot: QtBot, mint: Opened) -> None:
    mint.draw(Sending(NOW, 1))
    assert form_is_shown(mint.sheet)
    qtbot.waitUntil(lambda: is_kept(mint.sheet))
    assert words(mint.sheet).startswith("Sending: It is on its way to the node.")


def test_one_that_waits_for_an_earlier_one_is_said_after_a_moment(qtbot: QtBot, mint: Opened) -> None:
    mint.draw(Waiting(NOW))
    assert form_is_shown(mint.sheet)
    qtbot.waitUntil(lambda: is_kept(mint.sheet))


def test_what_was_decided_in_that_moment_leaves_the_form_there(qtbot: QtBot, mint: Opened) -> None:
    mint.draw(Sending(NOW, 1))
    mint.draw(Refused(NOW, Problem(Code.NOT_PERMITTED)))
    assert not mint.sheet._moment.isActive()
    assert form_is_shown(mint.sheet)


def test_what_has_no_answer_can_be_tried_at_once_under_its_own_id(mint: Opened) -> None:
    mint.draw(Unanswered(NOW, DOWN, 1))
    mint.click("Try now")
    assert mint.actions == [RetryOperation(REQUEST, REQUEST, NOW)]
    mint.draw(Sending(NOW, 2))
    assert not form_is_shown(mint.sheet)


def test_what_waits_can_be_called_off_there(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    mint.click("Cancel minting")
    assert mint.actions == [CancelOperation(REQUEST)]
    mint.draw(Cancelling(), node=False)
    assert not form_is_shown(mint.sheet)
    mint.draw(Cancelled(NOW), node=False)
    assert form_is_shown(mint.sheet)
    assert mint.sheet.said() == "You called it off before anything was sent. Nothing has changed."
    assert mint.sheet.amount.text() == "10"


def test_closing_takes_nothing_back(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    mint.click("Close")
    assert mint.actions == [CloseSheet()]


def test_it_can_be_looked_at_among_the_operations(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    mint.click("Show")
    assert mint.actions == [ShowOperation(REQUEST)]


def test_enter_does_not_ask_for_it_again(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    QTest.keyClick(mint.sheet, Qt.Key.Key_Return)
    assert mint.actions == []


def test_what_has_waited_for_a_day_is_asked_about(mint: Opened) -> None:
    mint.draw(Waiting(NOW, is_old=True))
    mint.click("Send it")
    assert mint.actions == [ConfirmOperation(REQUEST, NOW)]


def test_a_refusal_brings_the_form_back_and_is_said_at_the_field(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    mint.draw(Refused(NOW, Problem(Code.AMOUNT_TOO_LARGE, {"digits": "78"}, "amount")))
    assert form_is_shown(mint.sheet)
    assert mint.sheet._fields["amount"].error() == "The ledger holds amounts of up to 78 digits. Enter less."
    assert mint.sheet.accessibleName() == "Mint QTK"
    assert mint.sheet.focusable().isEnabled()


def test_after_a_refusal_it_can_be_asked_for_again(mint: Opened) -> None:
    mint.draw(Refused(NOW, Problem(Code.NOT_PERMITTED)))
    mint.sheet.submit()
    assert mint.actions == [AskOnSheet(REQUEST, did(1), MintToken(QTK, "10.00", ""), NOW)]
    assert mint.sheet.said() == ""


def test_what_could_not_be_kept_is_said(mint: Opened) -> None:
    mint.draw(NotKept(Problem(Code.STORAGE_FULL)))
    assert form_is_shown(mint.sheet)
    assert mint.sheet.said().startswith("It could not be saved, so nothing was sent.")


def test_hidden_amounts_stay_hidden(mint: Opened) -> None:
    waits = shown(Waiting(NOW), node=False)
    mint.sheet.draw(supply.select(replace(waits, preferences=replace(waits.preferences, hide_amounts=True))))
    assert mint.sheet.kept is not None
    assert "10" not in mint.sheet.kept._amount.accessibleName()


def test_the_keyboard_is_on_the_button_that_closes(mint: Opened) -> None:
    mint.sheet.amount.edit.setFocus()
    mint.draw(Waiting(NOW), node=False)
    focused = mint.host.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Close"


@pytest.fixture
def freezes(qtbot: QtBot, mint: Opened) -> IdentityDialog:
    sheet = IdentityDialog(bench(mint.actions.append), mint.host)
    sheet.draw(one_identity.select(shown(None, sheet=IdentitySheet(did(1)))))
    sheet.open_sheet()
    sheet.freeze.click()
    return sheet


def test_a_freeze_that_waits_is_said_and_escape_closes(mint: Opened, freezes: IdentityDialog) -> None:
    ask = SetIdentityStatus(did(1), ADA.status.FROZEN, "lost")
    waits = shown(Waiting(NOW), node=False, ask=ask, sheet=IdentitySheet(did(1)))
    freezes.draw(one_identity.select(waits))
    assert freezes.accessibleName() == "Freeze Ada"
    assert is_kept(freezes)
    freezes.dismiss()
    assert mint.actions == [CloseSheet()]


def test_a_token_s_balance_may_move_while_its_minting_waits(mint: Opened) -> None:
    mint.draw(Waiting(NOW), node=False)
    waits = shown(Waiting(NOW), node=False)
    mint.sheet.draw(supply.select(replace(waits, health=replace(waits.health, head=Sequence(9)))))
    assert not form_is_shown(mint.sheet)
