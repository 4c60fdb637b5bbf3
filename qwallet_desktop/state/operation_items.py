"""Brings what became of items into the operations that opened them: one operation with all its stages."""

from collections.abc import Mapping
from dataclasses import replace

from qwallet_desktop.domain.batches import BatchReceipt, PaymentOpened, PaymentOutcome
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.multisig import is_newer
from qwallet_desktop.state.operation import Made, Operation, Result
from qwallet_desktop.state.operation_line import Operations, put


def with_items(operations: Operations, items: tuple[Item, ...]) -> Operations:
    """Put items in place of what operations knew of them, where they are newer."""
    found = {item.proposal.item_id: item for item in items}
    for operation in tuple(operations.known.values()):
        changed = _changed(operation, found)
        if changed is not None:
            operations = put(operations, changed)
    return operations


def concerns(operation: Operation, items: Mapping[ItemId, Item]) -> bool:
    """Tell whether one of these items is news to an operation."""
    return _changed(operation, items) is not None


def _changed(operation: Operation, items: Mapping[ItemId, Item]) -> Operation | None:
    stage = operation.stage
    # Of a decision is kept how the item was with it.
    if not isinstance(stage, Made) or stage.receipt is None or isinstance(operation.ask, DecideItem):
        return None
    receipt = _newer(stage.receipt, items)
    return None if receipt is stage.receipt else replace(operation, stage=replace(stage, receipt=receipt))


def _newer(receipt: Result, items: Mapping[ItemId, Item]) -> Result:
    match receipt:
        case Item():
            return _newer_item(receipt, items)
        case BatchReceipt(outcomes):
            after = tuple(_newer_outcome(outcome, items) for outcome in outcomes)
            is_same = all(one is other for one, other in zip(after, outcomes, strict=True))
            return receipt if is_same else BatchReceipt(after)
        case _:
            return receipt


def _newer_outcome(outcome: PaymentOutcome, items: Mapping[ItemId, Item]) -> PaymentOutcome:
    if not isinstance(outcome, PaymentOpened):
        return outcome
    item = _newer_item(outcome.item, items)
    return outcome if item is outcome.item else PaymentOpened(item)


def _newer_item(item: Item, items: Mapping[ItemId, Item]) -> Item:
    known = items.get(item.proposal.item_id)
    return item if known is None or not is_newer(known, item) else known
