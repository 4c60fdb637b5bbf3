"""The sheets of tokens: issuing, minting, burning."""

from dataclasses import replace

import pytest
from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import declare_token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.asks import BurnToken, Command, IssueToken, MintToken
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, Navigation
from qwallet_desktop.state.operation import Made, Operation, Refused, Sending, Stage
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IssueSheet, Sheet, SupplySheet
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.dialogs import issue, supply
from qwallet_desktop.ui.dialogs.issue import IssueDialog
from qwallet_desktop.ui.dialogs.supply import SupplyDialog
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.buttons import PrimaryButton
from tests.ui.builders import NOW, QTK, REQUEST, SALT, bench, did, identity, state, token
from tests.ui.operations import known

ADA = identity(1, "Ada", can_issue=True)
BOAT = IssueToken("BOAT", "BOAT", 2, SALT, "")
MORE = MintToken(QTK, "10.00", "")


def asked(command: Command) -> AskOnSheet:
    return AskOnSheet(REQUEST, did(1), command, NOW)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(960, 700)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def actions() -> list[Action]:
    return []


def opened(sheet: Sheet, stage: Stage | None = None, command: Command = MORE, units: int = 100_000) -> State:
    made = state(ADA, tokens=[token()])
    if stage is not None:
        made = replace(made, operations=known(Operation(REQUEST, did(1), command, NOW, stage)))
    balance = Balance(Amount(units, 2, QTK), Amount(0, 2, QTK), Sequence(1))
    return replace(
        made,
        navigation=Navigation(sheet=sheet, asked=None if stage is None else REQUEST),
        wallets=Map({did(1): Wallet(balances=Map({QTK: balance}))}),
    )


@pytest.fixture
def form(host: QWidget, actions: list[Action]) -> IssueDialog:
    sheet = IssueDialog(bench(actions.append), host)
    sheet.draw(issue.select(opened(IssueSheet())))
    sheet.open_sheet()
    return sheet


def supplied(host: QWidget, actions: list[Action], *, burn: bool, numbers: NumberStyle | None = None) -> SupplyDialog:
    sheet = SupplyDialog(bench(actions.append, numbers or NumberStyle()), host)
    sheet.draw(supply.select(opened(SupplySheet(QTK, burn=burn))))
    sheet.open_sheet()
    return sheet


@pytest.fixture
def mint(host: QWidget, actions: list[Action]) -> SupplyDialog:
    return supplied(host, actions, burn=False)


@pytest.fixture
def burn(host: QWidget, actions: list[Action]) -> SupplyDialog:
    return supplied(host, actions, burn=True)


def verb(sheet: IssueDialog | SupplyDialog) -> str:
    button = sheet.focusable()
    assert isinstance(button, PrimaryButton)
    return button.text()


def fill(sheet: IssueDialog, symbol: str = "BOAT", name: str = "", decimals: str = "2", amount: str = "") -> None:
    sheet.symbol.set_text(symbol)
    sheet.name.set_text(name)
    sheet.decimals.set_text(decimals)
    sheet.amount.set_text(amount)


def test_issuing_begins_with_the_symbol(form: IssueDialog) -> None:
    assert form.page.focusWidget() is form.symbol


def test_a_token_is_issued_with_its_first_amount(form: IssueDialog, actions: list[Action]) -> None:
    fill(form, "BOAT", "Boat shares", "2", "1,000.00")
    form.submit()
    assert actions == [asked(IssueToken("BOAT", "Boat shares", 2, SALT, "1000.00"))]


def test_a_token_can_be_issued_without_any(form: IssueDialog, actions: list[Action]) -> None:
    fill(form)
    form.submit()
    assert actions == [asked(BOAT)]


def test_the_verb_says_what_will_be_issued(form: IssueDialog) -> None:
    assert verb(form) == "Issue token"
    fill(form, amount="1000")
    assert verb(form) == "Issue 1,000.00 BOAT"


def test_the_verb_stays_short(form: IssueDialog) -> None:
    fill(form, amount="9" * 70)
    assert verb(form) == "Issue BOAT"


def test_the_id_that_it_will_have_is_shown(form: IssueDialog) -> None:
    fill(form)
    assert form._id.findChild(QWidget) is not None
    declared = declare_token(did(1), "BOAT", "", 2, SALT)
    assert form._id.shown_text() == f"{declared.id[:18]}…{declared.id[-8:]}"


def test_a_symbol_is_typed_in_capitals(form: IssueDialog) -> None:
    QTest.keyClicks(form.symbol, "boat2")
    assert form.symbol.text() == "BOAT2"


def test_another_token_of_that_symbol_is_told(form: IssueDialog) -> None:
    fill(form, "QTK")
    assert form.symbol.accessibleDescription().startswith("There is another QTK already")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"symbol": ""}, "symbol", "A symbol has 2 to 10 letters and digits; the first is a letter."),
        ({"symbol": "1AB"}, "symbol", "A symbol has 2 to 10 letters and digits; the first is a letter."),
        ({"name": "x" * 61}, "name", "A token's name has at most 60 characters. Shorten it."),
        ({"decimals": ""}, "decimals", "A token has 0 to 30 decimals."),
        ({"decimals": "31"}, "decimals", "A token has 0 to 30 decimals."),
        ({"decimals": "two"}, "decimals", "A token has 0 to 30 decimals."),
        ({"decimals": "-1"}, "decimals", "A token has 0 to 30 decimals."),
        ({"decimals": "²"}, "decimals", "A token has 0 to 30 decimals."),
        ({"amount": "abc"}, "amount", "This is not an amount. Write it like 1,234.50."),
        ({"amount": "0"}, "amount", "Enter an amount above zero."),
        ({"amount": "-5"}, "amount", "An amount can't be negative. Leave out the minus sign."),
        ({"amount": "1.234"}, "amount", "This token has 2 decimals. Shorten the amount."),
        ({"amount": "1" + "0" * 80}, "amount", "The ledger holds amounts of up to 78 digits. Enter less."),
    ],
)
def test_a_wrong_input_is_said_at_its_field_and_nothing_emitted(
    form: IssueDialog, actions: list[Action], wrong: dict[str, str], field: str, sentence: str
) -> None:
    fill(form, **wrong)
    form.submit()
    assert {at: one.error() for at, one in form._fields.items() if one.error()} == {field: sentence}
    assert actions == []


def test_a_sentence_goes_when_the_input_changes(form: IssueDialog) -> None:
    form.submit()
    form.symbol.set_text("BO")
    assert form._fields["symbol"].error() == ""


def test_an_issued_token_closes_the_sheet(form: IssueDialog, actions: list[Action]) -> None:
    fill(form)
    form.submit()
    for stage in (Sending(NOW, 1), Made(NOW)):
        form.draw(issue.select(opened(IssueSheet(), stage, BOAT)))
    assert actions[1:] == [CloseSheet()]


def test_a_token_that_is_refused_says_why(form: IssueDialog) -> None:
    fill(form)
    form.submit()
    form.draw(issue.select(opened(IssueSheet(), Refused(NOW, Problem(Code.TOKEN_EXISTS)), BOAT)))
    assert form.said() == "This token was issued already. Look for it among your balances."


def test_minting(mint: SupplyDialog, actions: list[Action]) -> None:
    mint.amount.set_text("10")
    mint.memo.set_text("second round")
    mint.submit()
    assert actions == [asked(MintToken(QTK, "10.00", "second round"))]


def test_burning(burn: SupplyDialog, actions: list[Action]) -> None:
    burn.amount.set_text("10.50")
    burn.submit()
    assert actions == [asked(BurnToken(QTK, "10.50", ""))]


def test_amounts_are_read_and_written_as_the_locale_does(host: QWidget, actions: list[Action]) -> None:
    sheet = supplied(host, actions, burn=False, numbers=NumberStyle(",", "."))
    sheet.amount.set_text("1.234,50")
    assert sheet.focusable().property("text") == "Mint 1.234,50 QTK"
    sheet.submit()
    assert actions == [asked(MintToken(QTK, "1234.50", ""))]


def test_the_verb_and_the_balance_follow_the_amount(mint: SupplyDialog) -> None:
    mint.amount.set_text("250")
    assert (verb(mint), mint._before.text(), mint._after.text()) == ("Mint 250.00 QTK", "1,000.00 QTK", "1,250.00 QTK")


def test_burning_looks_final_and_is_not_given_by_enter(burn: SupplyDialog, actions: list[Action]) -> None:
    burn.amount.set_text("10")
    QTest.keyClick(burn.amount.edit, Qt.Key.Key_Return)
    assert burn.focusable().property("look") == "danger"
    assert actions == []


def test_minting_is_given_by_enter(mint: SupplyDialog, actions: list[Action]) -> None:
    mint.amount.set_text("10")
    QTest.keyClick(mint.amount.edit, Qt.Key.Key_Return)
    assert actions == [asked(MORE)]


def test_max_is_what_can_be_burned(burn: SupplyDialog) -> None:
    burn.amount.max_clicked.emit()
    assert (burn.amount.text(), burn._after.text()) == ("1,000.00", "0.00 QTK")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Enter an amount."),
        ("abc", "This is not an amount. Write it like 1,234.50."),
        ("0", "Enter an amount above zero."),
        ("1.001", "This token has 2 decimals. Shorten the amount."),
        ("1000.01", "Only 1,000.00 QTK can be spent now. Enter less."),
    ],
)
def test_what_can_t_be_burned_is_said_and_nothing_emitted(
    burn: SupplyDialog, actions: list[Action], text: str, sentence: str
) -> None:
    burn.amount.set_text(text)
    burn.submit()
    assert burn._fields["amount"].error() == sentence
    assert actions == []


def test_a_memo_that_is_too_long_is_said_at_the_memo(mint: SupplyDialog, actions: list[Action]) -> None:
    mint.amount.set_text("1")
    mint.memo.set_text("x" * 281)
    mint.submit()
    assert mint._fields["memo"].error() == "A memo has at most 280 characters. Shorten it."
    assert actions == []


def test_hidden_balances_stay_hidden(host: QWidget, actions: list[Action]) -> None:
    made = opened(SupplySheet(QTK, burn=True))
    sheet = SupplyDialog(bench(actions.append), host)
    sheet.draw(supply.select(replace(made, preferences=replace(made.preferences, hide_amounts=True))))
    sheet.open_sheet()
    sheet.amount.set_text("5000")
    sheet.submit()
    assert sheet._before.text() == f"{HIDDEN_AMOUNT} QTK"
    assert sheet._fields["amount"].error() == f"Only {HIDDEN_AMOUNT} QTK can be spent now. Enter less."


def test_a_refused_amount_is_said_at_the_amount(mint: SupplyDialog) -> None:
    mint.amount.set_text("10")
    mint.submit()
    problem = Problem(Code.AMOUNT_TOO_LARGE, {"digits": "78"}, "amount")
    mint.draw(supply.select(opened(SupplySheet(QTK, burn=False), Refused(NOW, problem))))
    assert mint._fields["amount"].error() == "The ledger holds amounts of up to 78 digits. Enter less."


def test_a_closed_sheet_draws_nothing(mint: SupplyDialog, actions: list[Action]) -> None:
    mint.draw(supply.select(state(ADA)))
    assert actions == []


def test_a_token_without_a_balance_can_be_minted() -> None:
    made = replace(opened(SupplySheet(QTK, burn=False)), wallets=Map())
    assert supply.select(made).balance is None
