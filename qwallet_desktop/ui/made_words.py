"""Words for operations that the node has made: what was moved, what waits for others, and what came of that."""

from typing import assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.batches import BatchReceipt, PaymentOpened, PaymentRefused
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.matters import held_for
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.asks import DecideItem, FoundGroup
from qwallet_desktop.state.opened import was_open
from qwallet_desktop.state.operation import Ask, FoundedAlone, Result
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.list_words import payments_word


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def refused_count(receipt: Result | None) -> int:
    """Return how many payments of a list that was made were refused."""
    outcomes = receipt.outcomes if isinstance(receipt, BatchReceipt) else ()
    return sum(isinstance(outcome, PaymentRefused) for outcome in outcomes)


def waiting_count(receipt: Result | None) -> int:
    """Return how many payments of a list wait for others to agree."""
    outcomes = receipt.outcomes if isinstance(receipt, BatchReceipt) else ()
    return sum(isinstance(outcome, PaymentOpened) and was_open(outcome.item) for outcome in outcomes)


def made_meaning(ask: Ask, receipt: Result | None, numbers: NumberStyle) -> tuple[str, Problem | None]:
    """Say what it means that an operation was made, with the problem of a part that was not ("{why}")."""
    if isinstance(receipt, FoundedAlone):
        return _tr("The group was founded, but the others could not be asked to join. {why}"), receipt.problem
    if isinstance(ask, DecideItem):
        return _decided_meaning(ask.choice), None
    if isinstance(ask, FoundGroup):
        return _founded_meaning(receipt), None
    return (_item_meaning(receipt) if isinstance(receipt, Item) else _receipt_meaning(receipt, numbers)), None


def _receipt_meaning(receipt: Result | None, numbers: NumberStyle) -> str:
    refused, waiting = refused_count(receipt), waiting_count(receipt)
    if isinstance(receipt, BatchReceipt) and waiting and not refused:
        payments = payments_word(len(receipt.outcomes), grouped(len(receipt.outcomes), numbers))
        words = _tr("{waiting} of {payments} wait for approval; the others are in the ledger.")
        return words.format(waiting=grouped(waiting, numbers), payments=payments)
    if not isinstance(receipt, BatchReceipt) or not refused:
        return _tr("The node did it; it is in the ledger.")
    payments = payments_word(len(receipt.outcomes), grouped(len(receipt.outcomes), numbers))
    words = _tr("The node made {made} of {payments} and refused {refused}; nothing was moved for those.")
    made = len(receipt.outcomes) - refused
    return words.format(made=grouped(made, numbers), payments=payments, refused=grouped(refused, numbers))


def _founded_meaning(receipt: Result | None) -> str:
    """Say that a group was founded, and what became of asking others to join it."""
    if not isinstance(receipt, Item):
        return _tr("The group was founded.")
    match status(receipt, receipt.proposal.opened_at):
        case ItemStatus.DRAFT | ItemStatus.PENDING:
            return _tr("The group was founded. Those who are invited belong to it once they have signed.")
        case ItemStatus.EXECUTED:
            return _tr("The group was founded, and those who were invited have joined it.")
        case _:
            return _tr("The group was founded. Those who were invited have not joined it; the inbox says why.")


def _decided_meaning(choice: Choice) -> str:
    match choice:
        case Choice.SIGN:
            return _tr("The node has your signature. The inbox says what became of it.")
        case Choice.REJECT:
            return _tr("The node has your rejection. The inbox says what became of it.")
        case Choice.CANCEL:
            return _tr("It is withdrawn; what was held is available again.")
        case _:
            assert_never(choice)


def _item_meaning(item: Item) -> str:
    if not held_for(item.proposal.matter):
        return _change_meaning(item)
    match status(item, item.proposal.opened_at):
        case ItemStatus.DRAFT | ItemStatus.PENDING:
            words = _tr("The node has it, and others must sign it before it is carried out. What it takes is held.")
        case ItemStatus.EXECUTED:
            words = _tr("Enough have signed, and the node carried it out.")
        case ItemStatus.FAILED:
            words = _tr("Enough have signed, but it could not be carried out. The inbox says why.")
        case ItemStatus.REJECTED:
            words = _tr("It was rejected; nothing was moved, and what was held is available again.")
        case ItemStatus.CANCELLED:
            words = _tr("It was withdrawn; nothing was moved, and what was held is available again.")
        case ItemStatus.EXPIRED:
            words = _tr("Not enough signed in time; nothing was moved, and what was held is available again.")
        case _:
            words = _tr("The rules changed before enough had signed; what was held is available again.")
    return words


def _change_meaning(item: Item) -> str:
    """Say what became of an item for which nothing is held."""
    joins = bool(item.proposal.joining)
    match status(item, item.proposal.opened_at):
        case ItemStatus.DRAFT | ItemStatus.PENDING:
            words = (
                _tr("The node has it, and others must sign it before it comes into force, whoever joins among them.")
                if joins
                else _tr("The node has it, and others must sign it before it comes into force.")
            )
        case ItemStatus.EXECUTED:
            words = _tr("Enough have signed, and it is in force.")
        case ItemStatus.FAILED:
            words = _tr("Enough have signed, but it could not be carried out. The inbox says why.")
        case ItemStatus.REJECTED:
            words = _tr("It was rejected; nothing has changed.")
        case ItemStatus.CANCELLED:
            words = _tr("It was withdrawn; nothing has changed.")
        case ItemStatus.EXPIRED:
            words = _tr("Not enough signed in time; nothing has changed.")
        case _:
            words = _tr("The rules changed before enough had signed; nothing of this is in force.")
    return words
