"""Makes the table's rows: of a list that is being written, and of one that was sent."""

from typing import NamedTuple, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.batch_check import CheckedLine, CheckedList
from qwallet_desktop.domain.batches import AskedPayment, PaymentMade, PaymentOpened, PaymentOutcome, PaymentRefused
from qwallet_desktop.domain.money import NumberStyle, format_amount
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import Keeping, Made, Operation, Sending, Unanswered, Waiting
from qwallet_desktop.ui.amounts import symbol_of
from qwallet_desktop.ui.item_words import item_mark
from qwallet_desktop.ui.list_words import in_full, in_short
from qwallet_desktop.ui.models.list_model import Row
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.screens.pay_many_view import (
    Faces,
    View,
    amount_of,
    asks,
    faces,
    item_of,
    numbered,
    outcomes,
)


class Verdict(NamedTuple):
    """What is said of a line: a few words, a colour token, an icon, and the full sentence."""

    words: str
    tone: str
    icon: str
    tip: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("PayManyRows", text)


def rows_of_list(view: View, list_: CheckedList, numbers: NumberStyle) -> tuple[Row, ...]:
    """Return the rows of a list that is being written."""
    known = faces(view)
    return tuple(_checked_row(view, known, line, numbers) for line in list_.lines)


def _checked_row(view: View, known: Faces, line: CheckedLine, numbers: NumberStyle) -> Row:
    verdict = _check(view, known, line, numbers)
    return Row(
        line.line.number,
        line.recipient or line.line.recipient,
        known.person(view.identities, line.recipient) if line.recipient is not None else None,
        format_amount(line.amount, numbers) if line.amount is not None else line.line.amount,
        line.token.symbol if line.token is not None else line.line.token,
        line.payment.memo if line.payment is not None else line.line.memo,
        *verdict,
    )


def _check(view: View, known: Faces, line: CheckedLine, numbers: NumberStyle) -> Verdict:
    """Say what is wrong with a line, else what one should look at, else that it is ready."""
    if line.problem is not None:
        # What can't even be asked for is red; what the node would refuse may change until then.
        tone, icon = ("danger", "cross") if line.payment is None else ("caution", "warning")
        full = in_full(line.problem, numbers, hidden=view.hide_amounts)
        return Verdict(in_short(line.problem, numbers), tone, icon, full)
    other = known.resembled(line.recipient) if line.recipient is not None else None
    if other is not None:
        name = called(view.identities, other)
        words = _tr("Looks like {name}").format(name=name)
        tip = _tr("This id begins and ends like {name}, but it is another one. Compare every character.")
        return Verdict(words, "caution", "warning", tip.format(name=name))
    if asks(view, line):
        return Verdict(
            _tr("Needs approval"),
            "accent",
            "clock",
            _tr("Others must agree to it first."),
        )
    if line.twin is not None:
        words = _tr("Same as line {number}").format(number=line.twin)
        return Verdict(words, "caution", "copy", _tr("The same recipient gets the same amount twice."))
    if line.recipient not in view.identities.known:
        return Verdict(
            _tr("Not one of yours"), "text_muted", "user", _tr("The recipient is not one of your identities.")
        )
    return Verdict(_tr("Ready"), "positive", "check")


def rows_of_order(view: View, order: Order, numbers: NumberStyle) -> tuple[Row, ...]:
    """Return the rows of a list that was sent, with what became of each payment."""
    known = faces(view)
    entries = zip(numbered(order), order.payments, outcomes(order, view.operation), strict=True)
    return tuple(
        _ordered_row(view, known, number, payment, outcome, _became(view, view.operation, outcome, numbers), numbers)
        for number, payment, outcome in entries
    )


def _ordered_row(  # noqa: PLR0913, PLR0917 - a row is made of these
    view: View,
    known: Faces,
    number: int,
    payment: AskedPayment,
    outcome: PaymentOutcome | None,
    verdict: Verdict,
    numbers: NumberStyle,
) -> Row:
    amount = amount_of(payment, view.tokens)
    return Row(
        number,
        payment.recipient,
        known.person(view.identities, payment.recipient),
        format_amount(amount, numbers) if amount is not None else payment.amount,
        symbol_of(view.tokens, payment.token_id),
        payment.memo,
        *verdict,
        receipt=outcome.receipt if isinstance(outcome, PaymentMade) else None,
    )


def _became(view: View, operation: Operation | None, outcome: PaymentOutcome | None, numbers: NumberStyle) -> Verdict:
    match outcome:
        case PaymentMade():
            return Verdict(_tr("Sent"), "positive", "check", _tr("Open it in the activity by Enter or a click."))
        case PaymentRefused(problem):
            full = in_full(problem, numbers, hidden=view.hide_amounts)
            return Verdict(in_short(problem, numbers), "danger", "cross", full)
        case PaymentOpened(item):
            return _waiting(item)
        case None:
            together = item_of(operation)
            return _open(operation) if together is None else _waiting(together)
        case _:
            assert_never(outcome)


def _waiting(item: Item) -> Verdict:
    words, tone, icon = item_mark(item, item.proposal.opened_at)
    tip = _tr("Others must agree to it before it is made. Open the inbox to see who.")
    return Verdict(words, "text_muted" if tone == "neutral" else tone, icon, tip)


def _open(operation: Operation | None) -> Verdict:
    """Say of a payment about which the node has not said anything how far its list is."""
    match operation.stage if operation is not None else None:
        case Keeping() | Sending():
            return Verdict(_tr("Sending\u2026"), "text_muted", "clock")
        case Waiting():
            return Verdict(_tr("Waits"), "caution", "clock")
        case Unanswered():
            return Verdict(_tr("Not known yet"), "caution", "clock")
        case Made():
            return Verdict("", "text_muted", "check")
        case _:
            return Verdict(_tr("Not made"), "text_muted", "minus")
