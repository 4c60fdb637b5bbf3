"""What waits to be paid is held back from what may be promised again."""

from dataclasses import replace

from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode
from qwallet_desktop.domain.money import PLAIN, format_amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import RenameIdentity
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import Ask, Operation, Stage, Unanswered, Waiting
from qwallet_desktop.state.operation_line import Operations, add
from qwallet_desktop.state.promised import spendable
from qwallet_desktop.state.tokens import Tokens
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.state.whole import State
from tests.state.builders import ADA, BEN, NODE, NOW, QTK, balance, request, token

WAITS = Waiting(NOW)


def promising(*asked: tuple[Ask, Stage], node: str = "") -> State:
    """A wallet of 100.00 and what was asked for."""
    operations = Operations()
    for number, (ask, stage) in enumerate(asked):
        operations = add(operations, Operation(request(number), ADA, ask, NOW, stage, node_id=NODE if node else None))
    wallet = Wallet(balances=Map({QTK: balance(10_000, 1)}))
    return State(operations=operations, tokens=Tokens(Map({QTK: token()})), wallets=Map({ADA: wallet}))


def payment(amount: str) -> PaymentDraft:
    return PaymentDraft(BEN, QTK, amount, "")


def available(state: State) -> str:
    wallet = spendable(state, ADA)
    assert wallet is not None
    return format_amount(wallet.balances[QTK].available, PLAIN)


def test_payments_and_lists_that_wait_are_held_back() -> None:
    listed = Order(
        (AskedPayment(BEN, QTK, "5.00", ""), AskedPayment(BEN, QTK, "0.50", "")), BatchMode.ALL_OR_NOTHING, ""
    )
    assert available(promising((payment("25.00"), WAITS), (listed, WAITS))) == "69.50"


def test_what_may_be_paid_already_is_not_held_back() -> None:
    unknown = Unanswered(NOW, Problem(Code.NODE_TIMEOUT), 1)
    assert available(promising((payment("25.00"), unknown))) == "100.00"


def test_more_than_there_is_leaves_nothing() -> None:
    assert available(promising((payment("99.00"), WAITS), (payment("99.00"), WAITS))) == "0.00"


def test_what_makes_no_sense_or_moves_nothing_holds_nothing_back() -> None:
    state = promising((payment("many"), WAITS), (RenameIdentity("Ada II"), WAITS))
    assert available(state) == "100.00"
    nameless = replace(state, tokens=Tokens())
    assert spendable(nameless, ADA) is state.wallets[ADA]


def test_a_token_without_a_balance_stays_without_one() -> None:
    state = promising((payment("1.00"), WAITS))
    empty = replace(state, wallets=Map({ADA: Wallet()}))
    assert spendable(empty, ADA) is empty.wallets[ADA]


def test_what_another_ledger_was_asked_is_not_held_back_here() -> None:
    state = promising((payment("25.00"), WAITS), node="this")
    assert available(state) == "75.00"
    elsewhere = replace(state, operations=replace(state.operations, node_id="cd" * 16))  # type: ignore[arg-type]
    assert available(elsewhere) == "100.00"


def test_a_wallet_that_promised_nothing_is_itself() -> None:
    state = promising()
    assert spendable(state, ADA) is state.wallets[ADA]
    assert spendable(state, BEN) is None
