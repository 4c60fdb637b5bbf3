"""The Receive screen: DID, code and payment request."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.payment_request import PaymentRequest, parse_payment_link
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.ui.screens.receive import ReceiveScreen, select, token_choices
from tests.ui.builders import QTK, bench, did, identity, state, token

ADA, BEN = identity(1, "Ada"), identity(2, "Ben")


@pytest.fixture
def actions() -> list[Action]:
    return []


@pytest.fixture
def screen(qtbot: QtBot, actions: list[Action]) -> ReceiveScreen:
    made = ReceiveScreen(bench(actions.append))
    made.resize(1024, 700)
    qtbot.addWidget(made)
    made.draw(select(usual()))
    made.show()
    return made


def usual(active: int = 0) -> State:
    return state(ADA, BEN, active=active, tokens=[token()])


def ask(screen: ReceiveScreen, amount: str = "25", memo: str = "rent") -> None:
    screen.request.token.set_current(QTK)
    screen.request.amount.set_text(amount)
    screen.request.memo.set_text(memo)


def test_the_code_is_the_did_at_first(screen: ReceiveScreen) -> None:
    assert screen.code.code.text() == screen.code.did.text() == did(1)


def test_the_did_is_copied_whole(screen: ReceiveScreen) -> None:
    screen.code.copy.click()
    assert QGuiApplication.clipboard().text() == did(1)


def test_the_did_can_be_selected_as_it_is(screen: ReceiveScreen) -> None:
    screen.code.did.selectAll()
    assert screen.code.did.textCursor().selectedText() == did(1)


def test_what_is_asked_for_stands_in_link_and_code(screen: ReceiveScreen) -> None:
    ask(screen)
    assert parse_payment_link(screen.request.link.text()) == PaymentRequest(did(1), QTK, "25.00", "rent")
    assert screen.code.code.text() == screen.request.link.text()
    assert screen.code.says.text() == "This code asks for 25.00 QTK."


def test_a_memo_alone_can_be_asked_with(screen: ReceiveScreen) -> None:
    screen.request.memo.set_text("rent")
    assert parse_payment_link(screen.request.link.text()) == PaymentRequest(did(1), None, "", "rent")


def test_the_link_is_copied(screen: ReceiveScreen) -> None:
    ask(screen)
    screen.request.copy.click()
    assert QGuiApplication.clipboard().text() == screen.request.link.text()
    assert screen.request.copy.text() == "Link copied"


def test_another_link_is_not_said_to_be_copied(screen: ReceiveScreen) -> None:
    screen.request.copy.click()
    ask(screen)
    assert screen.request.copy.text() == "Copy link"


@pytest.mark.parametrize(
    ("amount", "memo", "sentence"),
    [
        ("abc", "", "This is not an amount. Write it like 1,234.50."),
        ("0", "", "Enter an amount above zero."),
        ("-1", "", "An amount can't be negative. Leave out the minus sign."),
        ("1.001", "", "This token has 2 decimals. Shorten the amount."),
        ("1" + "0" * 80, "", "The ledger holds amounts of up to 78 digits. Enter less."),
        ("", "x" * 281, "A memo has at most 280 characters. Shorten it."),
    ],
)
def test_a_wrong_request_is_no_link(screen: ReceiveScreen, amount: str, memo: str, sentence: str) -> None:
    ask(screen, amount, memo)
    assert screen.request.errors() == [sentence]
    assert screen.request.link.text() == ""
    assert not screen.request.copy.isEnabled()
    assert not screen.request.save.isEnabled()
    assert screen.code.code.text() == did(1)


def test_an_amount_needs_a_token(screen: ReceiveScreen) -> None:
    assert not screen.request.amount.edit.isEnabled()


def test_another_identity_asks_for_nothing_yet(screen: ReceiveScreen) -> None:
    ask(screen)
    screen.draw(select(usual(active=1)))
    assert screen.request.request() == PaymentRequest(did(2))
    assert screen.code.code.text() == did(2)


def test_news_of_tokens_leave_the_request_alone(screen: ReceiveScreen) -> None:
    ask(screen)
    more = state(ADA, BEN, tokens=[token(), token("EURQ", token_id=TokenId("qtk1" + "cd" * 32))])
    screen.draw(select(more))
    assert screen.request.request() == PaymentRequest(did(1), QTK, "25.00", "rent")


def test_clear_empties_the_form(screen: ReceiveScreen) -> None:
    ask(screen)
    screen.request.clear_all.click()
    assert screen.request.request() == PaymentRequest(did(1))
    assert screen.request.clear_all.isHidden()


def test_the_issuer_tells_two_tokens_of_one_symbol_apart() -> None:
    twin = TokenId("qtk1" + "cd" * 32)
    shown = state(ADA, BEN, tokens=[token(), token(token_id=twin, issuer=2)])
    texts = dict(token_choices(shown.tokens.known, shown.identities))
    assert texts == {QTK: "QTK · Ada", twin: "QTK · Ben"}


def test_a_request_too_long_for_a_code_is_told_and_keeps_its_link(screen: ReceiveScreen) -> None:
    ask(screen, memo="漢" * 280)
    assert screen.code.says.text().startswith("This request is too long for a QR code.")
    assert screen.request.copy.isEnabled()
    assert not screen.request.save.isEnabled()


def test_the_code_comes_back_when_it_fits_again(screen: ReceiveScreen) -> None:
    ask(screen, memo="漢" * 280)
    ask(screen, memo="")
    assert screen.code.code.isVisible()
    assert screen.request.save.isEnabled()


def test_the_code_is_saved_as_a_picture(screen: ReceiveScreen, tmp_path: Path) -> None:
    ask(screen)
    screen.save(tmp_path / "code.png")
    assert QImage(str(tmp_path / "code.png")).width() == 1024
    assert screen.told().startswith("The QR code was saved to ")


def test_a_picture_that_can_t_be_written_is_told(screen: ReceiveScreen, tmp_path: Path) -> None:
    screen.save(tmp_path / "missing" / "code.png")
    assert screen.told() == "The file could not be written. Check the folder, or choose another place."


def test_the_place_of_the_picture_is_asked_for_without_waiting(screen: ReceiveScreen, qtbot: QtBot) -> None:
    screen.request.save.click()
    dialog = screen.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: screen.findChild(QFileDialog) is None)


def test_a_frozen_identity_is_told_of(screen: ReceiveScreen) -> None:
    cold = replace(ADA, status=IdentityStatus.FROZEN)
    screen.draw(select(state(cold, BEN, tokens=[token()])))
    assert screen._frozen.isVisible()


def test_in_a_narrow_window_the_cards_stand_one_over_the_other(screen: ReceiveScreen, qtbot: QtBot) -> None:
    screen.resize(560, 700)
    qtbot.waitUntil(lambda: screen.request.y() > screen.code.y())
