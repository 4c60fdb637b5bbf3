"""Operations in every stage, for the tests and the pictures of what shows them."""

from datetime import timedelta

from immutables import Map

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence, TokenId, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Receipt, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.asks import BurnToken, IssueToken, MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import (
    Ask,
    Cancelled,
    Cancelling,
    Course,
    Keeping,
    Made,
    NotKept,
    Operation,
    Refused,
    Sending,
    Stage,
    Unanswered,
    Waiting,
    has_ended,
)
from qwallet_desktop.state.operation_line import Disk, Operations
from qwallet_desktop.state.transfers import PaymentDraft
from tests.ui.builders import NOW, QTK, did, identities, identity, token

MARA, ACME, LEO, LONG, STRANGER = (did(number) for number in (3, 5, 9, 11, 77))
VAST = TokenId("qtk1" + "c" * 64)
EVERYONE = identities(
    identity(3, "Mara Lindqvist"),
    identity(5, "Acme Treasury"),
    identity(9, "\u202eLeo \u05d3\u05d5\u05d3 \u0645\u062d\u0645\u062f"),
    identity(11, "The Honourable Company of Lighthouse Keepers of the Far North"),
)
TOKENS = Map({QTK: token(), VAST: token("VAST", 0, token_id=VAST)})
DOWN = Problem(Code.NODE_UNREACHABLE)
FUNDS = Problem(Code.INSUFFICIENT_FUNDS, {"available": "12.00", "symbol": "QTK"})
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> timedelta:
    """Return a distance from now."""
    return minutes * MINUTE


def asked_id(number: int) -> RequestId:
    """Return the request id of a number."""
    return RequestId(f"{number:08x}-6a3e-4a4e-9d2a-2b2b6d1d{number:04x}")


def pay(recipient: IdentityId, amount: str, memo: str = "") -> PaymentDraft:
    """Return a payment in QTK."""
    return PaymentDraft(recipient, QTK, amount, memo)


def salaries(count: int, mode: BatchMode = BatchMode.EACH) -> Order:
    """Return a list of payments in QTK."""
    others = (ACME, LEO, STRANGER, LONG)
    payments = tuple(AskedPayment(others[each % 4], QTK, f"{each * 7 + 20}.50", "November") for each in range(count))
    return Order(payments, mode, "")


def receipt(draft: PaymentDraft) -> Receipt:
    """Return what the node answers to a payment."""
    moved = Transfer(
        TransferId(f"tr_{41:032x}"),
        Sequence(7_001),
        TransferKind.TRANSFER,
        MARA,
        IdentityId(draft.recipient),
        Amount(2_500, 2, QTK),
        draft.memo,
        NOW - at(41),
    )
    return Receipt(moved, Balance(Amount(97_500, 2, QTK), Amount(0, 2, QTK), Sequence(7_001)))


def one(  # noqa: PLR0913 - each of an operation's fields may be given
    number: int,
    stage: Stage,
    ask: Ask,
    *,
    who: IdentityId = MARA,
    ago: float = 5,
    course: Course | None = None,
    retry_of: RequestId | None = None,
) -> Operation:
    """Return an operation that was asked for `ago` minutes ago."""
    asked = NOW - at(ago)
    kept = Course(kept_at=asked) if course is None else course
    return Operation(asked_id(number), who, ask, asked, stage, retry_of, kept)


def sent(ago: float, attempts: int = 1, last: float | None = None) -> Course:
    """Return the course of what was first sent `ago` minutes ago and last `last` minutes ago."""
    return Course(NOW - at(ago), NOW - at(ago), NOW - at(ago if last is None else last), attempts)


BOAT = pay(ACME, "25.00", "Boat sail, second half")
PART = BatchReceipt((*(PaymentMade(receipt(BOAT)) for _ in range(10)), *(PaymentRefused(FUNDS) for _ in range(2))))
WAITS = one(1, Waiting(NOW - at(2)), BOAT, ago=2)
EARLIER = one(2, Waiting(NOW - at(1)), pay(STRANGER, "1200", "Rent for November"), ago=1)
LIST = one(3, Waiting(NOW - at(3)), salaries(12), who=ACME, ago=3)
OLD = one(4, Waiting(NOW - at(1_600), DOWN, is_old=True), pay(LEO, "310.75", "Sail maker"), who=LONG, ago=1_600)
SENDS = one(5, Sending(NOW, 1), pay(LONG, "99.00"), who=LEO, ago=0.2, course=sent(0.1))
SILENT = one(
    6,
    Unanswered(NOW - at(2), Problem(Code.NODE_TIMEOUT), 4),
    pay(ACME, "42.00", "\u202ereversed <b>bold</b> https://example.org"),
    ago=9,
    course=sent(9, 4, 2),
)
REFUSED = one(7, Refused(NOW - at(52), FUNDS), pay(ACME, "250000.00", "Deposit"), ago=53, course=sent(52))
AGAIN = one(8, Refused(NOW - at(45), FUNDS), REFUSED.ask, ago=45, course=sent(45), retry_of=REFUSED.id)
MADE = one(9, Made(NOW - at(41), receipt(BOAT)), BOAT, ago=41, course=sent(41))
PARTLY = one(10, Made(NOW - at(130), PART), salaries(12), who=ACME, ago=131, course=sent(130))
CALLED_OFF = one(11, Cancelled(NOW - at(300)), pay(LEO, "5.00", "Lunch"), ago=301)
NOT_KEPT = one(
    12, NotKept(Problem(Code.STORAGE_FULL, {"folder": "/home/mara"})), pay(ACME, "7.00"), ago=500, course=Course()
)
LARGE = one(13, Made(NOW - at(900)), PaymentDraft(LONG, VAST, str(10**77), "All of it"), ago=901, course=sent(900))
SAVING = one(14, Keeping(), pay(ACME, "8.00"), ago=0, course=Course())
STOPPING = one(15, Cancelling(), pay(ACME, "9.00"), ago=4)
MINTS = one(21, Waiting(NOW - at(6)), MintToken(QTK, "250.00", "Second round"), ago=6)
BURNS = one(22, Unanswered(NOW - at(7), DOWN, 2), BurnToken(QTK, "12.50", ""), ago=7, course=sent(7, 2, 7))
ISSUES = one(23, Waiting(NOW - at(8)), IssueToken("BOAT", "Boat shares", 2, "0f" * 16, "1000.00"), who=ACME, ago=8)
RENAMES = one(24, Waiting(NOW - at(9)), RenameIdentity("\u202eLeo D. <b>Katz</b>"), who=LEO, ago=9)
FREEZES = one(
    25, Waiting(NOW - at(4)), SetIdentityStatus(ACME, IdentityStatus.FROZEN, "The laptop with its key is lost"), ago=4
)
THAWED = one(
    26, Made(NOW - at(60)), SetIdentityStatus(LONG, IdentityStatus.ACTIVE, ""), who=LONG, ago=61, course=sent(60)
)
COMMANDS = (THAWED, RENAMES, ISSUES, BURNS, MINTS, FREEZES)
TOLD = (LARGE, OLD, NOT_KEPT, CALLED_OFF, PARTLY, REFUSED, AGAIN, MADE, SILENT, LIST, WAITS, EARLIER, SENDS)


def known(*operations: Operation, node: bool = True, disk: Disk | None = None) -> Operations:
    """Return the slice that knows these operations."""
    operations = tuple(sorted(operations, key=lambda each: each.submitted_at))
    lines: dict[IdentityId, tuple[RequestId, ...]] = {}
    for each in operations:
        if not has_ended(each):
            lines[each.identity_id] = (*lines.get(each.identity_id, ()), each.id)
    order = tuple(each.id for each in operations)
    found = Map({each.id: each for each in operations})
    return Operations(found, order, Map(lines), node, unlocked=True, disk=disk or Disk(is_read=True))
