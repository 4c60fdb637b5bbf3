"""The screen for lists of payments in all of its states."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from immutables import Map
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.batch_lines import read_lines
from qwallet_desktop.domain.batches import (
    AskedPayment,
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentOutcome,
    PaymentRefused,
    at_payment,
)
from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount, NumberStyle, parse_amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance, WalletPermissions
from qwallet_desktop.state.batch import Listing, Order, Submitted
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.operation import Made, Operation, Refused, Sending, Stage, Unanswered, Waiting
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.state.remote import Failed, Loaded, Loading
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.payments_asking import Asking
from qwallet_desktop.ui.screens.pay_many import PayManyScreen, View
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.helpers import items as told

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
MARA, ACME, LEO, LONG = (did_from_key(bytes([number]) * 32) for number in (3, 5, 9, 11))
STRANGER, GONE = (did_from_key(bytes([number]) * 32) for number in (77, 78))
FORGED = IdentityId(ACME[:20] + STRANGER[20:-4] + ACME[-4:])
QTK, GOLD, VAST = (TokenId(f"qtk1{letter * 64}") for letter in "abc")
PENDING = RequestId("0b0f9a52-6a3e-4a4e-9d2a-2b2b6d1d9a10")
SIZE = (1020, 730)


def identity(did: IdentityId, name: str, status: IdentityStatus = IdentityStatus.ACTIVE) -> Identity:
    """Return an identity of our own."""
    return Identity(did, IdentityType.ROOT, name, status, None, can_issue=True, created_at=NOW, reason="Lost phone")


ALL = (
    identity(MARA, "Mara Lindqvist"),
    identity(ACME, "Acme Treasury"),
    identity(LEO, "\u202eLeo \u05d3\u05d5\u05d3 \u0645\u062d\u0645\u062f"),
    identity(LONG, "The Honourable Company of Lighthouse Keepers of the Far North"),
)
EVERYONE = Identities(known=Map({one.id: one for one in ALL}), order=tuple(one.id for one in ALL), active=MARA)
TOKENS = Map(
    {
        QTK: Token(QTK, "QTK", "Qwallet token", 2, MARA, "0" * 32, NOW),
        GOLD: Token(GOLD, "GOLD", "Gold", 6, MARA, "0" * 32, NOW),
        VAST: Token(VAST, "VAST", "Vast", 0, MARA, "0" * 32, NOW),
    }
)


def balance(token_id: TokenId, units: int) -> Balance:
    """Return a balance of which nothing is held."""
    decimals = TOKENS[token_id].decimals
    return Balance(Amount(units, decimals, token_id), Amount(0, decimals, token_id), Sequence(9))


FULL = Wallet(
    context=Loaded(WalletPermissions(can_send=True, can_receive=True, can_issue=True), NOW),
    balances=Map({QTK: balance(QTK, 160_000), GOLD: balance(GOLD, 12_000_000), VAST: balance(VAST, 10**77)}),
    latest=Loaded((), NOW),
)
GOOD = "\n".join(
    [
        "recipient, amount, token, memo",
        f"{ACME}, 250.00, QTK, Rent in March",
        f"{LEO}, 1.25, GOLD, Boat sail",
        f"{LONG}, 999.99, QTK, The lamp oil of the winter half-year and the repair of the second stair",
        f"{STRANGER}, 0.01, QTK,",
    ]
)
WRONG = "\n".join(
    [
        f"{ACME}; 250.00; QTK; Rent in March",
        f"{ACME}; 250.00; qtk; Rent in March",
        f"{FORGED}; 12.00; QTK; Beware",
        f"{MARA}; 1.00; QTK; Myself",
        f"{LEO}; 1.234,50; QTK; A comma",
        f"{LEO}; 1200.00; QTK; More than is left",
        f"{GONE}; 1.00; QTK; Nobody",
        f"{LEO}; 1.00; SILVER; No such token",
        "Leo; 1.00; QTK; No DID",
    ]
)
VASTNESS = f"{ACME}, {'9' * 76}, VAST, all of it\n{LEO}, {'9' * 77}, VAST, and more"
BASE = View(identity=MARA, wallet=FULL, identities=EVERYONE, tokens=TOKENS)


def bench() -> Bench:
    """Return tools that do nothing with what is emitted."""
    return Bench(
        dispatch=lambda _action: None,
        now=lambda: NOW,
        new_request_id=lambda: PENDING,
        new_salt=lambda: "0" * 32,
        numbers=NumberStyle(".", ","),
    )


def shown(view: View, then: Callable[[PayManyScreen], object] | None = None) -> QWidget:
    """Return a page with the screen."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = PayManyScreen(bench())
    column(root).addWidget(screen)
    screen.draw(view)
    if then is not None:
        QTimer.singleShot(0, lambda: then(screen))
    return root


def listing(text: str, mode: BatchMode = BatchMode.ALL_OR_NOTHING, problem: Problem | None = None) -> View:
    """Return the view of a list that is being written; the node was asked about strangers."""
    unknown = Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    return replace(BASE, batch=Listing(text, mode, Map({GONE: unknown, STRANGER: None, FORGED: None}), problem))


ORDER = Order(
    tuple(
        AskedPayment(IdentityId(line.recipient), GOLD if line.token == "GOLD" else QTK, line.amount, line.memo)  # noqa: S105 - a token of the ledger
        for line in read_lines(GOOD, 9).lines
    ),
    BatchMode.EACH,
    GOOD,
)


def made(payment: AskedPayment) -> PaymentOutcome:
    """Return the outcome of a payment that was made."""
    token = TOKENS[payment.token_id]
    amount = parse_amount(payment.amount, token.id, token.decimals)
    transfer = Transfer(
        TransferId("tr_" + "7c" * 16),
        Sequence(12),
        TransferKind.TRANSFER,
        MARA,
        payment.recipient,
        amount,
        payment.memo,
        NOW,
    )
    return PaymentMade(Receipt(transfer, balance(token.id, 1_000)))


REFUSED = PaymentRefused(Problem(Code.INSUFFICIENT_FUNDS, {"available": "750.00", "symbol": "QTK"}, "amount"))
MADE = tuple(made(payment) for payment in ORDER.payments)
PARTLY = Made(NOW, BatchReceipt((MADE[0], MADE[1], REFUSED, MADE[3])))


def submitted(stage: Stage, order: Order = ORDER, saved: Problem | None = None, hold: HoldUp | None = None) -> View:
    """Return the view after a list was submitted, and what became of it."""
    operation = Operation(PENDING, MARA, order, NOW, stage)
    return replace(BASE, batch=Submitted(order, PENDING, saved), operation=operation, hold=hold)


@scene("pay-many-empty", *SIZE)
def empty() -> QWidget:
    """Show the screen: nothing written yet."""
    return shown(BASE)


@scene("pay-many-loading", *SIZE)
def loading() -> QWidget:
    """Show the screen: the wallet is being read."""
    return shown(replace(BASE, wallet=Wallet(context=Loading())))


@scene("pay-many-failed", *SIZE)
def failed() -> QWidget:
    """Show the screen: the wallet could not be read."""
    return shown(replace(BASE, wallet=Wallet(context=Failed(Problem(Code.NODE_UNREACHABLE)))))


@scene("pay-many-good", *SIZE)
def good() -> QWidget:
    """Show the screen: a list that may be sent."""
    return shown(listing(GOOD))


@scene("pay-many-good-small", 740, 530)
def good_small() -> QWidget:
    """Show the screen: the same with little room."""
    return shown(listing(GOOD))


@scene("pay-many-wide", 1400, 900)
def wide() -> QWidget:
    """Show the screen: with room for memos."""
    return shown(listing(WRONG, BatchMode.EACH))


@scene("pay-many-wrong", *SIZE)
def wrong() -> QWidget:
    """Show the screen: every kind of wrong line."""
    return shown(listing(WRONG))


@scene("pay-many-doomed", *SIZE)
def doomed() -> QWidget:
    """Show the screen: the node would refuse a line."""
    return shown(listing(f"{GOOD}\n{GONE}, 3, QTK, Nobody", BatchMode.EACH))


@scene("pay-many-vast", *SIZE)
def vast() -> QWidget:
    """Show the screen: amounts of 77 digits."""
    return shown(listing(VASTNESS))


@scene("pay-many-too-many", *SIZE)
def too_many() -> QWidget:
    """Show the screen: a file of ten thousand lines was not taken."""
    facts = {"count": "10000", "most": "1000"}
    return shown(listing(GOOD, problem=Problem(Code.TOO_MANY_PAYMENTS, facts, "payments")))


@scene("pay-many-hidden", *SIZE)
def hidden() -> QWidget:
    """Show the screen: amounts are hidden."""
    return shown(replace(listing(WRONG), hide_amounts=True))


@scene("pay-many-confirm", *SIZE)
def confirm() -> QWidget:
    """Show the screen: the last look."""
    return shown(listing(GOOD), lambda screen: screen.review())


@scene("pay-many-confirm-warned", *SIZE)
def confirm_warned() -> QWidget:
    """Show the screen: the last look at a list with a twin and a line that would be refused."""
    text = f"{GOOD}\n{GONE}, 3, QTK, Nobody\n{ACME}, 250, QTK, Rent again"
    return shown(listing(text, BatchMode.EACH), lambda screen: screen.review())


def guarded(mode: BatchMode) -> View:
    """Return the view of a list of a guarded identity."""
    return replace(listing(GOOD, mode), asking=Asking(replace(ALL[0], type=IdentityType.CONSENTIDA), MARA))


@scene("pay-many-asking", *SIZE)
def asking() -> QWidget:
    """Show the screen: all of it needs approval, as one request."""
    return shown(guarded(BatchMode.ALL_OR_NOTHING))


@scene("pay-many-confirm-asking", *SIZE)
def confirm_asking() -> QWidget:
    """Show the screen: the last look at a list that others must agree to."""
    return shown(guarded(BatchMode.EACH), lambda screen: screen.review())


@scene("pay-many-opened", *SIZE)
def opened() -> QWidget:
    """Show the screen: some wait for others, one was refused."""
    waits = PaymentOpened(told.MINE)
    return shown(submitted(Made(NOW, BatchReceipt((MADE[0], waits, REFUSED, PaymentOpened(told.NO))))))


@scene("pay-many-sending", *SIZE)
def sending() -> QWidget:
    """Show the screen: under way."""
    return shown(submitted(Sending(NOW, 1)))


@scene("pay-many-sent", *SIZE)
def sent() -> QWidget:
    """Show the screen: all were made."""
    return shown(submitted(Made(NOW, BatchReceipt(MADE))))


@scene("pay-many-partly", *SIZE)
def partly() -> QWidget:
    """Show the screen: one was refused."""
    return shown(submitted(PARTLY))


@scene("pay-many-partly-small", 740, 530)
def partly_small() -> QWidget:
    """Show the screen: one was refused, with little room, and the file could not be written."""
    problem = Problem(Code.FILE_NOT_WRITTEN, {"reason": "Permission denied", "file": "refused-payments.csv"})
    return shown(submitted(PARTLY, saved=problem))


@scene("pay-many-refused", *SIZE)
def refused() -> QWidget:
    """Show the screen: all fell with one."""
    problem = at_payment(Problem(Code.RECIPIENT_FROZEN, {}, "recipient"), 2)
    order = replace(ORDER, mode=BatchMode.ALL_OR_NOTHING)
    return shown(submitted(Refused(NOW, problem), order))


@scene("pay-many-unanswered", *SIZE)
def unanswered() -> QWidget:
    """Show the screen: no answer is known."""
    problem = Problem(Code.NODE_UNREACHABLE)
    return shown(submitted(Unanswered(NOW, problem, 1)))


@scene("pay-many-waiting", *SIZE)
def waiting() -> QWidget:
    """Show the screen: it waits for the node."""
    return shown(submitted(Waiting(NOW), hold=HoldUp.NODE))
