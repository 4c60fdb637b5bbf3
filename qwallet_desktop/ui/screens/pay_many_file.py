"""Writes what became of a list of payments as tables: every line, or those that were refused as a list to mend."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never

from immutables import Map
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.batch_lines import write_lines
from qwallet_desktop.domain.batches import PaymentMade, PaymentOpened, PaymentOutcome, PaymentRefused
from qwallet_desktop.domain.ids import ItemId, TokenId
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.multisig import Executed, ExecutionFailed, Item, ItemStatus
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.batch import Listing, Order
from qwallet_desktop.state.batches import SaveList
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.list_files import ask_where
from qwallet_desktop.ui.item_words import item_mark
from qwallet_desktop.ui.screens.pay_many_view import View, numbered, outcomes, receipt_of, refused_lines, token_name

COLUMNS: Final = ("line", "recipient", "amount", "token", "memo", "outcome", "id", "reason")
_REFUSED_NAME: Final = "refused-payments.csv"
_RESULT_NAME: Final = "payments-result.csv"


def result_lines(
    order: Order,
    operation: Operation | None,
    tokens: Map[TokenId, Token],
    say: Callable[[Problem], str],
    now: datetime,
) -> str:
    """Write every line of a list that was sent, with what became of it.

    Args:
        order: The list.
        operation: What became of it.
        tokens: Those that are known.
        say: Puts a problem into a sentence.
        now: Tells whether an item's time is over.

    Returns:
        A CSV text; `id` is the transfer's, or the item's of a payment that waits or did not come to be.
    """
    entries = zip(numbered(order), order.payments, outcomes(order, operation), strict=True)
    rows = (
        (
            *(str(number), one.recipient, one.amount, token_name(one, tokens), one.memo),
            *_became(outcome, say, now),
        )
        for number, one, outcome in entries
    )
    return write_lines(rows, COLUMNS)


def _became(outcome: PaymentOutcome | None, say: Callable[[Problem], str], now: datetime) -> tuple[str, str, str]:
    translate = QCoreApplication.translate
    match outcome:
        case PaymentMade(receipt):
            return translate("PayManyFile", "made"), receipt.transfer.id, ""
        case PaymentRefused(problem):
            return translate("PayManyFile", "refused"), "", say(problem)
        case PaymentOpened(item):
            return _item(item, say, now)
        case None:
            return translate("PayManyFile", "not made"), "", ""
        case _:
            assert_never(outcome)


def _item(item: Item, say: Callable[[Problem], str], now: datetime) -> tuple[str, str, str]:
    item_id: ItemId = item.proposal.item_id
    match item.closing:
        case Executed(_, transfer_id):
            return QCoreApplication.translate("PayManyFile", "made"), transfer_id or item_id, ""
        case ExecutionFailed(_, problem):
            return item_mark(item, now).words, item_id, say(problem)
        case _:
            pass
    if status(item, now) is ItemStatus.PENDING:
        return QCoreApplication.translate("PayManyFile", "waits for approval"), item_id, ""
    reasons = "; ".join(vote.reason for vote in item.votes if vote.reason)
    return item_mark(item, now).words, item_id, reasons


class ListFiles:
    """Asks where to, and has what became of the shown list written there.

    Args:
        owner: The screen.
        bench: Its tools.
        view: What it shows now.
        say: Puts a problem into a sentence, as the screen does.
    """

    def __init__(self, owner: QWidget, bench: Bench, view: Callable[[], View], say: Callable[[Problem], str]) -> None:
        self._owner, self._bench, self._view, self._say = owner, bench, view, say

    def refused(self) -> str:
        """Return the refused lines as a list to mend; empty where there are none."""
        view, receipt = self._view(), receipt_of(self._view().operation)
        if isinstance(view.batch, Listing) or receipt is None:
            return ""
        said = [self._say(one.problem) for one in receipt.outcomes if isinstance(one, PaymentRefused)]
        return refused_lines(view.batch.order, receipt, view.tokens, said)

    def save_refused(self) -> None:
        """Ask for a file, and write the refused lines to it."""
        ask_where(
            self._owner,
            _REFUSED_NAME,
            lambda path: self._write(path, self.refused()),
            self._owner.tr("Save the refused payments"),
        )

    def save_result(self) -> None:
        """Ask for a file, and write every line with what became of it."""
        title = self._owner.tr("Save what became of each payment")
        ask_where(self._owner, _RESULT_NAME, lambda path: self._write(path, self.result()), title)

    def result(self) -> str:
        """Return every line with what became of it; empty while the list is being written."""
        view = self._view()
        if isinstance(view.batch, Listing):
            return ""
        return result_lines(view.batch.order, view.operation, view.tokens, self._say, self._bench.now())

    def _write(self, path: Path, text: str) -> None:
        identity = self._view().identity
        if identity is not None:
            self._bench.dispatch(SaveList(identity, path, text))
